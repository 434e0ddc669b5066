"""A house on a street: cameras, an engine and a Home Assistant that run while a story is told."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from placa_demo.camera_server import CameraServer, Idle, camera_server
from placa_demo.engine import CameraSource, Engine, engine
from placa_demo.home_assistant import Cover, HomeAssistant, home_assistant
from placa_demo.household import set_up_placa
from placa_demo.together import together

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
    sightings: dict[str, str] = field(default_factory=dict)
    refused_by: set[str] = field(default_factory=set)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)


class Street:
    """Shows clips, one after the other, and tells what came of them."""

    def __init__(self, cameras: CameraServer, running: Engine, home: HomeAssistant) -> None:
        self.cameras = cameras
        self.home = home
        self._engine = running
        self._seen = Seen()

    async def show(self, camera: str, clip: Path) -> Visit:
        """Show a clip once; returns when Home Assistant knows all that the engine saw of it."""
        seen = self._seen
        before = len(seen.openings), set(seen.sightings)
        seen.refused_by.clear()
        began = await self.cameras.play(camera, clip)
        await self.cameras.played(camera)
        ended = await self._sightings_after_the_last_is_over(camera, began)
        async with seen.news:
            await seen.news.wait_for(lambda: ended <= seen.sightings.keys())
        if len(seen.openings) > before[0]:
            await self.home.client.until_state(GATE.entity_id, "open")
            await self.home.client.act("cover.close_cover", GATE.entity_id)
            await self.home.client.until_state(GATE.entity_id, "closed")
        texts = [text for key, text in seen.sightings.items() if key not in before[1]]
        openings = seen.openings[before[0] :]
        return Visit(began, tuple(texts), tuple(openings), frozenset(seen.refused_by))

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
        if attributes.get("event_type") in {"known_vehicle", "unknown_vehicle"}:
            self._seen.sightings[attributes["sighting_id"]] = attributes["plate"]
        elif attributes.get("event_type") == "refused":
            self._seen.refused_by.update(attributes["refused_by"])

    async def _sightings_after_the_last_is_over(self, camera: str, since: float) -> set[str]:
        while camera in await self._live_cameras():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
        page = await self._engine.get(f"sightings?camera_id={camera}&limit=200")
        return {
            sighting["sighting_id"]
            for sighting in page["sightings"]
            if datetime.fromisoformat(sighting["first_seen"]).timestamp() >= since
        }

    async def _live_cameras(self) -> set[str]:
        address = f"{self._engine.url}/api/v1/ws"
        headers = {"Authorization": f"Bearer {self._engine.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.ws_connect(address) as socket,
        ):
            snapshot = await socket.receive_json()
        return {sighting["camera_id"] for sighting in snapshot["live"]}


@asynccontextmanager
async def street(
    idle: Mapping[str, Idle], vehicles: Mapping[str, Sequence[str]], folder: Path
) -> AsyncIterator[Street]:
    """Start everything; a gate that all cameras guard opens for all the vehicles."""
    async with camera_server(idle, folder / "cameras.log") as cameras:
        sources = [CameraSource(name, name.title(), cameras.url(name)) for name in idle]
        processes = together(
            engine(sources, folder / "engine"), home_assistant([GATE], folder / "ha")
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
