"""Sightings, vehicles and doors for tests of pure functions, and how hypothesis draws them."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from custom_components.placa.access.circumstances import Circumstances, DoorState, PastOpening
from custom_components.placa.access.policy import (
    CameraZone,
    Door,
    DoorMode,
    DoorPolicy,
    SecondReader,
)
from custom_components.placa.client.models import (
    CameraState,
    Direction,
    SecondOpinion,
    Sighting,
    SightingState,
)
from custom_components.placa.household.guest_pass import GuestPass, Hours
from custom_components.placa.household.vehicle import Match, MatchKind, Vehicle, match
from custom_components.placa.localization.texts import Texts

_STRINGS = Path(__file__).parents[3] / "custom_components" / "placa" / "translations" / "en.json"
ENGLISH: dict[str, str] = json.loads(_STRINGS.read_text())["common"]
TEXTS = Texts(ENGLISH, ENGLISH)
"""The sentences as they are read in English."""

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VAN = Vehicle("van", "Van", ("AB12CDE",))
MINI = Vehicle("mini", "Mini", ("XY99ZZZ", "M1N1"))
GARAGE = Door("garage", "Garage", "cover.garage", frozenset({"drive"}), None, DoorMode.ARMED)


def named(text: str, *vehicles: Vehicle) -> Match:
    """The vehicle that a text names; of the van and the mini if there are no others."""
    found = match(text, vehicles or (VAN, MINI))
    assert found is not None
    return found


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
        "second_opinion": SecondOpinion.AGREES,
        "rigid_motion": 0.9,
        "at_start": False,
    }
    return Sighting(**values | changes)


def circumstances(**changes: Any) -> Circumstances:
    """Circumstances in which nothing speaks against opening."""
    values: dict[str, Any] = {
        "now": NOON,
        "age": 0.2,
        "began_ago": 2.0,
        "clock_skew": 0.1,
        "connected": True,
        "camera": CameraState.STREAMING,
        "frozen": False,
        "running_for": 3600.0,
        "door_state": DoorState.CLOSED,
        "schedule": None,
        "alarm": None,
        "pass_uses": 0,
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
    accept_alike=st.booleans(),
    second_reader=st.sampled_from(SecondReader),
    max_age=st.floats(0.5, 30.0),
    max_clock_skew=st.floats(1.0, 600.0),
    require_streaming=st.booleans(),
    require_movement=st.booleans(),
    min_moved=st.floats(0.1, 5.0),
    min_growth=st.floats(1.01, 3.0),
    require_seen_coming=st.booleans(),
    min_rigid_motion=st.just(0.0) | shares,
    require_rigid_motion=st.booleans(),
    directions=st.frozensets(st.sampled_from(Direction)),
    zones=st.frozensets(
        st.builds(CameraZone, st.sampled_from(["drive", "street"]), st.sampled_from(["Gate", "In"]))
    ),
    require_closed=st.booleans(),
    once_a_visit=st.booleans(),
    cool_down=st.floats(5.0, 600.0),
    min_running=st.floats(0.0, 600.0),
    schedule=st.none() | st.just("schedule.deliveries"),
    alarm=st.none() | st.just("alarm_control_panel.home"),
    alarm_states=st.frozensets(st.sampled_from(["disarmed", "armed_home", "armed_night"])),
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
    text=st.sampled_from(["AB12CDE", "XY99ZZZ", "A812CDE", "M1N1", "MINI"]),
    confidence=shares,
    margin=shares,
    frames=st.integers(0, 30),
    direction=st.sampled_from(Direction),
    moved=st.floats(0.0, 10.0),
    growth=st.floats(0.1, 4.0),
    arrived=st.booleans(),
    zones=st.lists(st.sampled_from(["Gate", "In"]), unique=True).map(tuple),
    second_opinion=st.sampled_from(SecondOpinion),
    rigid_motion=st.none() | shares,
    at_start=st.none() | st.booleans(),
)
openings = st.builds(
    PastOpening,
    sighting_id=st.sampled_from(["a" * 32, "b" * 32, "c" * 32]),
    vehicle_id=st.sampled_from(["van", "mini"]),
    ago=seconds,
)
moments = st.integers(0, 800).map(lambda hours: NOON + timedelta(hours=hours - 400))
passes = st.builds(
    GuestPass,
    expires=st.none() | moments,
    uses=st.none() | st.integers(0, 5),
    hours=st.none()
    | st.builds(Hours, st.frozensets(st.integers(0, 6)), start=st.times(), end=st.times()),
)
matches = st.builds(
    Match,
    st.builds(
        Vehicle,
        st.sampled_from(["van", "mini"]),
        st.just("Van"),
        st.just(("AB12CDE",)),
        denied=st.booleans(),
        guest_pass=st.none() | passes,
    ),
    st.just("AB12CDE"),
    st.sampled_from(MatchKind),
)
all_circumstances = st.builds(
    Circumstances,
    now=moments,
    age=st.floats(-10.0, 60.0),
    began_ago=st.floats(0.0, 600.0),
    clock_skew=st.floats(-100.0, 100.0),
    connected=st.booleans(),
    camera=st.none() | st.sampled_from(CameraState),
    frozen=st.none() | st.booleans(),
    running_for=st.none() | st.floats(0.0, 10_000.0),
    door_state=st.sampled_from(DoorState),
    schedule=st.sampled_from([None, "on", "off", "unavailable"]),
    alarm=st.sampled_from([None, "disarmed", "armed_away", "armed_night", "unknown"]),
    pass_uses=st.integers(0, 5),
    openings=st.lists(openings, max_size=3).map(tuple),
)
