"""Sets up Placa in Home Assistant as its owner would: through its config flows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from placa_demo.engine import Engine
from placa_demo.hass_client import HassClient, HassError
from placa_demo.home_assistant import Cover

_FLOW = "config/config_entries/flow"
_OPTIONS = "config/config_entries/options/flow"
_SUBENTRY_FLOW = "config/config_entries/subentries/flow"


@dataclass(frozen=True, slots=True)
class CameraEntities:
    """The ids of a camera's entities."""

    sighting: str
    plate: str
    last_plate: str
    stream: str


@dataclass(frozen=True, slots=True)
class DoorEntities:
    """The ids of a door's entities, and of the cover it opens."""

    decision: str
    mode: str
    cover: str


class Household:
    """Placa's config entry in a Home Assistant."""

    def __init__(self, client: HassClient, entry_id: str) -> None:
        self._client = client
        self.entry_id = entry_id

    async def add_vehicle(self, name: str, plates: Sequence[str], **answers: Any) -> None:
        """Add a vehicle, with further answers to its form."""
        await self._add("vehicle", {"name": name, "plates": list(plates), **answers})

    async def add_guest_pass(self, name: str, plates: Sequence[str], **answers: Any) -> None:
        """Add a guest pass, with further answers to its form."""
        await self._add("guest_pass", {"name": name, "plates": list(plates), **answers})

    async def add_door(
        self,
        name: str,
        cover: Cover,
        cameras: Sequence[str],
        cool_down: int,
        **answers: Any,
    ) -> None:
        """Add a door that opens for all vehicles, with the default policy but for two pauses.

        `answers` are further ones to its form, of a section those that are not its defaults.
        """
        door: dict[str, Any] = {
            "name": name,
            "entity_id": cover.entity_id,
            "cameras": list(cameras),
            "all_vehicles": True,
            "mode": "armed",
            "moment": {"cool_down": cool_down},
            "health": {"min_running": 0},
        }
        for key, answer in answers.items():
            door[key] = door.get(key, {}) | answer if isinstance(answer, dict) else answer
        await self._add("door", door)

    async def camera_entities(self, name: str) -> CameraEntities:
        """Find the entities of a camera; waits until they are there."""
        found = await self._entities(name, {"sighting", "plate", "last_plate", "stream"})
        return CameraEntities(**found)

    async def door_entities(self, name: str, cover: Cover) -> DoorEntities:
        """Find the entities of a door; waits until they are there."""
        found = await self._entities(name, {"decision", "mode"})
        return DoorEntities(cover=cover.entity_id, **found)

    async def confirm_button(self, name: str) -> str:
        """Find the button of a door that asks for confirmation; waits until it is there."""
        return (await self._entities(name, {"confirm"}))["confirm"]

    async def loaded(self) -> None:
        """Return when the integration runs."""
        while (await self._state()) != "loaded":  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)

    async def _add(self, kind: str, answers: dict[str, Any]) -> None:
        await self.loaded()
        await _walk(self._client, _SUBENTRY_FLOW, [self.entry_id, kind], answers)
        await self.loaded()

    async def _state(self) -> str:
        entry = await self._client.command("config_entries/get_single", entry_id=self.entry_id)
        state: str = entry["config_entry"]["state"]
        return state

    async def _entities(self, device: str, keys: set[str]) -> dict[str, str]:
        """Find the ids of a device's entities by their translation keys."""
        while True:
            await self.loaded()
            devices = await self._client.command("config/device_registry/list")
            own = {
                found["id"]
                for found in devices
                if found["name"] == device and self.entry_id in found["config_entries"]
            }
            entities = await self._client.command("config/entity_registry/list")
            found = {
                entity["translation_key"]: entity["entity_id"]
                for entity in entities
                if entity["device_id"] in own and entity["translation_key"] in keys
            }
            if found.keys() == keys:
                return found
            await asyncio.sleep(0.2)


async def set_up_placa(client: HassClient, engine: Engine) -> Household:
    """Connect Home Assistant to the engine through the integration's config flow.

    Its entities show the plates, which they do only where the owner wants that.
    """
    answers = {"url": engine.url, "pairing_key": engine.pairing_key}
    entry = await _walk(client, _FLOW, "placa", answers)
    options = await client.rest("POST", _OPTIONS, {"handler": entry["entry_id"]})
    form = f"{_OPTIONS}/{options['flow_id']}"
    await client.rest("POST", form, {"next_step_id": "shown"})
    await client.rest("POST", form, {"show_plates": True})
    return Household(client, entry["entry_id"])


async def set_up_camera_view(client: HassClient, name: str, url: str) -> str:
    """Show an MJPEG camera with Home Assistant's own `mjpeg` integration; its entity id."""
    answers = {
        "name": name,
        "mjpeg_url": url,
        "still_image_url": f"{url}.jpg",
        "username": "",
        "password": "",
        "verify_ssl": False,
    }
    entry = await _walk(client, _FLOW, "mjpeg", answers)
    while True:
        for entity in await client.command("config/entity_registry/list"):
            if entity["config_entry_id"] == entry["entry_id"]:
                entity_id: str = entity["entity_id"]
                return entity_id
        await asyncio.sleep(0.2)


async def _walk(
    client: HassClient, path: str, handler: object, answers: dict[str, Any]
) -> dict[str, Any]:
    """Go through a flow of one form, and save what it asks back; what it made.

    Raises HassError if it refuses.
    """
    form = await client.rest("POST", path, {"handler": handler})
    if form["type"] != "form":
        raise HassError(f"the flow of {handler} did not begin: {form.get('reason')}")
    made = await client.rest("POST", f"{path}/{form['flow_id']}", answers)
    if made["type"] == "menu":
        made = await client.rest("POST", f"{path}/{form['flow_id']}", {"next_step_id": "save"})
    if made["type"] != "create_entry":
        refusal = made.get("errors") or made.get("reason")
        raise HassError(f"the flow of {handler} refused: {refusal}")
    result: dict[str, Any] = made.get("result", made)
    return result
