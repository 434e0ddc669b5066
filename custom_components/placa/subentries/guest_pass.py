"""Guest passes as their config subentries describe them."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import WEEKDAYS

from ..const import CONF_DAYS, CONF_END, CONF_EXPIRES, CONF_PLATES, CONF_START, CONF_USES
from ..household.guest_pass import GuestPass, Hours
from ..household.vehicle import Vehicle

_MIDNIGHT = "00:00:00"


def guest_of(subentry: ConfigSubentry) -> Vehicle:
    """Read a guest's vehicle from its subentry."""
    data = subentry.data
    return Vehicle(
        vehicle_id=subentry.subentry_id,
        name=subentry.title,
        plates=tuple(data[CONF_PLATES]),
        guest_pass=GuestPass(
            expires=datetime.fromisoformat(data[CONF_EXPIRES]),
            uses=data.get(CONF_USES),
            hours=_hours_of(data),
        ),
    )


def _hours_of(data: Mapping[str, Any]) -> Hours | None:
    """Read the hours: no days are all days, no times are the whole day."""
    if not (data.get(CONF_DAYS) or CONF_START in data):
        return None
    return Hours(
        days=frozenset(map(WEEKDAYS.index, data.get(CONF_DAYS) or WEEKDAYS)),
        start=time.fromisoformat(data.get(CONF_START, _MIDNIGHT)),
        end=time.fromisoformat(data.get(CONF_END, _MIDNIGHT)),
    )
