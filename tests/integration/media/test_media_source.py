"""Browsing sightings in the media browser: what is shown, to whom, and what is put on record."""

from datetime import date
from http import HTTPStatus
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from hypothesis import example, given, strategies as st
import pytest
from support.engine import JPEG, FakeEngine, camera, ended, sighting
from support.home import Heard
from support.plugin import ClientSessionGenerator, MockConfigEntry, WebSocketGenerator

from custom_components.placa.media.path import MediaPath, NoSuchPathError
from custom_components.placa.media.view_log import ViewLog

ROOT = "media-source://placa"
NOBODY = "f" * 32


@pytest.fixture
async def browsed(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> MockConfigEntry:
    """Sightings of two days and two cameras, the newest first."""
    assert await async_setup_component(hass, "media_source", {})
    await hass.config.async_set_time_zone("Europe/Berlin")
    await heard.tell(engine, engine.camera_update(camera("yard")))
    engine.kept = [
        kept("AB12CDE", "2026-11-22T11:30:00Z", "drive"),
        kept("ST12NGR", "2026-11-22T09:00:00Z", "yard"),
        kept("XY99ZZZ", "2026-11-20T23:30:00Z", "drive"),
        kept("NO1PIC", "2026-11-20T23:10:00Z", "drive", has_picture=False),
    ]
    return loaded


def kept(plate: str, began: str, camera_id: str, **changes: Any) -> dict[str, Any]:
    seen = ended(sighting(plate), first_seen=began, last_seen=began, captured_at=began)
    return seen | {"camera_id": camera_id, "has_picture": True} | changes


class Browser:
    """The media browser of one user."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def ask(self, kind: str, **asked: Any) -> dict[str, Any]:
        await self._socket.send_json_auto_id({"type": f"media_source/{kind}", **asked})
        answer: dict[str, Any] = await self._socket.receive_json()
        return answer

    async def open(self, content_id: str = ROOT) -> dict[str, Any]:
        answer = await self.ask("browse_media", media_content_id=content_id)
        assert answer["success"], answer
        result: dict[str, Any] = answer["result"]
        return result

    async def follow(self, *titles: str) -> dict[str, Any]:
        """Open one folder after the other."""
        place = await self.open()
        for title in titles:
            (found,) = (child for child in place["children"] if child["title"] == title)
            place = await self.open(found["media_content_id"])
        return place


@pytest.fixture
async def browser(
    browsed: MockConfigEntry, hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> Browser:
    browser = Browser(await hass_ws_client(hass))
    await browser.open()
    return browser


def titles(place: dict[str, Any]) -> list[str]:
    return [child["title"] for child in place["children"]]


async def test_sightings_are_browsed_by_camera_and_day(browser: Browser) -> None:
    """The day is Home Assistant's, not the engine's: 23:30 UTC is the next day in Berlin."""
    assert titles(await browser.follow()) == ["All cameras", "Drive", "Yard"]
    assert titles(await browser.follow("All cameras")) == ["2026-11-22", "2026-11-21"]
    assert titles(await browser.follow("Yard")) == ["2026-11-22"]
    assert titles(await browser.follow("All cameras", "2026-11-22")) == [
        "Van · 12:30:00 · Drive",
        "ST12NGR · 10:00:00 · Yard",
    ]
    assert titles(await browser.follow("Drive", "2026-11-21")) == ["Mini · 00:30:00"]


async def test_a_page_of_thumbnails_is_one_look_on_record(
    engine: FakeEngine, browser: Browser, hass_client: ClientSessionGenerator
) -> None:
    await browser.follow("All cameras")
    assert engine.audits == []
    page = await browser.follow("All cameras", "2026-11-22")
    (look,) = engine.audits
    assert look["action"] == "looked"
    assert look["actor"] is not None
    assert look["scope"]["since"] == "2026-11-21T23:00:00+00:00"
    assert look["scope"]["until"] == "2026-11-22T23:00:00+00:00"
    engine.pictures = {seen["sighting_id"] for seen in engine.kept}
    client = await hass_client()
    for child in page["children"]:
        assert child["thumbnail"].endswith("/vehicle.jpg")
        response = await client.get(child["thumbnail"])
        assert response.status == HTTPStatus.OK
        assert response.content_type == "image/jpeg"
        assert response.headers["Cache-Control"] == "no-store"
        assert await response.read() == JPEG
    assert engine.audits == [look]


async def test_an_opened_picture_is_on_record(
    engine: FakeEngine, browser: Browser, hass_client_no_auth: ClientSessionGenerator
) -> None:
    page = await browser.follow("Drive", "2026-11-22")
    (child,) = page["children"]
    (seen,) = (seen for seen in engine.kept if seen["text"] == "AB12CDE")
    engine.pictures = {seen["sighting_id"]}
    engine.audits.clear()
    answer = await browser.ask("resolve_media", media_content_id=child["media_content_id"])
    assert answer["result"]["mime_type"] == "image/jpeg"
    client = await hass_client_no_auth()
    response = await client.get(answer["result"]["url"])
    assert response.status == HTTPStatus.OK
    (look,) = engine.audits
    assert look["action"] == "looked"
    assert look["scope"]["sighting_id"] == seen["sighting_id"]


async def test_a_plate_that_was_not_on_a_page_is_on_record_when_it_is_shown(
    engine: FakeEngine,
    browser: Browser,
    hass_client: ClientSessionGenerator,
    loaded: MockConfigEntry,
) -> None:
    seen = engine.kept[0]
    engine.pictures = {seen["sighting_id"]}
    client = await hass_client()
    url = f"/api/placa/{loaded.entry_id}/sightings/{seen['sighting_id']}/crop.jpg"
    assert (await client.get(url)).status == HTTPStatus.OK
    assert [look["scope"]["sighting_id"] for look in engine.audits] == [seen["sighting_id"]]


async def test_what_cannot_be_put_on_record_is_not_shown(
    engine: FakeEngine,
    browser: Browser,
    hass_client: ClientSessionGenerator,
    loaded: MockConfigEntry,
) -> None:
    engine.refuse_audits = 500
    seen = engine.kept[0]
    engine.pictures = {seen["sighting_id"]}
    place = f"{ROOT}/{loaded.entry_id}/*/2026-11-22"
    answer = await browser.ask("browse_media", media_content_id=place)
    assert answer["error"]["code"] == "browse_media_failed"
    answer = await browser.ask("search_media", media_content_id=place, search_query="AB1")
    assert answer["error"]["code"] == "search_media_failed"
    client = await hass_client()
    url = f"/api/placa/{loaded.entry_id}/sightings/{seen['sighting_id']}/frame.jpg"
    assert (await client.get(url)).status == HTTPStatus.BAD_GATEWAY


async def test_nobody_but_administrators_may_look(
    hass: HomeAssistant,
    engine: FakeEngine,
    browsed: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    guest = Browser(await hass_ws_client(hass, hass_read_only_access_token))
    place = f"{ROOT}/{browsed.entry_id}/*/2026-11-22"
    for content_id in (ROOT, place):
        answer = await guest.ask("browse_media", media_content_id=content_id)
        assert answer["error"]["message"] == "Only administrators may look at sightings"
    answer = await guest.ask("search_media", media_content_id=place, search_query="AB1")
    assert not answer["success"]
    seen = engine.kept[0]
    engine.pictures = {seen["sighting_id"]}
    url = f"/api/placa/{browsed.entry_id}/sightings/{seen['sighting_id']}/crop.jpg"
    client = await hass_client(hass_read_only_access_token)
    assert (await client.get(url)).status == HTTPStatus.UNAUTHORIZED
    stranger = await hass_client_no_auth()
    assert (await stranger.get(url)).status == HTTPStatus.UNAUTHORIZED
    resolved = await guest.ask(
        "resolve_media",
        media_content_id=f"{ROOT}/{browsed.entry_id}/:{seen['sighting_id']}",
    )
    signed = await stranger.get(resolved["result"]["url"])
    assert signed.status == HTTPStatus.UNAUTHORIZED
    assert engine.audits == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("van", ["Van · 12:30:00 · Drive"]),
        ("2n-g", ["ST12NGR · 10:00:00 · Yard"]),
        ("Ñg", ["ST12NGR · 10:00:00 · Yard"]),
        ("zzzz9", []),
    ],
)
async def test_sightings_are_searched_by_vehicle_or_part_of_a_plate(
    engine: FakeEngine, browser: Browser, loaded: MockConfigEntry, query: str, found: list[str]
) -> None:
    answer = await browser.ask(
        "search_media", media_content_id=f"{ROOT}/{loaded.entry_id}", search_query=query
    )
    assert [child["title"] for child in answer["result"]["result"]] == found
    assert [look["action"] for look in engine.audits] == ["searched"]


async def test_a_search_stays_within_the_day_and_the_camera(
    engine: FakeEngine, browser: Browser, loaded: MockConfigEntry
) -> None:
    place = f"{ROOT}/{loaded.entry_id}/drive/2026-11-21"
    answer = await browser.ask("search_media", media_content_id=place, search_query="A")
    assert answer["success"]
    scope = engine.audits[0]["scope"]
    assert scope["camera_id"] == "drive"
    assert scope["since"] == "2026-11-20T23:00:00+00:00"


async def test_a_long_day_has_hours_and_a_long_hour_has_pages(
    engine: FakeEngine, browser: Browser, loaded: MockConfigEntry
) -> None:
    engine.kept = [
        kept("ST12NGR", "2026-11-22T20:15:00Z", "drive"),
        *(
            kept("AB12CDE", f"2026-11-22T10:{59 - place // 2:02}:00Z", "drive")
            for place in range(101)
        ),
    ]
    day = await browser.follow("Drive", "2026-11-22")
    assert titles(day) == ["21:00 · 1", "11:00 · 101"]
    assert engine.audits == []
    evening = await browser.open(day["children"][0]["media_content_id"])
    assert evening["title"] == "Drive, 2026-11-22, 21:00"
    assert titles(evening) == ["ST12NGR · 21:15:00"]
    first = await browser.open(day["children"][1]["media_content_id"])
    assert len(first["children"]) == 101
    assert titles(first)[-1] == "Earlier"
    second = await browser.open(first["children"][-1]["media_content_id"])
    assert len(second["children"]) == 1
    assert len(engine.audits) == 3


@pytest.mark.parametrize(
    "place",
    [
        "other/*",
        "{entry}/drive/yesterday",
        "{entry}//2026-11-22",
        "{entry}/drive/2026-11-22/24",
        f"{{entry}}/:{NOBODY}",
        "{entry}/:x",
    ],
)
async def test_a_place_that_is_not_there_is_an_error(
    browser: Browser, loaded: MockConfigEntry, place: str
) -> None:
    content_id = f"{ROOT}/{place.format(entry=loaded.entry_id)}"
    answer = await browser.ask("browse_media", media_content_id=content_id)
    assert answer["error"]["message"] == "There is nothing at this place"


async def test_only_a_sighting_can_be_opened(browser: Browser, loaded: MockConfigEntry) -> None:
    for place in (loaded.entry_id, f"{loaded.entry_id}/drive/x"):
        answer = await browser.ask("resolve_media", media_content_id=f"{ROOT}/{place}")
        assert answer["error"]["code"] == "resolve_media_failed"


async def test_a_picture_that_is_gone_or_of_another_engine_is_not_found(
    browser: Browser, hass_client: ClientSessionGenerator, loaded: MockConfigEntry
) -> None:
    client = await hass_client()
    for entry_id in (loaded.entry_id, "other"):
        url = f"/api/placa/{entry_id}/sightings/{NOBODY}/frame.jpg"
        assert (await client.get(url)).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("query", ["", " - ", "A" * 33, "\u0416"])
async def test_a_search_for_nothing_is_refused(
    engine: FakeEngine, browser: Browser, loaded: MockConfigEntry, query: str
) -> None:
    answer = await browser.ask(
        "search_media", media_content_id=f"{ROOT}/{loaded.entry_id}", search_query=query
    )
    assert answer["error"]["code"] == "search_media_failed"
    assert engine.audits == []


async def test_without_an_engine_there_is_nothing_to_browse_or_search(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "placa", {})
    assert await async_setup_component(hass, "media_source", {})
    browser = Browser(await hass_ws_client(hass))
    assert (await browser.open())["children"] == []
    answer = await browser.ask("search_media", media_content_id=ROOT, search_query="A")
    assert not answer["success"]


def test_what_was_listed_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.placa.media.view_log._MOST_LISTED", 2)
    looks = ViewLog()
    looks.listed("anna", ["1", "2"])
    looks.listed("anna", ["1", "3"])
    assert [looks.was_listed("anna", key) for key in "123"] == [True, False, True]
    assert not looks.was_listed("ben", "1")


ids = st.text("0123456789abcdef", min_size=32, max_size=32)
cameras = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=40)
days = st.dates(date(2, 1, 1), date(9998, 12, 31))
places = st.one_of(
    st.builds(MediaPath, st.just("01JD")),
    st.builds(MediaPath, st.just("01JD"), sighting_id=ids),
    st.builds(MediaPath, st.just("01JD"), cameras, st.just(False), st.none() | days),
    st.builds(MediaPath, st.just("01JD"), st.none(), st.just(True), st.none() | days),
    st.builds(
        MediaPath,
        st.just("01JD"),
        cameras,
        st.just(False),
        days,
        st.none() | st.integers(0, 23),
        st.none() | ids,
    ),
)


@given(places)
def test_a_place_is_read_as_it_was_written(place: MediaPath) -> None:
    assert MediaPath.of(str(place)) == place


@given(st.text())
@example("01JD/drive/9999-12-31")
@example("01JD/drive/0001-01-01")
def test_any_other_text_leads_nowhere(text: str) -> None:
    try:
        place = MediaPath.of(text)
    except NoSuchPathError:
        return
    assert MediaPath.of(str(place)) == place
