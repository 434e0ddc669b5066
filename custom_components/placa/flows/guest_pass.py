"""Adds and changes guest passes."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Any, override

from homeassistant.const import CONF_NAME, WEEKDAYS
from homeassistant.helpers.selector import (
    DateTimeSelector,
    TextSelector,
    TextSelectorConfig,
    TimeSelector,
)
from homeassistant.util import dt as dt_util
import probatio

from ..const import (
    CONF_DAYS,
    CONF_DOORS,
    CONF_END,
    CONF_EXPIRES,
    CONF_NOTES,
    CONF_PLATES,
    CONF_START,
    CONF_USES,
)
from ..household.registration import Registration
from .plates import PlatesFlow
from .selectors import choice, kinds, number

MOST_USES = 1000
_SHOWN = "%Y-%m-%d %H:%M:%S"


class PassFlow(PlatesFlow):
    """A guest pass: whose plates, until when, how often, at which hours, for which doors."""

    @override
    def _schema(self) -> probatio.Schema:
        return probatio.Schema(
            {
                probatio.Required(CONF_NAME): TextSelector(),
                probatio.Required(CONF_PLATES): TextSelector(TextSelectorConfig(multiple=True)),
                probatio.Required(CONF_EXPIRES): DateTimeSelector(),
                probatio.Optional(CONF_USES): number(1, MOST_USES, 1),
                probatio.Optional(CONF_DAYS, default=list): kinds(
                    WEEKDAYS, "weekday", multiple=True
                ),
                probatio.Optional(CONF_START): TimeSelector(),
                probatio.Optional(CONF_END): TimeSelector(),
                **choice(CONF_DOORS, self._doors),
                probatio.Optional(CONF_NOTES): TextSelector(TextSelectorConfig(multiline=True)),
            }
        )

    @property
    def _doors(self) -> dict[str, str]:
        return {door.door_id: door.name for door in self._household().doors}

    @override
    def _shown(self) -> dict[str, Any]:
        """Show the expiry as clocks do; a new pass opens all doors tonight unless it is changed."""
        current = self._current()
        if not current:
            return {
                **super()._shown(),
                CONF_EXPIRES: _tonight(),
                CONF_DOORS: list(self._doors),
            }
        doors = [door_id for door_id in current[CONF_DOORS] if door_id in self._doors]
        expires = form_time(datetime.fromisoformat(current[CONF_EXPIRES]))
        return current | {CONF_EXPIRES: expires, CONF_DOORS: doors}

    @override
    def _errors(self, answer: Mapping[str, Any]) -> dict[str, str]:
        if not MINYEAR < datetime.fromisoformat(answer[CONF_EXPIRES]).year < MAXYEAR:
            return {CONF_EXPIRES: "too_far"}
        if _expiry(answer) <= dt_util.utcnow():
            return {CONF_EXPIRES: "expired"}
        if (CONF_START in answer) != (CONF_END in answer):
            return {CONF_END if CONF_START in answer else CONF_START: "hours_incomplete"}
        return {}

    @override
    def _data(self, found: Registration, answer: Mapping[str, Any]) -> dict[str, Any]:
        data = {
            CONF_PLATES: list(found.plates),
            CONF_EXPIRES: _expiry(answer).isoformat(),
            CONF_DAYS: answer[CONF_DAYS],
            CONF_DOORS: answer.get(CONF_DOORS, []),
        }
        if CONF_USES in answer:
            data[CONF_USES] = int(answer[CONF_USES])
        if notes := answer.get(CONF_NOTES, "").strip():
            data[CONF_NOTES] = notes
        return data | {key: answer[key] for key in (CONF_START, CONF_END) if key in answer}


def form_time(moment: datetime) -> str:
    """Write a moment as the form takes it: in Home Assistant's time zone, without it."""
    return (moment if moment.tzinfo is None else dt_util.as_local(moment)).strftime(_SHOWN)


def _tonight() -> str:
    """Return the end of this day, or of the next one if little of this one is left."""
    soon = dt_util.now() + timedelta(hours=1)
    return form_time(soon.replace(hour=23, minute=59, second=0))


def _expiry(answer: Mapping[str, Any]) -> datetime:
    """Return the expiry in UTC; it was typed in Home Assistant's time zone."""
    return dt_util.as_utc(datetime.fromisoformat(answer[CONF_EXPIRES]))
