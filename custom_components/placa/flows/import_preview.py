"""What an import of vehicles would do, in lines for people. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from ..household.vehicle_details import VehicleDetails
from ..household.vehicle_import import LineOutcome, PlannedLine

NOTHING = "–"  # noqa: RUF001 - a dash
_MOST = 50
"""So many lines of each kind are shown, and of the others how many there are."""


def preview(
    planned: Iterable[PlannedLine], present: Mapping[str, VehicleDetails], texts: Mapping[str, str]
) -> dict[str, str]:
    """Return the lines of a plan by their outcomes; `texts` are those of the vehicle's form."""
    lines: dict[LineOutcome, list[str]] = {outcome: [] for outcome in LineOutcome}
    for line in planned:
        lines[line.outcome].append(f"- {line.number}: {_told(line, present, texts)}")
    return {
        outcome.value: "\n".join(_shortened(told)) or NOTHING for outcome, told in lines.items()
    }


def _told(
    line: PlannedLine, present: Mapping[str, VehicleDetails], texts: Mapping[str, str]
) -> str:
    if line.problem:
        about = f" ({', '.join(line.alike)})" if line.alike else ""
        problem = texts[f"error.{line.problem.value}"].format_map(line.about)
        return f"{line.name or NOTHING}: {problem}{about}"
    before = present.get(line.vehicle_id or "")
    after = line.details
    if after is None or line.outcome is LineOutcome.UNCHANGED:
        return line.name
    if before is None:
        return f"{after.name} ({', '.join(after.plates)})"
    old, new = before.cells, after.cells
    changes = (
        f"{texts[f'step.user.data.{column}']}: {old[column] or NOTHING} → {new[column] or NOTHING}"
        for column in old
        if old[column] != new[column]
    )
    return f"{before.name}: {'; '.join(changes)}"


def _shortened(told: list[str]) -> Iterator[str]:
    yield from told[:_MOST]
    if len(told) > _MOST:
        yield f"- … (+{len(told) - _MOST})"
