"""What the demo tells on the terminal, whatever is done in Home Assistant meanwhile."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from placa_demo.household import CameraEntities, DoorEntities
from placa_demo.narration import Narrator

SIGHTING, STREAM = "event.drive_sighting", "binary_sensor.drive_stream"
DECISION, COVER = "event.garage_decision", "cover.garage"
CAMERA = CameraEntities(SIGHTING, "image.drive_plate", "sensor.drive_last_plate", STREAM)
DOOR = DoorEntities(DECISION, "select.garage_mode", COVER)
NOON, ONE = "2026-11-30T12:00:00.000+00:00", "2026-11-30T13:00:00.000+00:00"
KNOWN: dict[str, Any] = {"event_type": "known_vehicle", "vehicle": "Family car"}
GRANTED: dict[str, Any] = {
    "event_type": "granted",
    "vehicle": "Family car",
    "reasons": [{"code": "live", "ok": True, "detail": "The vehicle is in view."}],
}
REFUSED: dict[str, Any] = {
    "event_type": "refused",
    "vehicle": "Family car",
    "reasons": [{"code": "live", "ok": False, "detail": "The vehicle is no longer in view."}],
}


EVENTS: list[dict[str, Any]] = [KNOWN, GRANTED, REFUSED]


def state(value: str, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"state": value, "attributes": attributes or {}}


def told(entity_id: str, before: Any, now: Any) -> list[str]:
    """The lines about one change, without their times."""
    lines: list[str] = []
    Narrator(CAMERA, DOOR, lines.append).hear(entity_id, before, now)
    return [line.partition("  ")[2] for line in lines]


@pytest.mark.parametrize(
    ("entity_id", "before", "now", "line"),
    [
        (SIGHTING, state("unknown"), state(NOON, KNOWN), "Family car drives up"),
        (
            SIGHTING,
            state(NOON, KNOWN),
            state(ONE, {"event_type": "unknown_vehicle", "vehicle": None}),
            "a stranger drives up: nothing opens",
        ),
        (
            SIGHTING,
            state(NOON),
            state(ONE, {"event_type": "denied_vehicle", "vehicle": "Moped"}),
            "Moped drives up, and is on the deny list",
        ),
        (
            DECISION,
            state("unknown"),
            state(NOON, GRANTED),
            "granted for Family car: all 1 conditions hold",
        ),
        (
            DECISION,
            state(NOON, GRANTED),
            state(ONE, REFUSED),
            "refused for Family car: The vehicle is no longer in view.",
        ),
        (STREAM, state("unavailable"), state("on"), "the camera streams"),
        (STREAM, state("on"), state("off"), "the camera gives no pictures"),
        (COVER, state("closed"), state("opening"), "the garage door is opening"),
    ],
)
def test_what_happens_is_told_in_a_line(entity_id: str, before: Any, now: Any, line: str) -> None:
    assert told(entity_id, before, now) == [line]


@pytest.mark.parametrize(("entity_id", "attributes"), [(SIGHTING, KNOWN), (DECISION, GRANTED)])
def test_an_event_that_is_only_back_is_no_news(entity_id: str, attributes: dict[str, Any]) -> None:
    assert told(entity_id, state("unavailable"), state(NOON, attributes)) == []
    assert told(entity_id, None, state(NOON, attributes)) == []
    assert told(entity_id, state(NOON, attributes), None) == []
    assert told(entity_id, state(NOON, attributes), state("unavailable")) == []
    assert told(entity_id, state(NOON, attributes), state(NOON, {})) == []


def lacking(attributes: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Attributes of which some are missing and some are empty."""
    return st.fixed_dictionaries(
        {}, optional={key: st.sampled_from([value, None]) for key, value in attributes.items()}
    )


@given(
    st.sampled_from([SIGHTING, DECISION, STREAM, COVER, "light.hall"]),
    st.sampled_from(["unavailable", "unknown", NOON, "on", "opening"]),
    st.sampled_from([NOON, ONE, "on", "off", "open", "opening"]),
    st.sampled_from(EVENTS).flatmap(lacking),
)
def test_it_goes_on_whatever_an_event_lacks(
    entity_id: str, before: str, now: str, attributes: dict[str, Any]
) -> None:
    for line in told(entity_id, state(before), state(now, attributes)):
        assert "None" not in line


def test_the_openings_are_counted() -> None:
    narrator = Narrator(CAMERA, DOOR, lambda _line: None)
    for _ in range(2):
        narrator.hear(COVER, state("closed"), state("opening"))
        narrator.hear(COVER, state("opening"), state("open"))
    assert narrator.openings == 2
    assert narrator.opened_twice.is_set()
