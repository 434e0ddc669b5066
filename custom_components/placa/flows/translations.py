"""The texts of the forms, for those who say the same without a form."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN


async def form_texts(hass: HomeAssistant, kind: str) -> dict[str, str]:
    """Return the texts of a subentry's form in Home Assistant's language, by their keys."""
    return await _texts(hass, "config_subentries", kind)


async def choice_texts(hass: HomeAssistant, key: str) -> dict[str, str]:
    """Return the texts of a selector's choices in Home Assistant's language, by their values."""
    return await _texts(hass, "selector", f"{key}.options")


async def _texts(hass: HomeAssistant, category: str, below: str) -> dict[str, str]:
    texts = await async_get_translations(hass, hass.config.language, category, [DOMAIN])
    base = f"component.{DOMAIN}.{category}.{below}."
    return {key.removeprefix(base): text for key, text in texts.items() if key.startswith(base)}
