"""The last plate of a camera and its state, a vehicle's last sight, a door's last decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.components.sensor.const import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.typing import StateType

from .access.decision import Verdict
from .access.policy import Door, DoorMode
from .access.recent_decisions import RecentDecisions
from .background.shadow_report import report_of
from .client.models import CameraProblem
from .coordinator import PlacaConfigEntry, PlacaData
from .entity import (
    CameraEntity,
    DoorEntity,
    PassEntity,
    PlacaEntity,
    VehicleEntity,
    add_for_each,
    cameras,
    doors,
    guests,
    residents,
)
from .event import kind_of
from .household.vehicle import Vehicle
from .localization.decisions import summary
from .localization.texts import Texts

PARALLEL_UPDATES = 0
NO_PROBLEM = "none"


@dataclass(frozen=True, kw_only=True)
class PlacaSensorDescription[Owner: PlacaEntity](SensorEntityDescription):
    """A sensor, and how its value and attributes are found."""

    value: Callable[[Owner], StateType | datetime]
    attributes: Callable[[Owner], dict[str, Any] | None] | None = None


class _DescribedSensor(PlacaEntity, SensorEntity):
    entity_description: PlacaSensorDescription[Any]

    @property
    @override
    def shown(self) -> object:
        """The value, and all that is told with it."""
        return self.native_value, self.extra_state_attributes

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The value as it is described."""
        value: StateType | datetime = self.entity_description.value(self)
        return value

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """The attributes as they are described."""
        attributes = self.entity_description.attributes
        return attributes(self) if attributes else super().extra_state_attributes


class CameraSensor(_DescribedSensor, CameraEntity):
    """A sensor of a camera."""


class VehicleSensor(_DescribedSensor, VehicleEntity):
    """A sensor of a vehicle."""


class PassSensor(_DescribedSensor, PassEntity):
    """A sensor of a guest pass."""


class DoorSensor(_DescribedSensor, DoorEntity):
    """A sensor of a door. What it tells besides its value is not recorded."""

    _unrecorded_attributes = frozenset(
        {"summary", "refused_by", "decided_at", "since", "opened_for", "refused_for"}
    )

    @property
    def recent(self) -> RecentDecisions:
        """What the door decided recently."""
        return self.placa.stores.recent.of(self.door.door_id)

    @override
    async def async_added_to_hass(self) -> None:
        """Look again at midnight."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_track_time_change(self.hass, self._day_begins, hour=0, minute=0, second=0)
        )

    @callback
    def _day_begins(self, _now: datetime) -> None:
        self._handle_coordinator_update()


def _last_plate(sensor: CameraSensor) -> str | None:
    """Return the text of the newest settled sighting, or only its kind if plates are hidden."""
    latest = sensor.coordinator.data.latest.get(sensor.camera_id)
    if latest is None or sensor.coordinator.shows_plates:
        return latest.text if latest else None
    return kind_of(sensor.placa.household.match(latest.text))


def _last_decision(sensor: DoorSensor) -> dict[str, Any]:
    """Tell of the last decision for whom it was, the main reason against, and the time."""
    last = sensor.recent.last
    if last is None:
        return {"summary": None, "refused_by": None, "decided_at": None}
    vehicle = sensor.placa.household.vehicle(last.vehicle_id)
    whom = vehicle.name if vehicle else None
    return {
        "summary": summary(Texts.of(sensor.hass), sensor.door.name, whom, last),
        "refused_by": last.refusal.code.value if last.refusal else None,
        "decided_at": last.at,
    }


def _would_have_opened(sensor: DoorSensor) -> int | None:
    tally = sensor.placa.stores.shadows.of(sensor.door.door_id)
    return tally.opened if tally else None


def _shadow_report(sensor: DoorSensor) -> dict[str, Any] | None:
    """Tell for whom a door in shadow would have opened, and what kept it shut."""
    tally = sensor.placa.stores.shadows.of(sensor.door.door_id)
    if tally is None:
        return None
    report = report_of(sensor.placa, sensor.door, tally)
    return {key: report[key] for key in ("since", "opened_for", "refused_for")}


def _uses_left(sensor: PassSensor) -> int | None:
    """Return the uses that were granted, less those that were made."""
    granted = sensor.guest_pass.uses
    if granted is None:
        return None
    return max(granted - sensor.placa.stores.journal.pass_uses(sensor.vehicle_id), 0)


def _is_counted(_placa: PlacaData, guest: Vehicle) -> bool:
    return guest.guest_pass is not None and guest.guest_pass.uses is not None


def _is_in_shadow(_placa: PlacaData, door: Door) -> bool:
    return door.mode is DoorMode.SHADOW


CAMERA_SENSORS: tuple[PlacaSensorDescription[CameraSensor], ...] = (
    PlacaSensorDescription(key="last_plate", value=_last_plate),
    PlacaSensorDescription(
        key="problem",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[NO_PROBLEM, *(problem.value for problem in CameraProblem)],
        value=lambda sensor: sensor.camera.problem.value if sensor.camera.problem else NO_PROBLEM,
    ),
    PlacaSensorDescription(
        key="resolution",
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda sensor: (
            "×".join(map(str, sensor.camera.frame_size)) if sensor.camera.frame_size else None  # noqa: RUF001 - the sign of width by height
        ),
    ),
    PlacaSensorDescription(
        key="frame_rate",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        native_unit_of_measurement="fps",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=lambda sensor: sensor.camera.fps,
    ),
    PlacaSensorDescription(
        key="since",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda sensor: sensor.camera.since,
    ),
)
VEHICLE_SENSORS: tuple[PlacaSensorDescription[VehicleSensor], ...] = (
    PlacaSensorDescription(
        key="last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda sensor: sensor.presence.last_seen,
    ),
)
VALID_UNTIL: PlacaSensorDescription[PassSensor] = PlacaSensorDescription(
    key="valid_until",
    device_class=SensorDeviceClass.TIMESTAMP,
    value=lambda sensor: sensor.guest_pass.expires,
)
USES_LEFT: PlacaSensorDescription[PassSensor] = PlacaSensorDescription(
    key="uses_left", value=_uses_left
)
DOOR_SENSORS: tuple[PlacaSensorDescription[DoorSensor], ...] = (
    PlacaSensorDescription(
        key="last_decision",
        device_class=SensorDeviceClass.ENUM,
        options=[verdict.value for verdict in Verdict],
        value=lambda sensor: sensor.recent.last.verdict.value if sensor.recent.last else None,
        attributes=_last_decision,
    ),
    PlacaSensorDescription(
        key="refusals_today",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=lambda sensor: sensor.recent.refusals_on(sensor.placa.clock.now().date()),
    ),
)
WOULD_HAVE_OPENED: PlacaSensorDescription[DoorSensor] = PlacaSensorDescription(
    key="would_have_opened",
    entity_category=EntityCategory.DIAGNOSTIC,
    value=_would_have_opened,
    attributes=_shadow_report,
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors."""
    add_for_each(entry, async_add_entities, cameras, CameraSensor, CAMERA_SENSORS)
    add_for_each(entry, async_add_entities, residents, VehicleSensor, VEHICLE_SENSORS)
    add_for_each(entry, async_add_entities, guests, PassSensor, [VALID_UNTIL])
    add_for_each(entry, async_add_entities, guests, PassSensor, [USES_LEFT], _is_counted)
    add_for_each(entry, async_add_entities, doors, DoorSensor, DOOR_SENSORS)
    add_for_each(entry, async_add_entities, doors, DoorSensor, [WOULD_HAVE_OPENED], _is_in_shadow)
