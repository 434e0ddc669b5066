"""Tells on the terminal what happens in Home Assistant, without plates."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from placa_demo.hass_client import HassClient
from placa_demo.household import CameraEntities, DoorEntities

_NOTHING = {"unavailable", "unknown"}


class Narrator:
    """Follows a camera and a door. `openings` counts how often the door began to open."""

    def __init__(
        self, camera: CameraEntities, door: DoorEntities, say: Callable[[str], None]
    ) -> None:
        self.openings = 0
        self.opened_twice = asyncio.Event()
        self._camera = camera
        self._door = door
        self._say = say

    async def follow(self, client: HassClient) -> None:
        """Tell what happens until cancelled."""
        changes = await client.subscribe("subscribe_events", event_type="state_changed")
        self._tell(self._camera.stream, await client.state(self._camera.stream))
        while True:
            change = (await changes.get())["data"]
            before, now = change["old_state"], change["new_state"]
            if before is None or now is None or now["state"] in _NOTHING:
                continue
            if before["state"] != now["state"]:
                self._tell(change["entity_id"], now)

    def _tell(self, entity_id: str, now: dict[str, Any]) -> None:
        attributes = now["attributes"]
        if entity_id == self._camera.sighting:
            if attributes["event_type"] == "known_vehicle":
                self._line(f"{attributes['vehicle']} drives up")
            else:
                self._line("a stranger drives up: nothing opens")
        elif entity_id == self._camera.stream:
            if now["state"] == "on":
                self._line("the camera streams")
            else:
                self._line("the camera gives no pictures")
        elif entity_id == self._door.decision:
            verdict = attributes["event_type"]
            against = [reason["detail"] for reason in attributes["reasons"] if not reason["ok"]]
            because = " ".join(against) or f"all {len(attributes['reasons'])} conditions hold"
            self._line(f"{verdict} for {attributes['vehicle']}: {because}")
        elif entity_id == self._door.cover:
            if now["state"] == "opening":
                self.openings += 1
            elif now["state"] == "open" and self.openings >= 2:
                self.opened_twice.set()
            self._line(f"the garage door is {now['state']}")

    def _line(self, text: str) -> None:
        self._say(f"{datetime.now().astimezone():%H:%M:%S}  {text}")
