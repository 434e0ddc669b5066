"""Tells on the terminal what happens in Home Assistant, without plates."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from placa_demo.hass_client import HassClient
from placa_demo.household import CameraEntities, DoorEntities

_UNAVAILABLE = "unavailable"
_NOTHING = {_UNAVAILABLE, "unknown"}


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
            self.hear(change["entity_id"], change["old_state"], change["new_state"])

    def hear(
        self, entity_id: str, before: dict[str, Any] | None, now: dict[str, Any] | None
    ) -> None:
        """Take in a change of a state; one that comes or goes is no news, an event that is back."""
        if before is None or now is None or now["state"] in _NOTHING:
            return
        if before["state"] == now["state"]:
            return
        is_event = entity_id in {self._camera.sighting, self._door.decision}
        if not (is_event and before["state"] == _UNAVAILABLE):
            self._tell(entity_id, now)

    def _tell(self, entity_id: str, now: dict[str, Any]) -> None:
        if entity_id == self._camera.sighting:
            self._tell_sighting(now["attributes"])
        elif entity_id == self._camera.stream:
            if now["state"] == "on":
                self._line("the camera streams")
            else:
                self._line("the camera gives no pictures")
        elif entity_id == self._door.decision:
            self._tell_decision(now["attributes"])
        elif entity_id == self._door.cover:
            if now["state"] == "opening":
                self.openings += 1
            elif now["state"] == "open" and self.openings >= 2:
                self.opened_twice.set()
            self._line(f"the garage door is {now['state']}")

    def _tell_sighting(self, attributes: Mapping[str, Any]) -> None:
        match attributes:
            case {"event_type": "known_vehicle", "vehicle": str(vehicle)}:
                self._line(f"{vehicle} drives up")
            case {"event_type": "denied_vehicle", "vehicle": str(vehicle)}:
                self._line(f"{vehicle} drives up, and is on the deny list")
            case {"event_type": "unknown_vehicle"}:
                self._line("a stranger drives up: nothing opens")
            case _:
                pass  # whose it was is not told any more

    def _tell_decision(self, attributes: Mapping[str, Any]) -> None:
        match attributes:
            case {"event_type": str(verdict), "vehicle": str(vehicle), "reasons": list(reasons)}:
                against = [reason["detail"] for reason in reasons if not reason["ok"]]
                because = " ".join(against) or f"all {len(reasons)} conditions hold"
                self._line(f"{verdict} for {vehicle}: {because}")
            case _:
                pass  # likewise

    def _line(self, text: str) -> None:
        self._say(f"{datetime.now().astimezone():%H:%M:%S}  {text}")
