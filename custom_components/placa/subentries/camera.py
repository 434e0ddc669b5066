"""Keeps the camera subentries in step with the engine, which is where cameras live.

A subentry holds a camera's id, and the entity it was made from. The entry remembers which
cameras of its engine had one: a camera without its subentry was removed here if it is
remembered, and added by somebody else if it is not.
"""

from types import MappingProxyType

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..client.camera_client import CameraClient
from ..client.client import EngineError
from ..client.models import Camera, Origin
from ..client.state import EngineState
from ..const import CONF_CAMERA_ID, CONF_CAMERAS, LOGGER, SUBENTRY_CAMERA


def camera_subentries(entry: ConfigEntry) -> dict[str, ConfigSubentry]:
    """Return the camera subentries of an entry by the id of their camera."""
    return {
        subentry.data[CONF_CAMERA_ID]: subentry
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_CAMERA
    }


def camera_subentry_id(entry: ConfigEntry, camera_id: str) -> str | None:
    """Return the subentry that a camera belongs to; one of the configuration file has none."""
    subentry = camera_subentries(entry).get(camera_id)
    return subentry.subentry_id if subentry else None


@callback
def file_cameras(
    hass: HomeAssistant, entry: ConfigEntry, state: EngineState, *, all_told: bool
) -> set[str]:
    """Have a subentry for every camera, and none without; return the cameras that were removed.

    These are still in the engine. A camera is only missing for sure if it was there before, or
    if the engine has told `all` of its cameras since its subentry was made. One that a form
    adds just now is left to the form.
    """
    remembered = _remembered(entry, state)
    filed = camera_subentries(entry).keys()
    cameras = {
        camera_id: camera
        for camera_id, camera in state.cameras.items()
        if camera.origin is not Origin.CONFIG
    }
    for camera_id in (filed if all_told else filed & remembered) - state.cameras.keys():
        forget_camera(hass, entry, camera_id)
    if not _is_adding(hass, entry):
        for camera_id in cameras.keys() - remembered - filed:
            _adopt(hass, entry, cameras[camera_id])
    kept = cameras.keys() & (remembered | camera_subentries(entry).keys())
    if kept != remembered:
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_CAMERAS: {state.info.server_id: sorted(kept)}}
        )
    return kept - camera_subentries(entry).keys()


@callback
def unfiled_cameras(entry: ConfigEntry, state: EngineState) -> set[str]:
    """Return the cameras that lack their subentry; those of the configuration file need none."""
    needing = {key for key, one in state.cameras.items() if one.origin is not Origin.CONFIG}
    return needing - camera_subentries(entry).keys()


async def remove_from_engine(client: CameraClient, camera_id: str) -> bool:
    """Remove a camera from the engine, which tells when that is done; false if it cannot now."""
    try:
        await client.remove(camera_id)
    except EngineError as err:
        LOGGER.warning("A removed camera is still in the engine: %s", err)
        return False
    return True


@callback
def forget_camera(hass: HomeAssistant, entry: ConfigEntry, camera_id: str) -> bool:
    """Remove the subentry of a camera, and its device with it; false if it has none."""
    subentry_id = camera_subentry_id(entry, camera_id)
    if subentry_id is None:
        return False
    return hass.config_entries.async_remove_subentry(entry, subentry_id)


def _remembered(entry: ConfigEntry, state: EngineState) -> set[str]:
    """Return the ids of the engine's cameras that had a subentry."""
    return set(entry.data.get(CONF_CAMERAS, {}).get(state.info.server_id, ()))


def _adopt(hass: HomeAssistant, entry: ConfigEntry, camera: Camera) -> None:
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType({CONF_CAMERA_ID: camera.camera_id}),
            subentry_type=SUBENTRY_CAMERA,
            title=camera.name,
            unique_id=camera.camera_id,
        ),
    )


def _is_adding(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Whether somebody fills in the form of a new camera."""
    return any(
        flow["context"]["source"] == SOURCE_USER
        for flow in hass.config_entries.subentries.async_progress_by_handler(
            (entry.entry_id, SUBENTRY_CAMERA), include_uninitialized=True
        )
    )
