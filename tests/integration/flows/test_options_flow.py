"""The options: what may be shown, and vehicles taken in from a table that is looked at first."""

from collections.abc import Awaitable, Callable
from io import BytesIO
import logging
from pathlib import Path
import tempfile
from typing import Any

from aiohttp import FormData
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from support.engine import FakeEngine
from support.home import MINI, VAN, above_debug, guest, vehicle
from support.plugin import ClientSessionGenerator, MockConfigEntry

from custom_components.placa.flows.import_preview import preview
from custom_components.placa.household.vehicle_csv import read_vehicles
from custom_components.placa.household.vehicle_details import VehicleDetails
from custom_components.placa.household.vehicle_import import plan_import

TABLE = "name,plates,owner\nGolf,muc 1,person.ada\nVan,AB12CDE / NEW1,\nMini,XY99ZZZ,"
NO_FILE = "6b1ac5d6-6f0f-4f6e-8c1b-0c1f3f1d2a3b"
type Import = Callable[..., Awaitable[ConfigFlowResult]]


@pytest.fixture(autouse=True)
def _own_uploads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep uploads apart from those of tests that run at the same time."""
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))


async def chosen(hass: HomeAssistant, entry: MockConfigEntry, option: str) -> ConfigFlowResult:
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    assert menu["type"] is FlowResultType.MENU
    assert option in menu["menu_options"]
    return await go_on(hass, menu, {"next_step_id": option})


async def go_on(
    hass: HomeAssistant, flow: ConfigFlowResult, answer: dict[str, Any]
) -> ConfigFlowResult:
    result = await hass.config_entries.options.async_configure(flow["flow_id"], answer)
    await hass.async_block_till_done()
    return result


@pytest.fixture
def take_in(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> Import:
    """Upload a table and give it to the form, as the frontend does."""

    async def take(table: str | bytes, *, allow_alike: bool = False) -> ConfigFlowResult:
        client = await hass_client()
        content = table.encode() if isinstance(table, str) else table
        form = FormData()
        form.add_field("file", BytesIO(content), filename="vehicles.csv")
        response = await client.post("/api/file_upload", data=form)
        file_id = (await response.json())["file_id"]
        asked = await chosen(hass, loaded, "import_vehicles")
        assert asked["step_id"] == "import_vehicles"
        return await go_on(hass, asked, {"file": file_id, "allow_alike": allow_alike})

    return take


def vehicles(entry: MockConfigEntry) -> dict[str, list[str]]:
    return {
        one.title: one.data["plates"]
        for one in entry.subentries.values()
        if one.subentry_type == "vehicle"
    }


def placeholders(flow: ConfigFlowResult) -> dict[str, str]:
    told = flow["description_placeholders"]
    assert told is not None
    return dict(told)


async def test_whether_plates_are_shown_is_asked(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await chosen(hass, loaded, "shown")
    done = await go_on(hass, form, {"show_plates": False})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options == {"show_plates": False}


async def test_a_table_is_shown_first_and_taken_in_then(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    take_in: Import,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = vehicles(loaded)
    shown = await take_in(TABLE)
    assert (shown["type"], shown["step_id"]) == (FlowResultType.MENU, "preview")
    assert placeholders(shown) == {
        "added_count": "1",
        "changed_count": "1",
        "unchanged_count": "1",
        "refused_count": "0",
        "added": "- 2: Golf (MUC1)",
        "changed": "- 3: Van: License plates: AB12CDE → AB12CDE, NEW1",
        "unchanged": "- 4: Mini",
        "refused": "–",
    }
    assert vehicles(loaded) == before
    done = await go_on(hass, shown, {"next_step_id": "take_in"})
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "vehicles_imported")
    assert placeholders(done)["added_count"] == "1"
    assert vehicles(loaded) == {
        "Van": ["AB12CDE", "NEW1"],
        "Mini": ["XY99ZZZ"],
        "Golf": ["MUC1"],
    }
    assert engine.known_plates == ["AB12CDE", "MUC1", "NEW1", "XY99ZZZ"]
    assert "MUC1" not in above_debug(caplog)


async def test_a_refused_line_is_named_with_its_reason_and_keeps_all_out(
    hass: HomeAssistant, loaded: MockConfigEntry, take_in: Import, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    before = vehicles(loaded)
    shown = await take_in(f"{TABLE}\nPolo,AB12CDF,\n,X1,\nLupo,?,person.ada")
    assert (shown["step_id"], shown["menu_options"]) == ("refused", ["import_vehicles"])
    assert placeholders(shown)["refused"] == (
        "- 5: Polo: The plate is too alike another vehicle's. Allow such plates if it is right."
        " (Van)\n"
        "- 6: –: Enter a name.\n"
        "- 7: Lupo: ? cannot be a plate. A plate has 2 to 16 letters and digits; other signs may"
        " stand between them."
    )
    assert vehicles(loaded) == before
    assert "AB12CDF" not in above_debug(caplog)
    again = await go_on(hass, shown, {"next_step_id": "import_vehicles"})
    assert (again["type"], again["errors"]) == (FlowResultType.FORM, {})


async def test_plates_too_alike_may_be_allowed(loaded: MockConfigEntry, take_in: Import) -> None:
    shown = await take_in("name,plates\nPolo,AB12CDF", allow_alike=True)
    assert shown["step_id"] == "preview"
    assert placeholders(shown)["added"] == "- 2: Polo (AB12CDF)"


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ("Golf,MUC1", "csv_heading_missing"),
        ("name,plates,color\nGolf,MUC1,red", "csv_column_unknown"),
        ("name,plates\n", "csv_empty"),
        (b"name\x81", "csv_heading_missing"),
        (b"name,plates\0\xff", "csv_malformed"),
        pytest.param(b"x" * (1024 * 1024 + 1), "csv_too_large", id="large"),
    ],
)
async def test_what_is_no_table_can_be_chosen_again(
    hass: HomeAssistant, loaded: MockConfigEntry, take_in: Import, table: str | bytes, error: str
) -> None:
    refused = await take_in(table)
    assert (refused["type"], refused["errors"]) == (FlowResultType.FORM, {"file": error})
    column = "color" if error == "csv_column_unknown" else ""
    assert placeholders(refused) == {"column": column}


async def test_a_file_that_is_gone_can_be_chosen_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await chosen(hass, loaded, "import_vehicles")
    refused = await go_on(hass, form, {"file": NO_FILE})
    assert refused["errors"] == {"file": "csv_not_uploaded"}


async def test_what_changed_meanwhile_is_shown_again_before_anything_is_done(
    hass: HomeAssistant, loaded: MockConfigEntry, take_in: Import
) -> None:
    shown = await take_in(TABLE)
    hass.config_entries.async_remove_subentry(loaded, VAN)
    await hass.async_block_till_done()
    again = await go_on(hass, shown, {"next_step_id": "take_in"})
    assert again["step_id"] == "preview"
    assert placeholders(again)["added"] == "- 2: Golf (MUC1)\n- 3: Van (AB12CDE, NEW1)"
    assert vehicles(loaded) == {"Mini": ["XY99ZZZ"]}
    done = await go_on(hass, again, {"next_step_id": "take_in"})
    assert done["type"] is FlowResultType.ABORT
    assert set(vehicles(loaded)) == {"Golf", "Van", "Mini"}


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            vehicle(MINI, "Mini", "XY99ZZZ"),
            guest(expires="2099-01-01T00:00:00+00:00"),
        ]
    ],
)
async def test_vehicles_can_be_taken_in_while_the_engine_is_away(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, take_in: Import
) -> None:
    await engine.stop()
    shown = await take_in("name,plates\nGolf,MUC1\nPlumber,PL1")
    assert shown["step_id"] == "refused"
    shown = await take_in("name,plates\nGolf,MUC1")
    await go_on(hass, shown, {"next_step_id": "take_in"})
    assert "Golf" in vehicles(loaded)


def test_a_long_table_is_cut_short_and_changes_are_told_by_their_columns() -> None:
    lines = read_vehicles("name,plates,denied\n" + "".join(f"C{n},P{n:04},\n" for n in range(60)))
    present = {"id": VehicleDetails("C0", ("P0000",), group="Family", denied=True)}
    texts = {"step.user.data.denied": "On the deny list"}
    told = preview(plan_import(lines, present, allow_alike=True), present, texts)
    assert told["changed"] == "- 2: C0: On the deny list: yes → no"
    shown = told["added"].splitlines()
    assert (len(shown), shown[0], shown[-1]) == (51, "- 3: C1 (P0001)", "- … (+9)")
