"""The household, the cameras and the options change while everything runs, and nothing stops."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryDataWithId,
)
from homeassistant.const import EVENT_STATE_CHANGED, MATCH_ALL, STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant, ServiceCall, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from support.engine import FakeEngine, camera, ended, later, sighting
from support.home import DOOR, GARAGE, GUEST, MINI, VAN, Act, Heard, door, guest, until, vehicle
from support.plugin import MockConfigEntry, async_fire_time_changed, async_mock_service

from custom_components.placa.client.client import EngineClient
from custom_components.placa.client.models import parse_stream_message
from custom_components.placa.device import subentry_identifier
from custom_components.placa.household.second_factor import ConfirmationAnswer
from custom_components.placa.signals import EVENT_DECISION
from custom_components.placa.subentries import known_plates

YARD = "01JD00000000000000000000YD"
PHONE = "mobile_app_phone"
ASKING = {"second_factor": {"kind": "confirmation", "notify": [PHONE]}}
EVENTS = ("event.drive_sighting", "event.garage_decision", "event.van_movement")


@pytest.fixture
def subentries() -> list[ConfigSubentryDataWithId]:
    return [
        vehicle(VAN, "Van", "AB12CDE"),
        vehicle(MINI, "Mini", "XY99ZZZ"),
        guest(expires="2099-01-01T00:00:00+00:00", uses=None),
        door(),
    ]


@dataclass
class Watch:
    """Everything that Home Assistant's bus tells while something changes."""

    hass: HomeAssistant
    before: set[str]
    states: list[Event[Any]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @callback
    def hear(self, event: Event[Any]) -> None:
        if event.event_type == EVENT_STATE_CHANGED:
            self.states.append(event)
        else:
            self.others.append(str(event.event_type))

    def assert_nothing_was_announced(self, *gone: str) -> None:
        """No entity that was there went away or spoke up, but for those that are gone for good."""
        assert EVENT_DECISION not in self.others
        for event in self.states:
            entity_id, new = event.data["entity_id"], event.data["new_state"]
            if entity_id in self.before - set(gone):
                assert new is not None, entity_id
                assert new.state != STATE_UNAVAILABLE, entity_id
            if entity_id in EVENTS and entity_id not in gone:
                assert new.state == event.data["old_state"].state
        for entity_id in gone:
            assert self.hass.states.get(entity_id) is None


@pytest.fixture
async def watch(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> Watch:
    """Listen, after the van came once and was let in."""
    first = sighting()
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    assert len(garage) == 1
    watch = Watch(hass, set(hass.states.async_entity_ids()))
    hass.bus.async_listen(MATCH_ALL, watch.hear)
    return watch


def added(kind: str, title: str, **data: Any) -> ConfigSubentry:
    return ConfigSubentry(
        data=MappingProxyType(data), subentry_type=kind, title=title, unique_id=None
    )


def another_door(**changes: Any) -> ConfigSubentry:
    return added("door", "Gate", **{**door()["data"], "entity_id": "cover.gate", **changes})


type Change = Callable[[HomeAssistant, MockConfigEntry], object]


def adds(*subentries: ConfigSubentry) -> Change:
    def change(hass: HomeAssistant, entry: MockConfigEntry) -> None:
        for subentry in subentries:
            hass.config_entries.async_add_subentry(entry, subentry)

    return change


def changes(subentry_id: str, title: str | None = None, **data: Any) -> Change:
    def change(hass: HomeAssistant, entry: MockConfigEntry) -> None:
        subentry = entry.subentries[subentry_id]
        hass.config_entries.async_update_subentry(
            entry, subentry, title=title or subentry.title, data={**subentry.data, **data}
        )

    return change


def removes(subentry_id: str) -> Change:
    return lambda hass, entry: hass.config_entries.async_remove_subentry(entry, subentry_id)


def allows(*, plates: bool) -> Change:
    return lambda hass, entry: hass.config_entries.async_update_entry(
        entry, options={"show_plates": plates}
    )


OF_THE_GARAGE = (
    *("event.garage_decision", "select.garage_mode", "sensor.garage_last_decision"),
    *("sensor.garage_refusals_today", "sensor.garage_would_have_opened"),
)


@pytest.mark.parametrize(
    ("change", "new", "gone"),
    [
        (adds(added("vehicle", "Lorry", plates=["LO77RRY"])), ["event.lorry_movement"], ()),
        (
            adds(added("guest_pass", "Ada", **{**guest()["data"], "plates": ["AD4PASS"]})),
            ["sensor.guest_pass_valid_until_2", "sensor.guest_pass_uses_left"],
            (),
        ),
        (adds(another_door()), ["event.gate_decision", "select.gate_mode"], ()),
        (changes(VAN, "Anna's car"), [], ()),
        (changes(VAN, plates=["NE1PLT8"]), [], ()),
        (changes(VAN, denied=True), [], ()),
        (changes(DOOR, "Barn", mode="shadow", shadow_days=3), [], ()),
        (changes(DOOR, policy={"min_frames": 9}), [], ()),
        (changes(DOOR, policy=ASKING), ["button.garage_confirm_opening"], ()),
        (changes(GUEST, uses=3), ["sensor.guest_pass_uses_left"], ()),
        (
            removes(MINI),
            [],
            ("event.mini_movement", "binary_sensor.mini_here", "sensor.mini_last_seen"),
        ),
        (removes(GUEST), [], ("sensor.guest_pass_valid_until",)),
        (removes(DOOR), [], OF_THE_GARAGE),
        (allows(plates=False), [], ()),
    ],
)
async def test_a_change_adds_and_removes_what_it_is_about_and_disturbs_nothing(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    watch: Watch,
    change: Change,
    new: list[str],
    gone: tuple[str, ...],
) -> None:
    change(hass, loaded)
    await hass.async_block_till_done()
    watch.assert_nothing_was_announced(*gone)
    for entity_id in new:
        assert hass.states.get(entity_id) is not None, entity_id
    assert engine.connections == 1
    household = loaded.runtime_data.household
    assert engine.known_plates == sorted(household.plates)
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), loaded.entry_id)
    assert {one.config_subentry_id for one in devices} - {None} == set(loaded.subentries)
    entities = er.async_entries_for_config_entry(er.async_get(hass), loaded.entry_id)
    assert {one.config_subentry_id for one in entities} - {None} == set(loaded.subentries)


async def test_twenty_seven_vehicles_are_added_one_right_after_the_other(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, watch: Watch, act: Act
) -> None:
    for number in range(27):
        answer = await hass.services.async_call(
            "placa",
            "add_vehicle",
            {"name": f"Car {number}", "plates": [f"C{number:02}JKL{number:02}"]},
            blocking=True,
            return_response=True,
        )
        assert answer is not None
        assert answer["vehicle_id"] in loaded.subentries
    await hass.async_block_till_done()
    watch.assert_nothing_was_announced()
    assert len(loaded.runtime_data.household.residents) == 29
    assert {f"binary_sensor.car_{number}_here" for number in range(27)} <= set(
        hass.states.async_entity_ids()
    )
    assert engine.connections == 1
    assert engine.known_plates == sorted(loaded.runtime_data.household.plates)


async def test_changes_that_come_together_are_told_to_the_engine_at_once(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[int] = []
    tell = EngineClient.set_known_plates

    async def count(client: EngineClient, plates: frozenset[str]) -> None:
        told.append(len(plates))
        await tell(client, plates)

    monkeypatch.setattr(EngineClient, "set_known_plates", count)
    adds(*(added("vehicle", f"Car {n}", plates=[f"CAR{n}"]) for n in range(5)))(hass, loaded)
    await hass.async_block_till_done()
    assert told == [8]


async def test_plates_that_the_engine_could_not_hear_are_told_again(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(known_plates, "_AGAIN", 1.0)
    engine.refuse_plates = 503
    adds(added("vehicle", "Lorry", plates=["LO77RRY"]))(hass, loaded)
    await hass.async_block_till_done()
    assert engine.known_plates is not None
    assert "LO77RRY" not in engine.known_plates
    engine.refuse_plates = None
    async_fire_time_changed(hass, fire_all=True)
    await hass.async_block_till_done()
    assert "LO77RRY" in engine.known_plates


async def test_a_car_that_is_coming_is_let_in_right_through_a_change(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    early = sighting(frames=1)
    await heard.tell(engine, engine.update(early))
    adds(added("vehicle", "Lorry", plates=["LO77RRY"]), another_door(mode="shadow"))(hass, loaded)
    await heard.tell(engine, engine.update(later(early, frames=4)))
    await hass.async_block_till_done()
    assert [call.data["entity_id"] for call in garage] == [GARAGE]
    assert [one["verdict"] for one in engine.decisions.values() if one["door"] == DOOR] == [
        "granted"
    ]


async def test_a_vehicle_that_was_a_stranger_is_let_in_as_soon_as_it_is_added(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    seen = sighting("LO77RRY")
    await heard.tell(engine, engine.update(seen))
    assert garage == []
    lorry = added("vehicle", "Lorry", plates=["LO77RRY"])
    adds(lorry)(hass, loaded)
    await heard.tell(engine, engine.update(later(seen)))
    await hass.async_block_till_done()
    assert len(garage) == 1


@pytest.mark.parametrize(
    "change",
    [
        removes(VAN),
        changes(VAN, plates=["NE1PLT8"]),
        changes(VAN, denied=True),
        removes(DOOR),
        changes(DOOR, mode="off"),
        changes(DOOR, all_vehicles=False, vehicles=[MINI]),
    ],
)
async def test_a_change_that_keeps_a_car_out_counts_at_once(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    change: Change,
) -> None:
    """Nothing is awaited between the change and the car's next update."""
    await heard.tell(engine, engine.update(early := sighting(frames=1)))
    change(hass, loaded)
    coordinator = loaded.runtime_data.coordinator
    coordinator._take(parse_stream_message(engine.update(later(early, frames=4))))
    await hass.async_block_till_done()
    assert garage == []


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(policy=ASKING)]])
@pytest.mark.parametrize(
    ("change", "decided"),
    [
        (removes(VAN), "refused"),
        (changes(VAN, plates=["NE1PLT8"]), "refused"),
        (changes(DOOR, mode="off"), "refused"),
        (changes(DOOR, policy={}), None),
        (removes(DOOR), None),
    ],
)
async def test_a_question_that_no_longer_holds_is_taken_back(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    change: Change,
    decided: str | None,
) -> None:
    app = async_mock_service(hass, "notify", PHONE)
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    (question,) = loaded.runtime_data.door_controller.confirmation_requests.all_open
    change(hass, loaded)
    await hass.async_block_till_done()
    assert [call.data["message"] for call in app][1:] == ["clear_notification"]
    assert loaded.runtime_data.door_controller.confirmation_requests.all_open == ()
    assert not loaded.runtime_data.door_controller.answer(
        question.token, ConfirmationAnswer.CONFIRMED, "a-user"
    )
    verdicts = [one["verdict"] for one in engine.decisions.values()]
    assert verdicts == ["awaiting", *([decided] if decided else [])]
    assert garage == []


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(policy=ASKING)]])
async def test_a_question_stays_open_through_a_change_of_something_else(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    async_mock_service(hass, "notify", PHONE)
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    (question,) = loaded.runtime_data.door_controller.confirmation_requests.all_open
    adds(added("vehicle", "Lorry", plates=["LO77RRY"]))(hass, loaded)
    changes(VAN, "Anna's car")(hass, loaded)
    await hass.async_block_till_done()
    assert loaded.runtime_data.door_controller.answer(
        question.token, ConfirmationAnswer.CONFIRMED, "a-user"
    )
    await hass.async_block_till_done()
    assert len(garage) == 1


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(policy=ASKING)]])
async def test_a_door_that_asks_no_more_opens_with_the_next_update(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    async_mock_service(hass, "notify", PHONE)
    await heard.tell(engine, engine.update(waiting := sighting()))
    changes(DOOR, policy={})(hass, loaded)
    await hass.async_block_till_done()
    assert garage == []
    await heard.tell(engine, engine.update(later(waiting)))
    await hass.async_block_till_done()
    assert len(garage) == 1


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(policy=ASKING)]])
async def test_who_was_banned_while_waiting_is_not_let_in_by_a_confirmation(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    async_mock_service(hass, "notify", PHONE)
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    (question,) = loaded.runtime_data.door_controller.confirmation_requests.all_open
    changes(VAN, denied=True)(hass, loaded)
    loaded.runtime_data.door_controller.answer(
        question.token, ConfirmationAnswer.CONFIRMED, "a-user"
    )
    await hass.async_block_till_done()
    assert garage == []


async def test_a_renamed_door_and_vehicle_keep_their_devices_and_entities(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    watch: Watch,
    device_registry: dr.DeviceRegistry,
) -> None:
    before = {one.id for one in dr.async_entries_for_config_entry(device_registry, loaded.entry_id)}
    changes(DOOR, "Barn")(hass, loaded)
    changes(VAN, "Anna's car")(hass, loaded)
    hass.config_entries.async_update_entry(loaded, title="My engine")
    await hass.async_block_till_done()
    watch.assert_nothing_was_announced()
    after = dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    assert {one.id for one in after} == before
    assert {"Barn", "Anna's car", "My engine"} <= {one.name for one in after}
    decision = hass.states.get("event.garage_decision")
    assert decision is not None
    assert decision.attributes["friendly_name"] == "Barn Decision"
    assert decision.attributes["vehicle"] == "Anna's car"
    last = hass.states.get("sensor.garage_last_decision")
    assert last is not None
    assert last.attributes["summary"] == "Barn opened for Anna's car."


async def test_nobody_is_named_any_more_who_is_gone(
    hass: HomeAssistant, loaded: MockConfigEntry, watch: Watch
) -> None:
    told = hass.states.get("event.garage_decision")
    assert told is not None
    assert told.attributes["vehicle"] == "Van"
    removes(VAN)(hass, loaded)
    await hass.async_block_till_done()
    after = hass.states.get("event.garage_decision")
    assert after is not None
    assert after.state == told.state
    assert not {"plate", "vehicle", "vehicle_id", "sighting_id"} & after.attributes.keys()


async def test_a_pass_that_is_no_longer_counted_loses_its_count(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    changes(GUEST, uses=2)(hass, loaded)
    await hass.async_block_till_done()
    left = hass.states.get("sensor.guest_pass_uses_left")
    assert left is not None
    assert left.state == "2"
    changes(GUEST, uses=5)(hass, loaded)
    await hass.async_block_till_done()
    left = hass.states.get("sensor.guest_pass_uses_left")
    assert left is not None
    assert left.state == "5"
    changes(GUEST, uses=None)(hass, loaded)
    await hass.async_block_till_done()
    assert hass.states.get("sensor.guest_pass_uses_left") is None


async def test_a_door_that_asks_no_more_loses_its_button(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    changes(DOOR, policy=ASKING)(hass, loaded)
    await hass.async_block_till_done()
    assert hass.states.get("button.garage_confirm_opening") is not None
    assert hass.states.get("image.garage_waiting_vehicle") is not None
    changes(DOOR, policy={})(hass, loaded)
    await hass.async_block_till_done()
    assert hass.states.get("button.garage_confirm_opening") is None
    assert hass.states.get("image.garage_waiting_vehicle") is None
    changes(DOOR, policy=ASKING)(hass, loaded)
    await hass.async_block_till_done()
    assert hass.states.get("button.garage_confirm_opening") is not None


async def test_where_a_new_vehicle_is_is_known_from_when_it_was_a_stranger(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await heard.tell(engine, engine.update(sighting("LO77RRY", direction="approaching")))
    adds(added("vehicle", "Lorry", plates=["LO77RRY"]))(hass, loaded)
    await hass.async_block_till_done()
    here = hass.states.get("binary_sensor.lorry_here")
    movement = hass.states.get("event.lorry_movement")
    assert here is not None
    assert here.state == "on"
    assert movement is not None
    assert movement.state == "unknown"


async def test_nothing_is_kept_of_what_is_gone(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    watch: Watch,
    hass_storage: dict[str, Any],
) -> None:
    stores = loaded.runtime_data.stores
    assert stores.presences.of(VAN).last_seen is not None
    assert stores.recent.of(DOOR).last is not None
    removes(VAN)(hass, loaded)
    removes(DOOR)(hass, loaded)
    await hass.async_block_till_done()
    assert stores.presences.of(VAN).last_seen is None
    assert stores.recent.of(DOOR).last is None
    await stores.save()
    kept = {key: value for key, value in hass_storage.items() if key.startswith("placa.")}
    outbox_only = str(kept).replace(str(kept.get(f"placa.{loaded.entry_id}")), "")
    assert VAN not in outbox_only
    assert DOOR not in outbox_only


async def test_a_camera_comes_and_goes_in_the_form_without_a_reload(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, watch: Watch
) -> None:
    flows = hass.config_entries.subentries
    menu = await flows.async_init((loaded.entry_id, "camera"), context={"source": SOURCE_USER})
    form = await flows.async_configure(menu["flow_id"], {"next_step_id": "address"})
    done = await flows.async_configure(
        form["flow_id"], {"name": "Yard", "url": "rtsp://192.0.2.1/yard", "facing": "out"}
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY, done
    await until(
        loaded.runtime_data.coordinator,
        lambda: "yard" in loaded.runtime_data.coordinator.data.cameras,
    )
    await hass.async_block_till_done()
    (subentry,) = (one for one in loaded.subentries.values() if one.subentry_type == "camera")
    own = er.async_entries_for_config_entry(er.async_get(hass), loaded.entry_id)
    yard = {one.entity_id for one in own if one.config_subentry_id == subentry.subentry_id}
    assert {"event.yard_sighting", "binary_sensor.yard_stream"} <= yard
    hass.config_entries.async_remove_subentry(loaded, subentry.subentry_id)
    await hass.async_block_till_done()
    assert engine.cameras.keys() == {"drive"}
    await until(
        loaded.runtime_data.coordinator,
        lambda: "yard" not in loaded.runtime_data.coordinator.data.cameras,
    )
    await hass.async_block_till_done()
    watch.assert_nothing_was_announced()
    assert not [key for key in hass.states.async_entity_ids() if "yard" in key]
    assert engine.connections == 1


async def test_a_camera_that_somebody_else_adds_gets_its_place_while_running(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    engine.cameras["yard"] = camera("yard", origin="api")
    await heard.tell(engine, engine.camera_update(engine.cameras["yard"]))
    await hass.async_block_till_done()
    (subentry,) = (one for one in loaded.subentries.values() if one.subentry_type == "camera")
    stream = er.async_get(hass).async_get("binary_sensor.yard_stream")
    assert stream is not None
    assert stream.config_subentry_id == subentry.subentry_id


async def test_the_entry_has_no_update_listener(loaded: MockConfigEntry) -> None:
    """Home Assistant refuses one beside flows that load the entry anew."""
    assert loaded.update_listeners == []
    assert loaded.state is ConfigEntryState.LOADED


async def test_a_removed_door_leaves_no_device(
    hass: HomeAssistant, loaded: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    removes(DOOR)(hass, loaded)
    await hass.async_block_till_done()
    identifier = subentry_identifier(loaded.entry_id, DOOR)
    assert device_registry.async_get_device_by_identifier(identifier, loaded.entry_id) is None
