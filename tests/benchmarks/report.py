"""The figures as a table."""

from collections.abc import Sequence

from tests.benchmarks.accuracy import Miss, Row


def table(rows: Sequence[Row]) -> str:
    """Return a line for each measure with a column for each contender."""
    contenders = list(dict.fromkeys(row.contender for row in rows))
    values = {(row.set, row.measure, row.contender): row for row in rows}
    lines = [
        f"{'set':<16}{'measure':<24}{'count':>6}" + "".join(f"{name:>12}" for name in contenders)
    ]
    for name, measure in dict.fromkeys((row.set, row.measure) for row in rows):
        found = [values.get((name, measure, contender)) for contender in contenders]
        count = next(row.count for row in found if row is not None)
        lines.append(
            f"{name:<16}{measure:<24}{count:>6}" + "".join(f"{_value(row):>12}" for row in found)
        )
    return "\n".join(lines)


def miss_lines(misses: Sequence[Miss]) -> str:
    """Return a line for each text that was read wrong."""
    return "\n".join(
        f"{miss.set} {miss.contender} {miss.source}: {miss.label} read as {miss.read or 'nothing'}"
        for miss in misses
    )


def _value(row: Row | None) -> str:
    if row is None:
        return ""
    if row.unit == "%":
        return f"{row.value:.1f} %"
    return f"{row.value:.2f}" if row.value % 1 else f"{row.value:.0f}"
