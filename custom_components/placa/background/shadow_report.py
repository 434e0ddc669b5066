"""What the doors in shadow would have done, told to their owner."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.issue_registry import IssueSeverity
from homeassistant.util import dt as dt_util

from ..access.decision import AccessDecision
from ..access.policy import Door
from ..access.shadow_tally import Tally
from ..coordinator import PlacaConfigEntry, PlacaData
from ..issues.registry import Issue, report_all
from ..localization.reasons import sentence
from ..localization.texts import Texts
from ..signals import SIGNAL_DECISION, SIGNAL_HOUSEHOLD, follow

SHADOW_REPORT = "shadow_report"
_LOOK_EVERY = timedelta(hours=1)


@callback
def watch_shadow_reports(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Count what is decided in shadow, and ask for arming when there is enough to show."""
    placa = entry.runtime_data

    @callback
    def count(decision: AccessDecision) -> None:
        if placa.stores.shadows.count(decision, placa.clock.now().date()):
            look_now()

    @callback
    def look(_now: datetime) -> None:
        look_now()

    @callback
    def look_now() -> None:
        report_shadows(hass, entry)

    follow(hass, entry, SIGNAL_DECISION, count)
    entry.async_on_unload(async_track_time_interval(hass, look, _LOOK_EVERY))
    follow(hass, entry, SIGNAL_HOUSEHOLD, look_now)
    look_now()


@callback
def report_shadows(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Raise an issue for each door with a report that is due, and take back all others."""
    now = entry.runtime_data.clock.utcnow()
    due: list[Issue] = []
    for door in entry.runtime_data.household.doors:
        tally = entry.runtime_data.stores.shadows.of(door.door_id)
        if tally and tally.is_due(now, door.shadow_days):
            issue = Issue(
                kind=SHADOW_REPORT,
                severity=IssueSeverity.WARNING,
                about=door.door_id,
                placeholders={"door": door.name},
                data={"door_id": door.door_id},
            )
            due.append(issue)
    report_all(hass, entry.entry_id, SHADOW_REPORT, due)


def report_of(placa: PlacaData, door: Door, tally: Tally) -> dict[str, Any]:
    """Write the report of a door for machines; vehicles go by their names."""
    texts = Texts.of(placa.coordinator.hass)
    names = {vehicle.vehicle_id: vehicle.name for vehicle in placa.household.vehicles}
    return {
        "door": door.name,
        "since": tally.since.isoformat(),
        "would_have_opened": tally.opened,
        "opened_for": [
            {"vehicle": names.get(vehicle_id), "vehicle_id": vehicle_id, "times": times}
            for vehicle_id, times in tally.opened_for.items()
        ],
        "refused_for": [
            {
                "reason": code.value,
                "times": times,
                "example": sentence(texts, tally.examples[code]),
            }
            for code, times in tally.refused_for.items()
        ],
    }


def in_words(texts: Texts, report: dict[str, Any]) -> dict[str, str]:
    """Write the report of a door for people, as placeholders of a text."""
    since = dt_util.as_local(datetime.fromisoformat(report["since"]))
    return {
        "door": report["door"],
        "since": since.date().isoformat(),
        "opened": str(report["would_have_opened"]),
        "opened_for": _list(
            _line(texts, line["times"], line["vehicle"] or texts("gone_vehicle"))
            for line in report["opened_for"]
        ),
        "refused_for": _list(
            _line(texts, line["times"], line["example"]) for line in report["refused_for"]
        ),
    }


def _line(texts: Texts, times: int, what: str) -> str:
    return texts("times_one" if times == 1 else "times_many", times=str(times), what=what)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "-"
