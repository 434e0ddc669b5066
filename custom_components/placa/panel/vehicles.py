"""Commands about the household's vehicles and the passes of its guests."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from ..client.plate import InvalidPlateError, normalize
from ..client.sighting_query import SightingQuery
from ..const import (
    CONF_ALL_VEHICLES,
    CONF_DOORS,
    CONF_EXPIRES,
    CONF_PLATES,
    CONF_USES,
    CONF_VEHICLES,
    DOMAIN,
    SUBENTRY_GUEST_PASS,
    SUBENTRY_VEHICLE,
)
from ..household.plate_countries import countries_of
from ..household.registration import (
    RegistrationError,
    RegistrationProblem,
    register as registered,
    resemblances,
)
from ..household.vehicle_details import VehicleDetails
from ..localization.texts import form_texts
from ..storage.permissions import Right
from ..subentries.vehicle import vehicle_details
from .command import Asked, command, invalid
from .describe import Json
from .sightings import near

_CLOCK = "%Y-%m-%d %H:%M:%S"
_MOST_PREVIEWED = 10

_NAME = probatio.All(str, probatio.Length(min=1, max=100))
_PLATES = probatio.All([probatio.All(str, probatio.Length(max=40))], probatio.Length(min=1, max=50))
_ID = probatio.All(str, probatio.Length(min=1, max=64))
_IDS = probatio.All([_ID], probatio.Length(max=100))
_PERSON = probatio.Any("", probatio.All(cv.string, cv.entity_domain("person")))

VEHICLE = probatio.Schema(
    {
        probatio.Optional("vehicle_id"): _ID,
        probatio.Required("name"): _NAME,
        probatio.Required("plates"): _PLATES,
        probatio.Optional("group", default=""): probatio.All(str, probatio.Length(max=60)),
        probatio.Optional("owner", default=""): _PERSON,
        probatio.Optional("notes", default=""): probatio.All(str, probatio.Length(max=500)),
        probatio.Optional("denied", default=False): bool,
        probatio.Required("doors"): _IDS,
    }
)
PASS = probatio.Schema(
    {
        probatio.Required("name"): _NAME,
        probatio.Required("plates"): _PLATES,
        probatio.Required("expires"): cv.datetime,
        probatio.Optional("uses"): probatio.All(int, probatio.Range(min=1, max=1000)),
        probatio.Required("doors"): _IDS,
    }
)


@callback
def register(hass: HomeAssistant) -> None:
    """Register the commands."""
    for one in (preview, save, remove, import_table, export_table, create_pass, remove_pass):
        one(hass)


@command(
    "vehicles/preview",
    {
        probatio.Required("plates"): _PLATES,
        probatio.Optional("vehicle_id"): _ID,
    },
    right=Right.HOUSEHOLD,
)
async def preview(asked: Asked) -> Json:
    """Tell how plates will be looked for, how often they were seen, and which are near."""
    texts = form_texts(asked.hass, SUBENTRY_VEHICLE)
    problem = texts.get(f"error.{RegistrationProblem.INVALID_PLATE.value}", "")
    own = asked.message.get("vehicle_id")
    return {
        "plates": [
            await _previewed(asked, typed, problem, own)
            for typed in asked["plates"][:_MOST_PREVIEWED]
        ]
    }


async def _previewed(asked: Asked, typed: str, problem: str, own: str | None) -> Json:
    try:
        plate = normalize(typed)
    except InvalidPlateError:
        return {
            "typed": typed, "plate": None, "problem": problem.format(plate=typed),
            "countries": [], "seen": 0, "near": [],
        }  # fmt: skip
    seen = 0
    if Right.STRANGERS in asked.rights or asked.placa.household.match(plate):
        seen = (await asked.placa.client.counts(SightingQuery(plates=(plate,)))).count
    return {
        "typed": typed,
        "plate": plate,
        "problem": None,
        "countries": list(countries_of(plate)),
        "seen": seen,
        "near": near(asked, plate, own),
    }


@command(
    "vehicles/save",
    {
        probatio.Required("vehicle"): VEHICLE,
        probatio.Optional("allow_alike", default=False): bool,
    },
    right=Right.HOUSEHOLD,
)
async def save(asked: Asked) -> Json:
    """Add or change a vehicle, and let it in at the doors that were chosen, and at no others."""
    wanted = asked["vehicle"]
    entry, hass = asked.entry, asked.hass
    vehicle_id = wanted.get("vehicle_id")
    before = vehicle_details(entry).get(vehicle_id)
    if vehicle_id is not None and before is None:
        raise invalid("unknown_vehicle")
    others = [one for one in asked.placa.household.vehicles if one.vehicle_id != vehicle_id]
    try:
        found = registered(wanted["name"], wanted["plates"], others)
    except RegistrationError as err:
        raise _refused(hass, SUBENTRY_VEHICLE, err.about, err.problem.value) from None
    new = set(found.plates) - set(before.plates if before else ())
    if not asked["allow_alike"] and any(resemblances(new, others)):
        raise invalid("plates_too_alike")
    card = VehicleDetails(
        name=found.name,
        plates=found.plates,
        owner=wanted["owner"],
        group=wanted["group"].strip(),
        denied=wanted["denied"],
        notes=wanted["notes"].strip(),
        second_factor=before.second_factor if before else {},
    )
    _check_doors(asked, wanted["doors"])
    if vehicle_id is None:
        subentry = ConfigSubentry(
            data=MappingProxyType(card.data),
            subentry_type=SUBENTRY_VEHICLE,
            title=card.name,
            unique_id=None,
        )
        hass.config_entries.async_add_subentry(entry, subentry)
        vehicle_id = subentry.subentry_id
    else:
        hass.config_entries.async_update_subentry(
            entry, entry.subentries[vehicle_id], title=card.name, data=card.data
        )
    _let_in(asked, vehicle_id, frozenset(wanted["doors"]))
    return {"vehicle_id": vehicle_id}


@callback
def _check_doors(asked: Asked, door_ids: list[str]) -> None:
    known = {door.door_id for door in asked.placa.household.doors}
    if not known.issuperset(door_ids):
        raise invalid("not_a_door")


@callback
def _let_in(asked: Asked, vehicle_id: str, door_ids: frozenset[str]) -> None:
    """Have these doors open for a vehicle, and no others, but for those that open for all."""
    for door in asked.placa.household.doors:
        subentry = asked.entry.subentries[door.door_id]
        if subentry.data[CONF_ALL_VEHICLES]:
            continue
        chosen = [one for one in subentry.data[CONF_VEHICLES] if one != vehicle_id]
        if door.door_id in door_ids:
            chosen.append(vehicle_id)
        if set(chosen) != set(subentry.data[CONF_VEHICLES]):
            asked.hass.config_entries.async_update_subentry(
                asked.entry, subentry, data={**subentry.data, CONF_VEHICLES: chosen}
            )


@command("vehicles/remove", {probatio.Required("vehicle_id"): _ID}, right=Right.HOUSEHOLD)
async def remove(asked: Asked) -> None:
    """Remove a vehicle; no door opens for it any more."""
    if not _removed(asked, asked["vehicle_id"], SUBENTRY_VEHICLE):
        raise invalid("unknown_vehicle")


@command("passes/remove", {probatio.Required("pass_id"): _ID}, right=Right.HOUSEHOLD)
async def remove_pass(asked: Asked) -> None:
    """End a guest's pass."""
    if not _removed(asked, asked["pass_id"], SUBENTRY_GUEST_PASS):
        raise invalid("unknown_pass")


@callback
def _removed(asked: Asked, subentry_id: str, kind: str) -> bool:
    """Remove a subentry of a kind; false if there is none."""
    subentry = asked.entry.subentries.get(subentry_id)
    if subentry is None or subentry.subentry_type != kind:
        return False
    return asked.hass.config_entries.async_remove_subentry(asked.entry, subentry_id)


@command(
    "vehicles/import",
    {
        probatio.Required("table"): probatio.All(str, probatio.Length(max=1_000_000)),
        probatio.Required("dry_run"): bool,
        probatio.Optional("allow_alike", default=False): bool,
    },
    right=Right.HOUSEHOLD,
)
async def import_table(asked: Asked) -> Any:
    """Tell what a table of vehicles would change, or let it be done."""
    fields = ("table", "dry_run", "allow_alike")
    return await _act(asked, "import_vehicles", {field: asked[field] for field in fields})


@command("vehicles/export", right=Right.HOUSEHOLD)
async def export_table(asked: Asked) -> Any:
    """Give all vehicles as a table."""
    return await _act(asked, "export_vehicles", {})


async def _act(asked: Asked, action: str, data: dict[str, Any]) -> Any:
    return await asked.hass.services.async_call(
        DOMAIN,
        action,
        {**data, "config_entry_id": asked.entry.entry_id},
        blocking=True,
        context=asked.connection.context(dict(asked.message)),
        return_response=True,
    )


@command(
    "passes/create",
    {
        probatio.Required("pass"): PASS,
        probatio.Optional("allow_alike", default=False): bool,
    },
    right=Right.HOUSEHOLD,
)
async def create_pass(asked: Asked) -> Json:
    """Make a guest's pass, as its form does."""
    wanted = asked["pass"]
    _check_doors(asked, wanted["doors"])
    answer: dict[str, Any] = {
        "name": wanted["name"],
        CONF_PLATES: wanted["plates"],
        CONF_EXPIRES: dt_util.as_local(dt_util.as_utc(wanted["expires"])).strftime(_CLOCK),
        CONF_DOORS: wanted["doors"],
    }
    if "uses" in wanted:
        answer[CONF_USES] = wanted["uses"]
    pass_id = await add_by_form(
        asked, SUBENTRY_GUEST_PASS, [answer], allow_alike=asked["allow_alike"]
    )
    return {"pass_id": pass_id}


async def add_by_form(
    asked: Asked, kind: str, answers: list[dict[str, Any]], *, allow_alike: bool = False
) -> str:
    """Fill in the form of a subentry, step by step; return the id of what was added.

    Raises ServiceValidationError with the form's own words for what it refuses.
    """
    flows = asked.hass.config_entries.subentries
    before = set(asked.entry.subentries)
    result = await flows.async_init((asked.entry.entry_id, kind), context={"source": SOURCE_USER})
    for answer in answers:
        result = await flows.async_configure(result["flow_id"], answer)
    step = result.get("step_id")
    if step == "check" or (step == "alike" and allow_alike):
        result = await flows.async_configure(result["flow_id"], {"next_step_id": "save"})
    if result["type"] is not FlowResultType.CREATE_ENTRY:
        if result["type"] is not FlowResultType.ABORT:
            flows.async_abort(result["flow_id"])
        if step == "alike":
            raise invalid("plates_too_alike")
        codes = list((result.get("errors") or {}).values()) or [result.get("reason") or ""]
        about = result.get("description_placeholders") or {}
        raise _refused(asked.hass, kind, about, *codes)
    (added,) = set(asked.entry.subentries) - before
    return added


@callback
def _refused(hass: HomeAssistant, kind: str, about: Mapping[str, str], *codes: str) -> Exception:
    texts = form_texts(hass, kind)
    told = (texts.get(f"error.{code}", texts.get(f"abort.{code}", code)) for code in codes)
    return invalid("form_refused", problem=" ".join(one.format_map(about) for one in told))
