"""Whether the engine is connected, a stream runs, a plate is in view, a vehicle is here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client.models import CameraState
from .coordinator import PlacaConfigEntry, PlacaData
from .entity import (
    CameraEntity,
    EngineEntity,
    PlacaEntity,
    VehicleEntity,
    add_for_each,
    cameras,
    residents,
)
from .household.presence import Whereabouts

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PlacaBinarySensorDescription[Owner: PlacaEntity](BinarySensorEntityDescription):
    """A binary sensor, and how its state is found."""

    value: Callable[[Owner], bool | None]


class _DescribedBinarySensor(PlacaEntity, BinarySensorEntity):
    entity_description: PlacaBinarySensorDescription[Any]

    @property
    @override
    def shown(self) -> object:
        """The state, and all that is told with it."""
        return self.is_on, self.extra_state_attributes

    @property
    @override
    def is_on(self) -> bool | None:
        """The state as it is described; None if it is not known."""
        is_on: bool | None = self.entity_description.value(self)
        return is_on


class CameraBinarySensor(_DescribedBinarySensor, CameraEntity):
    """A binary sensor of a camera."""


class VehicleBinarySensor(_DescribedBinarySensor, VehicleEntity):
    """A binary sensor of a vehicle."""


class ConnectedBinarySensor(EngineEntity, BinarySensorEntity):
    """On while Home Assistant is connected to the engine; never unavailable."""

    def __init__(self, placa: PlacaData) -> None:
        description = BinarySensorEntityDescription(
            key="connected",
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            entity_category=EntityCategory.DIAGNOSTIC,
        )
        super().__init__(placa, description)

    @property
    @override
    def available(self) -> bool:
        """A lost connection is what it is there to show."""
        return True

    @property
    @override
    def shown(self) -> object:
        """Whether the engine is connected."""
        return self.is_on

    @property
    @override
    def is_on(self) -> bool:
        """Whether the engine is connected."""
        return self.coordinator.last_update_success


def _is_here(sensor: VehicleBinarySensor) -> bool | None:
    """Tell whether the vehicle is here; None before it was seen to come or go."""
    whereabouts = sensor.presence.whereabouts
    return None if whereabouts is Whereabouts.UNKNOWN else whereabouts is Whereabouts.HERE


CAMERA_BINARY_SENSORS: tuple[PlacaBinarySensorDescription[CameraBinarySensor], ...] = (
    PlacaBinarySensorDescription(
        key="stream",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda sensor: sensor.camera.state is CameraState.STREAMING,
    ),
    PlacaBinarySensorDescription(
        key="plate_in_view",
        device_class=BinarySensorDeviceClass.OCCUPANCY,
        value=lambda sensor: any(
            sighting.camera_id == sensor.camera_id
            for sighting in sensor.coordinator.data.live.values()
        ),
    ),
)
VEHICLE_BINARY_SENSORS: tuple[PlacaBinarySensorDescription[VehicleBinarySensor], ...] = (
    PlacaBinarySensorDescription(
        key="here", device_class=BinarySensorDeviceClass.PRESENCE, value=_is_here
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors."""
    async_add_entities([ConnectedBinarySensor(entry.runtime_data)])
    add_for_each(entry, async_add_entities, cameras, CameraBinarySensor, CAMERA_BINARY_SENSORS)
    add_for_each(entry, async_add_entities, residents, VehicleBinarySensor, VEHICLE_BINARY_SENSORS)
