"""The figures as a table."""

from collections.abc import Sequence

from placa_engine.fusing.sighting import SecondOpinion
from tests.benchmarks.accuracy import Miss, Row
from tests.benchmarks.doubt import Judged, calibration_error


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


def doubt_table(some: Sequence[Judged]) -> str:
    """Return a line for each set: what a door would accept, right and wrong."""
    heads = (
        f"{'set':<16}{'plates':>7}{'readable':>9}{'accepted':>9}{'wrong':>6}{'share':>8}{'ECE':>7}"
    )
    lines = [f"{heads}   with a second opinion: {'accepted':>8}{'wrong':>6}"]
    for name in (*dict.fromkeys(one.set for one in some), "all"):
        part = [one for one in some if name in (one.set, "all")]
        readable = sum(one.right for one in part)
        accepted = [one for one in part if one.accepted]
        second = [one for one in accepted if one.opinion is not SecondOpinion.DISAGREES]
        share = sum(one.right for one in accepted) / max(1, readable)
        lines.append(
            f"{name:<16}{len(part):>7}{readable:>9}{len(accepted):>9}{_wrong(accepted):>6}"
            f"{share:>8.1%}{calibration_error(part):>7.3f}{len(second):>34}{_wrong(second):>6}"
        )
    return "\n".join(lines)


def _wrong(some: Sequence[Judged]) -> int:
    return sum(not one.right for one in some)


def _value(row: Row | None) -> str:
    if row is None:
        return ""
    if row.unit == "%":
        return f"{row.value:.1f} %"
    return f"{row.value:.2f}" if row.value % 1 else f"{row.value:.0f}"
