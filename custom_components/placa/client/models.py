"""What the engine says, as frozen dataclasses from which its messages are read.

The wire contract is docs/wire-contract.json. Fields this integration does not know are
ignored, so that a newer engine of the same API version is understood; a field that is
missing, of the wrong type, too long or too large is an error, since it would be kept and
shown. Errors name the field, never its content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from ..serialization import (
    AtMost,
    Between,
    InUtc,
    JsonObject,
    Matching,
    OneOf,
    deserialize,
)

LARGEST = 2**31 - 1
"""The largest number of anything that is counted or measured."""

type Text = Annotated[str, AtMost(200)]
type Id = Annotated[str, Matching(r"[0-9a-f]{32}")]
type CameraId = Annotated[str, Matching(r"[a-z0-9_]{1,40}")]
type PlateText = Annotated[str, Matching(r"[A-Z0-9]{1,32}")]
type Hash = Annotated[str, Matching(r"[0-9a-f]{64}")]
type Count = Annotated[int, Between(0, LARGEST)]
type Amount = Annotated[float, Between(0, LARGEST)]
type Share = Annotated[float, Between(0, 1)]
"""A part of a whole, or a probability."""
type Pixels = Annotated[int, Between(1, LARGEST)]
type Moment = Annotated[datetime, InUtc()]
type ZoneNames = Annotated[tuple[Text, ...], AtMost(64)]

LEAST_FPS = 0.75
"""Frames a second; with fewer, nobody who passes is seen well enough to be let in."""


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
    NO_SUCH_STREAM = "no_such_stream"
    NOT_VIDEO = "not_video"
    STALLED = "stalled"
    ENDED = "ended"
    BAD_URL = "bad_url"
    LOGIN_METHOD = "login_method"
    UDP_ONLY = "udp_only"


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

    device: Text
    precision: Text
    detector_version: Text
    reader_version: Text


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Who the engine is; `server_id` never changes while its data are kept.

    `problems` are codes of what is wrong with it, also those that are not known here.
    """

    server_id: Id
    version: Text
    api_version: Count
    started_at: Moment
    inference: Inference
    problems: tuple[Text, ...] = ()


ROTATIONS = (0, 90, 180, 270)
"""Degrees by which pictures can be turned clockwise."""


@dataclass(frozen=True, slots=True)
class CameraOrientation:
    """What is done to a camera's pictures: mirrored left to right, then turned clockwise."""

    rotation: Annotated[int, OneOf(ROTATIONS)]
    mirrored: bool


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of the engine and its state.

    `fps` are the measured frames a second, `frame_size` is (width, height) in pixels,
    `since` when it came into its state. Without `detection` it is not watched. `frozen`
    says that it sends the same picture again and again. `suggested_orientation` is what it
    should be set to where its plates show that its pictures are turned or mirrored.
    """

    camera_id: CameraId
    name: Text
    state: CameraState
    problem: CameraProblem | None
    zones: ZoneNames
    fps: Amount | None
    frame_size: tuple[Pixels, Pixels] | None
    origin: Origin
    detection: bool = True
    since: Moment | None = None
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

    sighting_id: Id
    camera_id: CameraId
    state: SightingState
    revision: Count
    text: PlateText
    confidence: Share
    margin: Share
    frames: Count
    frames_read: Count
    first_seen: Moment
    last_seen: Moment
    captured_at: Moment
    direction: Direction
    moved: Amount
    growth: Amount
    arrived: bool
    zones: ZoneNames
    has_picture: bool
    second_opinion: SecondOpinion = SecondOpinion.NONE
    rigid_motion: Share | None = None
    at_start: bool | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All there is to know now; state, not news. `nonce` is that of the connection."""

    nonce: Id
    sent_at: Moment
    info: EngineInfo
    cameras: Annotated[tuple[Camera, ...], AtMost(256)]
    live: Annotated[tuple[Sighting, ...], AtMost(4096)]
    last: Annotated[tuple[Sighting, ...], AtMost(256)]


@dataclass(frozen=True, slots=True)
class SightingUpdate:
    """A sighting began, changed or ended."""

    sent_at: Moment
    sighting: Sighting


@dataclass(frozen=True, slots=True)
class CameraUpdate:
    """A camera was added or changed its state."""

    sent_at: Moment
    camera: Camera


@dataclass(frozen=True, slots=True)
class CameraRemoved:
    """A camera is gone."""

    sent_at: Moment
    camera_id: CameraId


@dataclass(frozen=True, slots=True)
class InfoUpdate:
    """The engine has other problems than before."""

    sent_at: Moment
    info: EngineInfo


type StreamMessage = Snapshot | SightingUpdate | CameraUpdate | CameraRemoved | InfoUpdate

_STREAM_MESSAGES: Mapping[str, type[StreamMessage]] = {
    "snapshot": Snapshot,
    "sighting": SightingUpdate,
    "camera": CameraUpdate,
    "camera_removed": CameraRemoved,
    "info": InfoUpdate,
}


@dataclass(frozen=True, slots=True)
class _MessageType:
    type: Text


def parse_stream_message(message: Any) -> StreamMessage | None:
    """Read one message of the WebSocket; None for a type that is not known here.

    Raises DeserializationError.
    """
    kind = _STREAM_MESSAGES.get(deserialize(_MessageType, message).type)
    return deserialize(kind, message) if kind else None


@dataclass(frozen=True, slots=True)
class SightingPage:
    """Sightings, newest first; `next` is the `before` of the next page."""

    sightings: tuple[Sighting, ...]
    next: Text | None = None


@dataclass(frozen=True, slots=True)
class RawSightingPage:
    """The same with all that the engine tells of each sighting, known here or not."""

    sightings: tuple[JsonObject, ...]
    next: Text | None = None


@dataclass(frozen=True, slots=True)
class FrequentPlate:
    """A plate that was seen often."""

    text: PlateText


@dataclass(frozen=True, slots=True)
class FrequentPlateList:
    """The plates that were seen often."""

    plates: tuple[FrequentPlate, ...]


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many sightings began on a day, by the clocks of the zone that was asked for."""

    day: date
    count: Count


@dataclass(frozen=True, slots=True)
class SightingCounts:
    """How many sightings match, how many of them have pictures, and when they were.

    `days` come oldest first; `hours` has 24 counts for each day of the week, Monday first.
    """

    count: Count
    pictures: Count
    first_seen: Moment | None
    last_seen: Moment | None
    days: tuple[DayCount, ...]
    hours: tuple[tuple[Count, ...], ...]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what with the sightings, a RecordedAudit, in the engine's ledger; when, in UTC."""

    sequence: Count
    at: Moment
    audit: JsonObject


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries of the engine's ledger, newest first; `intact` is what the engine says of it."""

    audits: tuple[AuditEntry, ...]
    intact: bool


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A decision in the engine's ledger, a RecordedDecision."""

    sequence: Count
    decision: JsonObject


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Entries of the engine's ledger, newest first."""

    decisions: tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class LedgerLink:
    """A link of the engine's ledger, see `ledger_proof`."""

    sequence: Count
    text: Annotated[str, AtMost(262_144)]
    hash: Hash
    signature: Annotated[str, Matching(r"[0-9a-f]{128}")]


@dataclass(frozen=True, slots=True)
class LedgerLinks:
    """Links in their order; `public_key` is the Ed25519 key that signs them."""

    public_key: Hash
    links: Annotated[tuple[LedgerLink, ...], AtMost(500)]


@dataclass(frozen=True, slots=True)
class PlateRead:
    """A plate in a picture; `box` is left, top, right and bottom in pixels."""

    text: PlateText
    confidence: Share
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlatesRead:
    """The plates of a picture, best first."""

    plates: tuple[PlateRead, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """How many sightings were erased."""

    count: Count
