"""The actions: search, export, erase, recognize, add and remove vehicles."""

from importlib import import_module
import json
from pathlib import Path
import sys
from typing import Any
from unittest.mock import AsyncMock, Mock

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import probatio
import pytest
from support.engine import EXAMPLES, JPEG, FakeEngine, clock, ended, sighting
from support.home import MINI, VAN, Act, Heard
from support.plugin import MockConfigEntry, MockUser

from custom_components.placa.device import camera_identifier

WHY = {"reason": "Who parked on the lawn?"}
ACTIONS = {
    "search_sightings",
    "export_sightings",
    "erase_sightings",
    "recognize",
    "add_vehicle",
    "remove_vehicle",
    "import_vehicles",
    "export_vehicles",
    "explain_decision",
    "get_shadow_report",
    "create_guest_pass",
}


async def test_the_actions_are_there_before_any_engine_is(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "placa", {})
    assert hass.services.async_services()["placa"].keys() == ACTIONS
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            "placa", "search_sightings", WHY, blocking=True, return_response=True
        )


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("search_sightings", {"plate": "AB12CDE"} | WHY),
        ("export_sightings", {"plate": "AB12CDE"} | WHY),
        ("erase_sightings", {"plate": "AB12CDE"} | WHY),
        ("recognize", {"file": "photo.jpg"}),
        ("add_vehicle", {"name": "Lorry", "plates": ["LO77RRY"]}),
        ("remove_vehicle", {"vehicle": "Van"}),
        ("import_vehicles", {"table": "name,plates\nGolf,NEW1"}),
        ("export_vehicles", {}),
        ("explain_decision", {"decision_id": "5919ed9b42e647ef"}),
        ("get_shadow_report", {"device_id": "door"}),
        (
            "create_guest_pass",
            {"name": "Plumber", "plates": ["PL10MBR"], "expires": "2099-01-01 00:00:00"},
        ),
    ],
)
async def test_a_user_who_is_no_administrator_may_call_none(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_read_only_user: MockUser,
    action: str,
    data: dict[str, Any],
) -> None:
    before = dict(loaded.subentries)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            "placa",
            action,
            data,
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
            return_response=action != "remove_vehicle",
        )
    assert (engine.audits, engine.erasures, dict(loaded.subentries)) == ([], [], before)


async def test_sightings_are_found_by_a_part_of_the_plate_and_told_with_their_vehicle(
    engine: FakeEngine, act: Act, hass_admin_user: MockUser
) -> None:
    engine.kept = [ended(sighting("AB12CDE", zones=["Gate"])), ended(sighting("ST12NGR"))]
    found = await act("search_sightings", plate="b1-2c", **WHY)
    assert found["more"] is False
    (seen,) = found["sightings"]
    assert seen["plate"] == "AB12CDE"
    assert seen["vehicle"] == "Van"
    assert seen["camera_id"] == "drive"
    assert seen["zones"] == ["Gate"]
    assert seen["first_seen"] == "2026-11-22T11:59:59+00:00"
    (stranger,) = (await act("search_sightings", plate="ngr", **WHY))["sightings"]
    assert stranger["vehicle"] is None
    first, second = engine.audits
    assert first["action"] == "searched"
    assert first["actor"] == hass_admin_user.id
    assert first["reason"] == WHY["reason"]
    assert first["scope"]["text"] == "B12C"
    assert first["audit_id"] != second["audit_id"]


async def test_an_accent_does_not_keep_a_plate_from_being_found(
    engine: FakeEngine, act: Act
) -> None:
    engine.kept = [ended(sighting("MUC1234"))]
    found = await act("search_sightings", plate="m-üc", **WHY)
    assert [seen["plate"] for seen in found["sightings"]] == ["MUC1234"]


async def test_a_search_is_narrowed_by_vehicle_camera_and_time(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, act: Act
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    device = dr.async_get(hass).async_get_device_by_identifier(
        camera_identifier(loaded.entry_id, "drive"), loaded.entry_id
    )
    assert device is not None
    engine.kept = [ended(sighting("AB12CDE")) for _ in range(3)]
    found = await act(
        "search_sightings",
        vehicle="van",
        device_id=device.id,
        since="2026-11-22 00:00:00",
        until="2026-11-23T00:00:00+00:00",
        limit=2,
        **WHY,
    )
    assert len(found["sightings"]) == 2
    assert found["more"] is True
    assert engine.pages == [
        {
            "plates": "AB12CDE",
            "camera_id": "drive",
            "since": "2026-11-21T23:00:00+00:00",
            "until": "2026-11-23T00:00:00+00:00",
            "limit": "2",
        }
    ]


@pytest.mark.parametrize(
    ("action", "data", "complaint"),
    [
        ("search_sightings", {"plate": "--"}, "1 to 32 letters"),
        ("search_sightings", {"plate": "\u0416"}, "1 to 32 letters"),
        ("search_sightings", {"vehicle": "Lorry"}, "No vehicle"),
        ("search_sightings", {"device_id": "none"}, "not a camera"),
        ("export_sightings", {}, "Name a plate"),
        ("export_sightings", {"plate": "-"}, "2 to 16 letters"),
        ("erase_sightings", {}, "Name a plate"),
        ("erase_sightings", {"plate": "\u0416\u0416"}, "2 to 16 letters"),
        (
            "erase_sightings",
            {"since": "2026-11-22 10:00:00", "until": "2026-11-22 10:00:00"},
            "ends before it begins",
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_nothing_is_asked(
    engine: FakeEngine, act: Act, action: str, data: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ServiceValidationError, match=complaint):
        await act(action, **data, **WHY)
    assert (engine.audits, engine.pages, engine.erasures) == ([], [], [])


async def test_a_device_that_is_no_camera_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, act: Act
) -> None:
    engine_device = dr.async_get(hass).async_get_device_by_identifier(
        ("placa", loaded.entry_id), loaded.entry_id
    )
    assert engine_device is not None
    with pytest.raises(ServiceValidationError, match="not a camera"):
        await act("search_sightings", device_id=engine_device.id, **WHY)


@pytest.mark.parametrize("reason", [{}, {"reason": "  "}])
@pytest.mark.parametrize("action", ["search_sightings", "export_sightings", "erase_sightings"])
async def test_nobody_looks_without_a_reason(act: Act, action: str, reason: dict[str, str]) -> None:
    with pytest.raises(probatio.Invalid):
        await act(action, plate="AB12CDE", **reason)


async def test_nothing_is_shown_when_the_ledger_cannot_keep_who_looked(
    engine: FakeEngine, act: Act
) -> None:
    engine.refuse_audits = 503
    with pytest.raises(HomeAssistantError, match="does not answer as it should"):
        await act("search_sightings", **WHY)
    engine.refuse_audits = 422
    with pytest.raises(HomeAssistantError, match="refused"):
        await act("export_sightings", plate="AB12CDE", **WHY)
    assert engine.pages == []


@pytest.mark.parametrize(
    ("path", "answer", "action"),
    [
        ("/api/v1/sightings", {}, "search_sightings"),
        ("/api/v1/sightings", {"sightings": [{}], "next": None}, "search_sightings"),
        ("/api/v1/decisions", {"decisions": [{}]}, "export_sightings"),
        ("/api/v1/decisions", [], "export_sightings"),
        ("/api/v1/erasures", {"count": "many"}, "erase_sightings"),
    ],
)
async def test_an_answer_that_breaks_the_contract_is_an_error_that_says_so(
    engine: FakeEngine, act: Act, path: str, answer: Any, action: str
) -> None:
    engine.answers[path] = answer
    with pytest.raises(HomeAssistantError, match="does not answer as it should"):
        await act(action, plate="AB12CDE", **WHY)


async def test_all_that_is_kept_of_a_plate_is_exported(engine: FakeEngine, act: Act) -> None:
    engine.kept = [ended(sighting("AB12CDE")) for _ in range(201)]
    decision = EXAMPLES["DecisionRecord"]
    engine.decisions = {
        "van": decision,
        "other": decision | {"decision_id": "other", "plate": "ST12NGR"},
    }
    exported = await act("export_sightings", plate="ab12 cde", **WHY)
    assert exported["sightings"] == engine.kept
    assert exported["decisions"] == [decision]
    assert json.dumps(exported)
    (audit,) = engine.audits
    assert audit["action"] == "exported"
    assert audit["scope"]["plates"] == ["AB12CDE"]


async def test_an_export_is_narrowed_by_time_and_camera(engine: FakeEngine, act: Act) -> None:
    decision = EXAMPLES["DecisionRecord"]
    engine.decisions = {
        "early": decision | {"decision_id": "early", "decided_at": "2026-11-20T00:00:00Z"},
        "late": decision | {"decision_id": "late", "decided_at": "2026-11-24T00:00:00Z"},
        "then": decision | {"decision_id": "then", "decided_at": "2026-11-22T00:00:00Z"},
    }
    exported = await act(
        "export_sightings",
        since="2026-11-21T00:00:00+00:00",
        until="2026-11-23T00:00:00+00:00",
        **WHY,
    )
    assert [kept["decision_id"] for kept in exported["decisions"]] == ["then"]


@pytest.mark.parametrize("kind", ["sightings", "decisions"])
async def test_an_export_is_whole_or_refused(
    engine: FakeEngine, act: Act, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("custom_components.placa.services.sightings._LARGEST_EXPORT", 1)
    if kind == "sightings":
        engine.kept = [ended(sighting("AB12CDE")) for _ in range(201)]
    else:
        engine.decisions = {"one": EXAMPLES["DecisionRecord"]}
    with pytest.raises(ServiceValidationError, match="too much"):
        await act("export_sightings", plate="AB12CDE", **WHY)


async def test_sightings_are_erased_and_shown_no_more(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    act: Act,
    hass_admin_user: MockUser,
) -> None:
    seen = ended(sighting("ST12NGR"))
    engine.kept = [seen, ended(sighting("AB12CDE"))]
    await heard.tell(engine, engine.update(seen))

    def shown() -> str:
        state = hass.states.get("sensor.drive_last_plate")
        assert state is not None
        return state.state

    assert shown() == "ST12NGR"
    assert await act("erase_sightings", plate="ST12NGR", **WHY) == {
        "erased": 1,
        "emptied": [],
        "traces": 0,
        "left": ["backups"],
    }
    assert shown() == "unknown"
    (erasure,) = engine.erasures
    assert erasure["plates"] == ["ST12NGR"]
    assert erasure["actor"] == hass_admin_user.id
    assert erasure["reason"] == WHY["reason"]


async def test_the_picture_of_what_was_erased_is_offered_no_more(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, act: Act
) -> None:
    await heard.tell(engine, engine.update(sighting("ST12NGR", has_picture=True)))
    before = hass.states.get("image.drive_plate")
    assert before is not None
    assert "entity_picture" in before.attributes
    await act("erase_sightings", plate="ST12NGR", **WHY)
    after = hass.states.get("image.drive_plate")
    assert after is not None
    assert after.state == "unknown"
    assert "entity_picture" not in after.attributes


async def test_what_was_not_erased_is_still_shown(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, act: Act
) -> None:
    await heard.tell(engine, engine.update(sighting("AB12CDE")))
    await act("erase_sightings", vehicle="Mini", **WHY)
    (erasure,) = engine.erasures
    assert erasure["plates"] == ["XY99ZZZ"]
    state = hass.states.get("sensor.drive_last_plate")
    assert state is not None
    assert state.state == "AB12CDE"


def plate_read(text: str) -> dict[str, Any]:
    example: dict[str, Any] = EXAMPLES["PlateRead"]
    return example | {"text": text}


async def test_a_picture_file_is_recognized(
    hass: HomeAssistant, engine: FakeEngine, act: Act, tmp_path: Path
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    (tmp_path / "photo.jpg").write_bytes(JPEG)
    engine.readings = [plate_read("AB12CDE"), plate_read("ST12NGR")]
    read = await act("recognize", file=str(tmp_path / "photo.jpg"))
    assert [(plate["plate"], plate["vehicle"]) for plate in read["plates"]] == [
        ("AB12CDE", "Van"),
        ("ST12NGR", None),
    ]
    assert read["plates"][0]["box"] == EXAMPLES["PlateRead"]["box"]


async def test_a_picture_is_recognized_as_of_the_homes_country(
    hass: HomeAssistant, engine: FakeEngine, act: Act, tmp_path: Path
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    (tmp_path / "photo.jpg").write_bytes(JPEG)
    for country in (None, "BR"):
        hass.config.country = country
        await act("recognize", file=str(tmp_path / "photo.jpg"))
    assert engine.read_for == [None, "BR"]


async def test_the_picture_of_a_camera_is_recognized(
    hass: HomeAssistant, engine: FakeEngine, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ServiceValidationError, match="no such camera"):
        await act("recognize", entity_id="camera.drive")
    monkeypatch.setitem(sys.modules, "turbojpeg", Mock())
    camera = import_module("homeassistant.components.camera")
    assert await async_setup_component(hass, "camera", {})
    monkeypatch.setattr(camera, "async_get_image", AsyncMock(return_value=Mock(content=JPEG)))
    engine.readings = [plate_read("XY99ZZZ")]
    (plate,) = (await act("recognize", entity_id="camera.drive"))["plates"]
    assert plate["vehicle"] == "Mini"


async def test_a_file_outside_the_allowed_folders_is_not_opened(
    hass: HomeAssistant, act: Act, tmp_path: Path
) -> None:
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(JPEG)
    (allowed / "link.jpg").symlink_to(secret)
    hass.config.allowlist_external_dirs = {str(allowed)}
    for path in (secret, allowed / "link.jpg", allowed / ".." / "secret.jpg"):
        with pytest.raises(ServiceValidationError, match="not allowed"):
            await act("recognize", file=str(path))


async def test_files_that_cannot_be_read_are_refused(
    hass: HomeAssistant, engine: FakeEngine, act: Act, tmp_path: Path
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    with pytest.raises(ServiceValidationError, match="could not be read"):
        await act("recognize", file=str(tmp_path / "none.jpg"))
    (tmp_path / "large.jpg").write_bytes(bytes(20 * 1024 * 1024 + 1))
    with pytest.raises(ServiceValidationError, match="larger than"):
        await act("recognize", file=str(tmp_path / "large.jpg"))
    (tmp_path / "text.jpg").write_text("no picture")
    engine.refuse_reading = 422
    with pytest.raises(ServiceValidationError, match="not a picture"):
        await act("recognize", file=str(tmp_path / "text.jpg"))
    engine.refuse_reading = 400
    with pytest.raises(HomeAssistantError, match="refused"):
        await act("recognize", file=str(tmp_path / "text.jpg"))
    for answer in ({}, {"plates": [{"text": "AB12CDE"}]}):
        engine.answers["/api/v1/read"] = answer
        with pytest.raises(HomeAssistantError, match="does not answer as it should"):
            await act("recognize", file=str(tmp_path / "text.jpg"))


@pytest.mark.parametrize("data", [{}, {"file": "a.jpg", "entity_id": "camera.drive"}])
async def test_one_picture_must_be_named(act: Act, data: dict[str, str]) -> None:
    with pytest.raises(probatio.Invalid):
        await act("recognize", **data)


async def test_a_vehicle_is_added_and_known_at_once(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, act: Act
) -> None:
    added = await act("add_vehicle", name="Lorry", plates="lo-77 rry")
    assert loaded.subentries[added["vehicle_id"]].title == "Lorry"
    assert loaded.state is ConfigEntryState.LOADED
    assert loaded.runtime_data.household.match("LO77RRY") is not None
    assert engine.known_plates is not None
    assert "LO77RRY" in engine.known_plates


async def test_a_vehicle_is_added_with_all_that_its_form_asks_for(
    loaded: MockConfigEntry, act: Act
) -> None:
    told = {"owner": "person.ada", "group": "deliveries", "denied": True, "notes": "Blue"}
    added = await act("add_vehicle", name="Lorry", plates=["LO77RRY"], **told)
    assert loaded.subentries[added["vehicle_id"]].data == {"plates": ["LO77RRY"]} | told
    with pytest.raises(probatio.Invalid, match="belong to"):
        await act("add_vehicle", name="Bus", plates=["BU55BUS"], owner="sensor.ada")


@pytest.mark.parametrize(
    ("name", "plates", "complaint"),
    [
        ("Van", ["LO77RRY"], "Another vehicle has this name"),
        ("Lorry", ["AB12CDF"], "too alike another vehicle's"),
        ("Lorry", ["AB12CDE"], "belongs to Van already"),
        ("Lorry", ["!"], "2 to 16 letters"),
        (" ", ["LO77RRY"], "Enter a name"),
    ],
)
async def test_a_vehicle_is_refused_in_the_words_of_its_form(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    act: Act,
    name: str,
    plates: list[str],
    complaint: str,
) -> None:
    before = dict(loaded.subentries)
    with pytest.raises(ServiceValidationError, match=complaint):
        await act("add_vehicle", name=name, plates=plates)
    assert dict(loaded.subentries) == before
    assert not hass.config_entries.subentries.async_progress()


async def test_a_removed_vehicle_opens_no_door_any_more(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    act: Act,
    garage: list[ServiceCall],
) -> None:
    await act("remove_vehicle", returns=False, vehicle="Van")
    assert VAN not in loaded.subentries
    assert MINI in loaded.subentries
    await heard.tell(engine, engine.update(sighting("AB12CDE")))
    await hass.async_block_till_done()
    assert garage == []
    clock.passed += 1
    with pytest.raises(ServiceValidationError, match="No vehicle"):
        await act("remove_vehicle", returns=False, vehicle="Van")
