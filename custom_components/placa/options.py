"""What the options of an engine's entry allow."""

from homeassistant.config_entries import ConfigEntry

from .const import CONF_SHOW_PLATES


def shows_plates(entry: ConfigEntry) -> bool:
    """Whether plates may stand in states and attributes."""
    return bool(entry.options.get(CONF_SHOW_PLATES, True))
