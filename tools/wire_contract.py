"""The wire contract: its JSON Schema, and one example of every message, from the engine's models.

Writes them for the integration with `python -m tools.wire_contract` (script/contract).
"""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from placa_engine.cameras.config import CameraChanges, CameraConfig, CameraKind, ZoneConfig
from placa_engine.cameras.state import CameraProblem, CameraState
from placa_engine.messages import (
    API_VERSION,
    WIRE,
    AuditAction,
    AuditEntry,
    AuditRecord,
    AuditScope,
    AuditTrail,
    CameraMessage,
    CameraRemoved,
    Cameras,
    CameraSettings,
    CameraTrial,
    CameraUpdate,
    Correction,
    DayCount,
    DecisionRecord,
    DecisionStored,
    Detection,
    EngineInfo,
    EngineProblem,
    Erased,
    ErasureRequest,
    ErrorMessage,
    FrequentPlate,
    FrequentPlates,
    Health,
    Inference,
    InfoUpdate,
    KnownPlatesMessage,
    Ledger,
    LedgerEntry,
    LedgerLink,
    LedgerLinks,
    LinkContent,
    PlateRead,
    PlatesRead,
    Readiness,
    Reason,
    RecordedAudit,
    RecordedDecision,
    Seen,
    SightingCounts,
    SightingMessage,
    Sightings,
    SightingUpdate,
    SnapshotMessage,
    Storage,
    Verdict,
)
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.sighting import Direction, SecondOpinion, Sighting, SightingState
from tools.shared_formats import PLATE_FORMATS, plate_formats

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "wire-contract.json"
EXAMPLES = ROOT / "tests" / "contract" / "examples.json"

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of all messages, under $defs."""
    asked = {
        CameraConfig, CameraChanges, Detection, KnownPlatesMessage, DecisionRecord, AuditRecord,
        ErasureRequest, Correction,
    }  # fmt: skip
    _, definitions = models_json_schema(
        [(model, "validation" if model in asked else "serialization") for model in WIRE],
        title=f"Placa's wire contract, version {API_VERSION}",
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **definitions}


def examples() -> dict[str, Any]:
    """Return one example of every message as JSON, by the message's name."""
    made: list[BaseModel] = [
        ErrorMessage(error="unauthorized", message="The token is missing or wrong."),
        Health(status="ok"),
        Readiness(ready=False, problems=(EngineProblem.NOT_STORED,)),
        _info(),
        _drive(),
        _drive_config(),
        _drive_changes(),
        CameraSettings.of(_drive_config(), "api"),
        CameraTrial(problem=None, frame_size=(1280, 720), preview="/9j/2Q=="),
        Detection(on=False),
        Cameras(cameras=(_drive(), _yard())),
        _arriving(),
        Sightings(sightings=(_left(),), next=_left().sighting_id),
        DayCount(day=NOON.date(), count=2),
        _counts(),
        Correction(
            audit_id="019aabbccdde7000800000000000000f",
            actor="0123456789abcdef0123456789abcdef",
            reason="Corrected in the panel",
            text="AB12CDF",
        ),
        Storage(
            sightings=12,
            pictures=10,
            bytes=4_096_000,
            picture_bytes=3_000_000,
            database_bytes=1_000_000,
            free_bytes=4_096,
            log_bytes=96_000,
            left_bytes=20_000_000_000,
            oldest=NOON,
            known_days=30.0,
            unknown_days=7.0,
            picture_days=7.0,
        ),
        _passer_by(),
        FrequentPlates(plates=(_passer_by(),)),
        SnapshotMessage(
            nonce="fedcba9876543210fedcba9876543210",
            sent_at=NOON + timedelta(seconds=3),
            info=_info(),
            cameras=(_drive(), _yard()),
            live=(_arriving(),),
            last=(_left(),),
        ),
        SightingUpdate(sent_at=NOON + timedelta(seconds=3), sighting=_arriving()),
        CameraUpdate(sent_at=NOON + timedelta(seconds=3), camera=_yard()),
        CameraRemoved(sent_at=NOON + timedelta(seconds=3), camera_id="yard"),
        InfoUpdate(
            sent_at=NOON + timedelta(seconds=3),
            info=_info().model_copy(update={"problems": (EngineProblem.CLOCK,)}),
        ),
        KnownPlatesMessage(plates=("AB12CDE",)),
        _decision(),
        DecisionStored(sequence=1, hash="1" * 64),
        _entry(),
        Ledger(decisions=(_entry(),), intact=True),
        LedgerLinks(public_key="3" * 64, links=(_link(),)),
        _audit(),
        _audit_entry(),
        AuditTrail(audits=(_audit_entry(),), intact=True),
        ErasureRequest(
            audit_id="019aabbccdde7000800000000000000e",
            actor="0123456789abcdef0123456789abcdef",
            reason="The guest asked for it.",
            plates=("AB12CDE",),
            until=NOON,
        ),
        Erased(count=3),
        _plate(),
        PlatesRead(plates=(_plate(),)),
    ]
    assert {type(message) for message in made} == set(WIRE)
    return {type(message).__name__: message.model_dump(mode="json") for message in made}


def _counts() -> SightingCounts:
    return SightingCounts(
        count=2,
        pictures=1,
        first_seen=NOON,
        last_seen=NOON + timedelta(minutes=30),
        days=(DayCount(day=NOON.date(), count=2),),
        hours=tuple(
            tuple(2 if (weekday, hour) == (NOON.weekday(), NOON.hour) else 0 for hour in range(24))
            for weekday in range(7)
        ),
    )


def as_text(content: dict[str, Any]) -> str:
    """Return JSON as it stands in the repository."""
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _info() -> EngineInfo:
    return EngineInfo(
        server_id="0123456789abcdef0123456789abcdef",
        version="0.1.0",
        api_version=API_VERSION,
        started_at=NOON - timedelta(hours=2),
        now=NOON + timedelta(seconds=3),
        inference=Inference(
            device="CPU", precision="int8", detector_version="0.1.0", reader_version="0.1.0"
        ),
    )


def _drive() -> CameraMessage:
    return CameraMessage(
        camera_id="drive",
        name="Drive",
        state=CameraState.STREAMING,
        problem=None,
        frame_size=(1280, 720),
        fps=15.0,
        country="GB",
        zones=("Gate",),
        origin="config",
        frozen=False,
        since=NOON - timedelta(hours=1),
    )


def _yard() -> CameraMessage:
    return CameraMessage(
        camera_id="yard",
        name="Yard",
        state=CameraState.FAILED,
        problem=CameraProblem.UNAUTHORIZED,
        frame_size=None,
        fps=None,
        country=None,
        zones=(),
        origin="api",
        since=NOON,
    )


def _drive_config() -> CameraConfig:
    return CameraConfig(
        camera_id="drive",
        name="Drive",
        url="rtsp://192.0.2.10:554/stream1",
        kind=CameraKind.RTSP,
        username="viewer",
        password="secret",  # noqa: S106  # an example
        country="GB",
        zones=(ZoneConfig(name="Gate", polygon=((0.2, 0.5), (0.8, 0.5), (0.8, 1.0), (0.2, 1.0))),),
        masks=(((0.0, 0.0), (0.3, 0.0), (0.3, 0.1), (0.0, 0.1)),),
    )


def _drive_changes() -> CameraChanges:
    content = _drive_config().model_dump(exclude={"camera_id", "loop"})
    return CameraChanges.model_validate(content | {"name": "Front drive"})


def _chars(text: str) -> tuple[CharReading, ...]:
    return tuple(
        CharReading(char, 0.97, (("", 0.01), ("0" if char == "O" else "O", 0.01))) for char in text
    )


def _sighting(sighting_id: str, text: str, seen: datetime, state: SightingState) -> SightingMessage:
    return SightingMessage.of(
        Sighting(
            sighting_id=sighting_id,
            camera_id="drive",
            state=state,
            revision=4,
            chars=_chars(text),
            confidence=0.97,
            margin=0.93,
            frames=4,
            frames_read=5,
            first_seen=seen,
            last_seen=seen + timedelta(seconds=2.5),
            captured_at=seen + timedelta(seconds=2.4),
            direction=Direction.APPROACHING,
            moved=2.25,
            growth=1.8,
            arrived=True,
            zones=("Gate",),
            box=(400.5, 300.0, 560.25, 340.75),
            quad=((400.5, 301.0), (560.0, 300.0), (560.25, 340.0), (401.0, 340.75)),
            frame_size=(1280, 720),
            second_opinion=SecondOpinion.AGREES,
            rigid_motion=0.95,
            at_start=False,
        ),
        has_picture=True,
    )


def _arriving() -> SightingMessage:
    return _sighting("019aabbccdde7000800000000000000a", "AB12CDE", NOON, SightingState.LIVE)


def _left() -> SightingMessage:
    before = NOON - timedelta(minutes=10)
    return _sighting("019aabb3a6fe7000800000000000000b", "X777YZ", before, SightingState.ENDED)


def _passer_by() -> FrequentPlate:
    return FrequentPlate(text="X777YZ", count=12)


def _decision() -> DecisionRecord:
    return DecisionRecord(
        decision_id="019aabbccdde7000800000000000000c",
        door="garage",
        camera_id="drive",
        sighting_id=_arriving().sighting_id,
        revision=4,
        verdict=Verdict.GRANTED,
        reasons=(Reason(code="frames", ok=True, asked=True, values={"frames": 4, "needed": 3}),),
        vehicle="01JD0000000000000000000000",
        plate="AB12CDE",
        evidence={"confidence": 0.97, "margin": 0.93, "frames": 4, "age": 0.6, "moved": 2.25},
        policy_version="1",
        decided_at=NOON + timedelta(seconds=3),
    )


def _entry() -> LedgerEntry:
    seen = Seen(
        camera_id="drive",
        revision=4,
        first_seen=NOON,
        last_seen=NOON + timedelta(seconds=3),
        same_plate=True,
    )
    return LedgerEntry(
        sequence=1,
        hash="1" * 64,
        at=NOON + timedelta(seconds=4),
        seen=seen,
        decision=RecordedDecision.model_validate(_decision()),
    )


def _link() -> LedgerLink:
    return LedgerLink(
        sequence=1,
        text='{"sequence":1}',
        hash="1" * 64,
        signature="4" * 128,
        content=LinkContent(key="5" * 64, text='{"plate":"AB12CDE"}'),
    )


def _audit() -> AuditRecord:
    return AuditRecord(
        audit_id="019aabbccdde7000800000000000000d",
        action=AuditAction.SEARCHED,
        actor="0123456789abcdef0123456789abcdef",
        reason="Who parked on the lawn?",
        scope=AuditScope(text="AB12", camera_id="drive", since=NOON - timedelta(days=1)),
    )


def _audit_entry() -> AuditEntry:
    audit = RecordedAudit.model_validate(_audit())
    return AuditEntry(sequence=2, hash="2" * 64, at=NOON, audit=audit)


def _plate() -> PlateRead:
    box = (400.5, 300.0, 560.25, 340.75)
    quad = ((400.5, 301.0), (560.0, 300.0), (560.25, 340.0), (401.0, 340.75))
    return PlateRead.of(PlateReading(_chars("AB12CDE")), box, quad)


def write() -> None:
    """Write the schema, the examples and the plate formats where the integration finds them."""
    SCHEMA.write_text(as_text(schema()), encoding="utf-8")
    EXAMPLES.write_text(as_text(examples()), encoding="utf-8")
    (ROOT / PLATE_FORMATS).write_text(as_text(plate_formats()), encoding="utf-8")


if __name__ == "__main__":
    write()
