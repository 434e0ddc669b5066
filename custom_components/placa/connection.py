"""Connects to the engine, with errors that Home Assistant understands and translates."""

from collections.abc import Set as AbstractSet

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError
from homeassistant.helpers.update_coordinator import UpdateFailed

from .client.client import (
    ApiVersionError,
    EngineClient,
    EngineError,
    EngineStream,
    InvalidAnswerError,
    RejectedError,
    UnauthorizedError,
)
from .const import DOMAIN
from .issues.api_version import forget_api_version, report_api_version, versions


async def connect(
    hass: HomeAssistant, entry: ConfigEntry, client: EngineClient, plates: AbstractSet[str]
) -> EngineStream:
    """Open the stream of the entry's own engine, and tell it the known plates.

    Raises ConfigEntryAuthFailed, ConfigEntryError, and UpdateFailed for what may pass.
    """
    try:
        stream = await client.open_stream()
        try:
            _refuse_other_engine(stream, entry)
            await client.set_known_plates(plates)
        except BaseException:
            await stream.close()
            raise
    except UnauthorizedError as err:
        raise ConfigEntryAuthFailed(
            translation_domain=DOMAIN, translation_key="unauthorized"
        ) from err
    except ApiVersionError as err:
        report_api_version(hass, entry.entry_id, err)
        raise UpdateFailed(
            translation_domain=DOMAIN,
            translation_key="api_version",
            translation_placeholders=versions(err.found),
        ) from err
    except (InvalidAnswerError, RejectedError) as err:
        raise UpdateFailed(translation_domain=DOMAIN, translation_key="invalid_answer") from err
    except EngineError as err:
        raise UpdateFailed(translation_domain=DOMAIN, translation_key="cannot_connect") from err
    forget_api_version(hass, entry.entry_id)
    return stream


def _refuse_other_engine(stream: EngineStream, entry: ConfigEntry) -> None:
    if stream.snapshot.info.server_id != entry.unique_id:
        raise ConfigEntryError(translation_domain=DOMAIN, translation_key="other_engine")
