"""The figures as a table."""

from collections.abc import Sequence

from benchmarks.accuracy import Miss, Row
from benchmarks.doubt import POINTS, Judged, calibration_error


def table(rows: Sequence[Row]) -> str:
    """Return a line for each measure with a column for each contender."""
    contenders = list(dict.fromkeys(row.contender for row in rows))
    values = {(row.set, row.measure, row.contender): row for row in rows}
    lines = [
        f"{'set':<20}{'measure':<24}{'count':>6}" + "".join(f"{name:>12}" for name in contenders)
    ]
    for name, measure in dict.fromkeys((row.set, row.measure) for row in rows):
        found = [values.get((name, measure, contender)) for contender in contenders]
        count = next(row.count for row in found if row is not None)
        lines.append(
            f"{name:<20}{measure:<24}{count:>6}" + "".join(f"{_value(row):>12}" for row in found)
        )
    return "\n".join(lines)


def miss_lines(misses: Sequence[Miss]) -> str:
    """Return a line for each text that was read wrong."""
    return "\n".join(
        f"{miss.set} {miss.contender} {miss.source}: {miss.label} read as {miss.read or 'nothing'}"
        for miss in misses
    )


def doubt_table(some: Sequence[Judged]) -> str:
    """Return what a door would accept, right and wrong, by set and by what it demands."""
    sets = [*dict.fromkeys(one.set for one in some), "all"]
    parts = {name: [one for one in some if name in (one.set, "all")] for name in sets}
    lines = [f"{'':<28}" + "".join(f"{name:>16}" for name in sets)]
    lines.append(f"{'plates':<28}" + "".join(f"{len(part):>16}" for part in parts.values()))
    readable = {name: sum(one.right for one in part) for name, part in parts.items()}
    lines.append(f"{'readable':<28}" + "".join(f"{count:>16}" for count in readable.values()))
    errors = "".join(f"{calibration_error(part):>16.3f}" for part in parts.values())
    lines.append(f"{'calibration error':<28}{errors}")
    for point in POINTS:
        cells = []
        for name, part in parts.items():
            accepted = [one for one in part if point.accepts(one)]
            share = (len(accepted) - _wrong(accepted)) / max(1, readable[name])
            cells.append(f"{f'{share:.1%}, {_wrong(accepted)} wrong':>16}")
        lines.append(f"{point.name:<28}{''.join(cells)}")
    return "\n".join(lines)


def _wrong(some: Sequence[Judged]) -> int:
    return sum(not one.right for one in some)


def _value(row: Row | None) -> str:
    if row is None:
        return ""
    if row.unit == "%":
        return f"{row.value:.1f} %"
    return f"{row.value:.2f}" if row.value % 1 else f"{row.value:.0f}"
