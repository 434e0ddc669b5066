"""Keeps the device registry in step with the engine: its version, its cameras, their names."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType

from .camera_subentries import camera_subentry_id, forget_camera
from .const import DOMAIN
from .engine.state import EngineState


def camera_identifier(entry: ConfigEntry, camera_id: str) -> tuple[str, str]:
    """Return the device identifier of a camera."""
    return (DOMAIN, f"{entry.entry_id}_camera_{camera_id}")


def door_identifier(entry_id: str, door_id: str) -> tuple[str, str]:
    """Return the device identifier of a door."""
    return (DOMAIN, f"{entry_id}_{door_id}")


@callback
def keep_devices(hass: HomeAssistant, entry: ConfigEntry, state: EngineState) -> None:
    """Create or update the engine's device; rename and file cameras, remove those gone."""
    registry = dr.async_get(hass)
    registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, entry.entry_id)},
        manufacturer="Placa",
        model="Engine",
        name=entry.title,
        sw_version=state.info.version,
    )
    prefix = camera_identifier(entry, "")[1]
    for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
        for domain, name in device.identifiers:
            if domain != DOMAIN or not name.startswith(prefix):
                continue
            camera_id = name.removeprefix(prefix)
            if camera := state.cameras.get(camera_id):
                registry.async_update_device(
                    device.id,
                    name=camera.name,
                    new_config_subentry_id=camera_subentry_id(entry, camera_id),
                )
            elif not forget_camera(hass, entry, camera_id):
                registry.async_remove_device(device.id)
