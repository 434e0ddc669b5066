"""Repair issues about cameras that have given no pictures for some minutes."""

from datetime import datetime, timedelta
from functools import partial

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.issue_registry import IssueSeverity

from ..client.models import Camera, CameraProblem, CameraState
from ..coordinator import PlacaConfigEntry, PlacaCoordinator
from ..device import camera_device
from ..issues.registry import Issue, report, take_back

FAILING_CAMERA = "camera_failing"
PATIENCE = timedelta(minutes=5)
"""A camera that starts anew, or a network that does, is back sooner."""


@callback
def watch_failing_cameras(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report cameras for as long as the entry is loaded."""
    watch = _CameraWatch(hass, entry.runtime_data.coordinator)
    entry.async_on_unload(entry.runtime_data.coordinator.async_add_listener(watch.look))
    entry.async_on_unload(watch.stop)
    watch.look()


def problem_of(camera: Camera | None) -> CameraProblem | None:
    """Return why a camera gives no pictures though it should; it may be trying again."""
    if camera is None or camera.state in (CameraState.STREAMING, CameraState.IDLE):
        return None
    return camera.problem


class _CameraWatch:
    """Waits with each camera that fails; who is still failing after that is reported."""

    def __init__(self, hass: HomeAssistant, coordinator: PlacaCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._entry_id = coordinator.config_entry.entry_id
        self._failing: dict[str, CameraProblem] = {}
        self._waits: dict[str, CALLBACK_TYPE] = {}
        self._reported: set[str] = set()

    @callback
    def look(self) -> None:
        """Take in how the cameras fare; without a connection nobody knows."""
        if not self._coordinator.last_update_success:
            return
        cameras = self._coordinator.data.cameras
        failing = {key: why for key, camera in cameras.items() if (why := problem_of(camera))}
        if failing == self._failing:
            return
        for camera_id in self._failing.keys() - failing.keys():
            self._waits.pop(camera_id)()
            self._reported.discard(camera_id)
        for camera_id in failing.keys() - self._failing.keys():
            self._waits[camera_id] = async_call_later(
                self._hass, PATIENCE, partial(self._report, camera_id)
            )
        self._failing = failing
        still = set(filter(None, map(self._device_id, failing)))
        take_back(self._hass, self._entry_id, FAILING_CAMERA, but=still)
        for camera_id in self._reported:
            self._report(camera_id)

    @callback
    def stop(self) -> None:
        """Wait no longer."""
        for cancel in self._waits.values():
            cancel()

    @callback
    def _report(self, camera_id: str, _now: datetime | None = None) -> None:
        if (device_id := self._device_id(camera_id)) is None:
            return
        self._reported.add(camera_id)
        issue = Issue(
            kind=FAILING_CAMERA,
            severity=IssueSeverity.ERROR,
            about=device_id,
            text=f"camera_{self._failing[camera_id].value}",
            placeholders={"camera": self._coordinator.data.cameras[camera_id].name},
            data={"camera_id": camera_id},
        )
        report(self._hass, self._entry_id, issue)

    def _device_id(self, camera_id: str) -> str | None:
        """Name the camera by its device, once it has one: ids of issues are in diagnostics."""
        device = camera_device(self._hass, self._entry_id, camera_id)
        return device.id if device else None
