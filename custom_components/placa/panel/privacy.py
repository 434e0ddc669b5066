"""Commands about what is kept, who may see it, and who did. For administrators."""

from collections.abc import Iterator, Mapping
import json
from typing import Any

from homeassistant.auth.models import User
from homeassistant.components.automation import BaseAutomationEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import EntityComponent
from homeassistant.helpers.recorder import DATA_INSTANCE
from homeassistant.util.hass_dict import HassKey
import probatio

from ..client.client import EngineError
from ..const import DOMAIN
from ..localization.texts import Texts
from ..media.view_log import VIEW_LOG
from ..storage.permissions import PERMISSIONS, Right
from .command import Asked, command, invalid
from .describe import Json

_PAGE = 50
_LAST_PLATE = "last_plate"

AUTOMATIONS: HassKey[EntityComponent[BaseAutomationEntity]] = HassKey("automation")
"""Home Assistant's own key, which it exports in some of its versions only."""


@callback
def register(hass: HomeAssistant) -> None:
    """Register the commands."""
    for one in (show, list_audits, give_rights):
        one(hass)


@command("privacy/get", admin=True)
async def show(asked: Asked) -> Json:
    """Tell what is kept and for how long, who may see it, and where else plates may be."""
    permissions = asked.hass.data[PERMISSIONS]
    try:
        storage: Json | None = await asked.placa.client.storage()
    except EngineError:
        storage = None
    return {
        "storage": storage,
        "show_plates": asked.placa.coordinator.shows_plates,
        "users": [
            {
                "user_id": user.id,
                "name": user.name or "–",  # noqa: RUF001 - a dash
                "admin": user.is_admin,
                "rights": sorted(permissions.of(user)),
            }
            for user in await _people(asked.hass)
        ],
        "leaks": list(_leaks(asked)),
    }


@command(
    "privacy/audits",
    {probatio.Optional("before"): probatio.All(int, probatio.Range(min=1))},
    admin=True,
)
async def list_audits(asked: Asked) -> Json:
    """Tell who looked, searched, exported, erased and corrected, and why."""
    before = asked.message.get("before")
    page = await asked.placa.client.audits(_PAGE, before)
    names = {user.id: user.name for user in await asked.hass.auth.async_get_users()}
    return {
        "audits": [
            {
                "sequence": entry.sequence,
                "action": entry.audit["action"],
                "who": names.get(entry.audit["actor"]) if entry.audit["actor"] else None,
                "reason": entry.audit["reason"] or "",
                "scope": list(_scope(asked, entry.audit["scope"])),
                "sighting_id": entry.audit["scope"].get("sighting_id"),
                "count": entry.audit.get("count"),
                "at": entry.at.isoformat(),
            }
            for entry in page.audits
        ],
        "next": page.audits[-1].sequence if len(page.audits) == _PAGE else None,
        "intact": page.intact,
    }


@command(
    "privacy/rights",
    {
        probatio.Required("user_id"): str,
        probatio.Required("rights"): [probatio.In([right.value for right in Right])],
    },
    admin=True,
)
async def give_rights(asked: Asked) -> None:
    """Let a user see and do this and nothing else."""
    user = await asked.hass.auth.async_get_user(asked["user_id"])
    if user is None or user.is_admin or user.system_generated:
        raise invalid("not_a_person")
    await asked.hass.data[PERMISSIONS].give(user.id, map(Right, asked["rights"]))
    asked.hass.data[VIEW_LOG].forget(user.id)


async def _people(hass: HomeAssistant) -> list[User]:
    users = await hass.auth.async_get_users()
    people = [user for user in users if user.is_active and not user.system_generated]
    return sorted(people, key=lambda user: (not user.is_admin, (user.name or "").casefold()))


def _scope(asked: Asked, scope: Mapping[str, Any]) -> Iterator[str]:
    """Tell in a few words which sightings were meant."""
    if scope.get("text"):
        yield f"…{scope['text']}…"
    if plates := scope.get("plates"):
        known = {plate for vehicle in asked.placa.household.vehicles for plate in vehicle.plates}
        yield (
            ", ".join(plates)
            if len(plates) < len(known) or len(plates) < 4
            else Texts.of(asked.hass)("several_plates", count=str(len(plates)))
        )
    if camera_id := scope.get("camera_id"):
        camera = asked.placa.coordinator.data.cameras.get(camera_id)
        yield camera.name if camera else camera_id
    if scope.get("since") or scope.get("until"):
        yield f"{scope.get('since') or ''} – {scope.get('until') or ''}"  # noqa: RUF001 - a dash


def _leaks(asked: Asked) -> Iterator[Json]:
    """Tell where else Home Assistant may keep plates."""
    hass, shown = asked.hass, asked.placa.coordinator.shows_plates
    plates = [
        entity.entity_id
        for entity in er.async_entries_for_config_entry(er.async_get(hass), asked.entry.entry_id)
        if entity.translation_key == _LAST_PLATE
    ]
    recorder = hass.data.get(DATA_INSTANCE)
    recorded = recorder is not None and any(
        recorder.entity_filter is None or recorder.entity_filter(entity_id) for entity_id in plates
    )
    automations = hass.data.get(AUTOMATIONS)
    traced = automations is not None and any(
        f"{DOMAIN}." in json.dumps(one.raw_config, default=str)
        or any(entity_id in json.dumps(one.raw_config, default=str) for entity_id in plates)
        for one in automations.entities
    )
    yield {"place": "states", "active": shown and bool(plates)}
    yield {"place": "recorder", "active": shown and recorded}
    yield {"place": "traces", "active": traced}
    yield {"place": "backups", "active": True}
