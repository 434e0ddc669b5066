"""A house on a street: cameras, an engine and a Home Assistant that run while a story is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
import secrets
from typing import Any

import aiohttp

from placa_demo.camera_server import CameraServer, Idle, camera_server
from placa_demo.engine import CameraSource, Engine, engine
from placa_demo.home_assistant import Cover, HomeAssistant, home_assistant
from placa_demo.household import set_up_placa
from placa_demo.together import together

_PATIENCE = 60.0
"""Seconds in which anything that happens at all has happened."""

_OF_CAMERAS = {"known_vehicle", "unknown_vehicle", "denied_vehicle"}
"""Kinds of a camera's events; one that was restored tells no more than its kind."""

LOOP_WATCH = Path(__file__).parents[1] / "integration" / "support" / "loop_watch"
GATE = Cover("gate", "Gate", "gate", travel=0)


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened while a clip was shown; times are wall times in seconds.

    `opened_at` are the calls of the gate's open action on Home Assistant's event bus,
    `refused_by` the codes of all refusals.
    """

    began: float
    texts: tuple[str, ...]
    opened_at: tuple[float, ...]
    refused_by: frozenset[str]


@dataclass(slots=True)
class Seen:
    """What Home Assistant told so far."""

    openings: list[float] = field(default_factory=list)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    sightings: dict[str, str] = field(default_factory=dict)
    refused_by: set[str] = field(default_factory=set)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)


class Street:
    """Shows clips, one after the other, and tells what came of them."""

    def __init__(self, cameras: CameraServer, running: Engine, home: HomeAssistant) -> None:
        self.cameras = cameras
        self.home = home
        self.engine = running
        self._seen = Seen()

    async def show(self, camera: str, clip: Path) -> Visit:
        """Show a clip once; returns when Home Assistant knows all that the engine saw of it."""
        seen = self._seen
        before = len(seen.openings), set(seen.sightings)
        seen.refused_by.clear()
        began = await self.cameras.play(camera, clip)
        await self.cameras.played(camera)
        ended = await self._sightings_after_the_last_is_over(camera, began)
        async with seen.news, asyncio.timeout(_PATIENCE):
            await seen.news.wait_for(lambda: ended <= seen.sightings.keys())
        if len(seen.openings) > before[0]:
            await self.home.client.until_state(GATE.entity_id, "open")
            await self.home.client.act("cover.close_cover", GATE.entity_id)
            await self.home.client.until_state(GATE.entity_id, "closed")
        texts = [text for key, text in seen.sightings.items() if key not in before[1]]
        openings = seen.openings[before[0] :]
        return Visit(began, tuple(texts), tuple(openings), frozenset(seen.refused_by))

    async def get_ready(self, camera: str, clip: Path) -> None:
        """Show a clip until a car in it was told of.

        The engine makes its networks ready for each shape of picture when that first comes. Beside
        other work that takes seconds, in which a car may come and go.
        """
        while not self._seen.sightings:
            await self.show(camera, clip)

    async def refusal(self, decision: str, code: str) -> str:
        """Wait until a door's last decision is a refusal for this reason; its sentence."""
        told = await self._decided(
            decision,
            lambda told: told["event_type"] == "refused" and code in told["refused_by"],
        )
        return next(str(one["detail"]) for one in told["reasons"] if one["code"] == code)

    async def verdict(self, decision: str, verdict: str) -> None:
        """Wait until this is a door's last decision."""
        await self._decided(decision, lambda told: told["event_type"] == verdict)

    def refused_by(self, decision: str) -> frozenset[str]:
        """What was against a door's last decision."""
        return frozenset(self._seen.decisions[decision]["refused_by"])

    async def _decided(
        self, decision: str, fits: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        decisions = self._seen.decisions
        try:
            async with self._seen.news, asyncio.timeout(_PATIENCE):
                await self._seen.news.wait_for(
                    lambda: decision in decisions and fits(decisions[decision])
                )
        except TimeoutError:
            raise AssertionError(f"{decision} gives {decisions.get(decision)}") from None
        return decisions[decision]

    @property
    def openings(self) -> int:
        """How often the gate was told to open so far."""
        return len(self._seen.openings)

    async def follow(self) -> None:
        """Listen to Home Assistant's event bus until cancelled."""
        client = self.home.client
        calls = await client.subscribe("subscribe_events", event_type="call_service")
        changes = await client.subscribe("subscribe_events", event_type="state_changed")
        async with asyncio.TaskGroup() as both:
            both.create_task(self._hear(calls, self._called))
            both.create_task(self._hear(changes, self._changed))

    async def _hear(self, events: asyncio.Queue[dict[str, Any]], tell: Any) -> None:
        while True:
            event = await events.get()
            async with self._seen.news:
                tell(event)
                self._seen.news.notify_all()

    def _called(self, event: dict[str, Any]) -> None:
        call = event["data"]
        entities = call["service_data"].get("entity_id", ())
        if (call["domain"], call["service"]) == (
            "cover",
            "open_cover",
        ) and GATE.entity_id in entities:
            self._seen.openings.append(datetime.fromisoformat(event["time_fired"]).timestamp())

    def _changed(self, event: dict[str, Any]) -> None:
        now = event["data"]["new_state"]
        attributes = now["attributes"] if now else {}
        kind = attributes.get("event_type")
        if kind in _OF_CAMERAS and "sighting_id" in attributes:
            self._seen.sightings[attributes["sighting_id"]] = attributes["plate"]
        elif "refused_by" in attributes and "reasons" in attributes:
            self._seen.decisions[event["data"]["entity_id"]] = attributes
            self._seen.refused_by.update(attributes["refused_by"])

    async def _sightings_after_the_last_is_over(self, camera: str, since: float) -> set[str]:
        await self.until_out_of_view(camera)
        page = await self.engine.get(f"sightings?camera_id={camera}&limit=200")
        return {
            sighting["sighting_id"]
            for sighting in page["sightings"]
            if datetime.fromisoformat(sighting["first_seen"]).timestamp() >= since
        }

    async def until_in_view(self, camera: str, frames: int) -> None:
        """Return when the engine has read a plate that is in view in so many frames."""
        async with asyncio.timeout(_PATIENCE):
            while (await self._live()).get(camera, {}).get("frames", 0) < frames:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)

    async def until_out_of_view(self, camera: str) -> None:
        """Return when the engine sees no plate any more."""
        async with asyncio.timeout(_PATIENCE):
            while camera in await self._live():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.1)

    async def until_silent(self, camera: str) -> None:
        """Return when the engine has said nothing new of the plate in view for 2 seconds."""
        async with asyncio.timeout(_PATIENCE):
            before: dict[str, Any] = {}
            while (now := (await self._live())[camera])["revision"] != before.get("revision"):
                before = now
                await asyncio.sleep(2.0)

    async def until_frozen(self, camera: str) -> None:
        """Return when the engine finds that a camera has frozen."""
        async with asyncio.timeout(_PATIENCE):
            while not await self._is_frozen(camera):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.5)

    async def _is_frozen(self, camera: str) -> bool:
        cameras = (await self.engine.get("cameras"))["cameras"]
        return any(one["camera_id"] == camera and one["frozen"] for one in cameras)

    async def _live(self) -> dict[str, dict[str, Any]]:
        """The sightings of the plates that are in view now, by camera."""
        address = f"{self.engine.url}/api/v1/ws?nonce={secrets.token_hex(16)}"
        headers = {"Authorization": f"Bearer {self.engine.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.ws_connect(address, ssl=self.engine.pin) as socket,
        ):
            snapshot = await socket.receive_json()
        return {sighting["camera_id"]: sighting for sighting in snapshot["live"]}


@asynccontextmanager
async def street(
    idle: Mapping[str, Idle], vehicles: Mapping[str, Sequence[str]], folder: Path
) -> AsyncIterator[Street]:
    """Start everything; a gate that all cameras guard opens for all the vehicles."""
    async with camera_server(idle, folder / "cameras.log") as cameras:
        sources = [CameraSource(name, name.title(), cameras.url(name)) for name in idle]
        processes = together(
            engine(sources, folder / "engine"),
            home_assistant(
                [GATE],
                folder / "ha",
                more={"loop_watch": {}},
                components=[LOOP_WATCH],
            ),
        )
        async with processes as (running, home):
            placa = await set_up_placa(home.client, running)
            for name, plates in vehicles.items():
                await placa.add_vehicle(name, plates)
            await placa.add_door("Gate", GATE, list(idle), cool_down=5)
            told = Street(cameras, running, home)
            following = asyncio.create_task(told.follow())
            for source in sources:
                entities = await placa.camera_entities(source.name)
                await home.client.until_state(entities.stream, "on")
            yield told
            following.cancel()
