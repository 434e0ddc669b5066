"""A door that asks somebody first: opened once, for the right answer, in time."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from conftest import DOOR, GARAGE, MINI, VAN, Heard, above_debug, door, vehicle
from engine import JPEG, FakeEngine, clock, ended, later, sighting
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant, ServiceCall, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from plugin import (
    ClientSessionGenerator,
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
    async_mock_service,
)
import pytest

from custom_components.placa.coordinator import PlacaConfigEntry

DECISION = "event.garage_decision"
BUTTON = "button.garage_confirm_opening"
IMAGE = "image.garage_waiting_vehicle"
APP = "mobile_app_phone"
GATE = "01JD00000000000000000000GT"
type Calls = list[ServiceCall]


def asking(mode: str = "armed", policy: dict[str, Any] | None = None, **factor: Any) -> Any:
    settings = {"kind": "confirmation", "notify": [APP]} | factor
    return door(mode=mode, policy=(policy or {}) | {"second_factor": settings})


HOUSEHOLD = [vehicle(VAN, "Van", "AB12CDE"), vehicle(MINI, "Mini", "XY99ZZZ"), asking()]
OF_THE_VAN = {"kind": "confirmation", "notify": [APP]}
VAN_ASKS = [
    vehicle(VAN, "Van", "AB12CDE") | {"data": {"plates": ["AB12CDE"], "second_factor": OF_THE_VAN}},
    door(),
]
DOOR_OR_VAN_ASKS = pytest.mark.parametrize("subentries", [HOUSEHOLD, VAN_ASKS])


@pytest.fixture
def subentries() -> list[Any]:
    return HOUSEHOLD


@pytest.fixture
def app(hass: HomeAssistant) -> Calls:
    """The notifications that the app gets."""
    calls: Calls = async_mock_service(hass, "notify", APP)
    return calls


async def arrive(hass: HomeAssistant, heard: Heard, engine: FakeEngine, *seen: Any) -> None:
    await heard.tell(engine, *(engine.update(update) for update in seen))
    await hass.async_block_till_done()


async def tap(hass: HomeAssistant, action: str, user: User | None) -> None:
    """Let the app tell that a button of a notification was tapped."""
    context = Context(user_id=user.id if user else None)
    hass.bus.async_fire("mobile_app_notification_action", {"action": action}, context=context)
    await hass.async_block_till_done()


async def press(hass: HomeAssistant, user: User | None) -> None:
    context = Context(user_id=user.id if user else None)
    await hass.services.async_call(
        "button", "press", {"entity_id": BUTTON}, blocking=True, context=context
    )
    await hass.async_block_till_done()


def actions(notification: ServiceCall) -> tuple[str, str]:
    """What the buttons of a notification send: to open, and not to."""
    yes, no = notification.data["data"]["actions"]
    return yes["action"], no["action"]


def state(hass: HomeAssistant, entity_id: str) -> State:
    found = hass.states.get(entity_id)
    assert found is not None
    return found


def decided(hass: HomeAssistant) -> tuple[str, list[str]]:
    attributes = state(hass, DECISION).attributes
    return attributes["event_type"], attributes["refused_by"]


def verdicts(engine: FakeEngine) -> list[str]:
    return [record["verdict"] for record in engine.decisions.values()]


def link(hass: HomeAssistant) -> str:
    """The link to the picture of who waits."""
    shown = hass.states.get(IMAGE)
    assert shown is not None
    return str(shown.attributes.get("entity_picture", ""))


def told(record: dict[str, Any]) -> str:
    (detail,) = (one["detail"] for one in record["reasons"] if one["code"] == "second_factor")
    return str(detail)


@DOOR_OR_VAN_ASKS
async def test_the_app_is_asked_and_the_door_stays_shut(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
) -> None:
    first = sighting()
    await arrive(hass, heard, engine, first, later(first), later(later(first)))
    assert garage == []
    assert decided(hass) == ("awaiting", ["second_factor"])
    assert verdicts(engine) == ["awaiting"]
    (notification,) = app
    assert notification.data["title"] == "Garage"
    assert notification.data["message"] == "A known vehicle is waiting. Open?"
    data = notification.data["data"]
    assert data["image"] == f"/api/image_proxy/{IMAGE}"
    assert link(hass).startswith(data["image"])
    assert data["timeout"] == 60
    assert "AB12CDE" not in str(notification.data)
    assert "Van" not in str(notification.data)
    yes, no = actions(notification)
    assert yes.removeprefix("PLACA_OPEN_") == no.removeprefix("PLACA_DECLINE_")
    assert yes.removeprefix("PLACA_OPEN_") not in str(engine.decisions)
    assert yes.removeprefix("PLACA_OPEN_") not in data["tag"]


@DOOR_OR_VAN_ASKS
async def test_who_confirms_opens_the_door_once_and_is_recorded(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    first = sighting()
    await arrive(hass, heard, engine, first)
    clock.passed += 20.0
    yes, no = actions(app[0])
    await tap(hass, yes, hass_admin_user)
    assert [call.data for call in garage] == [{"entity_id": GARAGE}]
    assert decided(hass) == ("granted", [])
    assert not link(hass)
    await tap(hass, yes, hass_admin_user)
    await tap(hass, no, hass_admin_user)
    await arrive(hass, heard, engine, later(first), ended(later(later(first))), sighting())
    assert len(garage) == 1
    assert verdicts(engine) == ["awaiting", "granted", "refused"]
    granted = list(engine.decisions.values())[1]
    assert told(granted) == "Somebody confirmed after 20 s."
    inquiry = granted["evidence"]["circumstances"]["inquiry"]
    assert inquiry == {
        "vehicle_id": VAN,
        "waited": 20.0,
        "answer": "confirmed",
        "by": hass_admin_user.id,
    }
    assert app[-1].data == {
        "message": "clear_notification",
        "data": {"tag": app[0].data["data"]["tag"]},
    }
    assert len(app) == 2


@pytest.mark.parametrize("who", ["nobody", "stranger", "retired"])
async def test_only_a_person_who_may_use_home_assistant_can_answer(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    who: str,
) -> None:
    retired = MockUser(is_active=False).add_to_hass(hass)
    users = {"nobody": None, "stranger": MockUser(id="unknown"), "retired": retired}
    await arrive(hass, heard, engine, sighting())
    await tap(hass, actions(app[0])[0], users[who])
    assert garage == []
    assert verdicts(engine) == ["awaiting"]


@pytest.mark.parametrize(
    "action", ["PLACA_OPEN_", "PLACA_OPEN_guess", "PLACA_OPEN_ünicode", "OPEN", ""]
)
async def test_a_guess_opens_nothing(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
    action: str,
) -> None:
    await arrive(hass, heard, engine, sighting())
    await tap(hass, action, hass_admin_user)
    await tap(hass, app[0].data["data"]["tag"], hass_admin_user)
    assert garage == []
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert len(garage) == 1


async def test_who_declines_keeps_it_shut_for_this_visit(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    first = sighting()
    await arrive(hass, heard, engine, first)
    yes, no = actions(app[0])
    await tap(hass, no, hass_admin_user)
    await tap(hass, yes, hass_admin_user)
    clock.passed += 300.0
    await arrive(hass, heard, engine, later(first))
    assert garage == []
    assert verdicts(engine) == ["awaiting", "refused"]
    assert told(list(engine.decisions.values())[1]) == "Somebody declined."
    assert [call.data["message"] for call in app[1:]] == ["clear_notification"]


async def test_an_answer_that_comes_too_late_opens_nothing(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    """Though the timer that should have closed the question is late as well."""
    await arrive(hass, heard, engine, sighting())
    clock.passed += 60.1
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert garage == []
    assert verdicts(engine) == ["awaiting", "refused"]
    assert told(list(engine.decisions.values())[1]) == "Nobody confirmed within 60 s."


@DOOR_OR_VAN_ASKS
async def test_time_closes_the_question(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    await arrive(hass, heard, engine, sighting())
    clock.passed += 60.0
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=61))
    await hass.async_block_till_done()
    assert verdicts(engine) == ["awaiting", "refused"]
    assert told(list(engine.decisions.values())[1]) == "Nobody confirmed within 60 s."
    assert [call.data["message"] for call in app[1:]] == ["clear_notification"]
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert garage == []
    assert loaded.runtime_data.doorkeeper.questions.open_for(DOOR) is None


async def test_nobody_is_asked_again_at_once(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    await arrive(hass, heard, engine, first := sighting())
    await tap(hass, actions(app[0])[1], hass_admin_user)
    clock.passed += 30.0
    await arrive(hass, heard, engine, ended(first), sighting())
    asked = [call for call in app if "actions" in call.data["data"]]
    assert len(asked) == 1
    clock.passed += 60.0
    await arrive(hass, heard, engine, sighting())
    asked = [call for call in app if "actions" in call.data["data"]]
    assert len(asked) == 2
    assert actions(asked[0]) != actions(asked[1])


async def test_a_restart_forgets_the_question_and_the_door_stays_shut(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    first = sighting()
    await arrive(hass, heard, engine, first)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert app[-1].data["message"] == "clear_notification"
    old, _ = actions(app[0])
    await tap(hass, old, hass_admin_user)
    assert garage == []
    await arrive(hass, heard, engine, later(first))
    new, _ = actions(app[-1])
    assert new != old
    await tap(hass, old, hass_admin_user)
    assert garage == []
    await tap(hass, new, hass_admin_user)
    assert len(garage) == 1


@pytest.mark.parametrize("mode", ["off", "shadow"])
async def test_disarming_takes_the_question_back(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
    mode: str,
) -> None:
    await arrive(hass, heard, engine, sighting())
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.garage_mode", "option": mode},
        blocking=True,
    )
    await hass.async_block_till_done()
    assert decided(hass)[0] == "refused"
    assert app[-1].data["message"] == "clear_notification"
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert garage == []
    assert verdicts(engine) == ["awaiting", "refused"]


async def test_the_door_is_judged_anew_when_the_answer_comes(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    await arrive(hass, heard, engine, first := sighting())
    hass.states.async_set(GARAGE, "open")
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert garage == []
    assert decided(hass) == ("refused", ["closed"])
    hass.states.async_set(GARAGE, "closed")
    await arrive(hass, heard, engine, later(first))
    assert garage == []


@pytest.mark.parametrize(
    "subentries",
    [[vehicle(VAN, "Van", "AB12CDE"), asking(policy={"alarm": "alarm_control_panel.home"})]],
)
async def test_an_alarm_that_is_armed_meanwhile_keeps_the_door_shut(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    hass.states.async_set("alarm_control_panel.home", "disarmed")
    await arrive(hass, heard, engine, sighting())
    hass.states.async_set("alarm_control_panel.home", "armed_away")
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert garage == []
    assert decided(hass) == ("refused", ["alarm"])


async def test_a_lost_connection_keeps_the_door_shut(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    await arrive(hass, heard, engine, sighting())
    loaded.runtime_data.async_set_update_error(TimeoutError())
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert garage == []
    assert verdicts(engine) == ["awaiting", "refused"]


async def test_a_car_that_waits_out_of_view_is_let_in(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    first = sighting()
    await arrive(hass, heard, engine, first)
    clock.passed += 2.0
    await arrive(hass, heard, engine, ended(first))
    clock.passed += 40.0
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert len(garage) == 1
    assert verdicts(engine) == ["awaiting", "granted"]


@pytest.mark.parametrize(
    "change", [{"direction": "receding"}, {"text": "AB12CDF"}, {"text": "XY99ZZZ"}]
)
async def test_a_car_that_turns_away_or_was_another_one_is_asked_about_no_more(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
    change: dict[str, Any],
) -> None:
    first = sighting()
    await arrive(hass, heard, engine, first)
    await arrive(hass, heard, engine, later(first, frames=1, **change))
    await tap(hass, actions(app[0])[0], hass_admin_user)
    assert garage == []
    refused = list(engine.decisions.values())[1]
    assert refused["verdict"] == "refused"
    assert told(refused) == "The question was withdrawn."


async def test_another_vehicle_has_to_wait_for_the_answer(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    second = sighting("XY99ZZZ")
    await arrive(hass, heard, engine, sighting(), second)
    assert len(app) == 1
    assert told(list(engine.decisions.values())[1]) == "Another vehicle waits for a confirmation."
    await tap(hass, actions(app[0])[1], hass_admin_user)
    await arrive(hass, heard, engine, later(second))
    await tap(hass, actions(app[-1])[0], hass_admin_user)
    assert len(garage) == 1
    assert list(engine.decisions.values())[-1]["vehicle"] == MINI


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            asking(),
            asking() | {"subentry_id": GATE, "title": "Gate"},
        ]
    ],
)
async def test_each_of_two_doors_has_its_own_answer(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    await arrive(hass, heard, engine, sighting())
    by_door = {call.data["title"]: actions(call) for call in app}
    assert set(by_door) == {"Garage", "Gate"}
    await tap(hass, by_door["Gate"][1], hass_admin_user)
    assert garage == []
    await tap(hass, by_door["Garage"][0], hass_admin_user)
    assert len(garage) == 1
    assert decided(hass) == ("granted", [])
    assert state(hass, "event.gate_decision").attributes["event_type"] == "refused"


async def test_the_button_can_be_pressed_by_a_person_while_a_vehicle_waits(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> None:
    assert state(hass, BUTTON).state == "unavailable"
    await arrive(hass, heard, engine, sighting())
    assert state(hass, BUTTON).state != "unavailable"
    with pytest.raises(ServiceValidationError) as caught:
        await press(hass, None)
    assert caught.value.translation_key == "not_a_person"
    assert garage == []
    await press(hass, hass_admin_user)
    assert len(garage) == 1
    assert state(hass, BUTTON).state == "unavailable"
    record = list(engine.decisions.values())[-1]
    assert record["evidence"]["circumstances"]["inquiry"]["by"] == hass_admin_user.id


async def test_a_button_pressed_too_late_says_so(
    hass: HomeAssistant, engine: FakeEngine, loaded: PlacaConfigEntry, hass_admin_user: User
) -> None:
    button = hass.data["entity_components"]["button"].get_entity(BUTTON)
    assert button is not None
    button.async_set_context(Context(user_id=hass_admin_user.id))
    with pytest.raises(ServiceValidationError) as caught:
        await button.async_press()
    assert caught.value.translation_key == "nobody_waits"


@pytest.mark.parametrize(
    "subentries", [[vehicle(VAN, "Van", "AB12CDE"), asking(tell_details=True)]]
)
async def test_the_notification_names_the_vehicle_if_its_owner_wants_that(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
) -> None:
    await arrive(hass, heard, engine, sighting())
    assert app[0].data["message"] == "Van (AB12CDE) is waiting. Open?"


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), asking("shadow")]])
async def test_a_door_in_shadow_disturbs_nobody(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
) -> None:
    await arrive(hass, heard, engine, sighting())
    assert app == []
    assert decided(hass) == ("shadow", ["second_factor"])
    assert state(hass, "sensor.garage_would_have_opened").state == "1"


async def test_an_app_that_cannot_be_reached_leaves_the_button(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def unreachable(_call: ServiceCall) -> None:
        raise HomeAssistantError("AB12CDE must not be logged")

    hass.services.async_register("notify", APP, unreachable)
    await arrive(hass, heard, engine, sighting())
    assert "could not be asked about cover.garage: HomeAssistantError" in caplog.text
    assert "AB12CDE" not in above_debug(caplog)
    assert "PLACA_OPEN_" not in above_debug(caplog)
    await press(hass, hass_admin_user)
    assert len(garage) == 1


async def test_the_picture_of_who_waits_is_shown_while_it_waits(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_client: ClientSessionGenerator,
    hass_admin_user: User,
) -> None:
    seen = sighting(has_picture=True)
    engine.pictures.add(seen["sighting_id"])
    await arrive(hass, heard, engine, seen)
    client = await hass_client()
    path = app[0].data["data"]["image"]
    answer = await client.get(path)
    assert answer.status == HTTPStatus.OK
    assert await answer.read() == JPEG
    await tap(hass, actions(app[0])[1], hass_admin_user)
    gone = await client.get(path)
    assert gone.status == HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door()]])
async def test_a_door_that_asks_nobody_has_no_button_and_no_picture(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    entry_id = entry.entry_id
    for domain, key in (("button", "confirm"), ("image", "waiting")):
        registry.async_get_or_create(
            domain, "placa", f"{entry_id}_{DOOR}_{key}", config_entry=entry
        )
    assert await hass.config_entries.async_setup(entry_id)
    entities = er.async_entries_for_config_entry(registry, entry_id)
    assert not {"confirm", "waiting"} & {entity.translation_key for entity in entities}
    assert not {
        entity.unique_id
        for entity in entities
        if entity.unique_id.endswith(("_confirm", "_waiting"))
    }
    await hass.config_entries.async_unload(entry_id)
