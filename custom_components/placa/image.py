"""The picture of the last plate that a camera read."""

from typing import override

from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .camera_entities import add_for_each_camera
from .const import DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .engine.client import EngineError
from .engine.models import SightingState
from .entity import CameraEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the images."""
    add_for_each_camera(entry, async_add_entities, PlateImage)


class PlateImage(CameraEntity, ImageEntity):
    """The crop of the newest settled sighting, fetched from the engine when it is looked at.

    It changes when a sighting gets its picture and once more when the sighting ends, by
    when the engine has chosen the best one.
    """

    _attr_content_type = "image/jpeg"

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str) -> None:
        # ImageEntity's own construction differs, so each is called by its name.
        CameraEntity.__init__(self, coordinator, camera_id, "plate")
        ImageEntity.__init__(self, coordinator.hass)
        self._shown: tuple[str, SightingState] | None = None
        self._show_latest()

    @override
    async def async_image(self) -> bytes | None:
        """Fetch the picture."""
        if self._shown is None:
            return None
        try:
            return await self.coordinator.client.picture(self._shown[0], "crop")
        except EngineError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="no_picture"
            ) from err

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Look for a newer picture."""
        self._show_latest()
        super()._handle_coordinator_update()

    @callback
    def _show_latest(self) -> None:
        latest = self.coordinator.data.latest.get(self.camera_id)
        if latest is None or not latest.has_picture:
            return
        picture = (latest.sighting_id, latest.state)
        if picture != self._shown:
            self._shown = picture
            self._attr_image_last_updated = latest.last_seen
