"""Somebody adds a vehicle, a guest pass and a door in the UI while the demo's cars come and go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import os
from pathlib import Path

from placa_demo import drive_clip
from placa_demo.camera_server import CameraServer, Idle, camera_server
from placa_demo.engine import CameraSource, engine
from placa_demo.hass_client import HassClient
from placa_demo.home_assistant import Cover, home_assistant
from placa_demo.household import CameraEntities, DoorEntities, Household, set_up_placa
from placa_demo.narration import Narrator
from placa_demo.together import together

GARAGE = Cover("garage", "Garage door", "garage", travel=1, shuts_after=2)
GATE = Cover("gate", "Gate", "gate", travel=1)
LATER = timedelta(days=30)


@dataclass
class Told:
    """The lines of the narration, and what became of the entities that were there before."""

    lines: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, line: str) -> None:
        self.lines.append(line)
        self.more.set()

    def count(self, words: str) -> int:
        return sum(words in line for line in self.lines)


@dataclass(frozen=True)
class Driveway:
    """The demo, and what it tells."""

    client: HassClient
    placa: Household
    cameras: CameraServer
    clip: drive_clip.DriveClip
    camera: CameraEntities
    door: DoorEntities
    told: Told

    async def round(self) -> None:
        """Let the stranger, the known car and its near double come and go once."""
        await self.cameras.play("driveway", self.clip.cars)
        await self.cameras.played("driveway")

    async def until_told(self, words: str, times: int) -> None:
        async with asyncio.timeout(120):
            while self.told.count(words) < times:
                self.told.more.clear()
                await self.told.more.wait()


@asynccontextmanager
async def driveway(folder: Path, cache: Path) -> AsyncIterator[Driveway]:
    clip = await asyncio.to_thread(drive_clip.drive_clip, cache, lambda _share: None)
    shows = {"driveway": Idle(clip.empty, drive_clip.FPS)}
    told = Told()
    async with camera_server(shows, folder / "camera.log") as cameras:
        source = CameraSource("driveway", "Driveway", cameras.url("driveway"))
        running = together(
            engine([source], folder / "engine"), home_assistant([GARAGE, GATE], folder / "ha")
        )
        async with running as (started, home):
            placa = await set_up_placa(home.client, started)
            await placa.add_vehicle("Family car", [drive_clip.KNOWN_PLATE])
            await placa.add_door("Garage", GARAGE, ["driveway"], 5)
            camera = await placa.camera_entities("Driveway")
            door = await placa.door_entities("Garage", GARAGE)
            await home.client.until_state(camera.stream, "on")
            narrator = Narrator(camera, door, told.say)
            async with asyncio.TaskGroup() as following:
                tasks = [
                    following.create_task(narrator.follow(home.client)),
                    following.create_task(_watch(home.client, told)),
                ]
                yield Driveway(home.client, placa, cameras, clip, camera, door, told)
                for task in tasks:
                    assert not task.done()
                    task.cancel()


async def _watch(client: HassClient, told: Told) -> None:
    """Note every entity that goes away for a moment."""
    changes = await client.subscribe("subscribe_events", event_type="state_changed")
    while True:
        change = (await changes.get())["data"]
        old, new = change["old_state"], change["new_state"]
        if old and old["state"] != "unavailable" and (not new or new["state"] == "unavailable"):
            told.away.append(change["entity_id"])


async def test_the_demo_goes_on_while_vehicles_passes_and_doors_are_added(tmp_path: Path) -> None:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "placa"
    began = datetime.now(UTC)
    async with driveway(tmp_path, cache) as here:
        coming = asyncio.create_task(here.round())
        await here.until_told("a stranger drives up", 1)
        for number in range(27):
            await here.placa.add_vehicle(f"Car {number}", [f"C{number:02}AR{number:02}"])
        await here.until_told("granted for Family car", 1)
        expires = (datetime.now() + LATER).strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ005 - as a form has it
        await here.placa.add_guest_pass("Plumber", ["PL10MBR"], expires=expires, uses=2)
        await here.placa.add_door("Front gate", GATE, ["driveway"], 5, mode="off")
        await coming
        gate = await here.placa.door_entities("Front gate", GATE)
        assert (await here.client.state(gate.mode))["state"] == "off"
        await here.round()
        await here.until_told("granted for Family car", 2)
        assert here.told.count("granted for Family car") == 2
        assert here.told.count("the garage door is opening") == 2
        assert here.told.count("Family car drives up") == 2
        assert here.told.count("a stranger drives up") == 4
        assert here.told.away == []
        told = await here.client.rest("GET", f"logbook/{began.isoformat()}")
        assert [one["message"] for one in told if one.get("domain") == "placa"] == [
            "opened for Family car"
        ] * 2
