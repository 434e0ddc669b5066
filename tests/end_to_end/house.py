"""A house with many doors on one gate, and a browser that reads why they stay shut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
import json
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from placa_demo.browser import dashboard_page
from placa_demo.camera_server import Idle, camera_server
from placa_demo.engine import CameraSource, engine, engine_again
from placa_demo.h264 import write_h264
from placa_demo.hass_client import HassClient
from placa_demo.home_assistant import Cover, HomeAssistant, home_assistant, home_assistant_again
from placa_demo.household import DoorEntities, Household, set_up_placa
from placa_demo.together import together
from tests.end_to_end.real_clips import (
    FPS,
    Picture,
    empty_place,
    encode_idle,
    real_clips,
    staying,
    visit,
)
from tests.end_to_end.relay import Relay, relay
from tests.end_to_end.slow_line import SlowLine, slow_line
from tests.end_to_end.street import GATE, LOOP_WATCH, Street, Visit

ROOT = Path(__file__).parents[2]
CARS = {clip.plates[0]: clip for clip in real_clips() if clip.plates}
_PLACE = empty_place(real_clips()[0])

BARN = Cover("barn", "Barn", "gate", travel=0)
STUCK = Cover("stuck", "Stuck gate", "gate", opens_by="script.is_stuck")
RELAYS = [
    Cover(f"relay_{number}", f"Gate {number} with a relay", "gate", opens_by="rest_command.pulse")
    for number in (1, 2, 3)
]
"""What opens these stands outside Home Assistant, and never says that they are open."""

_WHY = """\
#### {name}
{{% for reason in state_attr('{entity}', 'reasons') or [] if not reason.ok -%}}
✗ {{{{ reason.detail }}}}<br>
{{%- endfor %}}
"""


@dataclass(frozen=True, slots=True)
class Door:
    """A door; `answers` are those to its form."""

    name: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    cover: Cover = GATE


@dataclass(slots=True)
class House:
    """Everything that runs, and the sentences the browser has shown so far."""

    street: Street
    line: SlowLine
    relay: Relay
    page: Page
    placa: Household
    folder: Path
    doors: Mapping[str, DoorEntities]
    stream: str
    until_the_end: AsyncExitStack
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> HassClient:
        return self.street.home.client

    async def comes(self, plate: str) -> Visit:
        """Let a real car drive up and away."""
        return await self.street.show("street", self.visit_of(plate))

    async def plays(self, name: str, shown: Iterator[Picture]) -> Visit:
        """Show pictures once."""
        return await self.street.show("street", self._encoded(name, shown))

    def visit_of(self, plate: str) -> Path:
        return self._encoded(plate, visit(CARS[plate], _PLACE, arrives=True))

    @asynccontextmanager
    async def standing(self, plate: str, frames: int = 2) -> AsyncIterator[None]:
        """Let a real car drive up and stand there; it was read in so many frames."""
        clip = self._encoded(f"{plate}-stays", staying(CARS[plate], _PLACE, 60.0))
        await self.street.cameras.loop("street", clip)
        await self.street.until_in_view("street", frames)
        try:
            yield
        finally:
            await self.street.cameras.loop("street", self.folder / "idle.h264")
        await self.street.until_out_of_view("street")

    @asynccontextmanager
    async def stalled(self) -> AsyncIterator[None]:
        """Let the camera fall silent for a while; begins when the engine says nothing new."""
        camera = self.street.cameras.process
        camera.pause()
        try:
            await self.street.until_silent("street")
            yield
        finally:
            camera.go_on()
        await self.client.until_state(self.stream, "on")
        await self.street.until_in_view("street", 1)

    async def freezes(self, picture: Picture) -> None:
        """Let the camera show one and the same picture until the engine finds out."""
        await self.street.cameras.loop("street", self._encoded("frozen", iter([picture])))
        await self.street.until_frozen("street")

    def _encoded(self, name: str, shown: Iterator[Picture]) -> Path:
        path = self.folder / f"{name}.h264"
        if not path.exists():
            write_h264(path, shown, FPS)
        return path

    @asynccontextmanager
    async def armed(self, *doors: Door) -> AsyncIterator[None]:
        """Arm doors for a while."""
        for door in doors:
            await self._set_mode(door, "armed")
        try:
            yield
        finally:
            for door in doors:
                await self._set_mode(door, "off")

    async def disarm(self, door: Door) -> None:
        await self._set_mode(door, "off")

    async def _set_mode(self, door: Door, mode: str) -> None:
        await self.client.act("select.select_option", self.doors[door.name].mode, option=mode)

    async def asks(self, door: Door) -> None:
        """Wait until a door asks whether to open."""
        await self.street.verdict(self.doors[door.name].decision, "awaiting")

    async def confirm(self, door: Door) -> None:
        """Say that it may."""
        button = await self.placa.confirm_button(door.name)
        await self.client.act("button.press", button)

    @asynccontextmanager
    async def delayed(self, seconds: float) -> AsyncIterator[None]:
        """Let all that the engine says take longer."""
        await self._call_again(seconds)
        yield
        await self._call_again(0.0)

    async def _call_again(self, delay: float) -> None:
        gone = {"platform": "state", "entity_id": self.stream, "to": "unavailable"}
        told = await self.client.subscribe("subscribe_trigger", trigger=gone)
        self.line.delay = delay
        self.line.hang_up()
        await told.get()
        await self.client.until_state(self.stream, "on")

    async def reads(self, reason: str, door: Door) -> None:
        """Read on the dashboard, below the name of a door, why it stayed shut."""
        sentence = await self.street.refusal(self.doors[door.name].decision, reason)
        name = self.page.get_by_role("heading", name=door.name, exact=True)
        card = self.page.locator("hui-markdown-card", has=name)
        await card.get_by_text(sentence).wait_for(state="visible", timeout=20_000)
        self.shown[reason] = sentence

    def refused_by(self, door: Door) -> frozenset[str]:
        """All that was against opening a door when it decided last."""
        return self.street.refused_by(self.doors[door.name].decision)

    async def door_id(self, door: Door) -> str:
        subentries = await self.client.command(
            "config_entries/subentries/list", entry_id=self.placa.entry_id
        )
        (found,) = (one["subentry_id"] for one in subentries if one["title"] == door.name)
        return str(found)

    async def ledger(self, door: Door) -> list[dict[str, Any]]:
        """The engine's entries about a door, newest first."""
        page = await self.street.engine.get(f"decisions?limit=200&door={await self.door_id(door)}")
        assert page["intact"]
        entries: list[dict[str, Any]] = page["decisions"]
        return entries

    async def grants(self, door: Door) -> int:
        """How many openings of a door are in the engine's ledger."""
        verdicts = [entry["decision"]["verdict"] for entry in await self.ledger(door)]
        return verdicts.count("granted")

    def openings_on_disk(self) -> int:
        """How many openings Home Assistant would know of if it were killed now."""
        journal = self.street.home.folder / ".storage" / f"placa.{self.placa.entry_id}.journal"
        openings = json.loads(journal.read_text())["data"]["openings"]
        return sum(map(len, openings.values()))

    async def start_engine_again(self) -> None:
        again = engine_again(self.street.engine)
        self.street.engine = await self.until_the_end.enter_async_context(again)
        await self.client.until_state(self.stream, "on")

    async def start_home_again(self) -> None:
        home = home_assistant_again(self.street.home)
        again = await self.until_the_end.enter_async_context(home)
        self.street = Street(self.street.cameras, self.street.engine, again)
        await self.until_the_end.enter_async_context(_followed(self.street))
        await again.client.until_state(self.stream, "on")


@asynccontextmanager
async def house(
    doors: Sequence[Door],
    zones: Mapping[str, Sequence[tuple[float, float]]],
    folder: Path,
    furnish: Callable[[HassClient, Household], Awaitable[None]],
) -> AsyncIterator[House]:
    """Start everything; `furnish` registers vehicles before there are doors."""
    encode_idle(_PLACE, folder / "idle.h264")
    async with AsyncExitStack() as stack:
        cameras = await stack.enter_async_context(
            camera_server({"street": Idle(folder / "idle.h264", FPS)}, folder / "camera.log")
        )
        box = await stack.enter_async_context(relay())
        source = CameraSource("street", "Street", cameras.url("street"), zones)
        running, home = await stack.enter_async_context(
            together(
                engine([source], folder / "engine"),
                home_assistant(
                    [GATE, BARN, STUCK, *RELAYS],
                    folder / "ha",
                    more=_further_settings(box),
                    components=[LOOP_WATCH],
                ),
            )
        )
        line = await stack.enter_async_context(slow_line(running.url))
        placa = await set_up_placa(home.client, replace(running, url=str(line.url)))
        await furnish(home.client, placa)
        for door in doors:
            await placa.add_door(door.name, door.cover, ["street"], 600, **door.answers)
        entities = {door.name: await placa.door_entities(door.name, door.cover) for door in doors}
        street = Street(cameras, running, home)
        await stack.enter_async_context(_followed(street))
        await _set_up_dashboard(home, entities)
        page = await stack.enter_async_context(dashboard_page(home.url, "why-shut"))
        stream = (await placa.camera_entities("Street")).stream
        await home.client.until_state(stream, "on")
        yield House(street, line, box, page, placa, folder, entities, stream, stack)


def _further_settings(box: Relay) -> dict[str, object]:
    """What Home Assistant is told beside its covers."""
    return {
        "alarm_control_panel": {
            "platform": "manual",
            "name": "Home",
            "arming_time": 0,
            "code_arm_required": False,
        },
        "input_boolean": {"deliveries": {"name": "Deliveries"}},
        "rest_command": {"pulse": {"url": box.url, "method": "post"}},
        "loop_watch": {},
    }


@asynccontextmanager
async def _followed(street: Street) -> AsyncIterator[None]:
    following = asyncio.create_task(street.follow())
    yield
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


async def _set_up_dashboard(home: HomeAssistant, doors: Mapping[str, DoorEntities]) -> None:
    """Show for each door why it stayed shut, with Home Assistant's own cards."""
    cards = [
        {"type": "markdown", "content": _WHY.format(name=name, entity=door.decision)}
        for name, door in doors.items()
    ]
    sections = [{"type": "grid", "cards": cards[column::3]} for column in range(3)]
    view = {"type": "sections", "title": "Doors", "max_columns": 3, "sections": sections}
    command = home.client.command
    await command("lovelace/dashboards/create", url_path="why-shut", title="Doors", mode="storage")
    await command("lovelace/config/save", url_path="why-shut", config={"views": [view]})
