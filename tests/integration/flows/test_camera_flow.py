"""Adding and changing cameras, which the engine tries first and keeps."""

from importlib import import_module
import json
import sys
from typing import Any
from unittest.mock import AsyncMock, Mock

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import probatio
import pytest
from support.engine import EXAMPLES, FakeEngine, camera
from support.forms import add, go_on
from support.home import state_of
from support.plugin import MockConfigEntry

from custom_components.placa.household.presence import Facing
from custom_components.placa.subentries.camera import camera_subentries

ADDRESS = {
    "name": " Front  yard ",
    "url": "rtsp://192.0.2.20/stream1",
    "username": "viewer",
    "password": "sesame",
    "country": "GB",
    "facing": "road",
    "zones": [
        {"name": "Gate", "area": "Lower half"},
        {"name": "Street", "area": "Other", "corners": "0 0 100 20"},
    ],
    "masks": [{"area": "Upper left quarter"}],
}
STREAM = "rtsp://viewer:sesame@192.0.2.30/live?token=one"


@pytest.fixture
async def stream_source(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> AsyncMock:
    """A camera of Home Assistant; what it answers when it is asked for its stream."""
    monkeypatch.setitem(sys.modules, "turbojpeg", Mock())
    component = import_module("homeassistant.components.camera")
    assert await async_setup_component(hass, "camera", {})
    source = AsyncMock(return_value=STREAM)
    monkeypatch.setattr(component, "async_get_stream_source", source)
    hass.states.async_set("camera.barn", "idle", {"friendly_name": "Barn"})
    return source


async def begin(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> SubentryFlowResult:
    menu = await add(hass, entry, "camera")
    assert menu["type"] is FlowResultType.MENU
    form = await go_on(hass, menu, {"next_step_id": kind})
    assert form["type"] is FlowResultType.FORM
    return form


async def added(hass: HomeAssistant, entry: MockConfigEntry, answer: dict[str, Any]) -> Any:
    kind = "entity" if "entity_id" in answer else "address"
    return await go_on(hass, await begin(hass, entry, kind), answer)


def subentry_of(entry: MockConfigEntry, camera_id: str) -> ConfigSubentry:
    return camera_subentries(entry)[camera_id]


def shown(form: SubentryFlowResult) -> dict[str, Any]:
    """What a form is filled with."""
    assert form["data_schema"] is not None
    return {
        str(key): key.description["suggested_value"]
        for key in form["data_schema"].schema
        if isinstance(key, probatio.Marker) and key.description
    }


async def test_a_camera_is_added_by_its_address_and_home_assistant_keeps_no_secret(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    done = await added(hass, loaded, ADDRESS)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (tried,) = engine.trials
    assert tried == engine.configs["front_yard"]
    assert tried == {
        "camera_id": "front_yard",
        "name": "Front yard",
        "url": "rtsp://192.0.2.20/stream1",
        "username": "viewer",
        "password": "sesame",
        "country": "GB",
        "rotation": 0,
        "mirrored": False,
        "zones": [
            {"name": "Gate", "polygon": [[0.0, 0.5], [1.0, 0.5], [1.0, 1.0], [0.0, 1.0]]},
            {"name": "Street", "polygon": [[0.0, 0.0], [1.0, 0.0], [1.0, 0.2], [0.0, 0.2]]},
        ],
        "masks": [[[0.0, 0.0], [0.5, 0.0], [0.5, 0.5], [0.0, 0.5]]],
    }
    subentry = subentry_of(loaded, "front_yard")
    assert (subentry.title, dict(subentry.data)) == ("Front yard", {"camera_id": "front_yard"})
    kept = json.dumps(loaded.as_dict(), default=str) + json.dumps(hass_storage, default=str)
    assert "sesame" not in kept
    assert "192.0.2.20" not in kept
    assert loaded.runtime_data.stores.presences.facing("front_yard") is Facing.ROAD
    shown_state = hass.states.get("binary_sensor.front_yard_stream")
    assert shown_state is not None


async def test_a_camera_of_home_assistant_is_added_by_its_stream(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, stream_source: AsyncMock
) -> None:
    done = await added(hass, loaded, {"entity_id": "camera.barn"})
    assert done["title"] == "Barn"
    assert engine.configs["barn"]["url"] == STREAM
    assert dict(subentry_of(loaded, "barn").data) == {
        "camera_id": "barn",
        "entity_id": "camera.barn",
    }


async def test_cameras_of_the_same_name_get_ids_of_their_own(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    for _ in range(2):
        await added(hass, loaded, ADDRESS | {"name": "Drive"})
    assert set(engine.configs) == {"drive_2", "drive_3"}


async def test_the_country_of_the_home_is_offered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config.country = "NL"
    assert shown(await begin(hass, loaded, "address"))["country"] == "NL"


@pytest.mark.parametrize(
    ("problem", "field"),
    [
        ("unauthorized", "password"),
        ("unreachable", "url"),
        ("no_such_stream", "url"),
        ("not_video", "url"),
        ("stalled", "url"),
        ("ended", "url"),
        ("bad_url", "url"),
        ("login_method", "url"),
        ("udp_only", "url"),
    ],
)
async def test_a_camera_that_gives_no_picture_is_not_added_and_can_be_mended(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, problem: str, field: str
) -> None:
    engine.trial_problem = problem
    failed = await added(hass, loaded, ADDRESS)
    assert failed["errors"] == {field: problem}
    assert shown(failed)["zones"] == ADDRESS["zones"]
    assert "password" not in shown(failed)
    assert engine.configs == {}
    engine.trial_problem = None
    done = await go_on(hass, failed, ADDRESS)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_camera_refuses_only_a_login_that_was_sent_to_it(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    engine.trial_problem = "unauthorized"
    without = {key: value for key, value in ADDRESS.items() if key not in ("username", "password")}
    failed = await added(hass, loaded, without)
    assert failed["errors"] == {"username": "login_missing"}
    inside = without | {"url": "rtsp://viewer:sesame@192.0.2.20/stream1"}
    assert (await go_on(hass, failed, inside))["errors"] == {"password": "unauthorized"}


async def test_a_password_that_was_typed_once_survives_an_error_elsewhere(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    engine.trial_problem = "no_such_stream"
    failed = await added(hass, loaded, ADDRESS)
    engine.trial_problem = None
    again = {key: value for key, value in ADDRESS.items() if key != "password"}
    done = await go_on(hass, failed, again | {"url": "rtsp://192.0.2.20/stream2"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert engine.configs["front_yard"]["password"] == "sesame"


async def test_a_password_that_was_refused_is_not_sent_again(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    engine.trial_problem = "unauthorized"
    failed = await added(hass, loaded, ADDRESS)
    again = {key: value for key, value in ADDRESS.items() if key != "password"}
    await go_on(hass, failed, again)
    assert "password" not in engine.trials[-1]


@pytest.mark.parametrize(
    ("zones", "problem", "about"),
    [
        (
            [{"name": "Gate", "area": "Other", "corners": "1 2"}],
            "invalid_corners",
            {"part": "Gate"},
        ),
        ([{"name": "Gate", "area": "Lower half"}] * 2, "zone_names", {"zone": "Gate"}),
        ([{"name": " ", "area": "Lower half"}], "zone_names", {"zone": "1"}),
    ],
)
async def test_an_error_names_the_zone(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    zones: list[dict[str, str]],
    problem: str,
    about: dict[str, str],
) -> None:
    failed = await added(hass, loaded, ADDRESS | {"zones": zones})
    assert failed["errors"] == {"zones": problem}
    assert (failed["description_placeholders"] or {}).items() >= about.items()


async def test_a_stream_that_fails_is_explained_at_its_camera(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, stream_source: AsyncMock
) -> None:
    engine.trial_problem = "unauthorized"
    failed = await added(hass, loaded, {"entity_id": "camera.barn"})
    assert failed["errors"] == {"entity_id": "unauthorized"}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"return_value": None}, "no_stream"),
        ({"side_effect": HomeAssistantError("off")}, "camera_unavailable"),
        ({"side_effect": TimeoutError}, "camera_unavailable"),
    ],
)
async def test_a_camera_without_a_stream_says_so(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    stream_source: AsyncMock,
    answer: dict[str, Any],
    problem: str,
) -> None:
    stream_source.configure_mock(**answer)
    failed = await added(hass, loaded, {"entity_id": "camera.barn"})
    assert failed["errors"] == {"entity_id": problem}
    assert engine.trials == []


async def test_a_camera_that_is_not_there_now_says_so(
    hass: HomeAssistant, loaded: MockConfigEntry, stream_source: AsyncMock
) -> None:
    hass.states.async_set("camera.barn", "unavailable")
    failed = await added(hass, loaded, {"entity_id": "camera.barn"})
    assert failed["errors"] == {"entity_id": "camera_unavailable"}
    missing = await go_on(hass, failed, {"entity_id": "camera.none", "name": "None"})
    assert missing["errors"] == {"entity_id": "camera_unavailable"}
    nameless = await go_on(hass, missing, {"entity_id": "camera.none"})
    assert nameless["errors"] == {"name": "name_missing"}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": "  "}, {"name": "name_missing"}),
        ({"name": "x" * 81}, {"name": "name_too_long"}),
        (
            {"zones": [{"name": "A", "area": "Other"}]},
            {"zones": "invalid_corners"},
        ),
        (
            {"masks": [{"area": "Other", "corners": "1 2 3"}]},
            {"masks": "invalid_corners"},
        ),
        ({"zones": [{"name": "A", "area": "Left half"}] * 2}, {"zones": "zone_names"}),
        ({"zones": [{"name": " ", "area": "Left half"}]}, {"zones": "zone_names"}),
        ({"zones": [{"name": "x" * 61, "area": "Left half"}]}, {"zones": "zone_names"}),
        (
            {"zones": [{"name": str(number), "area": "Left half"} for number in range(17)]},
            {"zones": "too_many_areas"},
        ),
        ({"masks": [{"area": "Left half"}] * 17}, {"masks": "too_many_areas"}),
    ],
)
async def test_what_cannot_be_is_explained_before_the_engine_is_asked(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    changes: dict[str, Any],
    errors: dict[str, str],
) -> None:
    failed = await added(hass, loaded, ADDRESS | changes)
    assert failed["errors"] == errors
    assert engine.trials == []


@pytest.mark.parametrize(
    "changes",
    [
        {"facing": "up"},
        {"zones": [{"area": "Left half"}]},
        {"zones": [{"name": "A", "area": "somewhere"}]},
        {"url": None},
    ],
)
async def test_what_no_form_offers_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, changes: dict[str, Any]
) -> None:
    form = await begin(hass, loaded, "address")
    with pytest.raises(InvalidData):
        await go_on(hass, form, ADDRESS | changes)


@pytest.mark.parametrize(
    ("status", "errors"),
    [
        (422, {"url": "bad_url"}),
        (409, {"base": "engine_refused"}),
        (503, {"base": "engine_away"}),
        (401, {"base": "engine_away"}),
    ],
)
async def test_an_engine_that_takes_no_camera_is_explained(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    status: int,
    errors: dict[str, str],
) -> None:
    engine.refuse_cameras = status
    failed = await added(hass, loaded, ADDRESS)
    assert failed["errors"] == errors


async def test_a_camera_is_changed_without_its_secrets_and_without_a_trial(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await added(hass, loaded, ADDRESS)
    before = dict(engine.configs["front_yard"])
    engine.trials.clear()
    subentry_id = subentry_of(loaded, "front_yard").subentry_id
    form = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
    filled = shown(form)
    assert filled["zones"] == ADDRESS["zones"]
    assert filled["masks"] == ADDRESS["masks"]
    assert (filled["country"], filled["facing"]) == ("GB", "road")
    assert not filled.keys() & {"url", "username", "password"}
    assert form["description_placeholders"] == {"host": EXAMPLES["CameraSettings"]["host"]}
    answer = {key: filled[key] for key in ("zones", "masks")}
    done = await go_on(hass, form, answer | {"name": "Yard", "facing": "in"})
    assert done["reason"] == "reconfigure_successful"
    assert engine.trials == []
    assert engine.configs["front_yard"] == before | {"name": "Yard", "country": None}
    assert subentry_of(loaded, "front_yard").title == "Yard"
    assert loaded.runtime_data.stores.presences.facing("front_yard") is Facing.IN


async def test_a_camera_that_hangs_turned_is_set_upright(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await added(hass, loaded, ADDRESS | {"rotation": "90", "mirrored": True})
    assert engine.configs["front_yard"]["rotation"] == 90
    assert engine.configs["front_yard"]["mirrored"] is True
    subentry_id = subentry_of(loaded, "front_yard").subentry_id
    form = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
    filled = shown(form)
    assert (filled["rotation"], filled["mirrored"]) == ("90", True)
    answer = {key: filled[key] for key in ("zones", "masks", "facing", "name")}
    await go_on(hass, form, answer | {"rotation": "180", "mirrored": False})
    assert engine.configs["front_yard"]["rotation"] == 180
    assert engine.configs["front_yard"]["mirrored"] is False


async def test_a_new_login_or_address_is_tried_first(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await added(hass, loaded, ADDRESS)
    engine.trials.clear()
    engine.trial_problem = "unauthorized"
    form = await loaded.start_subentry_reconfigure_flow(
        hass, subentry_of(loaded, "front_yard").subentry_id
    )
    failed = await go_on(hass, form, {"name": "Yard", "password": "wrong"})
    assert failed["errors"] == {"password": "unauthorized"}
    assert engine.configs["front_yard"]["password"] == "sesame"
    engine.trial_problem = None
    done = await go_on(hass, failed, {"name": "Yard", "password": "open sesame"})
    assert done["reason"] == "reconfigure_successful"
    assert [trial["password"] for trial in engine.trials] == ["wrong", "open sesame"]
    assert engine.configs["front_yard"]["password"] == "open sesame"
    assert engine.configs["front_yard"]["zones"] == []


async def test_a_camera_of_home_assistant_is_exchanged_for_another(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, stream_source: AsyncMock
) -> None:
    await added(hass, loaded, {"entity_id": "camera.barn"})
    engine.trials.clear()
    stream_source.reset_mock()
    subentry_id = subentry_of(loaded, "barn").subentry_id
    form = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
    assert shown(form)["entity_id"] == "camera.barn"
    await go_on(hass, form, {"entity_id": "camera.barn", "name": "Old barn"})
    assert engine.trials == []
    hass.states.async_set("camera.shed", "idle")
    stream_source.return_value = "rtsp://192.0.2.31/live"
    form = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
    await go_on(hass, form, {"entity_id": "camera.shed", "name": "Shed"})
    assert [trial["url"] for trial in engine.trials] == ["rtsp://192.0.2.31/live"]
    assert engine.configs["barn"]["url"] == "rtsp://192.0.2.31/live"
    assert subentry_of(loaded, "barn").data["entity_id"] == "camera.shed"


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "camera_gone"), (503, "engine_away"), (401, "engine_away")]
)
async def test_a_camera_that_cannot_be_asked_for_is_not_changed(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, status: int, reason: str
) -> None:
    await added(hass, loaded, ADDRESS)
    subentry_id = subentry_of(loaded, "front_yard").subentry_id
    engine.refuse_cameras = status
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
    assert result["reason"] == reason


async def test_settings_that_break_the_contract_are_not_shown(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await added(hass, loaded, ADDRESS)
    subentry_id = subentry_of(loaded, "front_yard").subentry_id
    settings = EXAMPLES["CameraSettings"]
    answers: list[Any] = [{}, [], settings | {"zones": [{}]}, settings | {"masks": [[1]]}]
    for broken in answers:
        engine.answers["/api/v1/cameras/front_yard"] = broken
        result = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
        assert result["reason"] == "engine_away"


async def test_a_camera_that_moved_to_the_configuration_file_is_changed_there(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await added(hass, loaded, ADDRESS)
    subentry_id = subentry_of(loaded, "front_yard").subentry_id
    engine.cameras["front_yard"] = camera("front_yard", origin="config")
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
    assert result["reason"] == "camera_fixed"


async def test_cameras_need_a_connection(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await added(hass, loaded, ADDRESS)
    subentry_id = subentry_of(loaded, "front_yard").subentry_id
    await hass.config_entries.async_unload(loaded.entry_id)
    assert state_of(loaded) is ConfigEntryState.NOT_LOADED
    assert (await add(hass, loaded, "camera"))["reason"] == "entry_not_loaded"
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry_id)
    assert result["reason"] == "entry_not_loaded"
