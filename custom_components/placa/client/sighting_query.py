"""Which of the engine's sightings are meant: what is asked, and how it is told. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .plate import fold


@dataclass(frozen=True, slots=True)
class SightingQuery:
    """What is None or empty does not narrow.

    `text` is a part of a plate, `plates` are whole ones of which any may be meant,
    lookalikes counted. `since` is included, `until` excluded; both judge the time a
    sighting began.
    """

    text: str | None = None
    plates: tuple[str, ...] = ()
    camera_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

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
        scope = self.scope | {"plates": ",".join(self.plates)}
        return {key: value for key, value in scope.items() if value}

    def means(self, text: str, camera_id: str, at: datetime) -> bool:
        """Whether something with this text, seen by this camera at this time, is meant."""
        return (
            (self.text is None or self.text in text)
            and (not self.plates or fold(text) in map(fold, self.plates))
            and self.camera_id in (None, camera_id)
            and (self.since is None or self.since <= at)
            and (self.until is None or at < self.until)
        )
