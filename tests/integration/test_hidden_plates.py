"""Where Home Assistant would keep plates: its states, its recorder, what it restores."""

from collections.abc import AsyncGenerator
import json
from typing import Any

from homeassistant.const import MATCH_ALL, STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant, ServiceCall, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.json import json_dumps
from homeassistant.helpers.recorder import session_scope
from homeassistant.helpers.restore_state import async_get as restored
import pytest
from sqlalchemy import MetaData, select, text
from support.engine import FakeEngine, clock, ended, later, sighting
from support.home import VAN, Heard, door, vehicle
from support.plugin import MockConfigEntry, async_mock_service, async_wait_recording_done

PLATES = {"AB12CDE", "ST12NGR", "DE71NYD", "CAME4IN"}
LAST_PLATE = "sensor.drive_last_plate"
DRIVE = "event.drive_sighting"
hidden = pytest.mark.parametrize("options", [{}, {"show_plates": False}])


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let the recorder be there first, as Home Assistant's tests do."""


@pytest.fixture
def subentries() -> list[Any]:
    denied = vehicle("01JD00000000000000000000DN", "Lorry", "DE71NYD")
    return [
        vehicle(VAN, "Van", "AB12CDE"),
        denied | {"data": {"plates": ["DE71NYD"], "denied": True}},
        door(),
    ]


@pytest.fixture
async def watched(
    hass: HomeAssistant,
    recorder_mock: Any,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    options: dict[str, Any],
) -> AsyncGenerator[MockConfigEntry]:
    """The entry with some options, after a known, a denied and a strange vehicle came."""
    hass.config_entries.async_update_entry(entry, options=options)
    engine.last = [ended(sighting("CAME4IN", began=60.0, age=50.0))]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    for plate in sorted(PLATES - {"CAME4IN"}):
        first = sighting(plate)
        await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
        await hass.async_block_till_done()
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


async def recorded(hass: HomeAssistant) -> str:
    """Everything that stands in the recorder's database."""
    await async_wait_recording_done(hass)
    with session_scope(hass=hass, read_only=True) as session:
        base = MetaData()
        base.reflect(session.get_bind())
        rows = [
            tuple(row) for table in base.tables.values() for row in session.execute(select(table))
        ]
    return repr(rows)


def kept_for_a_restart(hass: HomeAssistant) -> str:
    return json_dumps([state.as_dict() for state in restored(hass).async_get_stored_states()])


def found(content: str) -> set[str]:
    return {plate for plate in PLATES if plate in content}


@hidden
async def test_hidden_plates_are_nowhere(hass: HomeAssistant, watched: MockConfigEntry) -> None:
    database = await recorded(hass)
    assert "known_vehicle" in database
    assert found(database) == set()
    assert DRIVE in kept_for_a_restart(hass)
    assert found(kept_for_a_restart(hass)) == set()
    assert found(json_dumps([state.as_dict() for state in hass.states.async_all()])) == set()


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            vehicle("01JD00000000000000000000AL", "Twin", "AB12CDF"),
            vehicle("01JD00000000000000000000DN", "Lorry", "DE71NYD"),
            door(
                policy={
                    "second_factor": {
                        "kind": "confirmation",
                        "notify": ["mobile_app_phone"],
                        "tell_details": True,
                    }
                }
            ),
        ]
    ],
)
async def test_no_issue_notification_or_event_tells_a_hidden_plate(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, heard: Heard
) -> None:
    told: list[str] = []

    @callback
    def hear(event: Event) -> None:
        told.append(json_dumps(event.as_dict()))

    hass.bus.async_listen(MATCH_ALL, hear)
    hass.states.async_set("cover.garage", "closed")
    asked = async_mock_service(hass, "notify", "mobile_app_phone")
    hass.config_entries.async_update_entry(entry, options={"show_plates": False})
    engine.kept = [sighting("DE71NYO", began=60.0 * n, age=50.0 * n) for n in range(1, 7)]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    for _ in range(2):
        first = sighting("AB12CDE", direction="approaching")
        await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
        await hass.async_block_till_done()
        clock.passed += 600.0
    assert asked[0].data["message"] == "Van is waiting. Open?"
    issues = ir.async_get(hass).issues.values()
    assert {issue.translation_key for issue in issues} >= {"plates_alike", "arrived_again"}
    assert found(repr(list(issues))) == set()
    assert found("".join(told)) == set()
    assert found(json_dumps([state.as_dict() for state in hass.states.async_all()])) == set()
    assert "persistent_notification" not in "".join(told)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("options", [{"show_plates": True}])
async def test_shown_plates_are_recorded_as_states_only(
    hass: HomeAssistant, watched: MockConfigEntry
) -> None:
    """So the search above is able to find them."""
    assert found(await recorded(hass)) == PLATES
    assert "ST12NGR" in kept_for_a_restart(hass)
    with session_scope(hass=hass, read_only=True) as session:
        attributes = repr(list(session.execute(text("select * from state_attributes"))))
        events = repr(list(session.execute(text("select * from event_data"))))
    assert found(attributes + events) == set()


@hidden
async def test_a_hidden_plate_is_told_as_the_kind_of_vehicle(
    hass: HomeAssistant, engine: FakeEngine, watched: MockConfigEntry, heard: Heard
) -> None:
    def shown() -> str:
        state = hass.states.get(LAST_PLATE)
        assert state is not None
        return state.state

    assert shown() == "unknown_vehicle"
    await heard.tell(engine, engine.update(sighting("AB12CDE")))
    assert shown() == "known_vehicle"
    await heard.tell(engine, engine.update(sighting("DE71NYD", age=0.05)))
    assert shown() == "denied_vehicle"
    event = hass.states.get(DRIVE)
    assert event is not None
    assert event.attributes["plate"] is None
    assert event.attributes["vehicle"] == "Lorry"


@pytest.mark.parametrize("options", [{"show_plates": True}])
async def test_plates_vanish_when_they_are_to_be_hidden_from_now_on(
    hass: HomeAssistant, watched: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    told = hass.states.get(DRIVE)
    assert told is not None
    menu = await hass.config_entries.options.async_init(watched.entry_id)
    form = await hass.config_entries.options.async_configure(
        menu["flow_id"], {"next_step_id": "shown"}
    )
    assert form["type"] is FlowResultType.FORM
    done = await hass.config_entries.options.async_configure(
        form["flow_id"], {"show_plates": False}
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert watched.options == {"show_plates": False}
    states = [state.as_dict() for state in hass.states.async_all()]
    assert found(json_dumps(states)) == set()
    assert STATE_UNAVAILABLE not in {state["state"] for state in states}
    assert found(kept_for_a_restart(hass)) == set()
    assert found(json.dumps(hass_storage["core.restore_state"], default=str)) == set()
    again = hass.states.get(DRIVE)
    assert again is not None
    assert again.state == told.state
    assert again.attributes["event_type"] == told.attributes["event_type"]


@pytest.mark.parametrize("options", [{"show_plates": True}])
async def test_who_it_was_is_not_restored_with_an_event(
    hass: HomeAssistant, watched: MockConfigEntry
) -> None:
    told = hass.states.get(DRIVE)
    assert told is not None
    assert told.attributes["plate"] == "ST12NGR"
    await hass.config_entries.async_reload(watched.entry_id)
    await hass.async_block_till_done()
    again = hass.states.get(DRIVE)
    assert again is not None
    assert again.state == told.state
    assert again.attributes["direction"] == told.attributes["direction"]
    assert not again.attributes.keys() & {"plate", "vehicle", "vehicle_id", "sighting_id"}


@pytest.mark.parametrize("options", [{"show_plates": True}])
async def test_an_erasure_reaches_the_last_event_and_what_is_restored(
    hass: HomeAssistant, engine: FakeEngine, watched: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    assert found(kept_for_a_restart(hass)) == {"DE71NYD", "ST12NGR"}
    for plate in ("ST12NGR", "DE71NYD"):
        await hass.services.async_call(
            "placa", "erase_sightings", {"plate": plate, "reason": "Asked for it."}, blocking=True
        )
    assert found(kept_for_a_restart(hass)) == set()
    assert found(json.dumps(hass_storage["core.restore_state"], default=str)) == set()
    assert found(json_dumps([state.as_dict() for state in hass.states.async_all()])) <= {"AB12CDE"}
    event = hass.states.get(DRIVE)
    assert event is not None
    assert event.attributes["event_type"] == "unknown_vehicle"
