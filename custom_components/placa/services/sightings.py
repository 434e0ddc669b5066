"""Actions on what was seen: search, export, erase. The engine's ledger hears who and why first."""

from datetime import datetime
from typing import Any

from homeassistant.const import CONF_DEVICE_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from ..client.audit import AuditAction, audit_of
from ..client.client import EngineClient
from ..client.models import Sighting
from ..client.plate import InvalidPlateError, normalize, normalize_part
from ..client.sighting_query import SightingQuery
from ..const import CONF_LIMIT, CONF_PLATE, CONF_REASON, CONF_SINCE, CONF_UNTIL, CONF_VEHICLE
from ..coordinator import PlacaConfigEntry, engine_errors
from ..erasure import erase_everywhere
from ..subentries.household import Household
from .helpers import (
    CONF_CONFIG_ENTRY_ID,
    MOMENT,
    camera_id_of,
    entry_of,
    invalid,
    vehicle_named,
    who_calls,
)

_LARGEST_EXPORT = 10_000
_PAGE = 200

_SCOPE = {
    probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
    probatio.Optional(CONF_PLATE): cv.string,
    probatio.Optional(CONF_VEHICLE): cv.string,
    probatio.Optional(CONF_DEVICE_ID): cv.string,
    probatio.Optional(CONF_SINCE): MOMENT,
    probatio.Optional(CONF_UNTIL): MOMENT,
    probatio.Required(CONF_REASON): probatio.All(
        cv.string, str.strip, probatio.Length(min=1, max=500)
    ),
}
SEARCH_SCHEMA = probatio.Schema(
    _SCOPE
    | {
        probatio.Optional(CONF_LIMIT, default=50): probatio.All(
            int, probatio.Range(min=1, max=_PAGE)
        )
    }
)
RANGE_SCHEMA = probatio.Schema(_SCOPE)


async def search_sightings(call: ServiceCall) -> ServiceResponse:
    """Find the newest sightings of a part of a plate, a vehicle, a camera, a time."""
    entry = entry_of(call)
    try:
        text = normalize_part(call.data[CONF_PLATE]) if CONF_PLATE in call.data else None
    except InvalidPlateError:
        raise invalid("invalid_fragment") from None
    search = _search(call, entry, text=text)
    client = entry.runtime_data.client
    with engine_errors():
        await _record(client, AuditAction.SEARCHED, call, search)
        page = await client.find(search, call.data[CONF_LIMIT])
    household = entry.runtime_data.household
    return {
        "sightings": [described(sighting, household) for sighting in page.sightings],
        "more": page.next is not None,
    }


async def export_sightings(call: ServiceCall) -> ServiceResponse:
    """Give all that is kept of a plate or a time: sightings, and decisions at doors."""
    entry = entry_of(call)
    search = _narrow_search(call, entry)
    client = entry.runtime_data.client
    with engine_errors():
        await _record(client, AuditAction.EXPORTED, call, search)
        return {
            "sightings": await _all_sightings(client, search),
            "decisions": await _all_decisions(client, search),
        }


async def erase_sightings(call: ServiceCall) -> ServiceResponse:
    """Erase the sightings of a plate or a time here and in the engine, which records it."""
    entry = entry_of(call)
    search = _narrow_search(call, entry)
    with engine_errors():
        receipt = await erase_everywhere(call.hass, entry, search, who_calls(call))
    return receipt.as_dict()


def described(sighting: Sighting, household: Household) -> dict[str, Any]:
    """Describe a sighting for a response."""
    match = household.match(sighting.text)
    return {
        "sighting_id": sighting.sighting_id,
        "camera_id": sighting.camera_id,
        "plate": sighting.text,
        "vehicle": match.vehicle.name if match else None,
        "first_seen": sighting.first_seen.isoformat(),
        "last_seen": sighting.last_seen.isoformat(),
        "direction": sighting.direction.value,
        "zones": list(sighting.zones),
        "confidence": sighting.confidence,
    }


def _narrow_search(call: ServiceCall, entry: PlacaConfigEntry) -> SightingQuery:
    """Read a search that names whole plates or a time, and so never means everything."""
    plates: tuple[str, ...] = ()
    if CONF_PLATE in call.data:
        try:
            plates = (normalize(call.data[CONF_PLATE]),)
        except InvalidPlateError:
            raise invalid("invalid_plate") from None
    search = _search(call, entry, plates=plates)
    if not search.plates and search.since is None and search.until is None:
        raise invalid("scope_missing")
    return search


def _search(
    call: ServiceCall,
    entry: PlacaConfigEntry,
    *,
    text: str | None = None,
    plates: tuple[str, ...] = (),
) -> SightingQuery:
    if CONF_VEHICLE in call.data:
        plates += vehicle_named(entry, call.data[CONF_VEHICLE]).plates
    since, until = _time(call, CONF_SINCE), _time(call, CONF_UNTIL)
    if since and until and since >= until:
        raise invalid("time_reversed")
    return SightingQuery(text, plates, camera_id_of(call, entry), since, until)


def _time(call: ServiceCall, key: str) -> datetime | None:
    """Return a time in UTC; people mean Home Assistant's time zone when they name none."""
    return dt_util.as_utc(call.data[key]) if key in call.data else None


async def _record(
    client: EngineClient, action: AuditAction, call: ServiceCall, search: SightingQuery
) -> None:
    await client.record_audit(audit_of(action, who_calls(call), search))


async def _all_sightings(client: EngineClient, search: SightingQuery) -> list[Any]:
    found: list[Any] = []
    before = None
    while True:
        page = await client.export(search, _PAGE, before)
        found += page.sightings
        if page.next is None:
            return found
        if len(found) >= _LARGEST_EXPORT:
            raise invalid("export_too_large")
        before = page.next


async def _all_decisions(client: EngineClient, search: SightingQuery) -> list[Any]:
    found: list[Any] = []
    before = None
    while page := await client.decisions(before=before):
        found += (entry.decision for entry in page if _decided(entry.decision, search))
        if len(found) >= _LARGEST_EXPORT:
            raise invalid("export_too_large")
        before = page[-1].sequence
    return found


def _decided(decision: dict[str, Any], search: SightingQuery) -> bool:
    return search.means(
        decision["plate"] or "",
        decision["camera_id"],
        datetime.fromisoformat(decision["decided_at"]),
    )
