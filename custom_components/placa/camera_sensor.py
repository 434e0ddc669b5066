"""How a camera fares, in figures and words, as its sensors show it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.components.sensor.const import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory

from .client.models import Camera, CameraProblem
from .coordinator import PlacaCoordinator
from .entity import CameraEntity

NO_PROBLEM = "none"


@dataclass(frozen=True, kw_only=True)
class CameraSensorDescription(SensorEntityDescription):
    """A sensor, and how its value is found in what the engine tells of a camera."""

    value: Callable[[Camera], str | float | datetime | None]


SENSORS = (
    CameraSensorDescription(
        key="problem",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[NO_PROBLEM, *(problem.value for problem in CameraProblem)],
        value=lambda camera: camera.problem.value if camera.problem else NO_PROBLEM,
    ),
    CameraSensorDescription(
        key="resolution",
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda camera: "×".join(map(str, camera.frame_size)) if camera.frame_size else None,  # noqa: RUF001 - the sign of width by height
    ),
    CameraSensorDescription(
        key="frame_rate",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        native_unit_of_measurement="fps",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value=lambda camera: camera.fps,
    ),
    CameraSensorDescription(
        key="since",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda camera: camera.since,
    ),
)


class CameraSensor(CameraEntity, SensorEntity):
    """One figure of a camera."""

    entity_description: CameraSensorDescription

    def __init__(
        self,
        description: CameraSensorDescription,
        coordinator: PlacaCoordinator,
        camera_id: str,
    ) -> None:
        super().__init__(coordinator, camera_id, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> str | float | datetime | None:
        """What the engine told last."""
        return self.entity_description.value(self.camera)
