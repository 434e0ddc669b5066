"""Commands about what was seen: listed, counted, shown, corrected, erased, exported."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
import probatio

from ..client.audit import AuditAction, audit_of, look_of
from ..client.models import DayCount
from ..client.plate import InvalidPlateError, normalize
from ..client.sighting_query import SightingQuery
from ..erasure import Receipt, erase_everywhere
from ..household.plate_similarity import too_alike
from ..media.view_log import VIEW_LOG
from ..storage.permissions import Right
from .command import IN_THE_PANEL, Asked, command, invalid
from .describe import Describer, Json, decisions_about, whom_of
from .export import EXPORTS, FORMATS, Export
from .filters import FILTER, search_of

_DAYS = 30
_NEWEST = 12
_MOST_NEAR = 8

_SIGHTING_ID = probatio.All(str, probatio.Match(r"^[0-9a-f]{32}$"))
_REASON = probatio.All(str, str.strip, probatio.Length(min=1, max=500))
_LIMIT = probatio.All(int, probatio.Range(min=1, max=200))
_TEXT = probatio.All(str, probatio.Length(min=1, max=40))


@callback
def register(hass: HomeAssistant) -> None:
    """Register the commands."""
    for one in (
        list_sightings, summarize, show, correct, erase_one, export, show_plate, count_plate,
        erase_plate,
    ):  # fmt: skip
        one(hass)


def _describer(asked: Asked) -> Describer:
    return Describer(asked.placa, asked.rights, asked.sign)


def _search(asked: Asked, wanted: dict[str, Any]) -> SightingQuery:
    """Return what is asked for. Raises Unauthorized for a text that nobody may search for."""
    zone = asked.hass.config.time_zone
    return search_of(wanted, asked.placa.household, asked.rights, zone)


async def _note(asked: Asked, search: SightingQuery) -> None:
    """Have the ledger note the look or search, before anything is shown. Raises EngineError."""
    action, reason = (
        (AuditAction.SEARCHED, IN_THE_PANEL) if search.text else (AuditAction.LOOKED, IN_THE_PANEL)
    )
    record = audit_of(action, asked.who(reason), search)
    await asked.placa.client.record_audit(record)


def _listed(asked: Asked, sightings: list[Any], *, whole: bool = False) -> None:
    if Right.PICTURES in asked.rights:
        looks = asked.hass.data[VIEW_LOG]
        looks.listed(asked.user.id, [one["sighting_id"] for one in sightings], whole=whole)


@command(
    "sightings/list",
    {
        probatio.Required("filter"): FILTER,
        probatio.Required("limit"): _LIMIT,
        probatio.Optional("before"): _SIGHTING_ID,
    },
    right=Right.HISTORY,
)
async def list_sightings(asked: Asked) -> Json:
    """Tell a page of sightings, newest first; its first page stands for it in the ledger."""
    _may_search(asked, asked["filter"])
    search = _search(asked, asked["filter"])
    before = asked.message.get("before")
    if before is None:
        await _note(asked, search)
    page = await asked.placa.client.export(search, asked["limit"], before)
    raw = list(page.sightings)
    decisions = await decisions_about(asked.placa, [one["sighting_id"] for one in raw])
    _listed(asked, raw)
    describer = _describer(asked)
    return {
        "sightings": [
            describer.sighting(one, decisions.get(one["sighting_id"], ())) for one in raw
        ],
        "next": page.next,
    }


@command("sightings/summary", {probatio.Required("filter"): FILTER}, right=Right.HISTORY)
async def summarize(asked: Asked) -> Json:
    """Tell how many sightings fit, by day and by hour of the week."""
    _may_search(asked, asked["filter"])
    counts = await asked.placa.client.counts(_search(asked, asked["filter"]))
    return {
        "count": counts.count,
        "days": _days(counts.days),
        "hours": [list(row) for row in counts.hours],
    }


@command("sightings/get", {probatio.Required("sighting_id"): _SIGHTING_ID}, right=Right.HISTORY)
async def show(asked: Asked) -> Json:
    """Tell all that is known of a sighting; whoever asks for one is on record before."""
    look = look_of(asked.who(IN_THE_PANEL), asked["sighting_id"])
    await asked.placa.client.record_audit(look)
    return await _details(asked, await _one(asked))


@command(
    "sightings/correct",
    {probatio.Required("sighting_id"): _SIGHTING_ID, probatio.Required("text"): _TEXT},
    right=Right.HOUSEHOLD,
)
async def correct(asked: Asked) -> Json:
    """Correct the text of a sighting. Doors learn nothing from it."""
    raw = await _one(asked)
    if raw["state"] != "ended":
        raise invalid("sighting_live")
    text = _plate(asked["text"])
    asked_for = asked.who(IN_THE_PANEL) | {"text": text}
    client = asked.placa.client
    return await _details(asked, await client.correct(raw["sighting_id"], asked_for))


@command(
    "sightings/erase",
    {probatio.Required("sighting_id"): _SIGHTING_ID, probatio.Required("reason"): _REASON},
    admin=True,
)
async def erase_one(asked: Asked) -> None:
    """Erase one sighting with its pictures; the engine records it."""
    raw = await _one(asked)
    began = datetime.fromisoformat(raw["first_seen"])
    search = SightingQuery(
        plates=(raw["text"],),
        camera_id=raw["camera_id"],
        since=began,
        until=began + timedelta(milliseconds=1),
    )
    await _erase(asked, search)


@command(
    "sightings/export",
    {
        probatio.Required("filter"): FILTER,
        probatio.Required("format"): probatio.In(FORMATS),
        probatio.Required("reason"): _REASON,
    },
    right=Right.SEARCH,
)
async def export(asked: Asked) -> Json:
    """Have an export recorded, and tell where it can be fetched, once and soon."""
    search = _search(asked, asked["filter"])
    counts = await asked.placa.client.counts(search)
    wanted = Export(asked.user.id, search, asked["format"], pictures=Right.PICTURES in asked.rights)
    wanted.check(counts.count)
    record = audit_of(AuditAction.EXPORTED, asked.who(asked["reason"]), search)
    await asked.placa.client.record_audit(record | {"count": counts.count})
    return {"path": asked.sign(asked.hass.data[EXPORTS].offer(asked.entry.entry_id, wanted))}


@command("plates/get", {probatio.Required("text"): _TEXT}, right=Right.HISTORY)
async def show_plate(asked: Asked) -> Json:
    """Tell everything about a plate, lookalikes counted."""
    search = _of_plate(asked)
    client, household = asked.placa.client, asked.placa.household
    text = search.plates[0]
    match = household.match(text)
    if match is None and Right.STRANGERS not in asked.rights:
        raise invalid("strangers_hidden")
    record = audit_of(AuditAction.SEARCHED, asked.who(IN_THE_PANEL), search)
    await client.record_audit(record)
    counts = await client.counts(search)
    page = await client.export(search, _NEWEST)
    raw = list(page.sightings)
    decisions = await decisions_about(asked.placa, [one["sighting_id"] for one in raw])
    _listed(asked, raw)
    describer = _describer(asked)
    return {
        "text": text,
        "whom": whom_of(match.vehicle if match else None),
        "count": counts.count,
        "pictures": counts.pictures,
        "first_seen": counts.first_seen and counts.first_seen.isoformat(),
        "last_seen": counts.last_seen and counts.last_seen.isoformat(),
        "days": _days(counts.days),
        "hours": [list(row) for row in counts.hours],
        "decisions": sum(map(len, decisions.values())),
        "near": near(asked, text),
        "sightings": [
            describer.sighting(one, decisions.get(one["sighting_id"], ())) for one in raw
        ],
    }


@command("plates/erasure", {probatio.Required("text"): _TEXT}, admin=True)
async def count_plate(asked: Asked) -> Json:
    """Tell how much would be erased."""
    counts = await asked.placa.client.counts(_of_plate(asked))
    return {"sightings": counts.count, "pictures": 2 * counts.pictures}


@command(
    "plates/erase",
    {probatio.Required("text"): _TEXT, probatio.Required("reason"): _REASON},
    admin=True,
)
async def erase_plate(asked: Asked) -> Json:
    """Erase all sightings of a plate with their pictures; the engine records it."""
    search = _of_plate(asked)
    counts = await asked.placa.client.counts(search)
    receipt = await _erase(asked, search)
    return {
        "done": True,
        "sightings": receipt.erased,
        "pictures": 2 * counts.pictures,
        "left": list(receipt.left),
    }


def near(asked: Asked, text: str, besides: str | None = None) -> list[Json]:
    """List known and frequent plates that are easily taken for a text, but for a vehicle's own."""
    household = asked.placa.household
    known = [
        {"text": plate, "whom": vehicle.name, "count": None}
        for vehicle in household.vehicles
        for plate in vehicle.plates
        if plate != text and vehicle.vehicle_id != besides and too_alike(plate, text)
    ]
    own = household.plates
    frequent: list[Json] = []
    if Right.STRANGERS in asked.rights:
        frequent = [
            {"text": plate, "whom": None, "count": None}
            for plate in sorted(asked.placa.door_controller.frequent or ())
            if plate != text and plate not in own and too_alike(plate, text)
        ]
    return (known + frequent)[:_MOST_NEAR]


def _may_search(asked: Asked, wanted: dict[str, Any]) -> None:
    if wanted.get("text") and Right.SEARCH not in asked.rights:
        raise invalid("no_search")


def _plate(typed: str) -> str:
    try:
        return normalize(typed)
    except InvalidPlateError:
        raise invalid("invalid_plate") from None


def _of_plate(asked: Asked) -> SightingQuery:
    return SightingQuery(plates=(_plate(asked["text"]),), zone=asked.hass.config.time_zone)


async def _one(asked: Asked) -> Json:
    """Return the SightingMessage that is meant; one that may not be seen is not there."""
    raw = await asked.placa.client.sighting(asked["sighting_id"])
    if raw is None or not _describer(asked).may_see(raw["text"]):
        raise invalid("no_such_sighting")
    return raw


async def _details(asked: Asked, raw: Json) -> Json:
    _listed(asked, [raw], whole=True)
    sighting_id = raw["sighting_id"]
    decisions = await decisions_about(asked.placa, [sighting_id])
    return _describer(asked).details(raw, decisions.get(sighting_id, ()))


async def _erase(asked: Asked, search: SightingQuery) -> Receipt:
    return await erase_everywhere(asked.hass, asked.entry, search, asked.who(asked["reason"]))


def _days(counted: tuple[DayCount, ...]) -> list[Json]:
    """List the days up to today, those without sightings among them."""
    known = {one.day.isoformat(): one.count for one in counted}
    today = dt_util.now().date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in range(_DAYS - 1, -1, -1)]
    older = [day for day in known if day < days[0]]
    return [{"day": day, "count": known.get(day, 0)} for day in (*older, *days)]
