"""A door in shadow counts what it would have done, reports it, and can be armed then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
import json
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, State
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from hypothesis import given, strategies as st
import pytest
from support.engine import FakeEngine, sighting
from support.home import DOOR, VAN as VAN_ID, Heard, door, vehicle
from support.people import (
    GARAGE,
    TEXTS,
    all_circumstances,
    circumstances,
    named,
    sighting as pure_sighting,
)
from support.plugin import ClientSessionGenerator, MockConfigEntry, async_fire_time_changed

from custom_components.placa.access.circumstances import Circumstances, DoorState
from custom_components.placa.access.decision import AccessDecision, decide
from custom_components.placa.access.policy import DoorMode
from custom_components.placa.access.reasons import ReasonCode
from custom_components.placa.access.shadow_tally import Tally, with_decision
from custom_components.placa.background.shadow_report import report_shadows
from custom_components.placa.const import DOMAIN
from custom_components.placa.coordinator import PlacaConfigEntry
from custom_components.placa.localization.reasons import sentence
from custom_components.placa.storage.shadow_tallies import ShadowStore

SENSOR = "sensor.garage_would_have_opened"
ISSUE = f"shadow_report_01JD0000000000000000000000_{DOOR}"
IN_SHADOW = [vehicle(VAN_ID, "Van", "AB12CDE"), door(mode="shadow")]
TODAY = date(2026, 11, 22)
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
type Calls = list[ServiceCall]
type Issues = ir.IssueRegistry

in_shadow = pytest.mark.parametrize("subentries", [IN_SHADOW])


async def arrive(hass: HomeAssistant, heard: Heard, engine: FakeEngine, *seen: Any) -> None:
    await heard.tell(engine, *(engine.update(update) for update in seen))
    await hass.async_block_till_done()


def state(hass: HomeAssistant, entity_id: str) -> State:
    found = hass.states.get(entity_id)
    assert found is not None
    return found


def grow_older(book: ShadowStore, days: float) -> None:
    """Let everything that the tallies know lie further back."""
    back = timedelta(days=days)
    book.file.change(
        {
            door_id: replace(
                tally,
                since=tally.since - back,
                put_off_until=tally.put_off_until and tally.put_off_until - back,
            )
            for door_id, tally in book.file.value.items()
        }
    )


def days_pass(hass: HomeAssistant, entry: PlacaConfigEntry, days: float) -> None:
    grow_older(entry.runtime_data.stores.shadows, days)
    report_shadows(hass, entry)


async def choose(hass: HomeAssistant, mode: str) -> None:
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.garage_mode", "option": mode},
        blocking=True,
    )
    await hass.async_block_till_done()


async def ask_for_report(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, f"{entry.entry_id}_{DOOR}"), entry.entry_id
    )
    assert device is not None
    return await hass.services.async_call(
        DOMAIN, "get_shadow_report", {"device_id": device.id}, blocking=True, return_response=True
    )


async def open_flow(hass: HomeAssistant, client: ClientSessionGenerator) -> tuple[Any, Any]:
    """Press *Fix* on the issue; the client and the first answer."""
    assert await async_setup_component(hass, "repairs", {})
    session = await client()
    answer = await session.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": ISSUE}
    )
    assert answer.status == HTTPStatus.OK
    return session, await answer.json()


async def choose_in_flow(session: Any, flow: Any, step: str) -> Any:
    answer = await session.post(
        f"/api/repairs/issues/fix/{flow['flow_id']}", json={"next_step_id": step}
    )
    assert answer.status == HTTPStatus.OK
    return await answer.json()


def decided(mode: DoorMode = DoorMode.SHADOW, text: str = "AB12CDE", **now: Any) -> AccessDecision:
    found = named(text)
    return decide(replace(GARAGE, mode=mode), pure_sighting(text=text), found, circumstances(**now))


def test_a_tally_tells_for_whom_and_what_kept_the_door_shut() -> None:
    tally = Tally(SINCE)
    for decision in (
        decided(),
        decided(),
        decided(text="XY99ZZZ"),
        decided(door_state=DoorState.OPEN),
        decided(age=9.0, door_state=DoorState.OPEN),
    ):
        tally = with_decision(tally, decision, TODAY)
    assert tally.opened == 3
    assert tally.opened_for == {"van": 2, "mini": 1}
    assert tally.refused_for == {ReasonCode.CLOSED: 1, ReasonCode.FRESH: 1}
    assert sentence(TEXTS, tally.examples[ReasonCode.CLOSED]) == "The door is open, not closed."


def test_a_tally_forgets_days_long_gone() -> None:
    old = with_decision(Tally(SINCE), decided(), TODAY - timedelta(days=90))
    assert with_decision(old, decided(), TODAY).opened == 1
    kept = with_decision(Tally(SINCE), decided(), TODAY - timedelta(days=89))
    assert with_decision(kept, decided(), TODAY).opened == 2


def test_a_report_is_due_after_the_days_and_only_with_something_to_show() -> None:
    nothing = Tally(SINCE)
    something = with_decision(nothing, decided(), TODAY)
    due = SINCE + timedelta(days=7)
    assert not nothing.is_due(due, 7)
    assert not something.is_due(due - timedelta(seconds=1), 7)
    assert something.is_due(due, 7)
    put_off = replace(something, put_off_until=due + timedelta(days=7))
    assert not put_off.is_due(due, 7)
    assert put_off.is_due(due + timedelta(days=7), 7)


@given(st.lists(all_circumstances, max_size=20))
def test_every_decision_is_counted_once(moments: Sequence[Circumstances]) -> None:
    tally = Tally(SINCE)
    door = replace(GARAGE, mode=DoorMode.SHADOW)
    for now in moments:
        decision = decide(door, pure_sighting(), named("AB12CDE"), now)
        tally = with_decision(tally, decision, TODAY)
    assert tally.opened + sum(tally.refused_for.values()) == len(moments)
    assert set(tally.examples) == set(tally.refused_for)


@in_shadow
async def test_a_sensor_counts_what_the_door_would_have_done(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    assert state(hass, SENSOR).state == "0"
    await arrive(hass, heard, engine, sighting(), sighting())
    shown = state(hass, SENSOR)
    assert shown.state == "1"
    assert shown.attributes["opened_for"] == [{"vehicle": "Van", "vehicle_id": VAN_ID, "times": 1}]
    assert [line["reason"] for line in shown.attributes["refused_for"]] == ["visit"]
    assert garage == []
    await choose(hass, "armed")
    assert hass.states.get(SENSOR) is None
    await choose(hass, "shadow")
    assert state(hass, SENSOR).state == "0"


async def test_an_armed_door_is_not_counted(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await arrive(hass, heard, engine, sighting())
    assert len(garage) == 1
    assert hass.states.get(SENSOR) is None
    with pytest.raises(ServiceValidationError) as caught:
        await ask_for_report(hass, loaded)
    assert caught.value.translation_key == "not_in_shadow"


@in_shadow
async def test_the_tally_survives_a_restart_and_keeps_no_plate(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    hass_storage: dict[str, Any],
) -> None:
    await arrive(hass, heard, engine, sighting(), sighting())
    before = await ask_for_report(hass, loaded)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert await ask_for_report(hass, loaded) == before
    assert before["would_have_opened"] == 1
    assert "AB12CDE" not in json.dumps(hass_storage[f"placa.{loaded.entry_id}.shadow"])
    assert await hass.config_entries.async_remove(loaded.entry_id)
    assert f"placa.{loaded.entry_id}.shadow" not in hass_storage


@in_shadow
async def test_tallies_that_cannot_be_read_are_begun_anew(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    counted = [[{"day": "2026-11-21", "vehicle_id": VAN_ID, "refused_by": "horoscope"}, 4]]
    hass_storage[f"placa.{entry.entry_id}.shadow"] = {
        "version": 1,
        "data": {DOOR: {"since": "2026-11-20T00:00:00+00:00", "counts": counted}},
    }
    assert await hass.config_entries.async_setup(entry.entry_id)
    tally = entry.runtime_data.stores.shadows.of(DOOR)
    assert tally is not None
    assert tally.opened == 0
    assert tally.refused_for == {}
    assert "refused_by is not one of its choices" in caplog.text
    await hass.config_entries.async_unload(entry.entry_id)


@in_shadow
async def test_after_a_week_the_owner_is_asked_and_arms_the_door(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
    hass_client: ClientSessionGenerator,
) -> None:
    await arrive(hass, heard, engine, sighting(), sighting())
    days_pass(hass, loaded, 6.9)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    days_pass(hass, loaded, 0.2)
    issue = issue_registry.async_get_issue(DOMAIN, ISSUE)
    assert issue is not None
    assert issue.is_fixable
    assert issue.translation_placeholders == {"door": "Garage"}
    session, shown = await open_flow(hass, hass_client)
    assert shown["type"] == "menu"
    assert shown["menu_options"] == ["arm", "look_on"]
    told = shown["description_placeholders"]
    assert told["opened"] == "1"
    assert told["opened_for"] == "- once: Van"
    assert told["refused_for"].startswith("- once: The door has already opened")
    done = await choose_in_flow(session, shown, "arm")
    await hass.async_block_till_done()
    assert done["type"] == "create_entry"
    assert loaded.subentries[DOOR].data["mode"] == "armed"
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    assert engine.connections == 1
    await arrive(hass, heard, engine, sighting())
    assert len(garage) == 1


@in_shadow
async def test_the_time_for_the_report_comes_though_no_car_does(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
) -> None:
    await arrive(hass, heard, engine, sighting())
    grow_older(loaded.runtime_data.stores.shadows, 7)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=1, seconds=1))
    await hass.async_block_till_done()
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is not None


@in_shadow
async def test_the_owner_may_look_on_and_is_asked_again(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
    hass_client: ClientSessionGenerator,
) -> None:
    await arrive(hass, heard, engine, sighting())
    days_pass(hass, loaded, 7.1)
    session, shown = await open_flow(hass, hass_client)
    await choose_in_flow(session, shown, "look_on")
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    assert loaded.subentries[DOOR].data["mode"] == "shadow"
    await hass.config_entries.async_reload(loaded.entry_id)
    days_pass(hass, loaded, 6.9)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    days_pass(hass, loaded, 0.2)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is not None


@pytest.mark.parametrize(
    "subentries", [[vehicle(VAN_ID, "Van", "AB12CDE"), door(mode="shadow", shadow_days=2)]]
)
async def test_the_days_can_be_chosen_and_an_idle_door_asks_for_nothing(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
) -> None:
    days_pass(hass, loaded, 3)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    await arrive(hass, heard, engine, sighting())
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is not None


@in_shadow
@pytest.mark.parametrize("step", ["arm", "look_on"])
async def test_a_door_that_left_shadow_meanwhile_stays_as_it_is(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
    hass_client: ClientSessionGenerator,
    step: str,
) -> None:
    await arrive(hass, heard, engine, sighting())
    days_pass(hass, loaded, 7.1)
    session, shown = await open_flow(hass, hass_client)
    await choose(hass, "off")
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    answer = await choose_in_flow(session, shown, step)
    assert (answer["type"], answer["reason"]) == ("abort", "not_in_shadow")
    assert loaded.subentries[DOOR].data["mode"] == "off"


@in_shadow
async def test_the_issue_says_so_while_the_integration_is_not_loaded(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    hass_client: ClientSessionGenerator,
    issue_registry: Issues,
) -> None:
    await arrive(hass, heard, engine, sighting())
    days_pass(hass, loaded, 7.1)
    await hass.config_entries.async_unload(loaded.entry_id)
    _, shown = await open_flow(hass, hass_client)
    assert (shown["type"], shown["reason"]) == ("abort", "not_in_shadow")
    await hass.config_entries.async_remove(loaded.entry_id)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None


@in_shadow
async def test_only_a_door_has_a_report(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN, "get_shadow_report", {"device_id": "none"}, blocking=True, return_response=True
        )
    assert caught.value.translation_key == "not_a_door"
