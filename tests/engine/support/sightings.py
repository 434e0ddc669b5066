"""A sighting for tests of what is done with sightings."""

from datetime import UTC, datetime

from placa_engine.plates.reading import CharReading
from placa_engine.tracking.sighting import Direction, Sighting, SightingState

NOW = datetime(2026, 11, 22, tzinfo=UTC)


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
