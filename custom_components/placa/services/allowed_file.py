"""Reads files that Home Assistant allows to be read."""

from pathlib import Path

from homeassistant.core import HomeAssistant

from .helpers import invalid


def read_allowed(hass: HomeAssistant, file: Path, most: int) -> bytes:
    """Read a file of at most so many bytes. Raises what people can understand; blocks."""
    try:
        path = file.resolve()
        if not hass.config.is_allowed_path(str(path)):
            raise invalid("file_not_allowed")
        with path.open("rb") as opened:
            content = opened.read(most + 1)
    except (OSError, ValueError) as err:
        raise invalid("file_not_read") from err
    if len(content) > most:
        raise invalid("file_too_large", most=str(most // 1024 // 1024))
    return content
