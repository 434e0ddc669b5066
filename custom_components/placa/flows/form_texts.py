"""The texts of the forms, for those who say the same without a form."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN


async def form_texts(hass: HomeAssistant, kind: str) -> dict[str, str]:
    """Return the texts of a subentry's form in Home Assistant's language, by their keys."""
    texts = await async_get_translations(hass, hass.config.language, "config_subentries", [DOMAIN])
    base = f"component.{DOMAIN}.config_subentries.{kind}."
    return {key.removeprefix(base): text for key, text in texts.items() if key.startswith(base)}
