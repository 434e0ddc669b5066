"""A door that asks somebody first: opened once, for the right answer, in time."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant, ServiceCall, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from support.engine import JPEG, FakeEngine, clock, ended, later, sighting
from support.home import DOOR, GARAGE, MINI, VAN, Heard, above_debug, door, vehicle
from support.people import TEXTS
from support.plugin import (
    ClientSessionGenerator,
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.placa.access.reasons import Reason
from custom_components.placa.coordinator import PlacaConfigEntry
from custom_components.placa.localization.reasons import sentence
from custom_components.placa.serialization import deserialize

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


@dataclass(frozen=True)
class House:
    """A garage door that asks, the app of the person it asks, and the camera in front of it."""

    hass: HomeAssistant
    heard: Heard
    engine: FakeEngine
    opened: Calls
    app: Calls
    owner: User

    async def arrive(self, *seen: Any) -> None:
        await self.heard.tell(self.engine, *(self.engine.update(update) for update in seen))
        await self.hass.async_block_till_done()

    async def tap(self, action: str, user: User | None) -> None:
        """Let the app tell that a button of a notification was tapped."""
        context = Context(user_id=user.id if user else None)
        event = "mobile_app_notification_action"
        self.hass.bus.async_fire(event, {"action": action}, context=context)
        await self.hass.async_block_till_done()

    async def confirm(self) -> None:
        """Tap *Open* on the first notification."""
        await self.tap(actions(self.app[0])[0], self.owner)

    async def decline(self) -> None:
        """Tap *Do not open* on the first notification."""
        await self.tap(actions(self.app[0])[1], self.owner)

    async def press(self, user: User | None) -> None:
        """Press the door's button."""
        context = Context(user_id=user.id if user else None)
        await self.hass.services.async_call(
            "button", "press", {"entity_id": BUTTON}, blocking=True, context=context
        )
        await self.hass.async_block_till_done()

    def state(self, entity_id: str) -> State:
        found = self.hass.states.get(entity_id)
        assert found is not None
        return found

    @property
    def decision(self) -> tuple[str, list[str]]:
        """What the door told last: its verdict, and what it refused by."""
        attributes = self.state(DECISION).attributes
        return attributes["event_type"], attributes["refused_by"]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The decisions in the engine's ledger."""
        return list(self.engine.decisions.values())

    @property
    def verdicts(self) -> list[str]:
        return [record["verdict"] for record in self.records]

    @property
    def link(self) -> str:
        """The link to the picture of who waits."""
        return str(self.state(IMAGE).attributes.get("entity_picture", ""))


@pytest.fixture
def house(
    hass: HomeAssistant,
    garage: Calls,
    app: Calls,
    engine: FakeEngine,
    loaded: PlacaConfigEntry,
    heard: Heard,
    hass_admin_user: User,
) -> House:
    return House(hass, heard, engine, garage, app, hass_admin_user)


def actions(notification: ServiceCall) -> tuple[str, str]:
    """What the buttons of a notification send: to open, and not to."""
    yes, no = notification.data["data"]["actions"]
    return yes["action"], no["action"]


def told(record: dict[str, Any]) -> str:
    """The sentence of a decision about its second factor."""
    (found,) = (one for one in record["reasons"] if one["code"] == "second_factor")
    return sentence(TEXTS, deserialize(Reason, found))


@DOOR_OR_VAN_ASKS
async def test_the_app_is_asked_and_the_door_stays_shut(house: House) -> None:
    first = sighting()
    await house.arrive(first, later(first), later(later(first)))
    assert house.opened == []
    assert house.decision == ("awaiting", ["second_factor"])
    assert house.verdicts == ["awaiting"]
    (notification,) = house.app
    assert notification.data["title"] == "Garage"
    assert notification.data["message"] == "A known vehicle is waiting. Open?"
    data = notification.data["data"]
    assert data["image"] == f"/api/image_proxy/{IMAGE}"
    assert house.link.startswith(data["image"])
    assert data["timeout"] == 60
    assert "AB12CDE" not in str(notification.data)
    assert "Van" not in str(notification.data)
    yes, no = actions(notification)
    assert yes.removeprefix("PLACA_OPEN_") == no.removeprefix("PLACA_DECLINE_")
    assert yes.removeprefix("PLACA_OPEN_") not in str(house.engine.decisions)
    assert yes.removeprefix("PLACA_OPEN_") not in data["tag"]


@DOOR_OR_VAN_ASKS
async def test_who_confirms_opens_the_door_once_and_is_recorded(house: House) -> None:
    first = sighting()
    await house.arrive(first)
    clock.passed += 20.0
    yes, no = actions(house.app[0])
    await house.tap(yes, house.owner)
    assert [call.data for call in house.opened] == [{"entity_id": GARAGE}]
    assert house.decision == ("granted", [])
    assert not house.link
    await house.tap(yes, house.owner)
    await house.tap(no, house.owner)
    await house.arrive(later(first), ended(later(later(first))), sighting())
    assert len(house.opened) == 1
    assert house.verdicts == ["awaiting", "granted", "refused"]
    granted = house.records[1]
    assert told(granted) == "Somebody confirmed after 20 s."
    inquiry = granted["evidence"]["circumstances"]["inquiry"]
    assert inquiry == {
        "vehicle_id": VAN,
        "waited": 20.0,
        "answer": "confirmed",
        "by": house.owner.id,
    }
    assert house.app[-1].data == {
        "message": "clear_notification",
        "data": {"tag": house.app[0].data["data"]["tag"]},
    }
    assert len(house.app) == 2


@pytest.mark.parametrize("who", ["nobody", "stranger", "retired"])
async def test_only_a_person_who_may_use_home_assistant_can_answer(
    hass: HomeAssistant, house: House, who: str
) -> None:
    retired = MockUser(is_active=False).add_to_hass(hass)
    users = {"nobody": None, "stranger": MockUser(id="unknown"), "retired": retired}
    await house.arrive(sighting())
    await house.tap(actions(house.app[0])[0], users[who])
    assert house.opened == []
    assert house.verdicts == ["awaiting"]


@pytest.mark.parametrize(
    "action", ["PLACA_OPEN_", "PLACA_OPEN_guess", "PLACA_OPEN_ünicode", "OPEN", ""]
)
async def test_a_guess_opens_nothing(house: House, action: str) -> None:
    await house.arrive(sighting())
    await house.tap(action, house.owner)
    await house.tap(house.app[0].data["data"]["tag"], house.owner)
    assert house.opened == []
    await house.confirm()
    assert len(house.opened) == 1


async def test_who_declines_keeps_it_shut_for_this_visit(house: House) -> None:
    first = sighting()
    await house.arrive(first)
    yes, no = actions(house.app[0])
    await house.tap(no, house.owner)
    await house.tap(yes, house.owner)
    clock.passed += 300.0
    await house.arrive(later(first))
    assert house.opened == []
    assert house.verdicts == ["awaiting", "refused"]
    assert told(house.records[1]) == "Somebody declined."
    assert [call.data["message"] for call in house.app[1:]] == ["clear_notification"]


async def test_an_answer_that_comes_too_late_opens_nothing(house: House) -> None:
    """Though the timer that should have closed the question is late as well."""
    await house.arrive(sighting())
    clock.passed += 60.1
    await house.confirm()
    assert house.opened == []
    assert house.verdicts == ["awaiting", "refused"]
    assert told(house.records[1]) == "Nobody confirmed within 60 s."


@DOOR_OR_VAN_ASKS
async def test_time_closes_the_question(
    hass: HomeAssistant, house: House, loaded: PlacaConfigEntry
) -> None:
    await house.arrive(sighting())
    clock.passed += 60.0
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=61))
    await hass.async_block_till_done()
    assert house.verdicts == ["awaiting", "refused"]
    assert told(house.records[1]) == "Nobody confirmed within 60 s."
    assert [call.data["message"] for call in house.app[1:]] == ["clear_notification"]
    await house.confirm()
    assert house.opened == []
    assert loaded.runtime_data.door_controller.confirmation_requests.open_for(DOOR) is None


async def test_nobody_is_asked_again_at_once(house: House) -> None:
    await house.arrive(first := sighting())
    await house.decline()
    clock.passed += 30.0
    await house.arrive(ended(first), sighting())
    asked = [call for call in house.app if "actions" in call.data["data"]]
    assert len(asked) == 1
    clock.passed += 60.0
    await house.arrive(sighting())
    asked = [call for call in house.app if "actions" in call.data["data"]]
    assert len(asked) == 2
    assert actions(asked[0]) != actions(asked[1])


async def test_a_restart_forgets_the_question_and_the_door_stays_shut(
    hass: HomeAssistant, house: House, loaded: PlacaConfigEntry
) -> None:
    first = sighting()
    await house.arrive(first)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert house.app[-1].data["message"] == "clear_notification"
    old, _ = actions(house.app[0])
    await house.tap(old, house.owner)
    assert house.opened == []
    await house.arrive(later(first))
    new, _ = actions(house.app[-1])
    assert new != old
    await house.tap(old, house.owner)
    assert house.opened == []
    await house.tap(new, house.owner)
    assert len(house.opened) == 1


@pytest.mark.parametrize("mode", ["off", "shadow"])
async def test_disarming_takes_the_question_back(
    hass: HomeAssistant, house: House, mode: str
) -> None:
    await house.arrive(sighting())
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.garage_mode", "option": mode},
        blocking=True,
    )
    await hass.async_block_till_done()
    assert house.decision[0] == "refused"
    assert house.app[-1].data["message"] == "clear_notification"
    await house.confirm()
    assert house.opened == []
    assert house.verdicts == ["awaiting", "refused"]


async def test_the_door_is_judged_anew_when_the_answer_comes(
    hass: HomeAssistant, house: House
) -> None:
    await house.arrive(first := sighting())
    hass.states.async_set(GARAGE, "open")
    await house.confirm()
    assert house.opened == []
    assert house.decision == ("refused", ["closed"])
    hass.states.async_set(GARAGE, "closed")
    await house.arrive(later(first))
    assert house.opened == []


@pytest.mark.parametrize(
    "subentries",
    [[vehicle(VAN, "Van", "AB12CDE"), asking(policy={"alarm": "alarm_control_panel.home"})]],
)
async def test_an_alarm_that_is_armed_meanwhile_keeps_the_door_shut(
    hass: HomeAssistant, house: House
) -> None:
    hass.states.async_set("alarm_control_panel.home", "disarmed")
    await house.arrive(sighting())
    hass.states.async_set("alarm_control_panel.home", "armed_away")
    await house.confirm()
    assert house.opened == []
    assert house.decision == ("refused", ["alarm"])


async def test_a_lost_connection_keeps_the_door_shut(
    house: House, loaded: PlacaConfigEntry
) -> None:
    await house.arrive(sighting())
    loaded.runtime_data.coordinator.async_set_update_error(TimeoutError())
    await house.confirm()
    assert house.opened == []
    assert house.verdicts == ["awaiting", "refused"]


async def test_a_car_that_waits_out_of_view_is_let_in(house: House) -> None:
    first = sighting()
    await house.arrive(first)
    clock.passed += 2.0
    await house.arrive(ended(first))
    clock.passed += 40.0
    await house.confirm()
    assert len(house.opened) == 1
    assert house.verdicts == ["awaiting", "granted"]


@pytest.mark.parametrize(
    "change", [{"direction": "receding"}, {"text": "AB12CDF"}, {"text": "XY99ZZZ"}]
)
async def test_a_car_that_turns_away_or_was_another_one_is_asked_about_no_more(
    house: House, change: dict[str, Any]
) -> None:
    first = sighting()
    await house.arrive(first)
    await house.arrive(later(first, frames=1, **change))
    await house.confirm()
    assert house.opened == []
    refused = house.records[1]
    assert refused["verdict"] == "refused"
    assert told(refused) == "The question was withdrawn."


async def test_another_vehicle_has_to_wait_for_the_answer(house: House) -> None:
    second = sighting("XY99ZZZ")
    await house.arrive(sighting(), second)
    assert len(house.app) == 1
    assert told(house.records[1]) == "Another vehicle waits for a confirmation."
    await house.decline()
    await house.arrive(later(second))
    await house.tap(actions(house.app[-1])[0], house.owner)
    assert len(house.opened) == 1
    assert house.records[-1]["vehicle"] == MINI


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
async def test_each_of_two_doors_has_its_own_answer(house: House) -> None:
    await house.arrive(sighting())
    by_door = {call.data["title"]: actions(call) for call in house.app}
    assert set(by_door) == {"Garage", "Gate"}
    await house.tap(by_door["Gate"][1], house.owner)
    assert house.opened == []
    await house.tap(by_door["Garage"][0], house.owner)
    assert len(house.opened) == 1
    assert house.decision == ("granted", [])
    assert house.state("event.gate_decision").attributes["event_type"] == "refused"


async def test_the_button_can_be_pressed_by_a_person_while_a_vehicle_waits(house: House) -> None:
    assert house.state(BUTTON).state == "unavailable"
    await house.arrive(sighting())
    assert house.state(BUTTON).state != "unavailable"
    with pytest.raises(ServiceValidationError) as caught:
        await house.press(None)
    assert caught.value.translation_key == "not_a_person"
    assert house.opened == []
    await house.press(house.owner)
    assert len(house.opened) == 1
    assert house.state(BUTTON).state == "unavailable"
    record = house.records[-1]
    assert record["evidence"]["circumstances"]["inquiry"]["by"] == house.owner.id


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
async def test_the_notification_names_the_vehicle_if_its_owner_wants_that(house: House) -> None:
    await house.arrive(sighting())
    assert house.app[0].data["message"] == "Van (AB12CDE) is waiting. Open?"


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), asking("shadow")]])
async def test_a_door_in_shadow_disturbs_nobody(house: House) -> None:
    await house.arrive(sighting())
    assert house.app == []
    assert house.decision == ("shadow", ["second_factor"])
    assert house.state("sensor.garage_would_have_opened").state == "1"


async def test_an_app_that_cannot_be_reached_leaves_the_button(
    hass: HomeAssistant, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async def unreachable(_call: ServiceCall) -> None:
        raise HomeAssistantError("AB12CDE must not be logged")

    hass.services.async_register("notify", APP, unreachable)
    await house.arrive(sighting())
    assert "could not be asked about cover.garage: HomeAssistantError" in caplog.text
    assert "AB12CDE" not in above_debug(caplog)
    assert "PLACA_OPEN_" not in above_debug(caplog)
    await house.press(house.owner)
    assert len(house.opened) == 1


async def test_the_picture_of_who_waits_is_shown_while_it_waits(
    house: House, hass_client: ClientSessionGenerator
) -> None:
    seen = sighting(has_picture=True)
    house.engine.pictures.add(seen["sighting_id"])
    await house.arrive(seen)
    client = await hass_client()
    path = house.app[0].data["data"]["image"]
    answer = await client.get(path)
    assert answer.status == HTTPStatus.OK
    assert await answer.read() == JPEG
    await house.decline()
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
