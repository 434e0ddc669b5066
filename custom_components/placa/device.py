"""The devices: what each is known by, and how the engine's are kept in step with it."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType

from .client.state import EngineState
from .const import DOMAIN
from .localization.texts import Texts
from .subentries.camera import camera_subentry_id, forget_camera


def engine_identifier(entry_id: str) -> tuple[str, str]:
    """Return the device identifier of an engine."""
    return (DOMAIN, entry_id)


def camera_identifier(entry_id: str, camera_id: str) -> tuple[str, str]:
    """Return the device identifier of a camera."""
    return (DOMAIN, f"{entry_id}_camera_{camera_id}")


def subentry_identifier(entry_id: str, subentry_id: str) -> tuple[str, str]:
    """Return the device identifier of a door, vehicle or guest pass."""
    return (DOMAIN, f"{entry_id}_{subentry_id}")


@callback
def camera_device(hass: HomeAssistant, entry_id: str, camera_id: str) -> dr.DeviceEntry | None:
    """Return a camera's device, None until it has one."""
    return dr.async_get(hass).async_get_device_by_identifier(
        camera_identifier(entry_id, camera_id), entry_id
    )


@callback
def keep_devices(hass: HomeAssistant, entry: ConfigEntry, state: EngineState) -> None:
    """Create or update the engine's device; rename and file cameras, remove those gone."""
    registry = dr.async_get(hass)
    registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        entry_type=DeviceEntryType.SERVICE,
        identifiers={engine_identifier(entry.entry_id)},
        manufacturer="Placa",
        model=Texts.of(hass)("model_engine"),
        name=entry.title,
        sw_version=state.info.version,
    )
    prefix = camera_identifier(entry.entry_id, "")[1]
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
