"""What the panel asks for and is told: by whom, and what is put on record before."""

from base64 import b64decode
from collections.abc import Awaitable, Callable
import csv
from http import HTTPStatus
import io
import json
from pathlib import Path
import re
from typing import Any
from unittest.mock import AsyncMock
import zipfile

from homeassistant.components.websocket_api.const import ERR_UNAUTHORIZED
from homeassistant.core import HomeAssistant
import pytest
from support.engine import EXAMPLES, JPEG, FakeEngine, ended, sighting
from support.home import DOOR, GARAGE, MINI, VAN, Heard, door, vehicle
from support.plugin import ClientSessionGenerator, MockConfigEntry, MockUser, WebSocketGenerator

from custom_components.placa.storage.permissions import PERMISSIONS, Right

type Json = dict[str, Any]
type Ask = Callable[..., Awaitable[Any]]

PAGE = Path(__file__).parents[3] / "docs" / "panel.md"
STRANGER = "ST12NGR"
PASS_FORM = {
    "name": "Plumber",
    "plates": ["PL10 MBR"],
    "expires": "2099-01-01T12:00:00Z",
    "doors": [],
}
DOOR_FORM = {
    "name": "Gate",
    "entity_id": "cover.gate",
    "cameras": ["drive"],
    "every_vehicle": False,
    "vehicles": [VAN],
}


def kept(plate: str, began: str, camera_id: str = "drive", **changes: Any) -> Json:
    seen = ended(sighting(plate), first_seen=began, last_seen=began, captured_at=began)
    return seen | {"camera_id": camera_id, "has_picture": True} | changes


@pytest.fixture
def seen(engine: FakeEngine) -> list[Json]:
    """A known car, a stranger, and the known car a day before; all have pictures."""
    engine.kept = [
        kept("AB12CDE", "2026-11-22T11:30:00Z", picture_box=[0.25, 0.5, 0.5, 0.75]),
        kept(STRANGER, "2026-11-22T09:00:00Z", "yard"),
        kept("AB12CDE", "2026-11-21T09:00:00Z"),
    ]
    engine.pictures = {one["sighting_id"] for one in engine.kept}
    return engine.kept


class Panel:
    """The panel of one user."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def answer(self, command: str, **fields: Any) -> Json:
        await self._socket.send_json_auto_id({"type": f"placa/{command}", **fields})
        answer: Json = await self._socket.receive_json()
        return answer

    async def ask(self, command: str, **fields: Any) -> Any:
        answer = await self.answer(command, **fields)
        assert answer["success"], answer
        return answer["result"]

    async def refused(self, command: str, **fields: Any) -> str:
        """The key of the error, or its code."""
        answer = await self.answer(command, **fields)
        assert not answer["success"], answer
        error = answer["error"]
        return str(error.get("translation_key", error["code"]))

    async def next(self) -> Json:
        """What is told next to who watches."""
        told: Json = (await self._socket.receive_json())["event"]
        return told


@pytest.fixture
async def panel(
    loaded: MockConfigEntry, seen: list[Json], hass_ws_client: WebSocketGenerator
) -> Panel:
    return Panel(await hass_ws_client())


@pytest.fixture
async def guest_panel(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    seen: list[Json],
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> Panel:
    """The panel of a user who is no administrator."""
    return Panel(await hass_ws_client(hass, hass_read_only_access_token))


async def give(hass: HomeAssistant, user: MockUser, *rights: Right) -> None:
    await hass.data[PERMISSIONS].give(user.id, rights)


async def test_the_history_is_listed_and_the_look_is_on_record(
    panel: Panel, engine: FakeEngine, hass_admin_user: MockUser
) -> None:
    page = await panel.ask("sightings/list", filter={}, limit=2)
    (known, stranger) = page["sightings"]
    assert known["whom"] == {"kind": "vehicle", "vehicle_id": VAN, "name": "Van"}
    assert known["camera"] == "Drive"
    width, height = known["frame_size"]
    assert known["box"] == [0.25 * width, 0.5 * height, 0.5 * width, 0.75 * height]
    assert (stranger["whom"], stranger["box"]) == (None, None)
    more = await panel.ask("sightings/list", filter={}, limit=2, before=page["next"])
    assert [one["first_seen"] for one in more["sightings"]] == ["2026-11-21T09:00:00Z"]
    assert more["next"] is None
    (look,) = engine.audits
    assert (look["action"], look["actor"]) == ("looked", hass_admin_user.id)


async def test_a_search_is_on_record_as_a_search(panel: Panel, engine: FakeEngine) -> None:
    page = await panel.ask("sightings/list", filter={"text": "b-12"}, limit=10)
    assert {one["text"] for one in page["sightings"]} == {"AB12CDE"}
    assert engine.audits[0]["action"] == "searched"
    assert engine.audits[0]["scope"]["text"] == "B12"


async def test_nothing_is_shown_that_could_not_be_put_on_record(
    panel: Panel, engine: FakeEngine
) -> None:
    engine.refuse_audits = 503
    assert await panel.refused("sightings/list", filter={}, limit=2) == "engine_unusable"
    one = engine.kept[0]["sighting_id"]
    assert await panel.refused("sightings/get", sighting_id=one) == "engine_unusable"


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({"who": "unknown"}, {"other_than": "AB12CDE,XY99ZZZ"}),
        ({"who": "known"}, {"plates": "AB12CDE,XY99ZZZ"}),
        ({"who": "denied"}, {"plates": "0" * 32}),
        ({"vehicle_id": MINI}, {"plates": "XY99ZZZ"}),
        ({"vehicle_id": "gone"}, {"plates": "0" * 32}),
        ({"text": "AB1", "alike": True}, {"text": "AB1", "alike": "true"}),
        ({"door_id": DOOR, "verdict": "granted"}, {"door": DOOR, "verdict": "granted"}),
        ({"hours": [8, 9], "weekdays": [0]}, {"hours": "8,9", "weekdays": "0"}),
        ({"direction": "left"}, {"direction": "left"}),
        (
            {"day": "2026-11-22"},
            {"since": "2026-11-21T23:00:00+00:00", "until": "2026-11-22T23:00:00+00:00"},
        ),
    ],
)
async def test_filters_are_asked_of_the_engine(
    hass: HomeAssistant, panel: Panel, engine: FakeEngine, wanted: Json, asked: dict[str, str]
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    await panel.ask("sightings/list", filter=wanted, limit=10)
    assert engine.pages[-1] == asked | {"limit": "10", "zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    "wanted",
    [
        {"hours": [24]},
        {"weekdays": [-1]},
        {"verdict": "maybe"},
        {"camera_id": "../x"},
        {"day": "x"},
    ],
)
async def test_filters_that_cannot_be_are_refused(panel: Panel, wanted: Json) -> None:
    assert await panel.refused("sightings/list", filter=wanted, limit=10) == "invalid_format"


async def test_days_and_hours_are_counted(panel: Panel) -> None:
    summary = await panel.ask("sightings/summary", filter={})
    assert summary["count"] == 3
    days = {one["day"]: one["count"] for one in summary["days"]}
    assert days["2026-11-22"] == 2
    assert len(days) >= 30
    assert sum(map(sum, summary["hours"])) == 3


@pytest.mark.usefixtures("garage")
async def test_a_sighting_is_shown_with_all_reasons_those_that_failed_first(
    panel: Panel, engine: FakeEngine, heard: Heard
) -> None:
    arriving = sighting(frames=1, confidence=0.5)
    engine.kept = [ended(arriving)]
    await heard.tell(engine, engine.update(arriving), engine.update(engine.kept[0]))
    shown = await panel.ask("sightings/get", sighting_id=arriving["sighting_id"])
    (decision,) = shown["decisions"]
    assert (decision["door"], decision["verdict"]) == ("Garage", "refused")
    held = [reason["ok"] for reason in decision["reasons"]]
    assert held == sorted(held)
    assert not held[0]
    assert held[-1]
    assert [char["char"] for char in shown["chars"]] == list("AB12CDE")
    assert engine.audits[-1]["scope"]["sighting_id"] == arriving["sighting_id"]


async def test_a_misread_text_is_corrected(panel: Panel, engine: FakeEngine) -> None:
    one = engine.kept[1]["sighting_id"]
    corrected = await panel.ask("sightings/correct", sighting_id=one, text="xy 99 zzz")
    assert (corrected["text"], corrected["read_as"]) == ("XY99ZZZ", STRANGER)
    assert corrected["whom"]["name"] == "Mini"
    assert engine.corrections[0]["text"] == "XY99ZZZ"
    assert await panel.refused("sightings/correct", sighting_id=one, text="?") == "invalid_plate"
    gone = await panel.refused("sightings/correct", sighting_id="f" * 32, text="AB12")
    assert gone == "no_such_sighting"


async def test_one_sighting_is_erased_and_no_other(
    panel: Panel, engine: FakeEngine, hass_admin_user: MockUser
) -> None:
    one = engine.kept[0]
    await panel.ask("sightings/erase", sighting_id=one["sighting_id"], reason="A neighbor asked")
    (erasure,) = engine.erasures
    assert erasure["plates"] == ["AB12CDE"]
    assert erasure["since"] == "2026-11-22T11:30:00+00:00"
    assert erasure["until"] == "2026-11-22T11:30:00.001000+00:00"
    assert (erasure["actor"], erasure["reason"]) == (hass_admin_user.id, "A neighbor asked")


async def test_everything_about_a_plate_is_told_and_erased(
    panel: Panel, engine: FakeEngine
) -> None:
    plate = await panel.ask("plates/get", text="ab 12 cde")
    assert (plate["count"], plate["whom"]["name"]) == (2, "Van")
    assert plate["first_seen"] == "2026-11-21T09:00:00+00:00"
    assert len(plate["sightings"]) == 2
    assert engine.audits[-1]["action"] == "searched"
    assert await panel.ask("plates/erasure", text="AB12CDE") == {"sightings": 2, "pictures": 4}
    receipt = await panel.ask("plates/erase", text="AB12CDE", reason="Asked for")
    assert receipt.pop("left") == ["household", "backups"]
    assert receipt == {"done": True, "sightings": 2, "pictures": 4}
    assert [one["text"] for one in engine.kept] == [STRANGER]


@pytest.mark.parametrize(
    "subentries", [[vehicle(VAN, "Van", "AB12CDE"), vehicle(MINI, "Mini", "AB12CDF")]]
)
async def test_plates_that_are_easily_mistaken_are_told(panel: Panel) -> None:
    plate = await panel.ask("plates/get", text="AB12CDE")
    assert plate["near"] == [{"text": "AB12CDF", "whom": "Mini", "count": None}]


class TestExports:
    @pytest.fixture
    async def fetched(
        self, panel: Panel, hass_client: ClientSessionGenerator
    ) -> Callable[..., Awaitable[bytes]]:
        client = await hass_client()

        async def fetch(**asked: Any) -> bytes:
            told = await panel.ask("sightings/export", reason="For the insurance", **asked)
            response = await client.get(told["path"])
            assert response.status == HTTPStatus.OK
            assert "AB12" not in response.headers["Content-Disposition"]
            content: bytes = await response.read()
            assert (await client.get(told["path"])).status == HTTPStatus.NOT_FOUND
            return content

        return fetch

    async def test_a_table_has_a_line_for_each_sighting(
        self, fetched: Ask, engine: FakeEngine
    ) -> None:
        table = (await fetched(filter={}, format="csv")).decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(table)))
        assert [(line["plate"], line["vehicle"]) for line in lines] == [
            ("AB12CDE", "Van"), (STRANGER, ""), ("AB12CDE", "Van"),
        ]  # fmt: skip
        export = engine.audits[-1]
        assert (export["action"], export["reason"]) == ("exported", "For the insurance")
        assert export["count"] == 3

    async def test_all_details_and_pictures_are_packed(
        self, fetched: Ask, engine: FakeEngine
    ) -> None:
        packed = await fetched(filter={"text": "AB12"}, format="zip")
        with zipfile.ZipFile(io.BytesIO(packed)) as file:
            told = json.loads(file.read("sightings.json"))
            assert [one["text"] for one in told] == ["AB12CDE", "AB12CDE"]
            first = engine.kept[0]["sighting_id"]
            assert file.read(f"pictures/{first}.frame.jpg") == JPEG
            assert len(file.namelist()) == 2 + 4

    async def test_a_cell_is_never_a_formula(
        self, hass: HomeAssistant, fetched: Ask, loaded: MockConfigEntry
    ) -> None:
        hass.config_entries.async_update_subentry(loaded, loaded.subentries[VAN], title="=1+1")
        await hass.async_block_till_done()
        table = (await fetched(filter={}, format="csv")).decode("utf-8-sig")
        assert "'=1+1" in table

    async def test_an_export_is_for_whom_it_was_made(
        self,
        panel: Panel,
        hass_client: ClientSessionGenerator,
        hass_read_only_access_token: str,
    ) -> None:
        told = await panel.ask("sightings/export", reason="Mine", filter={}, format="json")
        other = await hass_client(hass_read_only_access_token)
        path = told["path"].split("?")[0]
        assert (await other.get(path)).status == HTTPStatus.NOT_FOUND

    async def test_too_much_for_one_file_is_refused(self, panel: Panel, engine: FakeEngine) -> None:
        engine.kept = [kept("AB12CDE", "2026-11-22T11:30:00Z") for _ in range(2001)]
        refusal = await panel.refused("sightings/export", reason="x", filter={}, format="zip")
        assert refusal == "export_too_large"
        assert engine.audits == []


class TestRights:
    async def test_a_user_sees_known_cars_without_pictures_and_no_strangers(
        self, guest_panel: Panel, engine: FakeEngine
    ) -> None:
        page = await guest_panel.ask("sightings/list", filter={}, limit=10)
        assert [one["text"] for one in page["sightings"]] == ["AB12CDE", "AB12CDE"]
        assert all(one["pictures"] is None for one in page["sightings"])
        assert engine.pages[-1]["plates"] == "AB12CDE,XY99ZZZ"
        strangers = await guest_panel.ask("sightings/list", filter={"who": "unknown"}, limit=10)
        assert strangers["sightings"] == []

    async def test_a_stranger_is_not_there_for_who_may_not_see_strangers(
        self, guest_panel: Panel, seen: list[Json]
    ) -> None:
        hidden = seen[1]["sighting_id"]
        assert await guest_panel.refused("sightings/get", sighting_id=hidden) == "no_such_sighting"
        assert await guest_panel.refused("plates/get", text=STRANGER) == "strangers_hidden"

    @pytest.mark.parametrize(
        ("command", "fields"),
        [
            ("sightings/export", {"filter": {}, "format": "csv", "reason": "x"}),
            ("sightings/correct", {"sighting_id": "f" * 32, "text": "AB12"}),
            ("sightings/erase", {"sighting_id": "f" * 32, "reason": "x"}),
            ("plates/erasure", {"text": "AB12CDE"}),
            ("plates/erase", {"text": "AB12CDE", "reason": "x"}),
            ("vehicles/preview", {"plates": ["AB12"]}),
            ("vehicles/save", {"vehicle": {"name": "A", "plates": ["AB12"], "doors": []}}),
            ("vehicles/remove", {"vehicle_id": VAN}),
            ("vehicles/import", {"table": "", "dry_run": True}),
            ("vehicles/export", {}),
            ("passes/create", {"pass": PASS_FORM}),
            ("passes/remove", {"pass_id": "x"}),
            ("doors/mode", {"door_id": DOOR, "mode": "off"}),
            ("doors/policy", {"door_id": DOOR, "policy": {}}),
            ("doors/access", {"door_id": DOOR, "every_vehicle": True, "vehicles": []}),
            ("doors/confirm", {"door_id": DOOR, "open": True}),
            ("doors/add", {"door": DOOR_FORM}),
            ("cameras/get", {"camera_id": "drive"}),
            ("cameras/read", {"camera_id": "drive"}),
            ("cameras/areas", {"camera_id": "drive", "zones": [], "masks": []}),
            ("cameras/detect", {"camera_id": "drive", "on": False}),
            ("cameras/try", {"camera": {"entity_id": "camera.a"}}),
            ("cameras/add", {"camera": {"entity_id": "camera.a", "facing": "out"}}),
            ("privacy/get", {}),
            ("privacy/audits", {}),
            ("privacy/rights", {"user_id": "x", "rights": []}),
        ],
    )  # fmt: skip
    async def test_what_was_not_allowed_is_refused(
        self, guest_panel: Panel, command: str, fields: Json
    ) -> None:
        assert await guest_panel.refused(command, **fields) == ERR_UNAUTHORIZED

    async def test_a_part_of_a_plate_is_searched_only_by_those_who_may(
        self,
        hass: HomeAssistant,
        guest_panel: Panel,
        hass_read_only_user: MockUser,
    ) -> None:
        asked = {"filter": {"text": "AB"}, "limit": 1}
        assert await guest_panel.refused("sightings/list", **asked) == "no_search"
        await give(hass, hass_read_only_user, Right.HISTORY, Right.SEARCH)
        await guest_panel.ask("sightings/list", **asked)

    async def test_pictures_are_shown_to_those_who_may_and_were_shown_the_sighting(
        self,
        hass: HomeAssistant,
        guest_panel: Panel,
        seen: list[Json],
        hass_read_only_user: MockUser,
        hass_read_only_access_token: str,
        hass_client: ClientSessionGenerator,
        hass_client_no_auth: ClientSessionGenerator,
    ) -> None:
        await give(hass, hass_read_only_user, Right.HISTORY, Right.PICTURES)
        page = await guest_panel.ask("sightings/list", filter={}, limit=10)
        path = page["sightings"][0]["pictures"]["vehicle"]
        nobody = await hass_client_no_auth()
        assert await (await nobody.get(path)).read() == JPEG
        assert (await nobody.get(path.split("?")[0])).status == HTTPStatus.UNAUTHORIZED
        client = await hass_client(hass_read_only_access_token)
        known, hidden = (
            f"/api/placa/{'01JD0000000000000000000000'}/sightings/{one['sighting_id']}/crop.jpg"
            for one in seen[:2]
        )
        assert (await client.get(hidden)).status == HTTPStatus.UNAUTHORIZED
        assert (await client.get(known)).status == HTTPStatus.OK
        await give(hass, hass_read_only_user, Right.HISTORY)
        assert (await client.get(known)).status == HTTPStatus.UNAUTHORIZED

    async def test_rights_are_given_and_survive_a_restart(
        self, hass: HomeAssistant, panel: Panel, hass_read_only_user: MockUser
    ) -> None:
        rights = ["arm", "live"]
        await panel.ask("privacy/rights", user_id=hass_read_only_user.id, rights=rights)
        told = await panel.ask("privacy/get")
        users = {user["user_id"]: user for user in told["users"]}
        assert users[hass_read_only_user.id]["rights"] == rights
        await hass.data[PERMISSIONS].load()
        assert hass.data[PERMISSIONS].of(hass_read_only_user) == {Right.ARM, Right.LIVE}

    async def test_an_administrator_keeps_all_rights(
        self, panel: Panel, hass_admin_user: MockUser
    ) -> None:
        asked = {"user_id": hass_admin_user.id, "rights": []}
        assert await panel.refused("privacy/rights", **asked) == "not_a_person"


class TestWatching:
    @pytest.mark.usefixtures("garage")
    async def test_all_that_goes_on_is_told_and_told_again(
        self, panel: Panel, engine: FakeEngine, heard: Heard
    ) -> None:
        await panel.ask("watch")
        told = await panel.next()
        assert (told["connected"], told["admin"]) == (True, True)
        assert [one["name"] for one in told["vehicles"]] == ["Van", "Mini"]
        assert [one["text"] for one in told["recent"]] == ["AB12CDE", STRANGER, "AB12CDE"]
        (garage_door,) = told["doors"]
        assert (garage_door["state"], garage_door["mode"]) == ("closed", "armed")
        assert garage_door["every_vehicle"]
        assert engine.audits[0]["action"] == "looked"

        arriving = sighting(has_picture=True)
        await heard.tell(engine, engine.update(arriving))
        while not (told := await panel.next())["live"]:
            pass
        (live,) = told["live"]
        assert (live["text"], live["whom"]["name"]) == ("AB12CDE", "Van")
        assert "crop" in live["pictures"]

    async def test_it_goes_on_when_the_household_changes(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        await panel.ask("watch")
        await panel.next()
        hass.config_entries.async_remove_subentry(loaded, MINI)
        await hass.async_block_till_done()
        while len((told := await panel.next())["vehicles"]) > 1:
            pass
        assert told["vehicles"][0]["name"] == "Van"

    async def test_a_user_sees_neither_strangers_nor_pictures_live(
        self, guest_panel: Panel, engine: FakeEngine, heard: Heard
    ) -> None:
        await guest_panel.ask("watch")
        told = await guest_panel.next()
        assert [one["text"] for one in told["recent"]] == ["AB12CDE", "AB12CDE"]
        assert told["rights"] == ["history", "live"]
        stranger = sighting(STRANGER)
        known = sighting("XY99ZZZ", has_picture=True)
        await heard.tell(engine, engine.update(stranger), engine.update(known))
        while not (told := await guest_panel.next())["live"]:
            pass
        assert [(one["text"], one["pictures"]) for one in told["live"]] == [("XY99ZZZ", None)]

    async def test_nothing_seen_is_told_while_the_look_cannot_be_recorded(
        self, panel: Panel, engine: FakeEngine
    ) -> None:
        engine.refuse_audits = 503
        await panel.ask("watch")
        told = await panel.next()
        assert told["recent"] == told["live"] == []
        assert told["vehicles"]


class TestHousehold:
    async def test_a_plate_is_shown_as_it_will_be_matched(self, panel: Panel) -> None:
        told = await panel.ask("vehicles/preview", plates=["ab12 cdf", "?"])
        first, second = told["plates"]
        assert (first["plate"], first["near"][0]["whom"]) == ("AB12CDF", "Van")
        assert "GB" in first["countries"]
        assert second["plate"] is None
        assert second["problem"]

    @pytest.mark.parametrize(
        "subentries",
        [[vehicle(VAN, "Van", "AB12CDE"), door(all_vehicles=False, vehicles=[VAN])]],
    )
    async def test_a_vehicle_is_added_and_let_in_only_where_it_was_chosen(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        form = {"name": "Bus", "plates": ["mu c 1234"], "doors": []}
        added = (await panel.ask("vehicles/save", vehicle=form))["vehicle_id"]
        assert loaded.subentries[added].data["plates"] == ["MUC1234"]
        assert loaded.subentries[DOOR].data["vehicles"] == [VAN]
        await hass.async_block_till_done()
        form |= {"vehicle_id": added, "name": "Red bus", "doors": [DOOR]}
        await panel.ask("vehicles/save", vehicle=form)
        await hass.async_block_till_done()
        assert loaded.subentries[added].title == "Red bus"
        assert loaded.subentries[DOOR].data["vehicles"] == [VAN, added]
        await panel.ask("vehicles/save", vehicle=form | {"doors": []})
        await hass.async_block_till_done()
        assert loaded.subentries[DOOR].data["vehicles"] == [VAN]

    async def test_a_changed_vehicle_keeps_its_second_factor(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        factor = {"kind": "confirmation", "apps": ["notify.a"]}
        subentry = loaded.subentries[VAN]
        hass.config_entries.async_update_subentry(
            loaded, subentry, data={**subentry.data, "second_factor": factor}
        )
        await hass.async_block_till_done()
        form = {"vehicle_id": VAN, "name": "Van", "plates": ["AB12CDE"], "doors": []}
        await panel.ask("vehicles/save", vehicle=form)
        assert loaded.subentries[VAN].data["second_factor"] == factor

    async def test_what_a_form_refuses_is_refused_in_its_words(
        self, hass: HomeAssistant, panel: Panel
    ) -> None:
        taken = {"name": "Other", "plates": ["AB12CDE"], "doors": []}
        answer = await panel.answer("vehicles/save", vehicle=taken)
        assert "AB12CDE belongs to Van already" in answer["error"]["message"]
        alike = {"name": "Other", "plates": ["AB12CDF"], "doors": []}
        assert await panel.refused("vehicles/save", vehicle=alike) == "plates_too_alike"
        await panel.ask("vehicles/save", vehicle=alike, allow_alike=True)
        await hass.async_block_till_done()
        gone = {"vehicle_id": "gone", "name": "A", "plates": ["AB12"], "doors": []}
        assert await panel.refused("vehicles/save", vehicle=gone) == "unknown_vehicle"

    async def test_a_vehicle_is_removed(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        await panel.ask("vehicles/remove", vehicle_id=VAN)
        assert VAN not in loaded.subentries
        await hass.async_block_till_done()
        assert await panel.refused("vehicles/remove", vehicle_id=VAN) == "unknown_vehicle"
        assert await panel.refused("passes/remove", pass_id=MINI) == "unknown_pass"

    async def test_a_table_is_previewed_and_exported(self, panel: Panel) -> None:
        table = "name,plates\nVan,AB12CDE\nBus,MUC1234\n"
        told = await panel.ask("vehicles/import", table=table, dry_run=True)
        assert [line["outcome"] for line in told["lines"]] == ["unchanged", "added"]
        assert not told["done"]
        assert "AB12CDE" in (await panel.ask("vehicles/export"))["table"]

    async def test_a_guest_pass_is_made_and_ended(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        form = {
            "name": "Plumber", "plates": ["PL10 MBR"], "expires": "2099-01-01T12:00:00Z",
            "uses": 1, "doors": [DOOR],
        }  # fmt: skip
        pass_id = (await panel.ask("passes/create", **{"pass": form}))["pass_id"]
        data = loaded.subentries[pass_id].data
        assert (data["plates"], data["uses"], data["doors"]) == (["PL10MBR"], 1, [DOOR])
        assert data["expires"] == "2099-01-01T12:00:00+00:00"
        await hass.async_block_till_done()
        await panel.ask("passes/remove", pass_id=pass_id)
        assert pass_id not in loaded.subentries
        await hass.async_block_till_done()
        late = {"pass": form | {"expires": "2020-01-01T12:00:00Z"}}
        assert await panel.refused("passes/create", **late) == "form_refused"


class TestDoors:
    @pytest.mark.usefixtures("garage")
    async def test_decisions_come_with_all_their_reasons(
        self, panel: Panel, engine: FakeEngine, heard: Heard
    ) -> None:
        await heard.tell(engine, engine.update(sighting()))
        told = await panel.ask("doors/decisions", door_id=DOOR)
        (decision,) = told["decisions"]
        assert (decision["verdict"], decision["whom"]["name"]) == ("granted", "Van")
        assert len(decision["reasons"]) > 20
        assert await panel.refused("doors/decisions", door_id="gone") == "not_a_door"

    @pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(mode="shadow")]])
    @pytest.mark.usefixtures("garage")
    async def test_the_shadow_report_tells_the_arrivals_it_would_have_missed(
        self, panel: Panel, engine: FakeEngine, heard: Heard
    ) -> None:
        unsure = sighting(frames=1)
        await heard.tell(engine, engine.update(unsure), engine.update(ended(unsure)))
        await heard.tell(engine, engine.update(sighting()))
        for record in engine.decisions.values():
            record["decided_at"] = "2099-01-01T00:00:00Z"
        report = await panel.ask("doors/report", door_id=DOOR)
        assert (report["opened"], report["opened_for"]) == (1, [{"whom": "Van", "times": 1}])
        assert [one["sighting_id"] for one in report["missed"]] == [unsure["sighting_id"]]
        await panel.ask("doors/mode", door_id=DOOR, mode="armed")
        assert await panel.refused("doors/report", door_id=DOOR) == "not_in_shadow"

    async def test_a_policy_is_changed_in_part(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        changes = {"require_closed": False, "cool_down": 30}
        await panel.ask("doors/policy", door_id=DOOR, policy=changes)
        await hass.async_block_till_done()
        policy = loaded.runtime_data.household.door(DOOR).policy
        assert (policy.require_closed, policy.cool_down) == (False, 30.0)
        assert policy.require_movement
        refusal = await panel.refused("doors/policy", door_id=DOOR, policy={"min_frames": 1})
        assert refusal == "invalid_format"

    async def test_every_vehicle_is_a_choice_that_can_be_taken_back(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        every = {"door_id": DOOR, "every_vehicle": True, "vehicles": []}
        await panel.ask("doors/access", **every)
        await hass.async_block_till_done()
        assert loaded.runtime_data.household.door(DOOR).vehicles is None
        await panel.ask("doors/access", door_id=DOOR, every_vehicle=False, vehicles=[VAN])
        await hass.async_block_till_done()
        assert loaded.runtime_data.household.door(DOOR).vehicles == {VAN}
        await panel.ask("watch")
        (shown,) = (await panel.next())["doors"]
        assert (shown["every_vehicle"], shown["groups"]) == (False, [])
        strange = {"door_id": DOOR, "every_vehicle": False, "vehicles": ["gone"]}
        assert await panel.refused("doors/access", **strange) == "unknown_vehicle"
        assert loaded.runtime_data.household.door(DOOR).vehicles == {VAN}

    async def test_nobody_can_confirm_for_nobody(self, panel: Panel) -> None:
        assert await panel.refused("doors/confirm", door_id=DOOR, open=True) == "nobody_waits"

    async def test_a_door_is_added_in_shadow_and_never_twice_for_the_same_cover(
        self, hass: HomeAssistant, panel: Panel, loaded: MockConfigEntry
    ) -> None:
        form = {
            "name": "Gate", "entity_id": "cover.gate", "cameras": ["drive"],
            "every_vehicle": False, "vehicles": [VAN],
        }  # fmt: skip
        door_id = (await panel.ask("doors/add", door=form))["door_id"]
        data = loaded.subentries[door_id].data
        assert (data["mode"], data["vehicles"], data["all_vehicles"]) == ("shadow", [VAN], False)
        await hass.async_block_till_done()
        taken = form | {"entity_id": GARAGE}
        assert await panel.refused("doors/add", door=taken) == "door_taken"


class TestCameras:
    async def test_settings_come_with_a_still_whose_look_is_on_record(
        self,
        panel: Panel,
        engine: FakeEngine,
        hass_client_no_auth: ClientSessionGenerator,
    ) -> None:
        settings = await panel.ask("cameras/get", camera_id="drive")
        client = await hass_client_no_auth()
        assert await (await client.get(settings["still"])).read() == JPEG
        assert engine.audits[-1]["scope"]["camera_id"] == "drive"
        assert (await client.get(settings["still"].split("?")[0])).status == HTTPStatus.UNAUTHORIZED

    async def test_a_picture_is_read_now_and_the_look_is_on_record(
        self, panel: Panel, engine: FakeEngine
    ) -> None:
        engine.readings = [EXAMPLES["PlateRead"] | {"text": "AB12CDE"}]
        told = await panel.ask("cameras/read", camera_id="drive")
        assert b64decode(told["picture"].partition(",")[2]) == JPEG
        (plate,) = told["plates"]
        assert (plate["text"], plate["whom"]["name"]) == ("AB12CDE", "Van")
        assert engine.audits[-1]["scope"]["camera_id"] == "drive"

    async def test_no_picture_is_fetched_that_could_not_be_put_on_record(
        self, panel: Panel, engine: FakeEngine
    ) -> None:
        engine.refuse_audits = 503
        assert await panel.refused("cameras/read", camera_id="drive") == "engine_unusable"
        engine.refuse_audits = None
        engine.cameras["drive"] |= {"detection": False}
        assert await panel.refused("cameras/read", camera_id="drive") == "no_picture"

    async def test_zones_and_hidden_parts_are_changed(
        self, panel: Panel, engine: FakeEngine
    ) -> None:
        engine.cameras["drive"] |= {"origin": "api"}
        engine.configs["drive"] = {"camera_id": "drive", "name": "Drive"}
        corners = [[0, 0], [1, 0], [1, 1]]
        zone = {"name": "Gate", "polygon": corners}
        await panel.ask("cameras/areas", camera_id="drive", zones=[zone], masks=[corners])
        assert engine.configs["drive"]["zones"][0]["name"] == "Gate"
        twice = await panel.refused("cameras/areas", camera_id="drive", zones=[zone] * 2, masks=[])
        assert twice == "zone_names"

    async def test_a_camera_is_paused(self, panel: Panel, engine: FakeEngine) -> None:
        await panel.ask("cameras/detect", camera_id="drive", on=False)
        assert engine.cameras["drive"]["detection"] is False

    @pytest.mark.usefixtures("at_noon")
    async def test_a_survey_tells_what_would_help(self, panel: Panel, engine: FakeEngine) -> None:
        engine.kept = [
            kept("AB12CDE", "2026-11-22T11:30:00Z", picture_box=[0.5, 0.5, 0.53, 0.52])
            for _ in range(12)
        ]
        survey = await panel.ask("cameras/survey", camera_id="drive")
        assert (survey["sightings"], survey["settled"]) == (12, 12)
        assert survey["width"]["middle"] == pytest.approx(0.03 * engine.kept[0]["frame_size"][0])
        assert [advice["code"] for advice in survey["advice"]] == ["narrow", "good"]
        assert sum(hour["sightings"] for hour in survey["hours"]) == 12

    async def test_a_camera_is_added_by_its_address(
        self, hass: HomeAssistant, panel: Panel, engine: FakeEngine
    ) -> None:
        form = {
            "name": "Gate",
            "url": "rtsp://192.0.2.1/main",
            "username": "",
            "password": "",
            "facing": "in",
        }
        added = await panel.ask("cameras/add", camera=form)
        assert added == {"camera_id": "gate"}
        assert engine.configs["gate"]["url"] == "rtsp://192.0.2.1/main"
        await hass.async_block_till_done()
        engine.trial_problem = "unreachable"
        assert await panel.refused("cameras/add", camera=form | {"name": "Yard"}) == "form_refused"

    async def test_what_a_camera_sends_is_shown_before_it_is_added(
        self, panel: Panel, engine: FakeEngine
    ) -> None:
        typed = {"url": "rtsp://me:pw@192.0.2.1/main?token=x", "username": "", "password": ""}
        told = await panel.ask("cameras/try", camera=typed)
        assert b64decode(told["picture"].partition(",")[2]) == JPEG
        assert (told["frame_size"], told["problem"]) == ([1280, 720], None)
        assert told["address"] == "rtsp://192.0.2.1/main"
        assert engine.trials[-1]["url"] == typed["url"]
        assert engine.audits[-1]["scope"]["camera_id"] == engine.trials[-1]["camera_id"]
        assert set(engine.cameras) == {"drive"}

    @pytest.mark.parametrize(
        ("typed", "problem", "words"),
        [
            ({"url": "rtsp://192.0.2.1/x"}, "no_such_stream", "no stream of this name"),
            ({"url": "rtsp://192.0.2.1/x"}, "unauthorized", "asks for a user name"),
            ({"url": "rtsp://192.0.2.1/x", "password": "no"}, "unauthorized", "refuses the user"),
            ({"url": "rtsp://me@192.0.2.1/x"}, "unauthorized", "refuses the user"),
            ({"entity_id": "camera.gone"}, None, "not available"),
        ],
    )
    async def test_a_camera_that_sends_nothing_is_told_in_words_with_what_was_tried(
        self,
        panel: Panel,
        engine: FakeEngine,
        typed: dict[str, str],
        problem: str | None,
        words: str,
    ) -> None:
        engine.trial_problem = problem
        told = await panel.ask("cameras/try", camera=typed)
        assert words in told["problem"]
        assert told["picture"] is None
        assert told["address"] == ("rtsp://192.0.2.1/x" if "url" in typed else None)

    async def test_of_a_camera_of_home_assistant_no_more_than_its_host_is_shown(
        self, panel: Panel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = AsyncMock(return_value="rtsps://me:pw@192.0.2.1:7441/secret?token=x")
        monkeypatch.setattr("custom_components.placa.panel.cameras.camera_source", source)
        told = await panel.ask("cameras/try", camera={"entity_id": "camera.barn"})
        assert told["address"] == "rtsps://192.0.2.1:7441"
        assert told["picture"]

    async def test_an_address_the_engine_cannot_use_is_told_so(
        self, panel: Panel, engine: FakeEngine
    ) -> None:
        engine.refuse_cameras = 422
        told = await panel.ask("cameras/try", camera={"url": "nonsense"})
        assert "must begin with" in told["problem"]
        engine.refuse_cameras = 503
        refused = await panel.refused("cameras/try", camera={"url": "rtsp://192.0.2.1/x"})
        assert refused == "engine_unusable"


class TestPrivacy:
    async def test_who_looked_is_told_by_name(
        self, panel: Panel, engine: FakeEngine, hass_admin_user: MockUser
    ) -> None:
        await panel.ask("sightings/list", filter={"text": "AB", "camera_id": "drive"}, limit=1)
        told = await panel.ask("privacy/audits")
        (audit,) = told["audits"]
        assert (audit["who"], audit["action"]) == (hass_admin_user.name, "searched")
        assert audit["scope"] == ["…AB…", "Drive"]
        assert told["intact"]
        engine.intact = False
        assert not (await panel.ask("privacy/audits"))["intact"]

    async def test_what_is_kept_and_where_else_is_told(self, panel: Panel) -> None:
        told = await panel.ask("privacy/get")
        assert told["storage"]["unknown_days"] == 7.0
        assert {leak["place"] for leak in told["leaks"]} == {
            "states", "recorder", "traces", "backups",
        }  # fmt: skip


async def test_without_an_engine_the_panel_says_so(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    panel = Panel(await hass_ws_client())
    await hass.config_entries.async_unload(loaded.entry_id)
    assert await panel.refused("sightings/list", filter={}, limit=1) == "no_engine"
    assert await panel.refused("watch") == "no_engine"


async def test_every_command_is_documented(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    documented = re.findall(r"^\| `(placa/[a-z/]+)`", PAGE.read_text(), re.MULTILINE)
    registered = [name for name in hass.data["websocket_api"] if name.startswith("placa/")]
    assert sorted(documented) == sorted(registered)
