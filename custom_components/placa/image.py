"""The picture of the last plate that a camera read, and of who waits at a door."""

from collections.abc import Set as AbstractSet
from typing import override

from homeassistant.auth.models import User
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.http import KEY_AUTHENTICATED, current_request

from .access.decision import AccessDecision
from .access.policy import Door
from .client.client import EngineError
from .client.models import Sighting, SightingState
from .const import DOMAIN
from .coordinator import PlacaConfigEntry, PlacaData
from .entity import (
    CameraEntity,
    DoorEntity,
    PlacaEntity,
    add_for_each,
    cameras,
    doors,
    may_ask_for_confirmation,
)
from .media.view_log import VIEW_LOG
from .storage.permissions import PERMISSIONS, Right

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


_IN_AN_ENTITY = "image_entity"
"""Why somebody looks, in the ledger: the code of the place where they do."""


class _PersonalImage(PlacaEntity, ImageEntity):
    """A picture for those who may see it; whoever sees it, the engine's ledger hears of it first.

    Home Assistant asks for no login where a link has the entity's token, and every user sees
    that in the entity's state. So such a link is only good while the owner shows plates to all.
    """

    _attr_content_type = "image/jpeg"
    _called: Context | None = None

    @property
    @override
    def entity_picture(self) -> str | None:
        """The link, if there is a picture that everybody may see."""
        if self._attr_image_last_updated is None or not self.coordinator.shows_plates:
            return None
        return super().entity_picture

    @callback
    @override
    def async_set_context(self, context: Context) -> None:
        """Note for whom an action, such as `image.snapshot`, is about to take the picture."""
        super().async_set_context(context)
        self._called = context

    async def _crop(self, sighting: Sighting, rights: AbstractSet[Right]) -> bytes | None:
        """Fetch the plate's picture for whoever asks now, who needs one of these rights.

        To an HTTP request that may not see it there is none. Raises Unauthorized for others.
        """
        called, self._called = self._called, None
        request = current_request.get()
        if request is not None and request.match_info.get("entity_id") == self.entity_id:
            user = request[KEY_HASS_USER] if request[KEY_AUTHENTICATED] else None
            if not self._may_see(user, sighting, rights):
                return None
        elif called is None or called.user_id is None:
            user = None
            is_automation = called is not None  # which acts for the owner, who wrote it
            if not is_automation and not self.coordinator.shows_plates:
                raise Unauthorized(entity_id=self.entity_id)
        else:
            user = await self.hass.auth.async_get_user(called.user_id)
            if not self._may_see(user, sighting, rights):
                raise Unauthorized(context=called, entity_id=self.entity_id)
        return await self._on_record(user, sighting)

    async def _on_record(self, user: User | None, sighting: Sighting) -> bytes | None:
        looks = self.hass.data[VIEW_LOG]
        who = user.id if user else None
        try:
            if not looks.was_listed(who, sighting.sighting_id):
                await looks.open(self.placa.client, who, sighting.sighting_id, _IN_AN_ENTITY)
                looks.listed(who, [sighting.sighting_id])
            return await self.placa.client.picture(sighting.sighting_id, "crop")
        except EngineError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="no_picture"
            ) from err

    def _may_see(self, user: User | None, sighting: Sighting, rights: AbstractSet[Right]) -> bool:
        if self.coordinator.shows_plates:
            return True
        given = self.hass.data[PERMISSIONS].of(user) if user and user.is_active else frozenset()
        is_known = self.placa.household.match(sighting.text) is not None
        return not given.isdisjoint(rights) and (is_known or Right.STRANGERS in given)


class PlateImage(CameraEntity, _PersonalImage):
    """The crop of the newest settled sighting, fetched from the engine when it is looked at.

    It changes when a sighting gets its picture and once more when the sighting ends, by
    when the engine has chosen the best one.
    """

    def __init__(self, placa: PlacaData, camera_id: str, description: EntityDescription) -> None:
        # ImageEntity's own construction differs, so each is called by its name.
        CameraEntity.__init__(self, placa, camera_id, description)
        ImageEntity.__init__(self, placa.coordinator.hass)
        self._picture: Sighting | None = None
        self._show_latest()

    @property
    @override
    def shown(self) -> object:
        """The picture, and whether all may see it."""
        return self._picture and _of(self._picture), self.coordinator.shows_plates

    @override
    async def async_image(self) -> bytes | None:
        """Fetch the picture."""
        if self._picture is None:
            return None
        return await self._crop(self._picture, {Right.PICTURES})

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
            before, self._picture = self._picture, latest
            if before is None or _of(before) != _of(latest):
                self._attr_image_last_updated = latest.last_seen


class WaitingImage(DoorEntity, _PersonalImage):
    """The crop of the vehicle that waits for a confirmation at a door; nothing otherwise."""

    def __init__(self, placa: PlacaData, door: Door, description: EntityDescription) -> None:
        # ImageEntity's own construction differs, so each is called by its name.
        DoorEntity.__init__(self, placa, door, description)
        ImageEntity.__init__(self, placa.coordinator.hass)

    @property
    @override
    def shown(self) -> object:
        """The time of the picture, and whether all may see it."""
        return self._attr_image_last_updated, self.coordinator.shows_plates

    @override
    async def async_image(self) -> bytes | None:
        """Fetch the picture."""
        question = self.placa.door_controller.confirmation_requests.open_for(self.door.door_id)
        if question is None:
            return None
        return await self._crop(question.decision.sighting, {Right.PICTURES, Right.CONFIRM})

    @callback
    @override
    def _decided(self, decision: AccessDecision) -> None:
        """Show another picture, or none."""
        waits = self.placa.door_controller.confirmation_requests.open_for(self.door.door_id)
        self._attr_image_last_updated = self.placa.clock.utcnow() if waits else None
        super()._decided(decision)


def _of(sighting: Sighting) -> tuple[str, SightingState]:
    """Tell pictures apart: a sighting has one while it lasts, and the best one when it ends."""
    return sighting.sighting_id, sighting.state
