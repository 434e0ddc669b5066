"""The last plate of a camera and how it fares, a vehicle's last sight, a door's last decision."""

from datetime import datetime
from functools import partial
from typing import Any, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.components.sensor.const import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from .access.decision import Verdict
from .access.policy import Door
from .access.recent_decisions import Recent, deed
from .access.shadow_tally import Tally
from .background.shadow_report import report_of
from .camera_entities import add_for_each_camera
from .camera_sensor import SENSORS, CameraSensor
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .door_entities import add_for_each_door
from .entity import CameraEntity, DecisionEntity
from .event import kind_of
from .household.vehicle import Vehicle
from .options import shows_plates
from .pass_sensors import add_pass_sensors
from .vehicle_entity import VehicleEntity, add_for_each_vehicle

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors."""
    await add_for_each_camera(entry, async_add_entities, LastPlateSensor)
    for description in SENSORS:
        await add_for_each_camera(entry, async_add_entities, partial(CameraSensor, description))
    await add_for_each_vehicle(entry, async_add_entities, LastSeenSensor)
    add_pass_sensors(entry, async_add_entities)
    await add_for_each_door(
        entry, async_add_entities, LastDecisionSensor, RefusalsTodaySensor, WouldHaveOpenedSensor
    )


class LastPlateSensor(CameraEntity, SensorEntity):
    """The text of the newest sighting that is settled, or only its kind if plates are hidden."""

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str) -> None:
        super().__init__(coordinator, camera_id, "last_plate")

    @property
    @override
    def shown(self) -> object:
        """The plate, besides what all entities of a camera show."""
        return super().shown, self.native_value

    @property
    @override
    def native_value(self) -> str | None:
        """The plate or its kind; None before the first one."""
        latest = self.coordinator.data.latest.get(self.camera_id)
        if latest is None or shows_plates(self.coordinator.config_entry):
            return latest.text if latest else None
        return kind_of(self.coordinator.household.match(latest.text))


class LastSeenSensor(VehicleEntity, SensorEntity):
    """When a camera last saw the vehicle."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    def __init__(self, coordinator: PlacaCoordinator, vehicle: Vehicle) -> None:
        super().__init__(coordinator, vehicle, "last_seen")

    @property
    @override
    def native_value(self) -> datetime | None:
        """The time of its newest sighting's newest frame; None before the first one."""
        return self.presence.last_seen


class _RecentSensor(DecisionEntity, SensorEntity):
    """Something of what the door decided recently."""

    @property
    @override
    def shown(self) -> object:
        """What the door decided recently, besides the door."""
        return super().shown, self.recent

    @property
    def recent(self) -> Recent:
        """What the door decided recently."""
        return self.coordinator.recent.of(self.door.door_id)


class LastDecisionSensor(_RecentSensor):
    """What the door decided last, with a sentence that says for whom and why not."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [verdict.value for verdict in Verdict]  # noqa: RUF012 - declared by the base
    _unrecorded_attributes = frozenset({"summary", "refused_by", "decided_at"})

    def __init__(self, coordinator: PlacaCoordinator, door: Door) -> None:
        super().__init__(coordinator, door, "last_decision")

    @property
    @override
    def native_value(self) -> str | None:
        """The verdict; None before the first one."""
        return self.recent.last.verdict.value if self.recent.last else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """The sentence, the main reason against, and the time."""
        last = self.recent.last
        if last is None:
            return {"summary": None, "refused_by": None, "decided_at": None}
        vehicle = self.coordinator.household.vehicle(last.vehicle_id)
        whom = vehicle.name if vehicle else "a vehicle that is gone"
        return {
            "summary": f"{self.door.name} {deed(last.verdict, whom, last.because)}.",
            "refused_by": last.refused_by,
            "decided_at": last.at,
        }


class RefusalsTodaySensor(_RecentSensor):
    """How often the door refused to open since midnight."""

    _attr_state_class = SensorStateClass.TOTAL_INCREASING

    def __init__(self, coordinator: PlacaCoordinator, door: Door) -> None:
        super().__init__(coordinator, door, "refusals_today")

    @override
    async def async_added_to_hass(self) -> None:
        """Start from nothing at midnight."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_track_time_change(self.hass, self._day_begins, hour=0, minute=0, second=0)
        )

    @callback
    def _day_begins(self, _now: datetime) -> None:
        self.async_write_ha_state()

    @property
    @override
    def native_value(self) -> int:
        """The refusals of this day, in Home Assistant's time zone."""
        return self.recent.refusals_on(dt_util.now().date())


class WouldHaveOpenedSensor(DecisionEntity, SensorEntity):
    """How often the door would have opened since it went into shadow."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _unrecorded_attributes = frozenset({"since", "opened_for", "refused_for"})

    def __init__(self, coordinator: PlacaCoordinator, door: Door) -> None:
        super().__init__(coordinator, door, "would_have_opened")

    @property
    @override
    def native_value(self) -> int | None:
        """The count; None for a door that is not in shadow."""
        return self._tally.opened if self._tally else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """For whom, and what kept the door shut."""
        if self._tally is None:
            return None
        report = report_of(self.coordinator, self.door, self._tally)
        return {key: report[key] for key in self._unrecorded_attributes}

    @property
    @override
    def shown(self) -> object:
        """The count and all that is told with it, besides the door."""
        return super().shown, self._tally

    @property
    def _tally(self) -> Tally | None:
        return self.coordinator.shadows.of(self.door.door_id)
