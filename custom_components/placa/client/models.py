"""What the engine says, as frozen dataclasses, and the parsers of its messages.

The wire contract is docs/wire-contract.json. Fields this integration does not know are
ignored, so that a newer engine of the same API version is understood; a field that is
missing or of the wrong type is an error. Errors name the field, never its content.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
import math
from typing import Any

LEAST_FPS = 0.75
"""Frames a second; with fewer, nobody who passes is seen well enough to be let in."""


class WireError(ValueError):
    """A message breaks the wire contract; the text names the field only."""


class CameraState(StrEnum):
    """Where a camera is in its life."""

    IDLE = "idle"
    CONNECTING = "connecting"
    STREAMING = "streaming"
    STALLED = "stalled"
    FAILED = "failed"


class CameraProblem(StrEnum):
    """Why a camera gives no pictures."""

    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NOT_VIDEO = "not_video"
    STALLED = "stalled"
    ENDED = "ended"
    BAD_URL = "bad_url"


class Origin(StrEnum):
    """Who looks after a camera: the engine's configuration file, or whoever added it."""

    CONFIG = "config"
    API = "api"


class SightingState(StrEnum):
    """A sighting is live while its plate is in view, and ends once."""

    LIVE = "live"
    ENDED = "ended"


class Direction(StrEnum):
    """How the plate moved in the picture."""

    APPROACHING = "approaching"
    RECEDING = "receding"
    LEFT = "left"
    RIGHT = "right"
    STATIONARY = "stationary"
    UNKNOWN = "unknown"


class SecondOpinion(StrEnum):
    """What the engine's second, independent reader says of a household's plate.

    `none`: it was not asked, has not answered yet, or the engine has no such reader.
    """

    NONE = "none"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Inference:
    """What computes in the engine, and with which weights."""

    device: str
    precision: str
    detector_version: str
    reader_version: str


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Who the engine is; `server_id` never changes while its data are kept."""

    server_id: str
    version: str
    api_version: int
    started_at: datetime
    inference: Inference


ROTATIONS = (0, 90, 180, 270)
"""Degrees by which pictures can be turned clockwise."""


@dataclass(frozen=True, slots=True)
class CameraOrientation:
    """What is done to a camera's pictures: mirrored left to right, then turned clockwise."""

    rotation: int
    mirrored: bool


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of the engine and how it fares.

    `fps` are the measured frames a second, `frame_size` is (width, height) in pixels,
    `since` when it came into its state. Without `detection` it is not watched. `frozen`
    says that it sends the same picture again and again. `suggested_orientation` is what it
    should be set to where its plates show that its pictures are turned or mirrored.
    """

    camera_id: str
    name: str
    state: CameraState
    problem: CameraProblem | None
    zones: tuple[str, ...]
    fps: float | None = None
    frame_size: tuple[int, int] | None = None
    origin: Origin = Origin.CONFIG
    detection: bool = True
    since: datetime | None = None
    frozen: bool = False
    suggested_orientation: CameraOrientation | None = None

    @property
    def health(self) -> CameraState:
        """The state as a door sees it: next to no new pictures are as good as none."""
        starved = self.frozen or (self.fps is not None and self.fps < LEAST_FPS)
        if starved and self.state is CameraState.STREAMING:
            return CameraState.STALLED
        return self.state


@dataclass(frozen=True, slots=True)
class Sighting:
    """One vehicle's pass through one camera's view, as far as the engine knows it.

    `confidence` is the probability of the least sure character, `margin` the gap to the
    next best text, both in [0, 1]. `frames` are the frames whose own reading equals
    `text`. `moved` is in plate widths, `growth` the ratio of the newest to the first
    width. `arrived` is false for a plate that was in view when the stream began and has
    not moved since, and for one that was standing in the same place before. `at_start`
    says that it was in view when the stream began, whether it moved since or not.
    `rigid_motion` is how much of what surrounds the plate moved rigidly along with it, in
    [0, 1]. Both are None where it is not known. Times are UTC, by the engine's clock.
    """

    sighting_id: str
    camera_id: str
    state: SightingState
    revision: int
    text: str
    confidence: float
    margin: float
    frames: int
    frames_read: int
    first_seen: datetime
    last_seen: datetime
    captured_at: datetime
    direction: Direction
    moved: float
    growth: float
    arrived: bool
    zones: tuple[str, ...]
    has_picture: bool
    second_opinion: SecondOpinion = SecondOpinion.NONE
    rigid_motion: float | None = None
    at_start: bool | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All there is to know now; state, not news."""

    sent_at: datetime
    info: EngineInfo
    cameras: tuple[Camera, ...]
    live: tuple[Sighting, ...]
    last: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class SightingUpdate:
    """A sighting began, changed or ended."""

    sent_at: datetime
    sighting: Sighting


@dataclass(frozen=True, slots=True)
class CameraUpdate:
    """A camera was added or fares differently."""

    sent_at: datetime
    camera: Camera


@dataclass(frozen=True, slots=True)
class CameraRemoved:
    """A camera is gone."""

    sent_at: datetime
    camera_id: str


type StreamMessage = Snapshot | SightingUpdate | CameraUpdate | CameraRemoved


def parse_info(raw: Any) -> EngineInfo:
    """Read an EngineInfo. Raises WireError."""
    fields = _object(raw, "info")
    inference = _object(_get(fields, "inference"), "inference")
    return EngineInfo(
        server_id=_text(fields, "server_id"),
        version=_text(fields, "version"),
        api_version=_integer(fields, "api_version"),
        started_at=_time(fields, "started_at"),
        inference=Inference(
            device=_text(inference, "device"),
            precision=_text(inference, "precision"),
            detector_version=_text(inference, "detector_version"),
            reader_version=_text(inference, "reader_version"),
        ),
    )


def parse_camera(raw: Any) -> Camera:
    """Read a Camera. Raises WireError."""
    fields = _object(raw, "camera")
    return Camera(
        camera_id=_text(fields, "camera_id"),
        name=_text(fields, "name"),
        state=_choice(fields, "state", CameraState),
        problem=parse_problem(fields),
        zones=_texts(fields, "zones"),
        fps=None if _get(fields, "fps") is None else _number(fields, "fps"),
        frame_size=parse_size(fields),
        origin=_choice(fields, "origin", Origin),
        detection=_flag(fields, "detection") if "detection" in fields else True,
        since=None if fields.get("since") is None else _time(fields, "since"),
        frozen=_flag(fields, "frozen") if "frozen" in fields else False,
        suggested_orientation=_suggested_orientation(fields),
    )


def parse_orientation(fields: Mapping[str, Any]) -> CameraOrientation:
    """Read what is done to a camera's pictures. Raises WireError."""
    rotation = _get(fields, "rotation")
    if rotation not in ROTATIONS:
        raise WireError("rotation is none of 0, 90, 180 and 270")
    return CameraOrientation(rotation, _flag(fields, "mirrored"))


def _suggested_orientation(fields: Mapping[str, Any]) -> CameraOrientation | None:
    raw = fields.get("suggested_orientation")
    return None if raw is None else parse_orientation(_object(raw, "suggested_orientation"))


def parse_problem(fields: Mapping[str, Any]) -> CameraProblem | None:
    """Read the problem of a camera. Raises WireError."""
    if _get(fields, "problem") is None:
        return None
    return _choice(fields, "problem", CameraProblem)


def parse_size(fields: Mapping[str, Any]) -> tuple[int, int] | None:
    """Read the width and height of a picture. Raises WireError."""
    match _get(fields, "frame_size"):
        case None:
            return None
        case [int(width), int(height)]:
            return width, height
        case _:
            raise WireError("frame_size is not a width and a height")


def parse_sighting(raw: Any) -> Sighting:
    """Read a SightingMessage. Raises WireError."""
    fields = _object(raw, "sighting")
    return Sighting(
        sighting_id=_text(fields, "sighting_id"),
        camera_id=_text(fields, "camera_id"),
        state=_choice(fields, "state", SightingState),
        revision=_integer(fields, "revision"),
        text=_text(fields, "text"),
        confidence=_share(fields, "confidence"),
        margin=_share(fields, "margin"),
        frames=_integer(fields, "frames"),
        frames_read=_integer(fields, "frames_read"),
        first_seen=_time(fields, "first_seen"),
        last_seen=_time(fields, "last_seen"),
        captured_at=_time(fields, "captured_at"),
        direction=_choice(fields, "direction", Direction),
        moved=_number(fields, "moved"),
        growth=_number(fields, "growth"),
        arrived=_flag(fields, "arrived"),
        zones=_texts(fields, "zones"),
        has_picture=_flag(fields, "has_picture"),
        second_opinion=_choice(fields, "second_opinion", SecondOpinion)
        if "second_opinion" in fields
        else SecondOpinion.NONE,
        rigid_motion=_optional(_share, fields, "rigid_motion"),
        at_start=_optional(_flag, fields, "at_start"),
    )


def parse_stream_message(raw: Any) -> StreamMessage | None:
    """Read one message of the WebSocket; None for a type that is not known here.

    Raises WireError.
    """
    fields = _object(raw, "message")
    match _text(fields, "type"):
        case "snapshot":
            return Snapshot(
                sent_at=_time(fields, "sent_at"),
                info=parse_info(_get(fields, "info")),
                cameras=_list(fields, "cameras", parse_camera),
                live=_list(fields, "live", parse_sighting),
                last=_list(fields, "last", parse_sighting),
            )
        case "sighting":
            return SightingUpdate(
                _time(fields, "sent_at"), parse_sighting(_get(fields, "sighting"))
            )
        case "camera":
            return CameraUpdate(_time(fields, "sent_at"), parse_camera(_get(fields, "camera")))
        case "camera_removed":
            return CameraRemoved(_time(fields, "sent_at"), _text(fields, "camera_id"))
        case _:
            return None


def _object(raw: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise WireError(f"{name} is not an object")
    return raw


def _get(fields: Mapping[str, Any], key: str) -> Any:
    if key not in fields:
        raise WireError(f"{key} is missing")
    return fields[key]


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = _get(fields, key)
    if not isinstance(value, str):
        raise WireError(f"{key} is not a text")
    return value


def _flag(fields: Mapping[str, Any], key: str) -> bool:
    value = _get(fields, key)
    if not isinstance(value, bool):
        raise WireError(f"{key} is not true or false")
    return value


def _integer(fields: Mapping[str, Any], key: str) -> int:
    value = _get(fields, key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise WireError(f"{key} is not a whole number")
    return value


def _number(fields: Mapping[str, Any], key: str) -> float:
    value = _get(fields, key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WireError(f"{key} is not a number")
    try:
        number = float(value)
    except OverflowError:
        raise WireError(f"{key} is too large a number") from None
    if not math.isfinite(number):
        raise WireError(f"{key} is not a number")
    return number


def _share(fields: Mapping[str, Any], key: str) -> float:
    value = _number(fields, key)
    if not 0.0 <= value <= 1.0:
        raise WireError(f"{key} is not between 0 and 1")
    return value


def _optional[ValueT](
    parse: Callable[[Mapping[str, Any], str], ValueT], fields: Mapping[str, Any], key: str
) -> ValueT | None:
    return None if fields.get(key) is None else parse(fields, key)


def _time(fields: Mapping[str, Any], key: str) -> datetime:
    try:
        value = datetime.fromisoformat(_text(fields, key))
    except ValueError:
        raise WireError(f"{key} is not a time") from None
    if value.tzinfo is None:
        raise WireError(f"{key} has no time zone")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise WireError(f"{key} is not a time in UTC") from None


def _choice[ChoiceT: StrEnum](
    fields: Mapping[str, Any], key: str, choices: type[ChoiceT]
) -> ChoiceT:
    try:
        return choices(_text(fields, key))
    except ValueError:
        raise WireError(f"{key} is not one of its choices") from None


def _list[ItemT](
    fields: Mapping[str, Any], key: str, parse: Callable[[Any], ItemT]
) -> tuple[ItemT, ...]:
    value = _get(fields, key)
    if not isinstance(value, list | tuple):
        raise WireError(f"{key} is not a list")
    return tuple(parse(item) for item in value)


def _texts(fields: Mapping[str, Any], key: str) -> tuple[str, ...]:
    items = _list(fields, key, lambda item: item)
    if not all(isinstance(item, str) for item in items):
        raise WireError(f"{key} is not a list of texts")
    return items
