"""Which sightings are meant."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from placa_engine.messages import SightingMessage, Verdict
from placa_engine.plates.confusables import fold
from placa_engine.tracking.sighting import Direction

UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class SightingQuery:
    """Which sightings to find; None does not narrow.

    `text` is a part of the plate, normalized, with `alike` with lookalikes counted.
    `plates` are whole ones of which any may be meant, `other_than` those that are not meant,
    both lookalikes counted. `since` (included) and `until` (excluded) judge the time a
    sighting began, `hours` (0 to 23) and `weekdays` (Monday is 0) what clocks in `zone` showed
    then. `door` and `verdict` are of a decision about it. `before` is a sighting's id.
    """

    camera_id: str | None = None
    text: str | None = None
    alike: bool = False
    plates: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    direction: Direction | None = None
    since: datetime | None = None
    until: datetime | None = None
    hours: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    zone: ZoneInfo = UTC_ZONE
    door: str | None = None
    verdict: Verdict | None = None
    before: str | None = None
    limit: int = 50

    def fits(self, sighting: SightingMessage) -> bool:
        """Return whether a sighting is one of those to find, whatever the limit.

        What a door decided does not stand in it: where that is asked for, it is not one.
        """
        return (
            (self.camera_id is None or sighting.camera_id == self.camera_id)
            and (self.direction is None or sighting.direction is self.direction)
            and (self.before is None or sighting.sighting_id < self.before)
            and self.door is None
            and self.verdict is None
            and self._fits_plate(sighting.text)
            and self._fits_time(sighting.first_seen)
        )

    @property
    def is_of_hours(self) -> bool:
        """Whether cameras and times are all that is asked for."""
        others = (self.text, self.direction, self.door, self.verdict, self.before)
        return not any(others) and not self.plates and not self.other_than

    def _fits_plate(self, text: str) -> bool:
        folded = fold(text)
        part = self.text or ""
        return (
            (fold(part) in folded if self.alike else part in text)
            and (not self.plates or folded in set(map(fold, self.plates)))
            and folded not in set(map(fold, self.other_than))
        )

    def _fits_time(self, began: datetime) -> bool:
        shown = began.astimezone(self.zone)
        return (
            (self.since is None or began >= self.since)
            and (self.until is None or began < self.until)
            and (not self.hours or shown.hour in self.hours)
            and (not self.weekdays or shown.weekday() in self.weekdays)
        )
