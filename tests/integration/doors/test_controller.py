"""Doors in Home Assistant: opened once for the right car, and the record is kept first."""

from datetime import timedelta
from typing import Any

from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from support.engine import EXAMPLES, FakeEngine, clock, ended, later, sighting
from support.home import DOOR, GARAGE, MINI, VAN, Heard, above_debug, door, vehicle
from support.plugin import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.placa.storage.file import StoredValue
from custom_components.placa.storage.journal import Journal

DECISION = "event.garage_decision"
type Calls = list[ServiceCall]


async def drive_up(hass: HomeAssistant, heard: Heard, engine: FakeEngine, *seen: Any) -> None:
    """Let the engine tell of these sightings, and everything that follows happen."""
    await heard.tell(engine, *(engine.update(update) for update in seen))
    await hass.async_block_till_done()


def decision(hass: HomeAssistant) -> tuple[str, list[str]]:
    """The newest decision of the garage and what spoke against it."""
    state = hass.states.get(DECISION)
    assert state is not None
    return state.attributes["event_type"], state.attributes["refused_by"]


async def test_the_garage_opens_for_the_van_and_the_engine_keeps_the_record(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    seen = sighting()
    await drive_up(hass, heard, engine, seen)
    assert [call.data for call in garage] == [{"entity_id": GARAGE}]
    assert decision(hass) == ("granted", [])
    (record,) = engine.decisions.values()
    assert record["verdict"] == "granted"
    assert record["door"] == DOOR
    assert record["vehicle"] == VAN
    assert record["plate"] == "AB12CDE"
    assert record["sighting_id"] == seen["sighting_id"]
    assert record["evidence"]["sighting"]["frames"] == 4
    assert record["evidence"]["door"]["policy"]["min_frames"] == 3
    assert all(reason["ok"] for reason in record["reasons"])


async def test_the_garage_stays_shut_for_a_stranger_and_nothing_is_kept(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await drive_up(hass, heard, engine, first := sighting("AB12CDF"), ended(first))
    assert garage == []
    assert engine.decisions == {}
    state = hass.states.get(DECISION)
    assert state is not None
    assert state.state == "unknown"


async def test_a_car_that_drives_up_is_let_in_once_enough_frames_agree(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    one = sighting(frames=1, margin=0.2)
    two = later(one, frames=2)
    three = later(two, frames=3, margin=0.8)
    four = later(three, frames=4)
    await drive_up(hass, heard, engine, one, two)
    assert garage == []
    await drive_up(hass, heard, engine, three, four, ended(later(four)))
    assert len(garage) == 1
    assert [record["verdict"] for record in engine.decisions.values()] == ["granted"]


async def test_the_same_visit_opens_once_even_if_the_car_is_seen_anew(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await drive_up(hass, heard, engine, sighting(), again := sighting())
    assert len(garage) == 1
    assert decision(hass) == ("refused", ["cool_down", "visit"])
    await drive_up(hass, heard, engine, later(again), ended(later(later(again))))
    assert len(garage) == 1
    assert [record["verdict"] for record in engine.decisions.values()] == ["granted", "refused"]


async def test_two_updates_at_once_open_once(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    """The second update arrives while the first decision is still being written down."""
    first = sighting()
    await heard.tell(engine, engine.update(first), engine.update(later(first)))
    await hass.async_block_till_done()
    assert len(garage) == 1


@pytest.mark.parametrize(
    ("state", "calls", "refused_by"),
    [
        ("closed", 1, []),
        ("closing", 1, []),
        ("open", 0, ["closed"]),
        ("opening", 0, ["closed"]),
        ("unknown", 0, ["closed"]),
        ("unavailable", 0, ["closed"]),
        (None, 0, ["closed"]),
    ],
)
async def test_only_a_closed_door_is_opened(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    state: str | None,
    calls: int,
    refused_by: list[str],
) -> None:
    if state is None:
        hass.states.async_remove(GARAGE)
    else:
        hass.states.async_set(GARAGE, state)
    await drive_up(hass, heard, engine, sighting())
    assert len(garage) == calls
    assert decision(hass) == ("granted" if calls else "refused", refused_by)


@pytest.mark.parametrize(
    ("subentries", "refused_by"),
    [
        (
            [
                vehicle(VAN, "Van", "AB12CDE"),
                vehicle(MINI, "Mini", "XY99ZZZ"),
                door(all_vehicles=False, vehicles=[MINI]),
            ],
            ["vehicle"],
        ),
        ([vehicle(VAN, "Van", "AB12CDE"), door(all_vehicles=False)], ["vehicle"]),
    ],
)
async def test_a_door_keeps_to_whom_it_opens_for(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    refused_by: list[str],
) -> None:
    await drive_up(hass, heard, engine, first := sighting(), later(first), later(later(first)))
    assert garage == []
    assert decision(hass) == ("refused", refused_by)
    assert len(engine.decisions) == 1


async def test_a_camera_that_does_not_guard_the_door_asks_for_nothing(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await drive_up(hass, heard, engine, sighting(camera_id="street"))
    assert garage == []
    assert engine.decisions == {}


async def test_a_parked_car_is_refused_at_its_end_for_not_having_moved(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    parked = sighting(moved=0.1, growth=1.0, arrived=False)
    await drive_up(hass, heard, engine, parked, later(parked))
    assert engine.decisions == {}
    await drive_up(hass, heard, engine, ended(later(later(parked))))
    assert garage == []
    assert decision(hass) == ("refused", ["moved"])


async def test_an_old_picture_opens_nothing(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await drive_up(hass, heard, engine, sighting(age=5.5, began=8.0))
    assert garage == []
    assert decision(hass) == ("refused", ["fresh"])


@pytest.mark.parametrize(
    "subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(entity_id="lock.gate")]]
)
@pytest.mark.parametrize(("state", "calls"), [("locked", 1), ("jammed", 0), ("unlocked", 0)])
async def test_a_lock_is_unlocked(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    state: str,
    calls: int,
) -> None:
    unlock = async_mock_service(hass, "lock", "unlock")
    hass.states.async_set("lock.gate", state)
    await drive_up(hass, heard, engine, sighting())
    assert len(unlock) == calls


async def test_a_restart_does_not_open_again_for_the_same_visit(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    first = sighting()
    await drive_up(hass, heard, engine, first)
    assert len(garage) == 1
    await hass.config_entries.async_reload(loaded.entry_id)
    await drive_up(hass, heard, engine, later(first), sighting())
    assert len(garage) == 1
    assert decision(hass) == ("refused", ["cool_down", "visit"])


async def test_a_reload_while_the_car_arrives_lets_it_in_with_its_next_update(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    first = sighting(frames=1)
    await drive_up(hass, heard, engine, first)
    settled = later(first, frames=4)
    engine.update(settled)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert garage == []
    await drive_up(hass, heard, engine, later(settled))
    assert len(garage) == 1


async def test_the_opening_is_on_disk_before_the_door_is_told(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    hass_storage: dict[str, Any],
) -> None:
    hass.states.async_set(GARAGE, "closed")
    on_disk: list[Any] = []

    async def open_cover(_call: ServiceCall) -> None:
        on_disk.append(hass_storage[f"placa.{loaded.entry_id}.journal"]["data"])

    hass.services.async_register("cover", "open_cover", open_cover)
    await drive_up(hass, heard, engine, seen := sighting())
    (journal,) = on_disk
    assert journal["openings"][DOOR][0]["sighting_id"] == seen["sighting_id"]


async def test_a_door_stays_shut_if_its_record_cannot_be_kept(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def lost(_file: StoredValue[object]) -> None:
        """Write nothing, as a full disk does: the store only logs it."""

    monkeypatch.setattr(StoredValue, "save", lost)
    await drive_up(hass, heard, engine, sighting())
    assert garage == []
    assert decision(hass) == ("refused", ["acted"])
    monkeypatch.undo()


async def test_a_door_stays_shut_if_keeping_the_record_took_too_long(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit = Journal.commit

    async def slow(journal: Journal, door_id: str, sighting_id: str) -> bool:
        clock.passed += 6.0
        return await commit(journal, door_id, sighting_id)

    monkeypatch.setattr(Journal, "commit", slow)
    await drive_up(hass, heard, engine, sighting())
    assert garage == []
    assert decision(hass) == ("refused", ["acted"])


async def test_no_door_opens_while_home_assistant_stops(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    hass.set_state(CoreState.stopping)
    await drive_up(hass, heard, engine, sighting())
    hass.set_state(CoreState.running)
    assert garage == []


async def test_a_door_that_fails_is_told_once_and_recorded_as_not_opened(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hass.states.async_set(GARAGE, "closed")
    calls: Calls = []

    async def jam(call: ServiceCall) -> None:
        calls.append(call)
        raise HomeAssistantError("the plate AB12CDE must not be logged")

    hass.services.async_register("cover", "open_cover", jam)
    first = sighting()
    await drive_up(hass, heard, engine, first, later(first))
    assert len(calls) == 1
    assert decision(hass) == ("refused", ["acted"])
    granted, refused = engine.decisions.values()
    assert (granted["verdict"], refused["verdict"]) == ("granted", "refused")
    assert refused["reasons"][-1] == {
        "code": "acted",
        "ok": False,
        "asked": True,
        "values": {
            "problem": "entity_failed",
            "entity": "cover.garage",
            "error": "HomeAssistantError",
        },
    }
    assert "cover.garage was not opened" in caplog.text
    assert "AB12CDE" not in above_debug(caplog)


async def test_decisions_wait_for_an_engine_that_is_away_and_survive_a_reload(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
) -> None:
    engine.refuse_decisions = 503
    await drive_up(hass, heard, engine, sighting())
    assert len(garage) == 1
    assert engine.decisions == {}
    engine.refuse_decisions = None
    await hass.config_entries.async_reload(loaded.entry_id)
    await loaded.runtime_data.ledger.deliver()
    assert [record["verdict"] for record in engine.decisions.values()] == ["granted"]
    assert loaded.runtime_data.stores.journal.outbox == ()


async def test_decisions_are_tried_again_by_themselves(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
) -> None:
    engine.refuse_decisions = 503
    await drive_up(hass, heard, engine, sighting())
    engine.refuse_decisions = None
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=31))
    await hass.async_block_till_done()
    assert len(engine.decisions) == 1


async def test_decisions_wait_while_engine_and_integration_are_updated(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
) -> None:
    engine.api_version = 2
    await drive_up(hass, heard, engine, sighting())
    assert len(loaded.runtime_data.stores.journal.outbox) == 1
    engine.api_version = 1
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=31))
    await hass.async_block_till_done()
    assert [record["verdict"] for record in engine.decisions.values()] == ["granted"]


async def test_a_record_that_the_engine_refuses_does_not_block_the_next(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.refuse_decisions = 422
    await drive_up(hass, heard, engine, sighting())
    assert loaded.runtime_data.stores.journal.outbox == ()
    assert "refused to keep the record" in caplog.text
    engine.refuse_decisions = None
    await drive_up(hass, heard, engine, sighting())
    assert [record["verdict"] for record in engine.decisions.values()] == ["refused"]


async def test_the_outbox_is_bounded(
    hass: HomeAssistant, loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    journal = loaded.runtime_data.stores.journal
    for number in range(501):
        journal.add_record(EXAMPLES["DecisionRecord"] | {"revision": number + 1})
    assert len(journal.outbox) == 500
    assert journal.outbox[0]["revision"] == 2
    assert "the oldest decision is dropped" in caplog.text
    for record in journal.outbox:
        journal.remove_record(record)


@pytest.mark.parametrize("hours", [-5, 5])
async def test_an_opening_noted_by_a_clock_that_was_wrong_still_counts(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    hass_storage: dict[str, Any],
    hours: int,
) -> None:
    opening = {
        "at": (clock.now() + timedelta(hours=hours)).isoformat(),
        "monotonic": 1e9,
        "sighting_id": "b" * 32,
        "vehicle_id": MINI,
        "shadow": False,
    }
    hass_storage[f"placa.{entry.entry_id}.journal"] = {
        "version": 1,
        "data": {
            "openings": {
                DOOR: [opening],
                "gone": [opening],
            },
            "outbox": [],
        },
    }
    assert await hass.config_entries.async_setup(entry.entry_id)
    await drive_up(hass, heard, engine, sighting())
    assert len(garage) == (1 if hours < 0 else 0)
    await hass.config_entries.async_unload(entry.entry_id)
    assert set(hass_storage[f"placa.{entry.entry_id}.journal"]["data"]["openings"]) == {DOOR}


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            door(),
            door(entity_id="lock.gate")
            | {"subentry_id": "01JD00000000000000000GT", "title": "Gate"},
        ]
    ],
)
async def test_each_door_decides_for_itself(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    unlock = async_mock_service(hass, "lock", "unlock")
    hass.states.async_set("lock.gate", "unlocked")
    await drive_up(hass, heard, engine, sighting())
    assert (len(garage), len(unlock)) == (1, 0)
    assert decision(hass) == ("granted", [])
    gate = hass.states.get("event.gate_decision")
    assert gate is not None
    assert gate.attributes["refused_by"] == ["closed"]
    assert {record["verdict"] for record in engine.decisions.values()} == {"granted", "refused"}


SAME_COVER = "01JD00000000000000000000D2"


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            door(),
            door(policy={"cool_down": 0, "once_a_visit": False})
            | {"subentry_id": SAME_COVER, "title": "Also the garage"},
        ]
    ],
)
async def test_two_doors_on_one_cover_open_it_once_for_one_car(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    """The second one says why it stayed shut, however little it asks for itself."""
    first = sighting()
    await drive_up(hass, heard, engine, first, again := later(first), later(again))
    assert len(garage) == 1
    verdicts = sorted((one["door"], one["verdict"]) for one in engine.decisions.values())
    assert verdicts == sorted([(DOOR, "granted"), (SAME_COVER, "refused")])
    (refused,) = (one for one in engine.decisions.values() if one["verdict"] == "refused")
    assert "visit" in {reason["code"] for reason in refused["reasons"] if not reason["ok"]}


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            door(),
            door(mode="shadow") | {"subentry_id": SAME_COVER, "title": "On trial"},
        ]
    ],
)
async def test_a_door_in_shadow_is_tried_beside_the_one_that_opens_the_cover(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await drive_up(hass, heard, engine, sighting())
    assert len(garage) == 1
    verdicts = {one["door"]: one["verdict"] for one in engine.decisions.values()}
    assert verdicts == {DOOR: "granted", SAME_COVER: "shadow"}
