"""Who may see and do what outside the panel: entities, actions, links follow the owner's rule."""

from http import HTTPStatus
from pathlib import Path
import time
from types import SimpleNamespace
from typing import Any

from homeassistant.auth.const import GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.auth.models import User
from homeassistant.components.image import async_get_image
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import Unauthorized
from homeassistant.setup import async_setup_component
import pytest
from support.engine import JPEG, FakeEngine, ended, sighting
from support.home import VAN, Heard, door, vehicle
from support.plugin import (
    ClientSessionGenerator,
    MockConfigEntry,
    MockUser,
    WebSocketGenerator,
)

from custom_components.placa.media import links
from custom_components.placa.media.links import LINKS_LAST
from custom_components.placa.storage.permissions import PERMISSIONS, Right

IMAGE = "image.drive_plate"
LINK = f"/api/image_proxy/{IMAGE}"
MODE = {"entity_id": "select.garage_mode", "option": "off"}
FACING = {"entity_id": "select.drive_facing", "option": "road"}
WATCHED = {"entity_id": "switch.drive_detection"}
KNOWN, STRANGER = "AB12CDE", "ST12NGR"
WHAT_ONLY_SOME_MAY_DO = [
    ("select", "select_option", MODE),
    ("select", "select_option", FACING),
    ("switch", "turn_off", WATCHED),
    ("switch", "turn_on", WATCHED),
]
hidden = pytest.mark.parametrize("options", [{}, {"show_plates": False}])


@pytest.fixture
def options() -> dict[str, Any]:
    return {}


@pytest.fixture
def entry(entry: MockConfigEntry, hass: HomeAssistant, options: dict[str, Any]) -> MockConfigEntry:
    hass.config_entries.async_update_entry(entry, options=options)
    return entry


@pytest.fixture
async def guest(hass: HomeAssistant, hass_admin_user: MockUser) -> User:
    """Somebody of the family who is no administrator, but may use all entities."""
    return await hass.auth.async_create_user("Guest", group_ids=[GROUP_ID_USER])


async def token_of(hass: HomeAssistant, user: User) -> str:
    refresh = await hass.auth.async_create_refresh_token(user, "https://example.com/app")
    return hass.auth.async_create_access_token(refresh)


def stated(hass: HomeAssistant, data: dict[str, Any]) -> str:
    state = hass.states.get(data["entity_id"])
    assert state is not None
    return state.state


@pytest.mark.parametrize(("domain", "action", "data"), WHAT_ONLY_SOME_MAY_DO)
async def test_who_may_not_arm_changes_nothing_that_doors_depend_on(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    guest: User,
    domain: str,
    action: str,
    data: dict[str, Any],
) -> None:
    before = stated(hass, data)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            domain, action, data, blocking=True, context=Context(user_id=guest.id)
        )
    await hass.async_block_till_done()
    assert stated(hass, data) == before


@pytest.mark.parametrize("who", ["administrator", "guest with the right", "automation"])
@pytest.mark.parametrize(("domain", "action", "data"), WHAT_ONLY_SOME_MAY_DO[:3])
async def test_who_may_arm_does(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    guest: User,
    hass_admin_user: MockUser,
    who: str,
    domain: str,
    action: str,
    data: dict[str, Any],
) -> None:
    await hass.data[PERMISSIONS].give(guest.id, {Right.ARM})
    user = {"administrator": hass_admin_user.id, "guest with the right": guest.id}.get(who)
    await hass.services.async_call(
        domain, action, data, blocking=True, context=Context(user_id=user)
    )
    await hass.async_block_till_done()
    assert stated(hass, data) == data.get("option", "off")


async def test_a_user_who_is_gone_may_do_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, guest: User
) -> None:
    await hass.data[PERMISSIONS].give(guest.id, {Right.ARM})
    select = hass.data["entity_components"]["select"].get_entity("select.garage_mode")
    assert select is not None
    select.async_set_context(Context(user_id=guest.id))
    await hass.auth.async_remove_user(guest)
    with pytest.raises(Unauthorized):
        await select.async_select_option("off")


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", KNOWN),
            door(policy={"second_factor": {"kind": "confirmation", "notify": []}}),
        ]
    ],
)
async def test_the_button_opens_for_those_only_who_may_confirm(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    guest: User,
) -> None:
    await heard.tell(engine, engine.update(sighting(KNOWN)))
    await hass.async_block_till_done()

    async def press() -> None:
        await hass.services.async_call(
            "button",
            "press",
            {"entity_id": "button.garage_confirm_opening"},
            blocking=True,
            context=Context(user_id=guest.id),
        )
        await hass.async_block_till_done()

    with pytest.raises(Unauthorized):
        await press()
    assert garage == []
    await hass.data[PERMISSIONS].give(guest.id, {Right.CONFIRM})
    await press()
    assert len(garage) == 1


@pytest.fixture
async def pictured(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> Any:
    """Let a vehicle come by, with a picture; returns the sighting's id."""

    async def come(plate: str) -> str:
        seen = ended(sighting(plate, has_picture=True))
        sighting_id: str = seen["sighting_id"]
        engine.pictures.add(sighting_id)
        await heard.tell(engine, engine.update(seen))
        await hass.async_block_till_done()
        engine.audits.clear()
        return sighting_id

    return come


@hidden
@pytest.mark.parametrize("path", [LINK, f"/api/image_proxy_stream/{IMAGE}"])
async def test_the_link_in_a_state_opens_nothing_without_a_login(
    hass: HomeAssistant,
    engine: FakeEngine,
    pictured: Any,
    hass_client_no_auth: ClientSessionGenerator,
    path: str,
) -> None:
    await pictured(STRANGER)
    state = hass.states.get(IMAGE)
    assert state is not None
    assert "entity_picture" not in state.attributes
    client = await hass_client_no_auth()
    answer = await client.get(f"{path}?token={state.attributes['access_token']}")
    assert JPEG not in await answer.read()
    assert engine.audits == []


@hidden
@pytest.mark.parametrize("group", [GROUP_ID_USER, GROUP_ID_READ_ONLY])
@pytest.mark.parametrize(
    ("rights", "seen"),
    [
        ((), ()),
        ((Right.LIVE, Right.HISTORY, Right.STRANGERS), ()),
        ((Right.PICTURES,), (KNOWN,)),
        ((Right.PICTURES, Right.STRANGERS), (KNOWN, STRANGER)),
    ],
)
async def test_users_see_the_pictures_that_they_may_and_each_is_on_record(
    hass: HomeAssistant,
    engine: FakeEngine,
    pictured: Any,
    hass_client: ClientSessionGenerator,
    group: str,
    rights: tuple[Right, ...],
    seen: tuple[str, ...],
) -> None:
    user = await hass.auth.async_create_user("Somebody", group_ids=[group])
    await hass.data[PERMISSIONS].give(user.id, rights)
    client = await hass_client(await token_of(hass, user))
    for plate in (KNOWN, STRANGER):
        sighting_id = await pictured(plate)
        answer = await client.get(LINK)
        if plate in seen:
            assert await answer.read() == JPEG
            (look,) = engine.audits
            assert (look["actor"], look["reason"]) == (user.id, "image_entity")
            assert look["scope"]["sighting_id"] == sighting_id
        else:
            assert answer.status == HTTPStatus.INTERNAL_SERVER_ERROR
            assert engine.audits == []


async def test_a_picture_that_cannot_be_put_on_record_is_not_shown(
    hass: HomeAssistant, engine: FakeEngine, pictured: Any, hass_client: ClientSessionGenerator
) -> None:
    await pictured(STRANGER)
    client = await hass_client()
    engine.refuse_audits = 503
    answer = await client.get(LINK)
    assert answer.status == HTTPStatus.INTERNAL_SERVER_ERROR


async def test_a_snapshot_is_taken_for_those_only_who_may_see_it(
    hass: HomeAssistant, engine: FakeEngine, pictured: Any, guest: User, tmp_path: Path
) -> None:
    sighting_id = await pictured(STRANGER)
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    file = tmp_path / "taken.jpg"

    async def take(user_id: str | None) -> None:
        await hass.services.async_call(
            "image",
            "snapshot",
            {"entity_id": IMAGE, "filename": str(file)},
            blocking=True,
            context=Context(user_id=user_id),
        )

    await hass.data[PERMISSIONS].give(guest.id, {Right.PICTURES})
    with pytest.raises(Unauthorized):
        await take(guest.id)
    assert not file.exists()
    await take(None)
    assert file.read_bytes() == JPEG
    (look,) = engine.audits
    assert look["actor"] is None
    assert look["scope"]["sighting_id"] == sighting_id
    with pytest.raises(Unauthorized):
        await async_get_image(hass, IMAGE)


@pytest.mark.parametrize("options", [{"show_plates": True}])
async def test_pictures_that_the_owner_shows_to_all_are_on_record_once(
    hass: HomeAssistant,
    engine: FakeEngine,
    pictured: Any,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    sighting_id = await pictured(STRANGER)
    state = hass.states.get(IMAGE)
    assert state is not None
    client = await hass_client_no_auth()
    for _ in range(2):
        answer = await client.get(state.attributes["entity_picture"])
        assert await answer.read() == JPEG
    (look,) = engine.audits
    assert look["actor"] is None
    assert look["scope"]["sighting_id"] == sighting_id


async def test_a_link_is_good_for_minutes_however_long_its_maker_wanted_it_to_last(
    hass: HomeAssistant,
    engine: FakeEngine,
    pictured: Any,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sighting_id = await pictured(STRANGER)
    assert await async_setup_component(hass, "auth", {})
    path = f"/api/placa/{loaded.entry_id}/sightings/{sighting_id}/crop.jpg"
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id({"type": "auth/sign_path", "path": path, "expires": 31536000})
    link = (await socket.receive_json())["result"]["path"]
    client = await hass_client_no_auth()
    assert (await client.get(link)).status == HTTPStatus.OK
    now = time.time()
    later = SimpleNamespace(time=lambda: now + LINKS_LAST.total_seconds() + 2)
    monkeypatch.setattr(links, "time", later)
    assert (await client.get(link)).status == HTTPStatus.FORBIDDEN


async def test_who_watches_sees_no_more_once_the_right_is_taken(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    guest: User,
    hass_ws_client: WebSocketGenerator,
) -> None:
    await hass.data[PERMISSIONS].give(guest.id, {Right.LIVE, Right.HISTORY, Right.STRANGERS})
    engine.kept = [ended(sighting(STRANGER, began=60.0, age=50.0))]
    socket = await hass_ws_client(hass, await token_of(hass, guest))
    await socket.send_json_auto_id({"type": "placa/watch"})
    assert (await socket.receive_json())["success"]
    told = (await socket.receive_json())["event"]
    assert [one["text"] for one in told["recent"]] == [STRANGER]
    await hass.data[PERMISSIONS].give(guest.id, {Right.LIVE})
    await heard.tell(engine, engine.update(sighting("ZZ99ZZZ")))
    told = (await socket.receive_json())["event"]
    assert (told["recent"], told["live"], told["vehicles"]) == ([], [], [])
