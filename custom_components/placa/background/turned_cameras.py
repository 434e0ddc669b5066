"""Repair issues about cameras whose plates show that they hang turned or mirrored."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..client.models import Origin
from ..coordinator import PlacaConfigEntry
from ..device import camera_device
from ..issues.registry import Issue, report_all

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
    turned: list[Issue] = []
    for camera in entry.runtime_data.coordinator.data.cameras.values():
        device = camera_device(hass, entry.entry_id, camera.camera_id)
        if device is not None and camera.suggested_orientation is not None:
            fixed = "_fixed" if camera.origin is Origin.CONFIG else ""
            issue = Issue(
                kind=TURNED_CAMERA,
                severity=IssueSeverity.WARNING,
                about=device.id,
                text=TURNED_CAMERA + fixed,
                placeholders={"camera": camera.name},
                data={"camera_id": camera.camera_id},
                is_fixable=not fixed,
            )
            turned.append(issue)
    report_all(hass, entry.entry_id, TURNED_CAMERA, turned)
