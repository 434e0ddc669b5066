"""The picture of the last plate that a camera read, and of who waits at a door."""

from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .access.decision import AccessDecision
from .access.policy import Door
from .client.client import EngineError
from .client.models import SightingState
from .const import DOMAIN
from .coordinator import PlacaConfigEntry, PlacaData
from .entity import CameraEntity, DoorEntity, add_for_each, cameras, doors, may_ask_for_confirmation

PARALLEL_UPDATES = 0

PLATE = ImageEntityDescription(key="plate")
WAITING = ImageEntityDescription(key="waiting")


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the images."""
    add_for_each(entry, async_add_entities, cameras, PlateImage, [PLATE])
    add_for_each(
        entry, async_add_entities, doors, WaitingImage, [WAITING], may_ask_for_confirmation
    )


class _Jpeg(ImageEntity):
    """An image that offers no link while there is nothing to see."""

    _attr_content_type = "image/jpeg"

    @property
    @override
    def entity_picture(self) -> str | None:
        """The link, if there is a picture."""
        return super().entity_picture if self._attr_image_last_updated else None


class PlateImage(CameraEntity, _Jpeg):
    """The crop of the newest settled sighting, fetched from the engine when it is looked at.

    It changes when a sighting gets its picture and once more when the sighting ends, by
    when the engine has chosen the best one.
    """

    def __init__(self, placa: PlacaData, camera_id: str, description: EntityDescription) -> None:
        # ImageEntity's own construction differs, so each is called by its name.
        CameraEntity.__init__(self, placa, camera_id, description)
        ImageEntity.__init__(self, placa.coordinator.hass)
        self._picture: tuple[str, SightingState] | None = None
        self._show_latest()

    @property
    @override
    def shown(self) -> object:
        """The picture."""
        return self._picture

    @override
    async def async_image(self) -> bytes | None:
        """Fetch the picture."""
        if self._picture is None:
            return None
        return await _crop(self.placa, self._picture[0])

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Look for a newer picture."""
        self._show_latest()
        super()._handle_coordinator_update()

    @callback
    def _show_latest(self) -> None:
        latest = self.coordinator.data.latest.get(self.camera_id)
        if latest is None:
            self._picture = self._attr_image_last_updated = None
        elif latest.has_picture:
            picture = (latest.sighting_id, latest.state)
            if picture != self._picture:
                self._picture = picture
                self._attr_image_last_updated = latest.last_seen


class WaitingImage(DoorEntity, _Jpeg):
    """The crop of the vehicle that waits for a confirmation at a door; nothing otherwise."""

    def __init__(self, placa: PlacaData, door: Door, description: EntityDescription) -> None:
        # ImageEntity's own construction differs, so each is called by its name.
        DoorEntity.__init__(self, placa, door, description)
        ImageEntity.__init__(self, placa.coordinator.hass)

    @property
    @override
    def shown(self) -> object:
        """The time of the picture."""
        return self._attr_image_last_updated

    @override
    async def async_image(self) -> bytes | None:
        """Fetch the picture."""
        question = self.placa.door_controller.confirmation_requests.open_for(self.door.door_id)
        if question is None:
            return None
        return await _crop(self.placa, question.decision.sighting.sighting_id)

    @callback
    @override
    def _decided(self, decision: AccessDecision) -> None:
        """Show another picture, or none."""
        waits = self.placa.door_controller.confirmation_requests.open_for(self.door.door_id)
        self._attr_image_last_updated = self.placa.clock.utcnow() if waits else None
        super()._decided(decision)


async def _crop(placa: PlacaData, sighting_id: str) -> bytes | None:
    try:
        return await placa.client.picture(sighting_id, "crop")
    except EngineError as err:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_picture") from err
