"""Fields of forms that offer what there is, and are not there if there is nothing."""

from collections.abc import Mapping
from typing import Any

from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig
import probatio


def choice(key: str, names: Mapping[str, str]) -> dict[probatio.Marker, Any]:
    """Offer any number of things by their names."""
    return {probatio.Optional(key, default=list): any_of(names)} if names else {}


def any_of(names: Mapping[str, str]) -> SelectSelector:
    """Let any number of things be chosen."""
    options = [SelectOptionDict(value=value, label=name) for value, name in names.items()]
    return SelectSelector(SelectSelectorConfig(options=options, multiple=True))
