from itertools import permutations
from math import inf

from hypothesis import given, strategies as st

from placa_engine.tracking.assignment import assign

UNPAIRED = 3.0


@st.composite
def tables(draw: st.DrawFn) -> list[list[float]]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cell = st.one_of(st.just(inf), st.integers(0, 40).map(lambda tenths: tenths / 8))
    return [[draw(cell) for _ in range(columns)] for _ in range(rows)]


def cost(table: list[list[float]], pairs: list[tuple[int, int]]) -> float:
    return sum(table[row][column] for row, column in pairs) + UNPAIRED * (len(table) - len(pairs))


def cheapest(table: list[list[float]]) -> float:
    rows, columns = len(table), len(table[0])
    private = [[UNPAIRED if row == other else inf for other in range(rows)] for row in range(rows)]
    wide = [line + own for line, own in zip(table, private, strict=True)]
    return min(
        sum(wide[row][column] for row, column in enumerate(choice))
        for choice in permutations(range(columns + rows), rows)
    )


@given(tables())
def test_no_other_pairing_is_cheaper(table: list[list[float]]) -> None:
    assert cost(table, assign(table, UNPAIRED)) == cheapest(table)


@given(tables())
def test_nobody_has_two_partners_or_a_forbidden_one(table: list[list[float]]) -> None:
    pairs = assign(table, UNPAIRED)
    assert len({row for row, _ in pairs}) == len(pairs) == len({column for _, column in pairs})
    assert all(table[row][column] <= UNPAIRED for row, column in pairs)


def test_nothing_is_paired_with_nothing() -> None:
    assert assign([], UNPAIRED) == []
    assert assign([[]], UNPAIRED) == []
