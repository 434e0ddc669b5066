"""Sightings as they are stored."""

from datetime import UTC, datetime, timedelta

from placa_engine.messages import SightingMessage
from tools.wire_contract import examples

EXAMPLE = examples()["SightingMessage"]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def sighting(number: int = 0, **changes: object) -> SightingMessage:
    """The example's sighting, `number` minutes after noon."""
    seen = NOON + timedelta(minutes=number)
    return SightingMessage.model_validate(
        {
            **EXAMPLE,
            "sighting_id": f"{number:08x}" + "0" * 24,
            "first_seen": seen,
            "last_seen": seen,
            "state": "ended",
            "has_picture": False,
            **changes,
        }
    )
