"""Tables of vehicles: read as spreadsheets save them, judged line by line, written safely."""

from hypothesis import given, strategies as st
import pytest
from support.people import MINI, VAN, plates

from custom_components.placa.household.registration import RegistrationProblem
from custom_components.placa.household.vehicle import Vehicle
from custom_components.placa.household.vehicle_csv import CsvError, read_vehicles, write_vehicles
from custom_components.placa.household.vehicle_details import VehicleDetails
from custom_components.placa.household.vehicle_import import (
    LineOutcome,
    LineProblem,
    PlannedLine,
    plan_import,
)

PRESENT = {
    "van": VehicleDetails("Van", ("AB12CDE",), owner="person.ada", group="Family", notes="Blue"),
    "mini": VehicleDetails("Mini", ("XY99ZZZ",)),
}
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''", "\t=1", "＝1")


def plan(text: str, *, allow_alike: bool = False) -> tuple[PlannedLine, ...]:
    return plan_import(read_vehicles(text), PRESENT, allow_alike=allow_alike)


def outcomes(text: str) -> list[str]:
    return [line.problem or line.outcome for line in plan(text)]


@pytest.mark.parametrize(
    "text",
    [
        "name,plates\nGolf,MUC 1\n",
        "name;plates\r\nGolf;MUC 1\r\n",
        "\ufeffName\tPlates\rGolf\tMUC 1\r",
        'sep=;\n"name";"plate"\n"Golf";"MUC 1"',
        "plates,name,,\n\nmuc-1,Golf,,\n,,,\n",
        "name,plates\n\n Golf , MUC 1 \n",
    ],
)
def test_a_table_is_read_as_spreadsheets_save_it(text: str) -> None:
    (line,) = plan(text)
    assert line.details == VehicleDetails("Golf", ("MUC1",))
    assert line.outcome is LineOutcome.ADDED


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "csv_heading_missing"),
        ("Golf,MUC1", "csv_heading_missing"),
        ("name,owner\nGolf,person.ada", "csv_heading_missing"),
        ("name,plates,color\nGolf,MUC1,red", "csv_column_unknown"),
        ("name,plates,name\nGolf,MUC1,Golf", "csv_column_unknown"),
        ("name,plates\n,\n", "csv_empty"),
        ("name,plates\nGolf,MUC1,lost", "csv_malformed"),
        ('name,plates\nGolf,"MUC1', "csv_malformed"),
        ('name,plates\n"Golf"x,MUC1', "csv_malformed"),
        ("name,plates\n" + "Golf,MUC1\n" * 1001, "csv_too_long"),
    ],
)
def test_what_is_no_table_of_vehicles_is_refused_as_a_whole(text: str, key: str) -> None:
    with pytest.raises(CsvError) as refused:
        read_vehicles(text)
    assert refused.value.key == key


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'sep=,\nname,plates,notes\nGolf,MUC1,"two\nlines"\n\nPolo,MUC99X,\n'
    assert [line.number for line in read_vehicles(text)] == [3, 6]


def test_what_is_added_changed_and_left_as_it_is() -> None:
    lines = plan("name,plates\nvan,AB12 CDE\nMini,XY99ZZZ\nGolf,MUC 1 / MUC 234")
    assert [(line.outcome, line.vehicle_id) for line in lines] == [
        (LineOutcome.CHANGED, "van"),
        (LineOutcome.UNCHANGED, "mini"),
        (LineOutcome.ADDED, None),
    ]
    assert lines[0].details == VehicleDetails(
        "van", ("AB12CDE",), "person.ada", "Family", False, "Blue"
    )
    assert lines[2].details == VehicleDetails("Golf", ("MUC1", "MUC234"))


def test_a_column_that_is_there_is_taken_over_even_where_it_is_empty() -> None:
    (line,) = plan("name,plates,owner,group,denied,notes\nVan,AB12CDE,,,yes,")
    assert line.details == VehicleDetails("Van", ("AB12CDE",), denied=True)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",NEW1,,", RegistrationProblem.NAME_MISSING),
        ("Golf,,,", RegistrationProblem.PLATES_MISSING),
        ("Golf,?,,", RegistrationProblem.INVALID_PLATE),
        ('Golf,"1,00E+10",,', RegistrationProblem.INVALID_PLATE),
        ("Golf,AB-12 CDE,,", RegistrationProblem.PLATE_TAKEN),
        ("Golf,AB12CDF,,", LineProblem.TOO_ALIKE),
        ("Golf,NEW1,Ada,", LineProblem.OWNER_INVALID),
        ("Golf,NEW1,light.ada,", LineProblem.OWNER_INVALID),
        ("Golf,NEW1,,perhaps", LineProblem.DENIED_INVALID),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_reason(row: str, problem: str) -> None:
    assert outcomes(f"name,plates,owner,denied\n{row}") == [problem]


def test_lines_are_judged_beside_each_other() -> None:
    text = "name,plates\nGolf,NEW1\ngolf,NEW22X\nPolo,NEW 1\nUp,NEW2"
    assert outcomes(text) == [
        LineOutcome.ADDED,
        RegistrationProblem.NAME_TAKEN,
        RegistrationProblem.PLATE_TAKEN,
        LineProblem.TOO_ALIKE,
    ]


def test_two_vehicles_may_swap_their_plates() -> None:
    assert outcomes("name,plates\nVan,XY99ZZZ\nMini,AB12CDE") == [LineOutcome.CHANGED] * 2


def test_plates_too_alike_are_named_and_may_be_allowed() -> None:
    text = "name,plates\nGolf,AB12CDF"
    (refused,) = plan(text)
    (allowed,) = plan(text, allow_alike=True)
    assert refused.alike == allowed.alike == ("Van",)
    assert (refused.details, allowed.outcome) == (None, LineOutcome.ADDED)


def test_the_plate_of_a_guest_is_taken() -> None:
    guest = Vehicle("guest", "Plumber", ("PL10MB",))
    (line,) = plan_import(read_vehicles("name,plates\nGolf,PL10MB"), PRESENT, [guest])
    assert line.problem is RegistrationProblem.PLATE_TAKEN


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_for_a_spreadsheet(text: str) -> None:
    card = VehicleDetails("Golf", ("NEW1",), notes=text)
    table = write_vehicles([card.cells])
    cell = table.splitlines()[1].split(",")[-1]
    assert cell.startswith("\"'")


names = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
texts = st.text(max_size=30) | st.sampled_from(FORMULAS)
cards = st.builds(
    VehicleDetails,
    name=names | st.sampled_from([text for text in FORMULAS if text == " ".join(text.split())]),
    plates=st.lists(plates, min_size=1, max_size=3, unique=True).map(tuple),
    owner=st.sampled_from(["", "person.ada"]),
    group=texts.map(lambda text: text.strip().replace("\r\n", "\n").replace("\r", "\n")),
    denied=st.booleans(),
    notes=texts.map(lambda text: text.strip().replace("\r\n", "\n").replace("\r", "\n")),
)
households = st.lists(
    cards, min_size=1, max_size=5, unique_by=(lambda card: card.name.casefold(),)
).filter(
    lambda some: len({p for card in some for p in card.plates}) == sum(len(c.plates) for c in some)
)


@given(households, st.booleans())
def test_what_was_written_is_read_again_as_it_was(some: list[VehicleDetails], bom: bool) -> None:
    table = ("\ufeff" if bom else "") + write_vehicles(card.cells for card in some)
    lines = plan_import(read_vehicles(table), {}, allow_alike=True)
    assert [line.details for line in lines] == some
    present = {str(number): card for number, card in enumerate(some)}
    again = plan_import(read_vehicles(table), present, allow_alike=True)
    assert {line.outcome for line in again} == {LineOutcome.UNCHANGED}


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        plan(f"name,plates\n{text}")
    except CsvError as err:
        assert err.key.startswith("csv_")


@given(st.lists(st.sampled_from(["Van", "Mini", "Golf", "Polo"])), st.data())
def test_whatever_is_not_refused_leaves_no_name_or_plate_twice(
    some: list[str], data: st.DataObject
) -> None:
    rows = [f"{name},{data.draw(plates)}" for name in some] or ["Van,AB12CDE"]
    planned = plan("name,plates\n" + "\n".join(rows), allow_alike=True)
    if any(line.outcome is LineOutcome.REFUSED for line in planned):
        return
    after = dict(PRESENT)
    for line in planned:
        assert line.details is not None
        after[line.vehicle_id or line.name] = line.details
    names_after = [card.name.casefold() for card in after.values()]
    plates_after = [plate for card in after.values() for plate in card.plates]
    assert len(set(names_after)) == len(names_after)
    assert len(set(plates_after)) == len(plates_after)


def test_the_household_of_the_tests_is_its_own_table() -> None:
    cards = [VehicleDetails(one.name, one.plates) for one in (VAN, MINI)]
    lines = read_vehicles(write_vehicles(card.cells for card in cards))
    assert [line.plates for line in lines] == [VAN.plates, MINI.plates]
