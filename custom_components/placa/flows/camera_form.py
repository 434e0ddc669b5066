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
    BooleanSelector,
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

from ..background.stream_sources import CAMERA
from ..client.camera_models import Polygon
from ..client.models import ROTATIONS
from ..household.presence import Facing
from .areas import CONF_AREA, CONF_CORNERS, MOST_AREAS, Area, AreaError, polygon_of
from .selectors import kinds

CONF_FACING = "facing"
CONF_MASKS = "masks"
CONF_MIRRORED = "mirrored"
CONF_ROTATION = "rotation"
CONF_ZONES = "zones"

_LONGEST_ZONE = 60


class FormError(Exception):
    """What was entered cannot be used: the field that is at fault, and why.

    `about` names in the sentence what is meant.
    """

    def __init__(self, field: str, problem: str, **about: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem
        self.about = about


def zones_of(chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the zones as the engine takes them. Raises FormError."""
    zones = [
        {CONF_NAME: zone[CONF_NAME].strip(), "polygon": _polygon(CONF_ZONES, zone, place)}
        for place, zone in enumerate(chosen, 1)
    ]
    names = [zone[CONF_NAME] for zone in zones]
    for place, name in enumerate(names):
        if not 0 < len(name) <= _LONGEST_ZONE or name in names[:place]:
            raise FormError(CONF_ZONES, "zone_names", zone=_shown(name, place + 1))
    return _few(CONF_ZONES, zones)


def masks_of(chosen: list[dict[str, Any]]) -> list[Polygon]:
    """Return the masks as the engine takes them. Raises FormError."""
    return _few(
        CONF_MASKS, [_polygon(CONF_MASKS, mask, place) for place, mask in enumerate(chosen, 1)]
    )


def _polygon(field: str, chosen: Mapping[str, Any], place: int) -> Polygon:
    try:
        return polygon_of(chosen)
    except AreaError:
        part = _shown(chosen.get(CONF_NAME, "").strip(), place)
        raise FormError(field, "invalid_corners", part=part) from None


def _shown(name: str, place: int) -> str:
    """Name a part of the picture for people; one without a name by its place in the list."""
    return name if 0 < len(name) <= _LONGEST_ZONE else str(place)


def _few[Item](field: str, items: list[Item]) -> list[Item]:
    if len(items) > MOST_AREAS:
        raise FormError(field, "too_many_areas")
    return items


def renamed(form: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Call the parts of the picture in a form's zones and masks by other names."""
    return {
        key: [{**one, CONF_AREA: names.get(one[CONF_AREA], one[CONF_AREA])} for one in value]
        if key in (CONF_ZONES, CONF_MASKS)
        else value
        for key, value in form.items()
    }


def camera_schema(step_id: str, area_names: Mapping[str, str]) -> probatio.Schema:
    """Return the form of a step.

    The frontend shows the value of a part that was chosen as it is, so its name is its value.
    """
    by_entity: dict[probatio.Marker, Any] = {
        probatio.Required(CONF_ENTITY_ID): EntitySelector(EntitySelectorConfig(domain=CAMERA)),
        probatio.Optional(CONF_NAME): TextSelector(),
    }
    name: dict[probatio.Marker, Any] = {probatio.Required(CONF_NAME): TextSelector()}
    heads = {
        "entity": by_entity,
        "address": {**name, probatio.Required(CONF_URL): _URL, **_LOGIN},
        "change_entity": by_entity,
        "change_address": {**name, probatio.Optional(CONF_URL): _URL, **_LOGIN},
    }
    areas = [area_names.get(area, area) for area in Area]
    whole, *parts = areas
    zone = {CONF_NAME: _ZONE_NAME, **_area_fields(areas)}
    mask = _area_fields([*parts, whole])
    return probatio.Schema(
        {
            **heads[step_id],
            probatio.Optional(CONF_COUNTRY): CountrySelector(),
            probatio.Required(CONF_FACING, default=Facing.OUT.value): kinds(
                Facing, "camera_facing"
            ),
            probatio.Required(CONF_ROTATION, default="0"): kinds(
                map(str, ROTATIONS), "camera_rotation"
            ),
            probatio.Required(CONF_MIRRORED, default=False): BooleanSelector(),
            probatio.Optional(CONF_ZONES, default=list): ObjectSelector(
                ObjectSelectorConfig(
                    multiple=True,
                    fields=zone,
                    label_field=CONF_NAME,
                    translation_key="camera_zones",
                )
            ),
            probatio.Optional(CONF_MASKS, default=list): ObjectSelector(
                ObjectSelectorConfig(multiple=True, fields=mask, translation_key="camera_masks")
            ),
        }
    )


def _area_fields(choices: list[str]) -> dict[str, ObjectSelectorField]:
    """Ask for a part of the picture; the first choice is the one that is offered."""
    return {
        CONF_AREA: {
            "required": True,
            "selector": SelectSelector(
                SelectSelectorConfig(options=choices, mode=SelectSelectorMode.DROPDOWN)
            ),
        },
        CONF_CORNERS: {"selector": TextSelector()},
    }


_ZONE_NAME: ObjectSelectorField = {"required": True, "selector": TextSelector()}
_URL = TextSelector(TextSelectorConfig(type=TextSelectorType.URL, autocomplete="off"))
_LOGIN: dict[probatio.Marker, Any] = {
    probatio.Optional(CONF_USERNAME): TextSelector(TextSelectorConfig(autocomplete="off")),
    probatio.Optional(probatio.Secret(CONF_PASSWORD)): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
    ),
}
