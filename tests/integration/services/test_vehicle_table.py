"""Vehicles imported and exported as a table: all of it or nothing, told line by line."""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from support.engine import FakeEngine
from support.home import DOOR, MINI, VAN, Act, above_debug, door, guest, vehicle
from support.plugin import MockConfigEntry

from custom_components.placa.household.vehicle_csv import CsvError, decoded

TABLE = "name,plates,owner\nGolf,muc 1,person.ada\nVan,AB12CDE / NEW1,\nMini,XY99ZZZ,"


def vehicles(entry: MockConfigEntry) -> dict[str, Any]:
    return {
        one.title: dict(one.data)
        for one in entry.subentries.values()
        if one.subentry_type == "vehicle"
    }


async def test_a_table_is_taken_in_at_once_and_known_at_once(
    engine: FakeEngine, loaded: MockConfigEntry, act: Act
) -> None:
    connections = engine.connections
    done = await act("import_vehicles", table=TABLE)
    assert {key: done[key] for key in ("done", "added", "changed", "unchanged", "refused")} == {
        "done": True,
        "added": 1,
        "changed": 1,
        "unchanged": 1,
        "refused": 0,
    }
    assert done["lines"][0] == {
        "line": 2,
        "name": "Golf",
        "outcome": "added",
        "problem": None,
        "reason": None,
        "plates": ["MUC1"],
        "too_alike": [],
    }
    assert vehicles(loaded)["Golf"] == {"plates": ["MUC1"], "denied": False, "owner": "person.ada"}
    assert loaded.subentries[VAN].data["plates"] == ["AB12CDE", "NEW1"]
    assert engine.known_plates == ["AB12CDE", "MUC1", "NEW1", "XY99ZZZ"]
    assert loaded.state is ConfigEntryState.LOADED
    assert engine.connections <= connections + 2


async def test_a_dry_run_tells_all_and_does_nothing(loaded: MockConfigEntry, act: Act) -> None:
    before = vehicles(loaded)
    told = await act("import_vehicles", table=TABLE, dry_run=True)
    assert (told["done"], told["added"], told["changed"]) == (False, 1, 1)
    assert vehicles(loaded) == before


async def test_one_line_that_is_refused_keeps_all_others_out(
    loaded: MockConfigEntry, act: Act, caplog: pytest.LogCaptureFixture
) -> None:
    before = vehicles(loaded)
    told = await act("import_vehicles", table=f"{TABLE}\nPolo,AB12CDF,")
    assert (told["done"], told["refused"]) == (False, 1)
    refused = told["lines"][3]
    assert refused["problem"] == "too_alike"
    assert refused["reason"].startswith("The plate is too alike")
    assert refused["too_alike"] == ["Van"]
    assert vehicles(loaded) == before
    done = await act("import_vehicles", table=f"{TABLE}\nPolo,AB12CDF,", allow_alike=True)
    assert done["done"]
    assert "Polo" in vehicles(loaded)
    assert "MUC1" not in above_debug(caplog)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("Golf,MUC1", "first line must name the columns"),
        ("name,plates,color\nGolf,MUC1,red", '"color"'),
        ("name,plates\n", "no vehicle"),
        ('name,plates\n"Golf,MUC1', "not a table"),
        ("name,plates\n" + "Golf,MUC1\n" * 1001, "more than 1000"),
    ],
)
async def test_what_is_no_table_is_refused_in_plain_words(
    loaded: MockConfigEntry, act: Act, table: str, complaint: str
) -> None:
    with pytest.raises(ServiceValidationError, match=complaint):
        await act("import_vehicles", table=table)


@pytest.mark.parametrize(
    "content",
    [
        "name;plates\r\nMüller;MUC 1\r\n".encode("utf-8-sig"),
        "name;plates\r\nMüller;MUC 1\r\n".encode("utf-16"),
        "name;plates\r\nMüller;MUC 1\r\n".encode("cp1252"),
    ],
)
async def test_a_file_is_read_as_spreadsheets_write_it(
    hass: HomeAssistant, loaded: MockConfigEntry, act: Act, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "vehicles.csv"
    file.write_bytes(content)
    with pytest.raises(ServiceValidationError, match="not allowed"):
        await act("import_vehicles", file=str(file))
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    assert (await act("import_vehicles", file=str(file)))["added"] == 1
    assert vehicles(loaded)["Müller"]["plates"] == ["MUC1"]


async def test_a_file_that_is_too_large_or_missing_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, act: Act, tmp_path: Path
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    with pytest.raises(ServiceValidationError, match="could not be read"):
        await act("import_vehicles", file=str(tmp_path / "none.csv"))
    (tmp_path / "large.csv").write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(ServiceValidationError, match="larger than 1 MiB"):
        await act("import_vehicles", file=str(tmp_path / "large.csv"))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(CsvError):
        decoded(b"\xff\xfe\x00")
    with pytest.raises(CsvError):
        decoded(b"name\0\x81")


@pytest.mark.parametrize(
    ("plate", "code_page"),
    [
        ("\u010cK 123 AB", "cp1250"),
        ("BG 1234-\u0106\u010c", "cp1250"),
        ("\u0179D 5321", "cp1250"),
        ("\u0421\u0412 1234 \u0410\u0412", "cp1251"),
        ("\u0399\u039c\u03a1-1234", "cp1253"),
        ("34 \u0130ST 34", "cp1254"),
        ("M\u00dc AB 12", "cp1252"),
        ("M\u00dc AB 12", "mac_roman"),
        ("\u0416\u041a 12", "koi8_r"),
    ],
)
async def test_a_plate_in_another_code_page_is_refused_and_never_becomes_another_plate(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    act: Act,
    tmp_path: Path,
    plate: str,
    code_page: str,
) -> None:
    before = vehicles(loaded)
    file = tmp_path / "vehicles.csv"
    table = f"name;plates\r\nGolf;MUC 1\r\nSkoda;{plate}\r\n"
    file.write_bytes(table.encode(code_page))
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    answer = await act("import_vehicles", file=str(file))
    refused = answer["lines"][1]
    assert (refused["line"], refused["outcome"]) == (3, "refused")
    assert "CSV UTF-8" in refused["reason"]
    assert vehicles(loaded) == before, "a table is imported as a whole or not at all"
    file.write_bytes(table.replace(plate, "AB 123").encode(code_page))
    assert (await act("import_vehicles", file=str(file)))["added"] == 2


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE", "NEW1"),
            vehicle(MINI, "=Mini", "XY99ZZZ")
            | {"data": {"plates": ["XY99ZZZ"], "denied": True, "notes": "two\nlines"}},
            guest(),
            door(vehicles=[VAN], all_vehicles=False),
        ]
    ],
)
async def test_what_was_exported_can_be_imported_again_and_changes_nothing(
    loaded: MockConfigEntry, act: Act
) -> None:
    exported = await act("export_vehicles")
    assert exported["vehicles"] == 2
    assert exported["table"].splitlines()[0] == '"name","plates","owner","group","denied","notes"'
    assert '"\'=Mini"' in exported["table"]
    assert "Plumber" not in exported["table"]
    again = await act("import_vehicles", table=exported["table"])
    assert (again["done"], again["unchanged"]) == (True, 2)
    assert loaded.subentries[DOOR].data["vehicles"] == [VAN]
