"""Everything the engine says and hears over the wire.

The JSON Schema in docs/wire-contract.json is generated from these models. Requests
refuse unknown fields. All times are UTC.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)

from placa_engine.cameras.config import (
    CameraChanges,
    CameraConfig,
    CameraId,
    CameraKind,
    Polygon,
    Rotation,
    ZoneConfig,
)
from placa_engine.cameras.state import CameraProblem, CameraState
from placa_engine.imaging.geometry import Box, Quad
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.sighting import Direction, SecondOpinion, Sighting, SightingState

API_VERSION: Literal[1] = 1
"""Clients and engine understand each other if they have the same."""

API_VERSION_HEADER = "Placa-API-Version"
"""The header in which a client says which version it speaks."""

_ROUNDING_ERROR = 1e-6


def _without_rounding_error(value: object) -> object:
    """Return a probability that arithmetic carried just outside [0, 1] as 0 or 1."""
    if isinstance(value, float) and -_ROUNDING_ERROR <= value <= 1.0 + _ROUNDING_ERROR:
        return min(max(value, 0.0), 1.0)
    return value


MOST = 2**31 - 1
"""The largest number of anything that is counted."""


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise ValueError("the time does not exist in UTC") from None


type UtcTime = Annotated[AwareDatetime, AfterValidator(_in_utc)]
type Count = Annotated[int, Field(ge=0, le=MOST)]
type PositiveCount = Annotated[int, Field(ge=1, le=MOST)]
type Revision = Annotated[int, Field(ge=1, le=MOST)]
type Probability = Annotated[float, Field(ge=0.0, le=1.0), BeforeValidator(_without_rounding_error)]
type Size = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]
type PlateText = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,32}$")]
type SightingId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
type DecisionId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
type Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
type Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
type Sequence = Annotated[int, Field(ge=1, le=2**53)]
type Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Message(BaseModel):
    """What every message has in common."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, from_attributes=True
    )


class ErrorMessage(Message):
    """Why a request was not answered: a code for programs, a sentence for people."""

    error: str
    message: str


class EngineProblem(StrEnum):
    """What is wrong with the engine, for people to mend."""

    CLOCK = "clock"
    DAMAGED = "damaged"
    LEDGER = "ledger"
    MUCH_TO_FORGET = "much_to_forget"
    NOT_STORED = "not_stored"
    NO_PICTURES = "no_pictures"
    TOO_MANY_CAMERAS = "too_many_cameras"


class Health(Message):
    """The engine runs."""

    status: Literal["ok"]


class Readiness(Message):
    """Whether the engine does all that it is there for, and what is in its way."""

    ready: bool
    problems: tuple[EngineProblem, ...]


class Inference(Message):
    """What computes, and with which weights."""

    device: str
    precision: str
    detector_version: str
    reader_version: str


class EngineInfo(Message):
    """Who the engine is; `server_id` begins the SHA-256 of the certificate that it shows."""

    server_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    version: str
    api_version: Literal[1]
    started_at: UtcTime
    now: UtcTime
    inference: Inference
    problems: tuple[EngineProblem, ...] = ()


type Origin = Literal["config", "api"]
"""Where a camera is defined: in the configuration file, or by a client over the API."""


class CameraOrientation(Message):
    """What is done to a camera's pictures: mirrored left to right, then turned clockwise."""

    rotation: Rotation
    mirrored: bool


class CameraMessage(Message):
    """A camera and its state. Its address stays in the engine.

    `since` is when it came into its state. Without `detection` the camera is not watched
    and its state is `idle`. `frozen` says that it sends the same picture again and again.
    `suggested_orientation` is what it should be set to where its plates show that its pictures
    are not upright; until then no plate of it is reported as certain.
    """

    camera_id: CameraId
    name: str
    state: CameraState
    problem: CameraProblem | None
    frame_size: Size | None
    fps: Annotated[float, Field(ge=0.0)] | None
    country: str | None
    zones: tuple[str, ...]
    origin: Origin
    detection: bool = True
    since: UtcTime | None = None
    frozen: bool = False
    suggested_orientation: CameraOrientation | None = None


class Cameras(Message):
    """All cameras, ordered by their id."""

    cameras: tuple[CameraMessage, ...]


class CameraSettings(Message):
    """A camera's settings, without its secrets.

    `host` is the scheme, host and port of its URL, None for a file; the rest of the URL and
    the login never leave the engine.
    """

    camera_id: CameraId
    name: str
    origin: Origin
    host: str | None
    has_login: bool
    kind: CameraKind
    interval: float
    country: str | None
    rotation: Rotation
    mirrored: bool
    zones: tuple[ZoneConfig, ...]
    masks: tuple[Polygon, ...]

    @classmethod
    def of(cls, camera: CameraConfig, origin: Origin) -> Self:
        """Return a camera's settings without its secrets."""
        return cls(
            camera_id=camera.camera_id,
            name=camera.name,
            origin=origin,
            host=camera.host,
            has_login=camera.has_login,
            kind=camera.kind,
            interval=camera.interval,
            country=camera.country,
            rotation=camera.rotation,
            mirrored=camera.mirrored,
            zones=camera.zones,
            masks=camera.masks,
        )


class CameraTrial(Message):
    """How it went to fetch one picture: its size (width, height), or why there is none.

    `preview` is the picture, at most 960 pixels wide and high, as a JPEG in base64.
    """

    problem: CameraProblem | None
    frame_size: Size | None
    preview: str | None = None


class Detection(Message):
    """Whether a camera is watched."""

    on: bool


class CharMessage(Message):
    """One character; an empty alternative stands for "no character here"."""

    char: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]$")]
    confidence: Probability
    alternatives: tuple[
        tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]?$")], Probability], ...
    ]


class SightingMessage(Message):
    """One vehicle's pass through one camera's view; see `placa_engine.tracking.sighting`.

    `clock_doubted` says that its times are those of a clock that could not be right.
    `picture_box` is where the plate is in the whole picture, in parts of its width and
    height. `read_as` is what was read, where somebody corrected the text since.
    """

    sighting_id: SightingId
    camera_id: CameraId
    state: SightingState
    revision: Revision
    text: PlateText
    confidence: Probability
    margin: Probability
    chars: tuple[CharMessage, ...]
    frames: Count
    frames_read: PositiveCount
    first_seen: UtcTime
    last_seen: UtcTime
    captured_at: UtcTime
    direction: Direction
    moved: Annotated[float, Field(ge=0.0)]
    growth: Annotated[float, Field(ge=0.0)]
    arrived: bool
    zones: tuple[str, ...]
    box: Box
    frame_size: Size
    has_picture: bool = False
    second_opinion: SecondOpinion = SecondOpinion.NONE
    rigid_motion: Probability | None = None
    at_start: bool | None = None
    clock_doubted: bool = False
    picture_box: Box | None = None
    read_as: PlateText | None = None

    @classmethod
    def of(
        cls,
        sighting: Sighting,
        *,
        has_picture: bool,
        clock_doubted: bool = False,
        picture_box: Box | None = None,
    ) -> Self:
        """Return the sighting as it goes over the wire."""
        message = cls.model_validate(sighting)
        changes = {
            "has_picture": has_picture,
            "clock_doubted": clock_doubted,
            "picture_box": picture_box,
        }
        return message.model_copy(update=changes)


class Sightings(Message):
    """A page of sightings, newest first; `next` is the `before` of the next page."""

    sightings: tuple[SightingMessage, ...]
    next: SightingId | None


class DayCount(Message):
    """How many sightings began on a day, by the clocks of the time zone that was asked for."""

    day: date
    count: Annotated[int, Field(ge=1)]


class SightingCounts(Message):
    """How many sightings fit, and when they were.

    `days` come oldest first; `hours` has a row for each day of the week, Monday first, with
    24 counts each. `pictures` is how many of them have pictures.
    """

    count: Annotated[int, Field(ge=0)]
    pictures: Annotated[int, Field(ge=0)]
    first_seen: UtcTime | None
    last_seen: UtcTime | None
    days: tuple[DayCount, ...]
    hours: tuple[tuple[int, ...], ...]


class Correction(Message):
    """Asks to correct the text of an ended sighting that was misread."""

    audit_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
    actor: Label | None
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    text: PlateText


class Storage(Message):
    """What is kept, and for how many days at most. `bytes` is what all of it takes on disk.

    That are `picture_bytes`, `database_bytes`, of which `free_bytes` hold nothing, and
    `log_bytes`, which are not written into the database yet. The disk has `left_bytes` left.
    """

    sightings: Annotated[int, Field(ge=0)]
    pictures: Annotated[int, Field(ge=0)]
    bytes: Annotated[int, Field(ge=0)]
    picture_bytes: Annotated[int, Field(ge=0)]
    database_bytes: Annotated[int, Field(ge=0)]
    free_bytes: Annotated[int, Field(ge=0)]
    log_bytes: Annotated[int, Field(ge=0)]
    left_bytes: Annotated[int, Field(ge=0)]
    oldest: UtcTime | None
    known_days: float
    unknown_days: float
    picture_days: float


class FrequentPlate(Message):
    """A plate and in how many of the sightings that are kept it was read clearly."""

    text: PlateText
    count: PositiveCount


class FrequentPlates(Message):
    """The plates that were seen often, most often first."""

    plates: tuple[FrequentPlate, ...]


class SnapshotMessage(Message):
    """The first message of every WebSocket: all there is to know now.

    `nonce` is what the client made up for this connection: the message was made for it.
    `live` are the sightings that have not ended, `last` is the newest ended one of each
    camera. Both are state, not news.
    """

    type: Literal["snapshot"] = "snapshot"
    nonce: Nonce
    sent_at: UtcTime
    info: EngineInfo
    cameras: tuple[CameraMessage, ...]
    live: tuple[SightingMessage, ...]
    last: tuple[SightingMessage, ...]


class SightingUpdate(Message):
    """A sighting began, changed or ended."""

    type: Literal["sighting"] = "sighting"
    sent_at: UtcTime
    sighting: SightingMessage


class CameraUpdate(Message):
    """A camera was added, or its state changed."""

    type: Literal["camera"] = "camera"
    sent_at: UtcTime
    camera: CameraMessage


class CameraRemoved(Message):
    """A camera is gone."""

    type: Literal["camera_removed"] = "camera_removed"
    sent_at: UtcTime
    camera_id: CameraId


class InfoUpdate(Message):
    """The engine has other problems than before."""

    type: Literal["info"] = "info"
    sent_at: UtcTime
    info: EngineInfo


type WebSocketMessage = SnapshotMessage | SightingUpdate | CameraUpdate | CameraRemoved | InfoUpdate


class KnownPlatesMessage(Message):
    """The household's plates, held in memory only."""

    plates: Annotated[tuple[PlateText, ...], Field(max_length=1000)]


class Verdict(StrEnum):
    """What was decided; `shadow` would have opened, were the door armed.

    `awaiting` opens nothing: a person is asked to confirm, and the outcome is a
    decision of its own.
    """

    GRANTED = "granted"
    AWAITING = "awaiting"
    REFUSED = "refused"
    SHADOW = "shadow"


class Reason(Message):
    """One condition that counted, for (`ok`) or against, and the values it was judged by.

    One that is not `asked` for holds for that. Its sentence is written by whoever shows it.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]
    ok: bool
    asked: bool
    values: Annotated[dict[str, JsonValue], Field(max_length=16)]


class RecordedDecision(Message):
    """A decision as the ledger keeps it.

    Once its content is erased, `plate` is None and there are neither values nor evidence.
    """

    decision_id: DecisionId
    door: Label
    camera_id: CameraId
    sighting_id: SightingId
    revision: Revision
    verdict: Verdict
    reasons: Annotated[tuple[Reason, ...], Field(max_length=64)]
    vehicle: Label | None
    plate: PlateText | None
    evidence: dict[str, JsonValue]
    policy_version: Label
    decided_at: UtcTime


class DecisionRecord(RecordedDecision):
    """An access decision of the integration, for the ledger.

    `vehicle` is the vehicle's id, `plate` the text that was judged, `evidence` whatever
    the policy looked at. `decided_at` is by the integration's clock; the engine puts its own
    time beside it, and takes only decisions of just now or about a sighting of that time.
    """

    plate: PlateText


class DecisionStored(Message):
    """Where in the ledger a record stands."""

    sequence: Sequence
    hash: Hash


class Seen(Message):
    """What the engine itself knew of a decision's sighting when the decision came.

    `same_plate` says whether the plate that was judged is the one that the engine read.
    """

    camera_id: CameraId
    revision: Revision
    first_seen: UtcTime
    last_seen: UtcTime
    same_plate: bool


class LedgerEntry(Message):
    """A decision in the ledger; `at` is the engine's time, `seen` what it knew itself."""

    sequence: Sequence
    hash: Hash
    at: UtcTime
    seen: Seen | None
    decision: RecordedDecision


class Ledger(Message):
    """A page of the ledger, newest first; `intact` judges the whole chain."""

    decisions: tuple[LedgerEntry, ...]
    intact: bool


class LinkContent(Message):
    """What a link has sealed, as JSON, and the key of its HMAC-SHA-256, which is the seal."""

    key: Hash
    text: str


class LedgerLink(Message):
    """A link of the ledger, whatever it is about.

    `hash` is the SHA-256 of `text`, whose `previous` is the hash of the link before;
    `signature` is by Ed25519 over the 32 bytes of the hash. `content` is None once it was
    erased, and where it was not asked for.
    """

    sequence: Sequence
    text: str
    hash: Hash
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
    content: LinkContent | None


class LedgerLinks(Message):
    """Links in their order; `public_key` is the Ed25519 key of the installation, in hex."""

    public_key: Hash
    links: tuple[LedgerLink, ...]


class AuditAction(StrEnum):
    """What a user did with the sightings."""

    SEARCHED = "searched"
    LOOKED = "looked"
    EXPORTED = "exported"
    ERASED = "erased"
    CORRECTED = "corrected"


class AuditScope(Message):
    """Which sightings were meant; what is None does not narrow.

    `text` is a part of a plate. `since` is included, `until` excluded. `sighting_id` is
    the one whose picture was opened.
    """

    sighting_id: SightingId | None = None
    text: PlateText | None = None
    plates: Annotated[tuple[PlateText, ...], Field(max_length=1000)] = ()
    camera_id: CameraId | None = None
    since: UtcTime | None = None
    until: UtcTime | None = None


class RecordedAudit(Message):
    """Who did what with which sightings as the ledger keeps it.

    Once its content is erased, `reason` is None and the scope names neither text nor plates.
    """

    audit_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
    action: AuditAction
    actor: Label | None
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None
    scope: AuditScope
    count: Count | None = None


class AuditRecord(RecordedAudit):
    """Who did what with which sightings, and why, for the ledger.

    `actor` is the id of Home Assistant's user, None for an automation. `count` is how many
    sightings it was. When it was is for the engine to say.
    """

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class AuditEntry(Message):
    """An audit record in the ledger, with the engine's time."""

    sequence: Sequence
    hash: Hash
    at: UtcTime
    audit: RecordedAudit


class AuditTrail(Message):
    """A page of audit records, newest first; `intact` judges the whole ledger."""

    audits: tuple[AuditEntry, ...]
    intact: bool


class ErasureRequest(Message):
    """Asks to erase the sightings of some plates (lookalikes counted), or of a time, or both."""

    audit_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
    actor: Label | None
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    plates: Annotated[tuple[PlateText, ...], Field(max_length=1000)] = ()
    camera_id: CameraId | None = None
    since: UtcTime | None = None
    until: UtcTime | None = None

    @model_validator(mode="after")
    def _is_narrow(self) -> Self:
        if not self.plates and self.since is None and self.until is None:
            raise ValueError("neither a plate nor a time was given")
        return self


class Erased(Message):
    """How many sightings were erased."""

    count: Count


class PlateRead(Message):
    """A plate in a still picture, in pixels of that picture."""

    text: PlateText
    confidence: Probability
    box: Box
    quad: Quad
    chars: tuple[CharMessage, ...]

    @classmethod
    def of(cls, reading: PlateReading, box: Box, quad: Quad) -> Self:
        """Return the plate as it goes over the wire. `reading` must not be empty."""
        return cls(
            text=reading.text,
            confidence=reading.confidence,
            box=box,
            quad=quad,
            chars=tuple(map(CharMessage.model_validate, reading.chars)),
        )


class PlatesRead(Message):
    """The plates of a still picture, best first."""

    plates: tuple[PlateRead, ...]


WIRE: tuple[type[Message | CameraConfig | CameraChanges], ...] = (
    ErrorMessage, Health, Readiness, EngineInfo, CameraMessage, CameraConfig, CameraChanges,
    CameraSettings, CameraTrial, Detection, Cameras, SightingMessage, Sightings, DayCount,
    SightingCounts, Correction, Storage, FrequentPlate, FrequentPlates,
    SnapshotMessage, SightingUpdate, CameraUpdate, CameraRemoved, InfoUpdate,
    KnownPlatesMessage,
    DecisionRecord, DecisionStored, LedgerEntry, Ledger, LedgerLinks,
    AuditRecord, AuditEntry, AuditTrail,
    ErasureRequest, Erased, PlateRead, PlatesRead,
)  # fmt: skip
"""Every message that travels as a whole."""
