"""Where one is in the media browser: an engine, a camera, a day, an hour, a sighting. Pure."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
import re
from typing import Self

_ALL = "*"
_HOUR = re.compile(r"[01][0-9]|2[0-3]")
_SIGHTING = re.compile(r"[0-9a-f]{32}")


class NoSuchPathError(ValueError):
    """The text leads nowhere."""


@dataclass(frozen=True, slots=True)
class MediaPath:
    """A place, as far down as it goes; `all_cameras` is a place that a camera's also is.

    `hour` is one of the day, 0 to 23 by the clocks of the place. `before` is the sighting
    that the page begins after, `sighting_id` a single one.
    """

    entry_id: str
    camera_id: str | None = None
    all_cameras: bool = False
    day: date | None = None
    hour: int | None = None
    before: str | None = None
    sighting_id: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """Read what `str` wrote. Raises NoSuchPathError."""
        match text.split("/"):
            case [entry_id] if entry_id:
                return cls(entry_id)
            case [entry_id, sighting] if entry_id and sighting.startswith(":"):
                return cls(entry_id, sighting_id=_sighting(sighting[1:]))
            case [entry_id, camera] if entry_id and camera:
                return cls(entry_id, *_camera(camera))
            case [entry_id, camera, day, *within] if entry_id and camera:
                return cls(entry_id, *_camera(camera), _day(day), *_within_day(within))
        raise NoSuchPathError

    def __str__(self) -> str:
        """Write the place as one text."""
        if self.sighting_id:
            return f"{self.entry_id}/:{self.sighting_id}"
        parts = [self.entry_id]
        if self.camera_id or self.all_cameras:
            parts.append(self.camera_id or _ALL)
        if self.day:
            parts.append(self.day.isoformat())
        if self.hour is not None:
            parts.append(f"{self.hour:02}")
        if self.before:
            parts.append(self.before)
        return "/".join(parts)


def _camera(text: str) -> tuple[str | None, bool]:
    return (None, True) if text == _ALL else (text, False)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NoSuchPathError from None
    if not MINYEAR < day.year < MAXYEAR:
        raise NoSuchPathError
    return day


def _within_day(parts: list[str]) -> tuple[int | None, str | None]:
    match parts:
        case []:
            return None, None
        case [hour] if _HOUR.fullmatch(hour):
            return int(hour), None
        case [before]:
            return None, _sighting(before)
        case [hour, before] if _HOUR.fullmatch(hour):
            return int(hour), _sighting(before)
    raise NoSuchPathError


def _sighting(text: str) -> str:
    if not _SIGHTING.fullmatch(text):
        raise NoSuchPathError
    return text
