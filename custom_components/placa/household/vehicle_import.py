"""What becomes of the household's vehicles when a table of them is read. Pure.

A table is judged as a whole: each line beside the lines above it and the vehicles that
the table does not name. A vehicle is known by its name; one that the table does not name
stays as it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
import re
from types import MappingProxyType

from .registration import RegistrationError, RegistrationProblem, register, resemblances
from .vehicle import Vehicle
from .vehicle_csv import CsvLine
from .vehicle_details import VehicleDetails

_PERSON = re.compile(r"person\.[a-z0-9_]+")
_YES = frozenset({"yes", "y", "true", "on", "1", "x"})
_NO = frozenset({"no", "n", "false", "off", "0", ""})


class LineOutcome(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class LineProblem(StrEnum):
    """Why a line is refused, besides what a vehicle's form refuses."""

    TOO_ALIKE = "too_alike"
    OWNER_INVALID = "owner_invalid"
    DENIED_INVALID = "denied_invalid"
    CODE_PAGE_UNKNOWN = "code_page_unknown"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What becomes of one line.

    `vehicle_id` is the vehicle that it is about, None for a new one. A line that is not
    refused has details, one that is has a problem, whose sentence says what it is `about`.
    `alike` names the vehicles with a plate that is too alike.
    """

    number: int
    name: str
    outcome: LineOutcome
    vehicle_id: str | None = None
    details: VehicleDetails | None = None
    problem: RegistrationProblem | LineProblem | None = None
    about: Mapping[str, str] = MappingProxyType({})
    alike: tuple[str, ...] = ()


def plan_import(
    lines: Iterable[CsvLine],
    present: Mapping[str, VehicleDetails],
    guests: Iterable[Vehicle] = (),
    *,
    allow_alike: bool = False,
) -> tuple[PlannedLine, ...]:
    """Judge every line of a table beside the vehicles that are present, by their ids.

    Nothing may be done unless no line is refused.
    """
    lines = tuple(lines)
    ids = {details.name.casefold(): vehicle_id for vehicle_id, details in present.items()}
    named = {_tidy(line.cells["name"]).casefold() for line in lines}
    others = [*guests, *_unnamed(present, named)]
    planned = []
    for line in lines:
        vehicle_id = ids.get(_tidy(line.cells["name"]).casefold())
        before = present[vehicle_id] if vehicle_id else None
        plan = _planned(line, before, others, allow_alike=allow_alike)
        planned.append(replace(plan, vehicle_id=vehicle_id))
        if plan.details:
            others.append(Vehicle(f"line_{line.number}", plan.details.name, plan.details.plates))
    return tuple(planned)


def _unnamed(present: Mapping[str, VehicleDetails], named: set[str]) -> Iterator[Vehicle]:
    """Give the vehicles that the table says nothing about."""
    return (
        Vehicle(vehicle_id, details.name, details.plates)
        for vehicle_id, details in present.items()
        if details.name.casefold() not in named
    )


def _planned(
    line: CsvLine, before: VehicleDetails | None, others: list[Vehicle], *, allow_alike: bool
) -> PlannedLine:
    name = _tidy(line.cells["name"])
    try:
        details = _details(line, before, others)
    except RegistrationError as err:
        return PlannedLine(
            line.number, name, LineOutcome.REFUSED, problem=err.problem, about=err.about
        )
    except _LineError as err:
        return PlannedLine(line.number, name, LineOutcome.REFUSED, problem=err.problem)
    new = set(details.plates).difference(before.plates if before else ())
    alike = tuple(sorted({pair.other.name for pair in resemblances(new, others)}))
    if alike and not allow_alike:
        return PlannedLine(
            line.number, name, LineOutcome.REFUSED, problem=LineProblem.TOO_ALIKE, alike=alike
        )
    outcome = (
        LineOutcome.ADDED
        if before is None
        else LineOutcome.UNCHANGED
        if details == before
        else LineOutcome.CHANGED
    )
    return PlannedLine(line.number, name, outcome, details=details, alike=alike)


class _LineError(ValueError):
    def __init__(self, problem: LineProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def _details(
    line: CsvLine, before: VehicleDetails | None, others: Iterable[Vehicle]
) -> VehicleDetails:
    """Read a line; a column that the table lacks is as before."""
    if line.has_uncertain_plates:
        raise _LineError(LineProblem.CODE_PAGE_UNKNOWN)
    found = register(line.cells["name"], line.plates, others)
    details = replace(before or VehicleDetails("", ()), name=found.name, plates=found.plates)
    cells = line.cells
    owner = cells.get("owner", details.owner)
    if owner and not _PERSON.fullmatch(owner):
        raise _LineError(LineProblem.OWNER_INVALID)
    return replace(
        details,
        owner=owner,
        group=cells.get("group", details.group),
        denied=_flag(cells["denied"]) if "denied" in cells else details.denied,
        notes=cells.get("notes", details.notes),
    )


def _flag(text: str) -> bool:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise _LineError(LineProblem.DENIED_INVALID)


def _tidy(name: str) -> str:
    return " ".join(name.split())
