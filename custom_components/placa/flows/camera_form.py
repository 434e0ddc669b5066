"""What is asked of a camera, and what of it is refused before the engine is asked."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import (
    CONF_COUNTRY,
    CONF_ENTITY_ID,
    CONF_NAME,
    CONF_PASSWORD,
    CONF_URL,
    CONF_USERNAME,
)
from homeassistant.helpers.selector import (
    CountrySelector,
    EntitySelector,
    EntitySelectorConfig,
    ObjectSelector,
    ObjectSelectorConfig,
    ObjectSelectorField,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import probatio

from ..camera_source import CAMERA
from ..engine.cameras import Polygon
from ..household.presence import Facing
from .areas import CONF_AREA, CONF_CORNERS, MOST_AREAS, Area, AreaError, polygon_of

CONF_FACING = "facing"
CONF_MASKS = "masks"
CONF_ZONES = "zones"

_LONGEST_ZONE = 60


class FormError(Exception):
    """What was entered cannot be used: the field that is at fault, and why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


def zones_of(chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the zones as the engine takes them. Raises FormError."""
    zones = [
        {CONF_NAME: zone[CONF_NAME].strip(), "polygon": _polygon(CONF_ZONES, zone)}
        for zone in chosen
    ]
    names = {zone[CONF_NAME] for zone in zones}
    if len(names) < len(zones) or not all(0 < len(name) <= _LONGEST_ZONE for name in names):
        raise FormError(CONF_ZONES, "zone_names")
    return _few(CONF_ZONES, zones)


def masks_of(chosen: list[dict[str, Any]]) -> list[Polygon]:
    """Return the masks as the engine takes them. Raises FormError."""
    return _few(CONF_MASKS, [_polygon(CONF_MASKS, mask) for mask in chosen])


def _polygon(field: str, chosen: Mapping[str, Any]) -> Polygon:
    try:
        return polygon_of(chosen)
    except AreaError:
        raise FormError(field, "invalid_corners") from None


def _few[Item](field: str, items: list[Item]) -> list[Item]:
    if len(items) > MOST_AREAS:
        raise FormError(field, "too_many_areas")
    return items


def _areas(fields: dict[str, ObjectSelectorField], label: str, key: str) -> ObjectSelector:
    return ObjectSelector(
        ObjectSelectorConfig(multiple=True, fields=fields, label_field=label, translation_key=key)
    )


_AREA_FIELDS: dict[str, ObjectSelectorField] = {
    CONF_AREA: {
        "required": True,
        "selector": SelectSelector(
            SelectSelectorConfig(
                options=[area.value for area in Area],
                translation_key="camera_area",
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
    },
    CONF_CORNERS: {"selector": TextSelector()},
}
_ZONE_FIELDS: dict[str, ObjectSelectorField] = {
    CONF_NAME: {"required": True, "selector": TextSelector()},
    **_AREA_FIELDS,
}
_ENTITY: dict[probatio.Marker, Any] = {
    probatio.Required(CONF_ENTITY_ID): EntitySelector(EntitySelectorConfig(domain=CAMERA)),
    probatio.Optional(CONF_NAME): TextSelector(),
}
_URL = TextSelector(TextSelectorConfig(type=TextSelectorType.URL, autocomplete="off"))
_LOGIN: dict[probatio.Marker, Any] = {
    probatio.Optional(CONF_USERNAME): TextSelector(TextSelectorConfig(autocomplete="off")),
    probatio.Optional(probatio.Secret(CONF_PASSWORD)): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
    ),
}
_SHOWN: dict[probatio.Marker, Any] = {
    probatio.Optional(CONF_COUNTRY): CountrySelector(),
    probatio.Required(CONF_FACING, default=Facing.OUT.value): SelectSelector(
        SelectSelectorConfig(
            options=[facing.value for facing in Facing], translation_key="camera_facing"
        )
    ),
    probatio.Optional(CONF_ZONES, default=list): _areas(_ZONE_FIELDS, CONF_NAME, "camera_zones"),
    probatio.Optional(CONF_MASKS, default=list): _areas(_AREA_FIELDS, CONF_AREA, "camera_masks"),
}
_NAME: dict[probatio.Marker, Any] = {probatio.Required(CONF_NAME): TextSelector()}
SCHEMAS = {
    "entity": probatio.Schema({**_ENTITY, **_SHOWN}),
    "address": probatio.Schema({**_NAME, probatio.Required(CONF_URL): _URL, **_LOGIN, **_SHOWN}),
    "change_entity": probatio.Schema({**_ENTITY, **_SHOWN}),
    "change_address": probatio.Schema(
        {**_NAME, probatio.Optional(CONF_URL): _URL, **_LOGIN, **_SHOWN}
    ),
}
