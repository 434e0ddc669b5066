"""Momentary news: sightings at cameras, decisions at doors."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .access.decision import AccessDecision, Verdict
from .client.models import Sighting
from .client.sighting_query import SightingQuery
from .coordinator import PlacaConfigEntry
from .entity import (
    CameraEntity,
    DoorEntity,
    PlacaEntity,
    VehicleEntity,
    add_for_each,
    cameras,
    doors,
    residents,
)
from .household.presence import Movement
from .household.vehicle import Match
from .localization.decisions import told_reason
from .localization.texts import Texts
from .signals import SIGNAL_ERASED, SIGNAL_SIGHTING, SIGNAL_VEHICLE, SightingNews, VehicleNews

PARALLEL_UPDATES = 0

KNOWN_VEHICLE = "known_vehicle"
UNKNOWN_VEHICLE = "unknown_vehicle"
DENIED_VEHICLE = "denied_vehicle"
SEEN = "seen"

SIGHTING = EventEntityDescription(
    key="sighting", event_types=[KNOWN_VEHICLE, UNKNOWN_VEHICLE, DENIED_VEHICLE]
)
VEHICLE = EventEntityDescription(
    key="vehicle", event_types=[SEEN, *(movement.value for movement in Movement)]
)
DECISION = EventEntityDescription(
    key="decision", event_types=[verdict.value for verdict in Verdict]
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities."""
    add_for_each(entry, async_add_entities, cameras, SightingEvent, [SIGHTING])
    add_for_each(entry, async_add_entities, residents, VehicleEvent, [VEHICLE])
    add_for_each(entry, async_add_entities, doors, DecisionEvent, [DECISION])


class _PersonalEvent(PlacaEntity, EventEntity):
    """An event about somebody: who it was is told once, then neither restored nor recorded.

    Home Assistant restores the attributes of an event. What names somebody therefore is an
    attribute of the entity, which goes with a restart, and with the erasure of its sighting.
    """

    _about: Sighting | None = None
    _vehicle_id: str | None = None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Who it was, while that is known and may be shown."""
        vehicle = self.placa.household.vehicle(self._vehicle_id)
        if self._about is None or (self._vehicle_id and vehicle is None):
            return {}
        return {
            "plate": self._about.text if self.coordinator.shows_plates else None,
            "vehicle": vehicle.name if vehicle else None,
            "vehicle_id": self._vehicle_id,
            "sighting_id": self._about.sighting_id,
        }

    @property
    @override
    def shown(self) -> object:
        """Who it was."""
        return self.extra_state_attributes

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for erasures."""
        await super().async_added_to_hass()
        self.listen(SIGNAL_ERASED, self._forget)

    @callback
    def _tell_of(self, sighting: Sighting, match: Match | None, kind: str, **how: Any) -> None:
        """Tell of an event: whose sighting it was is for the moment, `how` lasts."""
        self._about = sighting
        self._vehicle_id = match.vehicle.vehicle_id if match else None
        self._trigger_event(kind, how)
        self._written = self._look()
        self.async_write_ha_state()

    @callback
    def _forget(self, erased: SightingQuery) -> None:
        about = self._about
        if about and erased.means(about.text, about.camera_id, about.first_seen):
            self._about = None
            self.async_write_ha_state()


class SightingEvent(CameraEntity, _PersonalEvent):
    """A vehicle passed the camera; told once, when its plate is settled."""

    _unrecorded_attributes = frozenset(
        {"plate", "vehicle", "vehicle_id", "sighting_id", "zones", "confidence", "margin"}
    )

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for sightings."""
        await super().async_added_to_hass()
        self.listen(SIGNAL_SIGHTING, self._tell)

    @callback
    def _tell(self, news: SightingNews) -> None:
        sighting = news.sighting
        if sighting.camera_id != self.camera_id:
            return
        self._tell_of(
            sighting,
            news.match,
            kind_of(news.match),
            confidence=sighting.confidence,
            margin=sighting.margin,
            direction=sighting.direction.value,
            zones=list(sighting.zones),
        )


def kind_of(match: Match | None) -> str:
    """Say what kind of vehicle was seen."""
    if match is None:
        return UNKNOWN_VEHICLE
    return DENIED_VEHICLE if match.vehicle.denied else KNOWN_VEHICLE


class VehicleEvent(VehicleEntity, EventEntity):
    """The vehicle arrived, left, or was seen without either."""

    _unrecorded_attributes = frozenset({"camera", "camera_id", "direction", "sighting_id"})

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for the vehicle."""
        await super().async_added_to_hass()
        self.listen(SIGNAL_VEHICLE, self._tell)

    @callback
    def _tell(self, news: VehicleNews) -> None:
        if news.vehicle_id != self.vehicle_id:
            return
        self._trigger_event(
            news.movement.value if news.movement else SEEN,
            {
                "camera_id": news.sighting.camera_id,
                "direction": news.sighting.direction.value,
                "sighting_id": news.sighting.sighting_id,
            },
        )
        self.async_write_ha_state()


class DecisionEvent(DoorEntity, _PersonalEvent):
    """A door was opened for a vehicle, or refused to open, with all reasons."""

    _unrecorded_attributes = frozenset(
        {"decision_id", "plate", "vehicle", "vehicle_id", "sighting_id", "reasons"}
    )

    @callback
    @override
    def _decided(self, decision: AccessDecision) -> None:
        """Tell of the decision."""
        texts = Texts.of(self.hass)
        self._tell_of(
            decision.sighting,
            decision.match,
            decision.verdict.value,
            decision_id=decision.decision_id,
            camera_id=decision.sighting.camera_id,
            refused_by=sorted(code.value for code in decision.against),
            reasons=[told_reason(texts, reason) for reason in decision.reasons],
            guest=decision.match.vehicle.guest_pass is not None,
        )
