"""Commands about doors: what they decided, what they would have done, what they ask for."""

from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
import probatio

from ..access.policy import Door, DoorMode, SecondReader
from ..client.models import Direction
from ..const import CONF_ALL_VEHICLES, CONF_POLICY, CONF_VEHICLES, SUBENTRY_DOOR
from ..household.second_factor import ConfirmationAnswer
from ..localization.reasons import sentence
from ..localization.texts import Texts
from ..serialization import serialize
from ..storage.permissions import Right
from ..subentries.household import policy_of
from .command import Asked, command, invalid
from .describe import Describer, Json, is_refusal
from .vehicles import add_by_form

_PAGE = 50
_MOST_MISSED = 20

_DOOR_ID = probatio.All(str, probatio.Length(min=1, max=64))
_POLICY = probatio.Schema(
    {
        probatio.Optional("min_frames"): probatio.All(int, probatio.Range(min=2, max=50)),
        probatio.Optional("min_confidence"): probatio.All(
            probatio.Coerce(float), probatio.Range(min=0.5, max=1)
        ),
        probatio.Optional("min_margin"): probatio.All(
            probatio.Coerce(float), probatio.Range(min=0.1, max=1)
        ),
        probatio.Optional("accept_alike"): bool,
        probatio.Optional("second_reader"): probatio.In([one.value for one in SecondReader]),
        probatio.Optional("require_movement"): bool,
        probatio.Optional("require_seen_coming"): bool,
        probatio.Optional("require_rigid_motion"): bool,
        probatio.Optional("require_closed"): bool,
        probatio.Optional("require_streaming"): bool,
        probatio.Optional("once_a_visit"): bool,
        probatio.Optional("cool_down"): probatio.All(
            probatio.Coerce(float), probatio.Range(min=5, max=3600)
        ),
        probatio.Optional("directions"): probatio.All(
            [probatio.In([way.value for way in Direction])], probatio.Length(min=1)
        ),
    }
)
_FORM = probatio.Schema(
    {
        probatio.Required("name"): probatio.All(str, probatio.Length(min=1, max=80)),
        probatio.Required("entity_id"): cv.entities_domain(["cover", "lock"]),
        probatio.Required("cameras"): probatio.All([str], probatio.Length(min=1, max=16)),
        probatio.Required("every_vehicle"): bool,
        probatio.Required("vehicles"): probatio.All([str], probatio.Length(max=1000)),
    }
)


@callback
def register(hass: HomeAssistant) -> None:
    """Register the commands."""
    for one in (
        list_decisions, report, change_mode, change_policy, change_access, confirm, add,
    ):  # fmt: skip
        one(hass)


def _door(asked: Asked) -> Door:
    door = asked.placa.household.find_door(asked["door_id"])
    if door is None:
        raise invalid("not_a_door")
    return door


def _describer(asked: Asked) -> Describer:
    return Describer(asked.placa, asked.rights, asked.sign)


@command(
    "doors/decisions",
    {
        probatio.Required("door_id"): _DOOR_ID,
        probatio.Optional("before"): probatio.All(int, probatio.Range(min=1)),
    },
    right=Right.HISTORY,
)
async def list_decisions(asked: Asked) -> Json:
    """Tell a page of a door's decisions with all their reasons, newest first."""
    door = _door(asked)
    before = asked.message.get("before")
    entries = await asked.placa.client.decisions(door=door.door_id, before=before, limit=_PAGE)
    waiting = [
        record
        for record in reversed(asked.placa.stores.journal.outbox)
        if record["door"] == door.door_id and before is None
    ]
    records = [*waiting, *(entry.decision for entry in entries)]
    describer = _describer(asked)
    return {
        "decisions": [describer.decision(record) for record in records],
        "next": entries[-1].sequence if len(entries) == _PAGE else None,
    }


@command("doors/report", {probatio.Required("door_id"): _DOOR_ID}, right=Right.HISTORY)
async def report(asked: Asked) -> Json:
    """Tell what a door in shadow would have done, and which arrivals it would have missed."""
    door = _door(asked)
    household = asked.placa.household
    tally = asked.placa.stores.shadows.of(door.door_id)
    if tally is None:
        raise invalid("not_in_shadow")
    texts = Texts.of(asked.hass)
    records = [
        entry.decision
        for entry in await asked.placa.client.decisions(door=door.door_id, limit=200)
        if entry.decision["decided_at"] >= tally.since.isoformat()
    ]
    opened = {record["sighting_id"] for record in records if record["verdict"] == "shadow"}
    describer = _describer(asked)
    missed: dict[str, Json] = {}
    for record in records:
        if is_refusal(record) and record["sighting_id"] not in opened:
            missed.setdefault(record["sighting_id"], record)
    return {
        "door_id": door.door_id,
        "since": tally.since.isoformat(),
        "opened": tally.opened,
        "opened_for": [
            {"whom": vehicle.name if vehicle else "–", "times": times}  # noqa: RUF001 - a dash
            for vehicle_id, times in tally.opened_for.items()
            for vehicle in (household.vehicle(vehicle_id),)
        ],
        "refused_for": [
            {"code": code.value, "times": times, "example": sentence(texts, tally.examples[code])}
            for code, times in tally.refused_for.items()
        ],
        "missed": [describer.decision(record) for record in list(missed.values())[:_MOST_MISSED]],
    }


@command(
    "doors/mode",
    {
        probatio.Required("door_id"): _DOOR_ID,
        probatio.Required("mode"): probatio.In([mode.value for mode in DoorMode]),
    },
    right=Right.ARM,
)
async def change_mode(asked: Asked) -> None:
    """Put a door into another mode."""
    door_id = _door(asked).door_id
    asked.placa.door_controller.set_mode(door_id, DoorMode(asked["mode"]))


@command(
    "doors/policy",
    {probatio.Required("door_id"): _DOOR_ID, probatio.Required("policy"): _POLICY},
    admin=True,
)
async def change_policy(asked: Asked) -> None:
    """Change what a door asks for; what is not named stays as it is."""
    door = _door(asked)
    policy = policy_of({**serialize(door.policy), **asked["policy"]})
    subentry = asked.entry.subentries[door.door_id]
    asked.hass.config_entries.async_update_subentry(
        asked.entry, subentry, data={**subentry.data, CONF_POLICY: serialize(policy)}
    )


@command(
    "doors/access",
    {
        probatio.Required("door_id"): _DOOR_ID,
        probatio.Required("every_vehicle"): bool,
        probatio.Required("vehicles"): probatio.All([str], probatio.Length(max=1000)),
    },
    admin=True,
)
async def change_access(asked: Asked) -> None:
    """Change for whom a door opens: every vehicle, or these; its groups stay as they are."""
    door = _door(asked)
    residents = {vehicle.vehicle_id for vehicle in asked.placa.household.residents}
    every = asked["every_vehicle"]
    chosen = sorted(set(asked["vehicles"]))
    if not residents.issuperset(chosen):
        raise invalid("unknown_vehicle")
    subentry = asked.entry.subentries[door.door_id]
    access = {CONF_ALL_VEHICLES: every, CONF_VEHICLES: [] if every else chosen}
    asked.hass.config_entries.async_update_subentry(
        asked.entry, subentry, data={**subentry.data, **access}
    )


@command(
    "doors/confirm",
    {probatio.Required("door_id"): _DOOR_ID, probatio.Required("open"): bool},
    right=Right.CONFIRM,
)
async def confirm(asked: Asked) -> None:
    """Answer the question whether a door may open; it is judged anew all the same."""
    door_controller = asked.placa.door_controller
    question = door_controller.confirmation_requests.open_for(_door(asked).door_id)
    answer = ConfirmationAnswer.CONFIRMED if asked["open"] else ConfirmationAnswer.DECLINED
    if question is None or not door_controller.answer(question.token, answer, asked.user.id):
        raise invalid("nobody_waits")


@command("doors/add", {probatio.Required("door"): _FORM}, admin=True)
async def add(asked: Asked) -> Json:
    """Add a door in shadow, as its form does; no two doors open the same thing."""
    wanted = asked["door"]
    (entity_id,) = wanted["entity_id"]
    if any(door.entity_id == entity_id for door in asked.placa.household.doors):
        raise invalid("door_taken")
    answer: dict[str, Any] = {
        "name": wanted["name"],
        "entity_id": entity_id,
        "cameras": sorted(set(wanted["cameras"])),
        "all_vehicles": wanted["every_vehicle"],
        "vehicles": wanted["vehicles"],
        "mode": DoorMode.SHADOW.value,
    }
    return {"door_id": await add_by_form(asked, SUBENTRY_DOOR, [answer])}
