"""Fields that several forms have: choices by name, of a kind, and numbers in a box."""

from collections.abc import Iterable, Mapping
from typing import Any, get_type_hints

from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
import probatio


def choice(key: str, names: Mapping[str, str]) -> dict[probatio.Marker, Any]:
    """Offer any number of things by their names; no field if there is nothing."""
    return {probatio.Optional(key, default=list): any_of(names)} if names else {}


def any_of(names: Mapping[str, str]) -> SelectSelector:
    """Let any number of things be chosen."""
    options = [SelectOptionDict(value=value, label=name) for value, name in names.items()]
    return SelectSelector(SelectSelectorConfig(options=options, multiple=True))


def kinds(values: Iterable[str], key: str, *, multiple: bool = False) -> SelectSelector:
    """Let one or several of the values be chosen that have texts in the translations."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[str(value) for value in values], translation_key=key, multiple=multiple
        )
    )


def whole_numbers(kind: type[Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Make whole numbers of a form's numbers, all of which are floats, where `kind` has such."""
    hints = get_type_hints(kind)
    return {
        key: int(value) if hints.get(key) is int and value == int(value) else value
        for key, value in answer.items()
    }


def number(low: float, high: float, step: float, unit: str | None = None) -> NumberSelector:
    """Ask for a number in a box."""
    config = NumberSelectorConfig(min=low, max=high, step=step, mode=NumberSelectorMode.BOX)
    if unit:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)
