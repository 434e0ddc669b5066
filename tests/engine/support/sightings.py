"""A sighting for tests of what is done with sightings."""

from dataclasses import replace
from datetime import UTC, datetime

from placa_engine.imaging.jpeg import JpegPair
from placa_engine.plates.reading import CharReading
from placa_engine.tracking.sighting import Direction, Sighting, SightingState

NOW = datetime(2026, 11, 22, tzinfo=UTC)

PAIR = JpegPair(crop=b"\xff\xd8crop", frame=b"\xff\xd8frame", plate=(0.4, 0.5, 0.6, 0.6))


def sighting(revision: int = 1, state: SightingState = SightingState.LIVE) -> Sighting:
    return Sighting(
        sighting_id="0" * 31 + "1",
        camera_id="drive",
        state=state,
        revision=revision,
        chars=(CharReading("A", 0.9), CharReading("1", 0.9)),
        confidence=0.9,
        margin=0.8,
        frames=2,
        frames_read=2,
        first_seen=NOW,
        last_seen=NOW,
        captured_at=NOW,
        direction=Direction.UNKNOWN,
        moved=0.0,
        growth=1.0,
        arrived=True,
        zones=(),
        box=(0.0, 0.0, 10.0, 5.0),
        quad=((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (0.0, 5.0)),
        frame_size=(64, 32),
    )


def ended(number: int) -> Sighting:
    """A sighting that has ended, one of many."""
    return replace(sighting(2, SightingState.ENDED), sighting_id=f"{number:032x}")
