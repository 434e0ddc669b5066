"""What a door does with its decisions, and where a camera looks."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .access.policy import DoorMode
from .coordinator import PlacaConfigEntry
from .entity import CameraEntity, DoorEntity, add_for_each, cameras, doors
from .household.presence import Facing
from .storage.permissions import Right, check_right

PARALLEL_UPDATES = 0

MODE = SelectEntityDescription(
    key="mode",
    entity_category=EntityCategory.CONFIG,
    options=[mode.value for mode in DoorMode],
)
FACING = SelectEntityDescription(
    key="facing",
    entity_category=EntityCategory.CONFIG,
    options=[facing.value for facing in Facing],
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects of doors and cameras."""
    add_for_each(entry, async_add_entities, doors, ModeSelect, [MODE])
    add_for_each(entry, async_add_entities, cameras, FacingSelect, [FACING])


class ModeSelect(DoorEntity, SelectEntity):
    """The door's mode, kept in its subentry; it can be set while the engine is away."""

    @property
    @override
    def shown(self) -> object:
        """The mode."""
        return self.current_option

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
        await check_right(self.hass, self._context, Right.ARM)
        self.placa.door_controller.set_mode(self.door.door_id, DoorMode(option))


class FacingSelect(CameraEntity, SelectEntity):
    """Where the camera looks, which tells coming from going."""

    @property
    @override
    def shown(self) -> object:
        """The facing."""
        return self.current_option

    @property
    @override
    def current_option(self) -> str:
        """The facing that is chosen."""
        return self.placa.stores.presences.facing(self.camera_id).value

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose where the camera looks, by which doors tell coming from going."""
        await check_right(self.hass, self._context, Right.ARM)
        self.placa.stores.presences.set_facing(self.camera_id, Facing(option))
        self.async_write_ha_state()
