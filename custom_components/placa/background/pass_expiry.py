"""Forgets guest passes that are used up or expired, soon after, and at the start at the latest."""

from datetime import datetime, timedelta
from functools import partial

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.event import async_call_later, async_track_point_in_utc_time

from ..access.decision import AccessDecision, Verdict
from ..clock import Clock
from ..const import SUBENTRY_GUEST_PASS
from ..coordinator import PlacaConfigEntry
from ..household.guest_pass import PassProblem
from ..household.vehicle import Vehicle
from ..signals import SIGNAL_DECISION, SIGNAL_HOUSEHOLD, follow
from ..storage.journal import Journal
from ..subentries.guest_pass import guest_of

GRACE = timedelta(minutes=1)
"""How long a pass stays after its end, so that all is told of its last use."""

_FOR_GOOD = (PassProblem.EXPIRED, PassProblem.USED_UP)


@callback
def forget_spent_passes(
    hass: HomeAssistant, entry: ConfigEntry, journal: Journal, clock: Clock
) -> None:
    """Forget at once every pass that can never hold again."""
    for subentry in tuple(entry.subentries.values()):
        if subentry.subentry_type == SUBENTRY_GUEST_PASS and _is_spent(
            guest_of(subentry), journal, clock
        ):
            _forget(hass, entry, subentry.subentry_id)


@callback
def watch_pass_expiry(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Forget each pass when it has expired, or was used for the last time."""
    placa = entry.runtime_data
    journal, clock = placa.stores.journal, placa.clock
    waiting: list[CALLBACK_TYPE] = []

    @callback
    def forget_if_spent(guest: Vehicle, _now: datetime) -> None:
        now = placa.household.vehicle(guest.vehicle_id)
        if now and _is_spent(now, journal, clock):
            _forget(hass, entry, now.vehicle_id)

    @callback
    def decided(decision: AccessDecision) -> None:
        guest = decision.match.vehicle
        if decision.verdict is Verdict.GRANTED and _is_spent(guest, journal, clock):
            forget = partial(forget_if_spent, guest)
            entry.async_on_unload(async_call_later(hass, GRACE, forget))

    @callback
    def wait_for_none() -> None:
        while waiting:
            waiting.pop()()

    @callback
    def wait_for_each() -> None:
        wait_for_none()
        for guest in placa.household.guests:
            if guest.guest_pass and guest.guest_pass.expires:
                end = guest.guest_pass.expires + GRACE
                forget = partial(forget_if_spent, guest)
                waiting.append(async_track_point_in_utc_time(hass, forget, end))

    wait_for_each()
    entry.async_on_unload(wait_for_none)
    follow(hass, entry, SIGNAL_DECISION, decided)
    follow(hass, entry, SIGNAL_HOUSEHOLD, wait_for_each)


def _is_spent(guest: Vehicle, journal: Journal, clock: Clock) -> bool:
    """Whether the pass of a vehicle, if it has one, can never hold again."""
    return (
        guest.guest_pass is not None
        and guest.guest_pass.problem(clock.now(), journal.pass_uses(guest.vehicle_id)) in _FOR_GOOD
    )


@callback
def _forget(hass: HomeAssistant, entry: ConfigEntry, pass_id: str) -> None:
    """Remove a pass, and the names people gave to its device and entities.

    Home Assistant would keep these names for a device that comes back.
    """
    devices, entities = dr.async_get(hass), er.async_get(hass)
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        if device.config_subentry_id == pass_id:
            devices.async_update_device(device.id, name_by_user=None)
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        if entity.config_subentry_id == pass_id:
            entities.async_update_entity(entity.entity_id, name=None, aliases=[])
    hass.config_entries.async_remove_subentry(entry, pass_id)
