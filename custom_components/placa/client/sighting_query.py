"""Which of the engine's sightings are meant: what is asked, and how it is told. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .plate import fold


@dataclass(frozen=True, slots=True)
class SightingQuery:
    """What is None or empty does not narrow.

    `text` is a part of a plate, with `alike` with lookalikes counted. `plates` are whole
    ones of which any may be meant, `other_than` those that are not, lookalikes counted.
    `since` is included, `until` excluded; both judge the time a sighting began, as do `hours`
    (0 to 23) and `weekdays` (Monday is 0) by the clocks of `zone`. `door` and `verdict` are
    of a decision about it.
    """

    text: str | None = None
    plates: tuple[str, ...] = ()
    camera_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    alike: bool = False
    other_than: tuple[str, ...] = ()
    direction: str | None = None
    hours: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    zone: str | None = None
    door: str | None = None
    verdict: str | None = None

    @property
    def scope(self) -> dict[str, Any]:
        """The search as the wire contract's AuditScope."""
        return {
            "text": self.text,
            "plates": list(self.plates),
            "camera_id": self.camera_id,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }

    @property
    def query(self) -> dict[str, str]:
        """The search as the engine's query of a page."""
        asked = self.scope | {
            "plates": ",".join(self.plates),
            "alike": "true" if self.alike else "",
            "other_than": ",".join(self.other_than),
            "direction": self.direction,
            "hours": ",".join(map(str, self.hours)),
            "weekdays": ",".join(map(str, self.weekdays)),
            "zone": self.zone,
            "door": self.door,
            "verdict": self.verdict,
        }
        return {key: value for key, value in asked.items() if value}

    def means(self, text: str, camera_id: str, at: datetime) -> bool:
        """Whether something with this text, seen by this camera at this time, is meant."""
        return (
            (self.text is None or self.text in text)
            and (not self.plates or fold(text) in map(fold, self.plates))
            and self.camera_id in (None, camera_id)
            and (self.since is None or self.since <= at)
            and (self.until is None or at < self.until)
        )
