"""What a door does with its decisions, and where a camera looks."""

from typing import override

from homeassistant.components.select import SelectEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .access.policy import Door, DoorMode
from .camera_entities import add_for_each_camera
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .door_entities import add_for_each_door
from .doors.arming import set_mode
from .entity import CameraEntity, DoorEntity
from .household.presence import Facing

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects of doors and cameras."""
    await add_for_each_door(entry, async_add_entities, ModeSelect)
    await add_for_each_camera(entry, async_add_entities, FacingSelect)


class ModeSelect(DoorEntity, SelectEntity):
    """The door's mode, kept in its subentry; it can be set while the engine is away."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_options = [mode.value for mode in DoorMode]  # noqa: RUF012 - declared by the base

    def __init__(self, coordinator: PlacaCoordinator, door: Door) -> None:
        super().__init__(coordinator, door, "mode")

    @property
    @override
    def available(self) -> bool:
        """A door can be disarmed at any time."""
        return True

    @property
    @override
    def current_option(self) -> str:
        """The mode as it is stored."""
        return self.door.mode.value

    @override
    async def async_select_option(self, option: str) -> None:
        """Store the mode; the doors are judged by it at once."""
        set_mode(self.hass, self.coordinator.config_entry, self.door.door_id, DoorMode(option))


class FacingSelect(CameraEntity, SelectEntity):
    """Where the camera looks, which tells coming from going."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_options = [facing.value for facing in Facing]  # noqa: RUF012 - declared by the base

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str) -> None:
        super().__init__(coordinator, camera_id, "facing")

    @property
    @override
    def current_option(self) -> str:
        """The facing that is chosen."""
        return self.coordinator.presences.facing(self.camera_id).value

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose where the camera looks."""
        self.coordinator.presences.set_facing(self.camera_id, Facing(option))
        self.async_write_ha_state()
