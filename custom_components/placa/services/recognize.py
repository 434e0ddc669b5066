"""The action that reads the plates of a camera's picture or of a picture file."""

from pathlib import Path

from homeassistant.const import CONF_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import probatio

from ..client.client import RejectedError
from ..const import CONF_FILE
from ..coordinator import engine_errors
from .allowed_file import read_allowed
from .helpers import CONF_CONFIG_ENTRY_ID, entity_of_domain, entry_of, invalid

_CAMERA = "camera"
_MOST_BYTES = 20 * 1024 * 1024
"""The engine takes no larger picture."""

RECOGNIZE_SCHEMA = probatio.All(
    probatio.Schema(
        {
            probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
            probatio.Exclusive(CONF_ENTITY_ID, "picture"): entity_of_domain(_CAMERA),
            probatio.Exclusive(CONF_FILE, "picture"): cv.string,
        }
    ),
    cv.has_at_least_one_key(CONF_ENTITY_ID, CONF_FILE),
)


async def recognize(call: ServiceCall) -> ServiceResponse:
    """Read the plates of one picture; nothing of it is kept."""
    entry = entry_of(call)
    if CONF_ENTITY_ID in call.data:
        picture = await _shown_by(call.hass, call.data[CONF_ENTITY_ID])
    else:
        picture = await call.hass.async_add_executor_job(
            read_allowed, call.hass, Path(call.data[CONF_FILE]), _MOST_BYTES
        )
    with engine_errors():
        try:
            plates = await entry.runtime_data.client.read(picture, call.hass.config.country)
        except RejectedError as err:
            if err.status == 422:
                raise invalid("not_a_picture") from None
            raise
    household = entry.runtime_data.household
    return {
        "plates": [
            {
                "plate": plate.text,
                "confidence": plate.confidence,
                "box": list(plate.box),
                "vehicle": match.vehicle.name if match else None,
            }
            for plate in plates
            for match in [household.match(plate.text)]
        ]
    }


async def _shown_by(hass: HomeAssistant, entity_id: str) -> bytes:
    """Return the picture that a camera shows now."""
    if _CAMERA not in hass.config.components:
        raise invalid("no_such_camera")
    from homeassistant.components.camera import async_get_image  # noqa: PLC0415 - loaded by now; else it needs a native library

    return (await async_get_image(hass, entity_id)).content
