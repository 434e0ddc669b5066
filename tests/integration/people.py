"""Sightings, vehicles and doors for tests of pure functions, and how hypothesis draws them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from custom_components.placa.doors.access import Circumstances, DoorState, PastOpening
from custom_components.placa.doors.policy import Door, DoorMode, DoorPolicy
from custom_components.placa.engine.models import Direction, Sighting, SightingState
from custom_components.placa.household.matcher import Vehicle

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VAN = Vehicle("van", "Van", ("AB12CDE",))
MINI = Vehicle("mini", "Mini", ("XY99ZZZ", "M1N1"))
GARAGE = Door("garage", "Garage", "cover.garage", frozenset({"drive"}), None, DoorMode.ARMED)


def sighting(**changes: Any) -> Sighting:
    """A sighting that every default policy would grant."""
    values: dict[str, Any] = {
        "sighting_id": "a" * 32,
        "camera_id": "drive",
        "state": SightingState.LIVE,
        "revision": 1,
        "text": "AB12CDE",
        "confidence": 0.97,
        "margin": 0.9,
        "frames": 4,
        "frames_read": 5,
        "first_seen": NOON - timedelta(seconds=2),
        "last_seen": NOON,
        "captured_at": NOON,
        "direction": Direction.APPROACHING,
        "moved": 2.0,
        "growth": 1.3,
        "arrived": True,
        "zones": (),
        "has_picture": False,
    }
    return Sighting(**values | changes)


def circumstances(**changes: Any) -> Circumstances:
    """Circumstances in which nothing speaks against opening."""
    values: dict[str, Any] = {
        "age": 0.2,
        "began_ago": 2.0,
        "connected": True,
        "news": True,
        "door_state": DoorState.CLOSED,
        "openings": (),
    }
    return Circumstances(**values | changes)


plates = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=9)
shares = st.floats(0.0, 1.0)
seconds = st.floats(-100.0, 10_000.0)

policies = st.builds(
    DoorPolicy,
    min_frames=st.integers(2, 20),
    min_confidence=shares,
    min_margin=shares,
    max_age=st.floats(0.5, 30.0),
    require_movement=st.booleans(),
    min_moved=st.floats(0.1, 5.0),
    min_growth=st.floats(1.01, 3.0),
    cool_down=st.floats(5.0, 600.0),
)
doors = st.builds(
    Door,
    door_id=st.just("garage"),
    name=st.just("Garage"),
    entity_id=st.just("cover.garage"),
    cameras=st.frozensets(st.sampled_from(["drive", "street", "yard"])),
    vehicles=st.none() | st.frozensets(st.sampled_from(["van", "mini"])),
    mode=st.sampled_from(DoorMode),
    policy=policies,
)
sightings = st.builds(
    sighting,
    sighting_id=st.sampled_from(["a" * 32, "b" * 32, "c" * 32]),
    camera_id=st.sampled_from(["drive", "street", "yard"]),
    state=st.sampled_from(SightingState),
    text=st.sampled_from(["AB12CDE", "XY99ZZZ", "AB12CDF", "M1N1", "MINI"]) | plates,
    confidence=shares,
    margin=shares,
    frames=st.integers(0, 30),
    direction=st.sampled_from(Direction),
    moved=st.floats(0.0, 10.0),
    growth=st.floats(0.1, 4.0),
    arrived=st.booleans(),
)
openings = st.builds(
    PastOpening,
    sighting_id=st.sampled_from(["a" * 32, "b" * 32, "c" * 32]),
    vehicle_id=st.sampled_from(["van", "mini"]),
    ago=seconds,
)
all_circumstances = st.builds(
    Circumstances,
    age=st.floats(-10.0, 60.0),
    began_ago=st.floats(0.0, 600.0),
    connected=st.booleans(),
    news=st.booleans(),
    door_state=st.sampled_from(DoorState),
    openings=st.lists(openings, max_size=3).map(tuple),
)
