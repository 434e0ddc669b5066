"""Parsers of the engine's answers to what it is asked. Pure; each raises WireError."""

from dataclasses import dataclass
from typing import Any

from .models import Sighting, WireError, parse_sighting


@dataclass(frozen=True, slots=True)
class SightingPage:
    """Sightings, newest first; `following` is the `before` of the next page.

    `raw` holds them as the engine tells them, with all that it knows.
    """

    sightings: tuple[Sighting, ...]
    raw: tuple[dict[str, Any], ...]
    following: str | None


def parse_page(answer: Any) -> SightingPage:
    """Read a page of Sightings."""
    raw = _items(answer, "sightings")
    return SightingPage(tuple(map(parse_sighting, raw)), raw, answer.get("next"))


@dataclass(frozen=True, slots=True)
class SightingCounts:
    """How many sightings fit, how many of them have pictures, and when they were (UTC).

    `days` are (day, sightings), oldest first; `hours` has 24 counts for each day of the
    week, Monday first. Both go by the clocks of the zone that was asked for.
    """

    count: int
    pictures: int
    first_seen: str | None
    last_seen: str | None
    days: tuple[tuple[str, int], ...]
    hours: tuple[tuple[int, ...], ...]


def parse_counts(answer: Any) -> SightingCounts:
    """Read SightingCounts."""
    try:
        return SightingCounts(
            count=int(answer["count"]),
            pictures=int(answer["pictures"]),
            first_seen=answer["first_seen"],
            last_seen=answer["last_seen"],
            days=tuple((str(one["day"]), int(one["count"])) for one in answer["days"]),
            hours=tuple(tuple(map(int, row)) for row in answer["hours"]),
        )
    except KeyError, TypeError, ValueError:
        raise WireError("the counts are incomplete") from None


def parse_audits(answer: Any) -> tuple[tuple[dict[str, Any], ...], bool]:
    """Read the AuditEntries of a page of the AuditTrail, and whether the ledger is intact."""
    entries = _items(answer, "audits")
    if not all({"sequence", "audit"} <= entry.keys() for entry in entries):
        raise WireError("audits has an entry without its sequence or audit")
    return entries, answer.get("intact") is True


def parse_object(answer: Any) -> dict[str, Any]:
    """Read any one message."""
    if not isinstance(answer, dict):
        raise WireError("the answer is not an object")
    return answer


def parse_frequent(answer: Any) -> frozenset[str]:
    """Read the texts of FrequentPlates."""
    plates = _items(answer, "plates")
    if not all(isinstance(plate.get("text"), str) for plate in plates):
        raise WireError("plates has one without its text")
    return frozenset(plate["text"] for plate in plates)


def parse_ledger(answer: Any) -> tuple[dict[str, Any], ...]:
    """Read the LedgerEntries of a page of the Ledger."""
    entries = _items(answer, "decisions")
    if not all({"sequence", "decision"} <= entry.keys() for entry in entries):
        raise WireError("decisions has an entry without its sequence or decision")
    return entries


def parse_plates(answer: Any) -> tuple[dict[str, Any], ...]:
    """Read the texts, confidences and boxes of PlatesRead."""
    plates = _items(answer, "plates")
    try:
        return tuple(
            {"plate": plate["text"], "confidence": plate["confidence"], "box": plate["box"]}
            for plate in plates
        )
    except KeyError as err:
        raise WireError(f"plates has one without {err.args[0]}") from None


def parse_erased(answer: Any) -> int:
    """Read the count of Erased."""
    count = answer.get("count") if isinstance(answer, dict) else None
    if not isinstance(count, int):
        raise WireError("count is not a whole number")
    return count


def _items(answer: Any, key: str) -> tuple[dict[str, Any], ...]:
    items = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise WireError(f"{key} is not a list of objects")
    return tuple(items)
