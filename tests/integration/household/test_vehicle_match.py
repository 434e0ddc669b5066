"""A plate is that plate; looking alike counts only if nothing else can be meant."""

from hypothesis import assume, given, strategies as st
import pytest
from support.people import MINI, VAN, plates

from custom_components.placa.client.plate import (
    InvalidPlateError,
    UnreadableLetterError,
    fold,
    normalize,
    normalize_part,
)
from custom_components.placa.household.vehicle import (
    Match,
    MatchKind,
    Vehicle,
    match,
    match_for_access,
)

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
GROUPS = ["0ODQ", "1I", "2Z", "5S", "6G", "8B"]
households = st.lists(plates, min_size=1, max_size=6, unique=True).map(
    lambda texts: [Vehicle(f"v{n}", f"Car {n}", (text,)) for n, text in enumerate(texts)]
)


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        ("ab12 cde", "AB12CDE"),
        ("M-ÜC 1234", "MUC1234"),
        (" b·xy 12e ", "BXY12E"),
        ("W 12345 X", "W12345X"),
        ("1-abc-234", "1ABC234"),
        ("ＡB12", "AB12"),
        ("ΙΜΡ-1234", "IMP1234"),
        ("ζυκ 7890", "ZYK7890"),
        ("СВ 1234 АН", "CB1234AH"),
        ("а123вс77", "A123BC77"),
        ("ВН 1234 ІО", "BH1234IO"),
        ("BG-123-đš", "BG123DS"),
        ("ØÆ 12 345", "OAE12345"),
        ("wł 1234z", "WL1234Z"),
    ],
)
def test_case_spaces_dashes_and_accents_do_not_matter(typed: str, plate: str) -> None:
    assert normalize(typed) == plate


def test_a_part_of_a_plate_may_be_one_character() -> None:
    assert normalize_part("-ü") == "U"


@pytest.mark.parametrize("typed", ["", " - ", "Ж", "A" * 33])
def test_what_cannot_be_a_part_of_a_plate_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPlateError):
        normalize_part(typed)


@pytest.mark.parametrize("typed", ["", "A", "  -", "京A12345", "A" * 17, "١٢٣"])
def test_what_cannot_be_a_plate_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPlateError) as refused:
        normalize(typed)
    assert not typed.strip(" -") or typed not in str(refused.value)


@pytest.mark.parametrize("typed", ["Д123АА", "ΛΓ 1234", "ЉЊ 123", "京A12345", "١٢٣"])
def test_a_letter_that_looks_like_none_of_a_to_z_is_refused_as_such(typed: str) -> None:
    with pytest.raises(UnreadableLetterError):
        normalize(typed)


@given(st.text(max_size=30))
def test_a_normalized_plate_is_made_of_a_to_z_and_digits_and_stays_the_same(typed: str) -> None:
    try:
        plate = normalize(typed)
    except InvalidPlateError:
        return
    assert set(plate) <= set(ALPHABET)
    assert normalize(plate) == plate


@given(households)
def test_every_registered_plate_finds_its_own_vehicle(vehicles: list[Vehicle]) -> None:
    for vehicle in vehicles:
        found = match(vehicle.plates[0], vehicles)
        assert found is not None
        assert found.vehicle == vehicle
        assert found.kind is MatchKind.EXACT


def test_a_plate_that_looks_alike_finds_the_only_vehicle_it_can_mean() -> None:
    found = match("A812CDE", [VAN, MINI])
    assert found is not None
    assert (found.vehicle, found.plate, found.kind) == (VAN, "AB12CDE", MatchKind.FOLDED)


def test_a_plate_that_looks_like_two_of_the_household_finds_neither() -> None:
    other = Vehicle("other", "Other", ("A812CDE",))
    assert match("AB12CD3", [VAN, other]) is None
    assert match("AB1ZCDE", [VAN, other]) is None
    found = match("A812CDE", [VAN, other])
    assert found is not None
    assert found.vehicle == other


def test_two_plates_of_the_same_vehicle_that_look_alike_are_ambiguous_too() -> None:
    twin = Vehicle("twin", "Twin", ("B0B", "BOB"))
    assert match("808", [twin]) is None


def test_a_plate_registered_twice_finds_nobody() -> None:
    assert match("AB12CDE", [VAN, Vehicle("thief", "Thief", ("AB12CDE",))]) is None


@given(households, plates)
def test_a_match_is_equal_after_folding_and_never_by_distance(
    vehicles: list[Vehicle], text: str
) -> None:
    found = match(text, vehicles)
    if found is not None:
        assert fold(found.plate) == fold(text)
        assert len(found.plate) == len(text)


@given(households, st.data())
def test_one_other_character_finds_nobody(vehicles: list[Vehicle], data: st.DataObject) -> None:
    plate = data.draw(st.sampled_from(vehicles)).plates[0]
    place = data.draw(st.integers(0, len(plate) - 1))
    char = data.draw(st.sampled_from(ALPHABET))
    assume(fold(char) != fold(plate[place]))
    text = plate[:place] + char + plate[place + 1 :]
    assume(all(fold(other.plates[0]) != fold(text) for other in vehicles))
    assert match(text, vehicles) is None


@given(households, st.data())
def test_a_missing_or_added_character_finds_nobody(
    vehicles: list[Vehicle], data: st.DataObject
) -> None:
    plate = data.draw(st.sampled_from(vehicles)).plates[0]
    place = data.draw(st.integers(0, len(plate)))
    added = data.draw(st.sampled_from(["", *ALPHABET]))
    text = plate[:place] + added + plate[place if added else place + 1 :]
    assume(all(fold(other.plates[0]) != fold(text) for other in vehicles))
    assert match(text, vehicles) is None


def test_a_door_takes_nothing_for_a_plate_that_a_frequent_passer_by_looks_like() -> None:
    assert match_for_access("A812CDE", [VAN], {"AB12CDE", "ZZ1"}) == match("A812CDE", [VAN])
    for frequent in ({"AB12COE"}, {"A812CDE"}, None):
        assert match_for_access("A812CDE", [VAN], frequent) == Match(
            VAN, "AB12CDE", MatchKind.AMBIGUOUS
        )
    assert match_for_access("AB12CDE", [VAN], {"A812CDE"}) == match("AB12CDE", [VAN])


@given(households, st.sets(plates, max_size=6), st.data())
def test_a_door_never_takes_more_than_the_name_and_nothing_that_could_be_another(
    vehicles: list[Vehicle], frequent: set[str], data: st.DataObject
) -> None:
    registered = [plate for vehicle in vehicles for plate in vehicle.plates]
    text = data.draw(st.sampled_from([*registered, *frequent]) | plates)
    text = data.draw(st.sampled_from([text, fold(text)]))
    found = match_for_access(text, vehicles, frequent)
    named = match(text, vehicles)
    if found is None or named is None:
        assert found is named
        return
    assert (found.vehicle, found.plate) == (named.vehicle, named.plate)
    assert found.kind in {named.kind, MatchKind.AMBIGUOUS}
    if found.plate != text and found.kind is not MatchKind.AMBIGUOUS:
        alike = [plate for plate in {*registered, *frequent} if fold(plate) == fold(text)]
        assert alike == [found.plate]


@given(households, st.sets(plates, max_size=6), plates)
def test_one_more_frequent_passer_by_never_opens_more(
    vehicles: list[Vehicle], frequent: set[str], other: str
) -> None:
    text = fold(vehicles[0].plates[0])
    found = match_for_access(text, vehicles, frequent)
    if found is None or found.kind is MatchKind.AMBIGUOUS:
        assert match_for_access(text, vehicles, frequent | {other}) == found


def test_the_confusables_are_those_of_the_design() -> None:
    folded: dict[str, set[str]] = {}
    for char in ALPHABET:
        folded.setdefault(fold(char), set()).add(char)
    assert sorted(map(sorted, folded.values())) == sorted(
        [sorted(group) for group in GROUPS]
        + [[char] for char in ALPHABET if not any(char in group for group in GROUPS)]
    )
