"""The texts of `translations/*.json` in Home Assistant's language.

Home Assistant translates names, states, forms and errors by itself. Sentences that it has no
place for stand in the category `common`; they are looked up here. It has read the files before
the integration is set up, and fills what a language lacks from English: nothing is read here.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import LOCALE_EN, async_get_cached_translations

from ..const import DOMAIN

_COMMON = "common"


class Texts:
    """The free sentences, each found by its key and filled with values.

    A text of the translation that cannot be filled gives way to the English one.
    """

    def __init__(self, translated: Mapping[str, str], english: Mapping[str, str]) -> None:
        self._languages = (translated, english)

    @classmethod
    @callback
    def of(cls, hass: HomeAssistant) -> Self:
        """Return those in Home Assistant's language as it is now."""
        return cls(_below(hass, _COMMON), _below(hass, _COMMON, language=LOCALE_EN))

    def __call__(self, key: str, **values: str) -> str:
        """Return a text; its key, if there is no such text."""
        for texts in self._languages:
            with suppress(LookupError, ValueError):
                return texts[key].format_map(values)
        return key


@callback
def form_texts(hass: HomeAssistant, kind: str) -> Mapping[str, str]:
    """Return the texts of a subentry's form, by their keys."""
    return _below(hass, "config_subentries", f"{kind}.")


@callback
def choice_texts(hass: HomeAssistant, key: str) -> Mapping[str, str]:
    """Return the texts of a selector's choices, by their values."""
    return _below(hass, "selector", f"{key}.options.")


@callback
def _below(
    hass: HomeAssistant, category: str, key: str = "", *, language: str | None = None
) -> dict[str, str]:
    """Return the texts of a category whose keys begin so, by the rest of their keys.

    While a language that was just chosen is still being read, they are the English ones.
    """
    texts = async_get_cached_translations(
        hass, language or hass.config.language, category, DOMAIN
    ) or async_get_cached_translations(hass, LOCALE_EN, category, DOMAIN)
    base = f"component.{DOMAIN}.{category}.{key}"
    return {key.removeprefix(base): text for key, text in texts.items() if key.startswith(base)}
