"""Why a door was opened or not, asked in Home Assistant."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
import probatio
import pytest
from support.engine import FakeEngine, clock, later, sighting
from support.home import DOOR, VAN, Heard, door, vehicle
from support.plugin import MockConfigEntry

from custom_components.placa.access.policy import POLICY_VERSION
from custom_components.placa.const import DOMAIN

DECISION = "event.garage_decision"
type Calls = list[ServiceCall]


async def drive_up(hass: HomeAssistant, heard: Heard, engine: FakeEngine, *seen: Any) -> None:
    await heard.tell(engine, *(engine.update(update) for update in seen))
    await hass.async_block_till_done()


async def explain(hass: HomeAssistant, **asked: Any) -> dict[str, Any]:
    response = await hass.services.async_call(
        DOMAIN, "explain_decision", asked, blocking=True, return_response=True
    )
    assert response is not None
    return dict(response)


def device_of(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> str:
    """The device of a door or camera by its name."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    (found,) = (device.id for device in devices if device.name == name)
    return found


def refused_by(hass: HomeAssistant) -> list[str]:
    state = hass.states.get(DECISION)
    assert state is not None
    codes: list[str] = state.attributes["refused_by"]
    return codes


async def test_a_decision_is_explained_by_the_id_that_its_event_tells(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await drive_up(hass, heard, engine, seen := sighting(), later(seen), sighting())
    refused = hass.states.get(DECISION)
    assert refused is not None
    explained = await explain(hass, decision_id=refused.attributes["decision_id"])
    assert explained["verdict"] == "refused"
    assert explained["summary"] == (
        "Garage was not opened for Van, because the door has already opened for this visit, "
        "and for another reason."
    )
    assert {"code": "live", "ok": True, "detail": "The vehicle is in view."} in explained["reasons"]
    assert explained["evidence"]["sighting"]["frames"] == 4
    assert explained["policy_version"] == POLICY_VERSION
    assert explained["replay"] == "same"
    assert "AB12CDE" not in str(explained)


async def test_the_latest_decision_of_a_door_is_explained(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    device = device_of(hass, loaded, "Garage")
    with pytest.raises(ServiceValidationError) as nothing_yet:
        await explain(hass, device_id=device)
    assert nothing_yet.value.translation_key == "no_such_decision"
    await drive_up(hass, heard, engine, sighting())
    assert (await explain(hass, device_id=device))["summary"] == "Garage was opened for Van."
    await drive_up(hass, heard, engine, sighting())
    assert (await explain(hass, device_id=device))["verdict"] == "refused"


async def test_a_decision_that_the_engine_has_yet_to_hear_is_explained_too(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    engine.refuse_decisions = 503
    await drive_up(hass, heard, engine, sighting())
    explained = await explain(hass, device_id=device_of(hass, loaded, "Garage"))
    assert explained["verdict"] == "granted"
    assert explained["decision_id"] == loaded.runtime_data.stores.journal.outbox[0]["decision_id"]
    engine.answers["/api/v1/decisions"] = {"decisions": "?"}
    with pytest.raises(HomeAssistantError) as unusable:
        await explain(hass, decision_id="another")
    assert unusable.value.translation_key == "engine_unusable"


async def test_what_is_no_door_and_what_names_nothing_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as camera:
        await explain(hass, device_id=device_of(hass, loaded, "Drive"))
    assert camera.value.translation_key == "not_a_door"
    for asked in ({}, {"decision_id": "a b"}, {"decision_id": "a", "device_id": "b"}):
        with pytest.raises(probatio.Invalid):
            await explain(hass, **asked)


ALARM = "alarm_control_panel.home"


@pytest.mark.parametrize(
    ("subentries", "states", "codes"),
    [
        ([vehicle(VAN, "Van", "AB12CDE"), door(policy=policy)], states, codes)
        for policy, states, codes in (
            ({"alarm": ALARM}, {ALARM: "disarmed"}, []),
            ({"alarm": ALARM}, {ALARM: "armed_away"}, ["alarm"]),
            ({"alarm": ALARM}, {}, ["alarm"]),
            ({"schedule": "schedule.day"}, {"schedule.day": "on"}, []),
            ({"schedule": "schedule.day"}, {"schedule.day": "off"}, ["schedule"]),
            ({"schedule": "schedule.day"}, {}, ["schedule"]),
        )
    ],
)
async def test_a_door_asks_its_alarm_and_its_schedule(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    states: dict[str, str],
    codes: list[str],
) -> None:
    for entity_id, state in states.items():
        hass.states.async_set(entity_id, state)
    await drive_up(hass, heard, engine, sighting())
    assert refused_by(hass) == codes
    assert len(garage) == (0 if codes else 1)


async def test_a_camera_that_is_frozen_or_ill_opens_nothing(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    frozen = engine.cameras["drive"] | {"frozen": True, "state": "stalled", "problem": "stalled"}
    await heard.tell(engine, engine.camera_update(frozen))
    await drive_up(hass, heard, engine, sighting())
    assert refused_by(hass) == ["camera_health", "frozen"]
    assert garage == []


@pytest.mark.parametrize("wrong", [-31.0, 31.0])
async def test_a_door_stays_shut_while_the_clocks_differ(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    wrong: float,
) -> None:
    clock.wrong = wrong
    await drive_up(hass, heard, engine, sighting())
    assert refused_by(hass) == ["clocks"]
    assert garage == []


@pytest.mark.parametrize(
    "subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(policy={"max_clock_skew": 1e9})]]
)
@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
async def test_a_clock_that_is_set_never_opens_a_second_time(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    jump: float,
) -> None:
    await drive_up(hass, heard, engine, first := sighting())
    clock.wrong = jump
    await drive_up(hass, heard, engine, later(first), sighting())
    assert len(garage) == 1
    assert refused_by(hass) == ["cool_down", "visit"]


async def test_a_second_reader_that_disagrees_keeps_the_door_shut_and_is_recorded_at_once(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await drive_up(hass, heard, engine, sighting(second_opinion="disagrees"))
    assert refused_by(hass) == ["confirmed", "second_reader"]
    assert garage == []


async def test_a_door_waits_for_the_second_reader_and_opens_once_it_agrees(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    first = sighting(second_opinion="none")
    await drive_up(hass, heard, engine, first, unsure := later(first, second_opinion="unsure"))
    assert garage == []
    assert engine.decisions == {}
    await drive_up(hass, heard, engine, later(unsure, second_opinion="agrees"))
    assert len(garage) == 1
    assert [record["door"] for record in engine.decisions.values()] == [DOOR]
