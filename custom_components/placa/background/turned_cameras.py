"""Repair issues about cameras whose plates show that they hang turned or mirrored."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client.models import Camera, Origin
from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry
from ..device import camera_device
from ..issues.registry import take_back

TURNED_CAMERA = "camera_turned"


@callback
def watch_turned_cameras(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report turned cameras for as long as the entry is loaded."""

    @callback
    def look() -> None:
        if entry.runtime_data.coordinator.last_update_success:
            report_turned_cameras(hass, entry)

    entry.async_on_unload(entry.runtime_data.coordinator.async_add_listener(look))
    look()


@callback
def report_turned_cameras(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Raise an issue for each turned camera, and take back those of cameras that are not."""
    beginning = f"{TURNED_CAMERA}_{entry.entry_id}_"
    turned: dict[str, Camera] = {}
    for camera in entry.runtime_data.coordinator.data.cameras.values():
        device = camera_device(hass, entry.entry_id, camera.camera_id)
        if device is not None and camera.suggested_orientation is not None:
            turned[beginning + device.id] = camera
    take_back(hass, beginning, set(turned))
    for issue_id, camera in turned.items():
        fixed = "_fixed" if camera.origin is Origin.CONFIG else ""
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data={"entry_id": entry.entry_id, "camera_id": camera.camera_id},
            is_fixable=not fixed,
            severity=ir.IssueSeverity.WARNING,
            translation_key=TURNED_CAMERA + fixed,
            translation_placeholders={"camera": camera.name},
        )
