from benchmarks.conditions import CONDITIONS
from benchmarks.contender import Found
from benchmarks.failures import CAPTION, EACH, HEIGHT, WIDTH, false_plates, misreads, sheet


class Reader:
    name = "reads the same everywhere"

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, _crop: object) -> str:
        return self.text

    def find(self, _picture: object) -> list[Found]:
        return [Found((100, 200, 180, 240), self.text)]


def test_the_first_misreads_of_every_condition_are_shown() -> None:
    some = list(misreads(Reader("")))
    conditions = [one.condition for one in some]
    assert conditions == [name for name in (*CONDITIONS, "oblique 55") for _ in range(EACH)]
    assert all(one.plate.text for one in some)
    assert sheet(some).shape == (len(some) // EACH * (HEIGHT + CAPTION), EACH * WIDTH, 3)


def test_what_is_read_right_is_not_shown() -> None:
    first, second, *_ = misreads(Reader(""))
    after = next(misreads(Reader(first.plate.text)))
    assert after.plate.text == second.plate.text


def test_a_row_that_is_not_full_is_filled_up() -> None:
    some = list(misreads(Reader("")))[: EACH + 1]
    assert sheet(some).shape == (2 * (HEIGHT + CAPTION), EACH * WIDTH, 3)


def test_what_is_taken_for_a_plate_is_shown_with_a_rim() -> None:
    some = list(false_plates(Reader("TAXI4711")))
    assert [(one.plate.text, one.read) for one in some] == [("No plate", "TAXI4711")] * EACH
    assert {one.plate.picture.shape for one in some} == {(80, 120, 3)}
