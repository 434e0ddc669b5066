"""Optimal pairing of rows with columns."""

from collections.abc import Sequence
from math import inf


def assign(costs: Sequence[Sequence[float]], unpaired: float) -> list[tuple[int, int]]:
    """Pair rows with columns so that the sum of costs is smallest.

    A pair may cost infinity, which forbids it. A row without a partner costs
    `unpaired`, so no pair that costs more is made. Gives (row, column) pairs in row
    order. The Hungarian method with shortest augmenting paths (Kuhn 1955, Munkres
    1957, Jonker and Volgenant 1987), O(rows^2 * (rows + columns)).
    """
    rows = len(costs)
    columns = len(costs[0]) if rows else 0
    width = columns + rows
    table = [
        [*row, *(unpaired if other == index else inf for other in range(rows))]
        for index, row in enumerate(costs)
    ]
    row_price = [0.0] * rows
    column_price = [0.0] * width
    owner: list[int | None] = [None] * width
    for start in range(rows):
        _augment(table, start, row_price, column_price, owner)
    return sorted((row, column) for column, row in enumerate(owner[:columns]) if row is not None)


def _augment(
    table: list[list[float]],
    start: int,
    row_price: list[float],
    column_price: list[float],
    owner: list[int | None],
) -> None:
    """Give row `start` a column along the cheapest path of changes of hands."""
    width = len(column_price)
    reach = [inf] * width
    came_from = [-1] * width
    done: list[int] = []
    visited = [False] * width
    row, column = start, -1
    while True:
        offset = 0.0 if column < 0 else reach[column]
        for other in range(width):
            if visited[other]:
                continue
            cost = offset + table[row][other] - row_price[row] - column_price[other]
            if cost < reach[other]:
                reach[other] = cost
                came_from[other] = column
        column = min((c for c in range(width) if not visited[c]), key=reach.__getitem__)
        visited[column] = True
        holder = owner[column]
        if holder is None:
            break
        done.append(column)
        row = holder
    total = reach[column]
    row_price[start] += total
    for other in done:
        holder = owner[other]
        assert holder is not None
        row_price[holder] += total - reach[other]
        column_price[other] -= total - reach[other]
    while column >= 0:
        previous = came_from[column]
        owner[column] = start if previous < 0 else owner[previous]
        column = previous
