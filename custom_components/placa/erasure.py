"""Erases sightings in the engine, and what Home Assistant itself has kept of them.

Home Assistant has no service for some of its memories. What is left in them is found and told,
so that whoever asked knows what remains.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
import json
from typing import Any

from homeassistant.components.trace.const import DATA_TRACE, DATA_TRACE_STORE
from homeassistant.components.trace.util import async_restore_traces
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.json import ExtendedJSONEncoder
from homeassistant.helpers.recorder import DATA_INSTANCE
from homeassistant.helpers.restore_state import RestoreStateData

from .client.sighting_query import SightingQuery
from .const import DOMAIN
from .coordinator import PlacaConfigEntry

_OF_A_SIGHTING = "sighting_id"
"""What stands in every trace of an event that tells of a sighting."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased, and what was not.

    `emptied` are the entities whose whole history went, since Home Assistant cannot purge a part
    of it, and `traces` is how many traces of automations and scripts went. `left` names what was
    found and could not be reached, as `PLACE` or `PLACE: ENTITY`; backups always are.
    """

    erased: int
    emptied: tuple[str, ...]
    traces: int
    left: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it for an answer."""
        return {key: list(one) if isinstance(one, tuple) else one
                for key, one in asdict(self).items()}  # fmt: skip


async def erase_everywhere(
    hass: HomeAssistant, entry: PlacaConfigEntry, search: SightingQuery, who: Mapping[str, Any]
) -> Receipt:
    """Erase the sightings that are meant, by whoever `who_of` names. Raises EngineError."""
    placa = entry.runtime_data
    scope = {key: value for key, value in search.scope.items() if key != "text"}
    erased = await placa.client.erase({**who, **scope})
    placa.coordinator.forget(search)
    if placa.door_controller.frequent is not None:
        placa.door_controller.frequent -= set(search.plates)
    strangers = [plate for plate in search.plates if placa.household.match(plate) is None]
    _forget_issues(hass, strangers)
    await RestoreStateData.async_save_persistent_states(hass)
    traces = await _forget_traces(hass, search.plates)
    left = [*_states_left(hass, search.plates)]
    if len(strangers) < len(search.plates):
        left.append("household")
    emptied: tuple[str, ...] = ()
    if DATA_INSTANCE in hass.data:
        from .recorder_purge import purge_recorder  # noqa: PLC0415 - needs the recorder's libraries

        emptied, kept = await purge_recorder(hass, entry.entry_id, search.plates)
        left += kept
    return Receipt(erased, emptied, traces, (*left, "backups"))


@callback
def _forget_issues(hass: HomeAssistant, plates: list[str]) -> None:
    """Take back what warns of a plate that belongs to nobody here."""
    for domain, issue_id in list(ir.async_get(hass).issues):
        issue = ir.async_get(hass).issues[domain, issue_id]
        told = f"{issue_id} {issue.translation_placeholders} {issue.data}"
        if domain == DOMAIN and any(plate in told for plate in plates):
            ir.async_delete_issue(hass, domain, issue_id)


async def _forget_traces(hass: HomeAssistant, plates: tuple[str, ...]) -> int:
    """Drop the traces with one of the plates, or with any sighting if a time was erased."""
    if DATA_TRACE not in hass.data:
        return 0
    await async_restore_traces(hass)
    marks = plates or (_OF_A_SIGHTING,)
    dropped = 0
    for kept in hass.data[DATA_TRACE].values():
        for bucket in (kept.runs, kept.not_triggered):
            for run_id, trace in list(bucket.items()):
                told = json.dumps(trace.as_dict(), cls=ExtendedJSONEncoder)
                if any(mark in told for mark in marks):
                    del bucket[run_id]
                    dropped += 1
    # as Home Assistant does when it stops: what it kept then may still be in the file
    await hass.data[DATA_TRACE_STORE].async_save(
        {key: list(kept.all_traces()) for key, kept in hass.data[DATA_TRACE].items()}
    )
    return dropped


def _states_left(hass: HomeAssistant, plates: tuple[str, ...]) -> Iterator[str]:
    """Find entities, of whatever integration, that show one of the plates now."""
    for state in hass.states.async_all():
        told = f"{state.state} {state.attributes}"
        if any(plate in told for plate in plates):
            yield f"state: {state.entity_id}"
