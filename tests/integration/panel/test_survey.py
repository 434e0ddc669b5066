"""What a camera's survey advises."""

from datetime import UTC, datetime
from typing import Any

from custom_components.placa.panel.survey import surveyed


def seen(hour: int, *, sure: bool = True, wide: float | None = 0.1) -> dict[str, Any]:
    return {
        "text": "AB12CDE",
        "first_seen": f"2026-11-22T{hour:02d}:10:00Z",
        "confidence": 0.99 if sure else 0.6,
        "frames": 5,
        "frame_size": [1920, 1080],
        "picture_box": None if wide is None else [0.2, 0.5, 0.2 + wide, 0.55],
    }


def codes(*sightings: dict[str, Any]) -> list[str]:
    return [advice["code"] for advice in survey(*sightings)["advice"]]


def survey(*sightings: dict[str, Any]) -> dict[str, Any]:
    return surveyed(sightings, lambda at: at, lambda at: not 7 <= at.hour < 17)


def test_nothing_is_advised_where_nothing_was_seen() -> None:
    assert survey() == {
        "sightings": 0,
        "settled": 0,
        "width": None,
        "hours": [
            {"hour": hour, "sightings": 0, "settled": 0, "confidence": 0.0} for hour in range(24)
        ],
        "advice": [],
        "confusions": [],
    }


def test_a_few_sightings_are_too_few_to_judge() -> None:
    assert codes(*[seen(12)] * 9) == ["few"]


def test_a_camera_that_reads_well_is_praised() -> None:
    assert codes(*[seen(12)] * 10) == ["good"]


def test_narrow_plates_are_the_reason_where_they_are_narrow() -> None:
    told = survey(*[seen(12, sure=False, wide=0.03)] * 10)
    assert [advice["code"] for advice in told["advice"]] == ["narrow"]
    assert round(told["advice"][0]["values"]["width"]) == 58


def test_the_night_is_the_reason_where_only_the_day_is_read() -> None:
    day, night = [seen(12)] * 10, [seen(22, sure=False)] * 10
    told = survey(*day, *night)
    assert told["advice"] == [{"code": "night", "values": {"night": 0.0, "day": 100.0}}]
    late = told["hours"][22]
    assert (late["sightings"], late["settled"], round(late["confidence"], 3)) == (10, 0, 0.6)


def test_other_reasons_are_looked_for_in_the_pictures() -> None:
    assert codes(*[seen(12, sure=False)] * 10) == ["unsure"]


def test_a_width_that_nobody_measured_is_none() -> None:
    told = survey(*[seen(12, wide=None)] * 10)
    assert told["width"] is None
    assert datetime.fromisoformat(seen(3)["first_seen"]).tzinfo == UTC
    assert survey(seen(12))["width"]["low"] == survey(seen(12))["width"]["high"]


def test_characters_that_were_corrected_more_than_once_are_told_and_no_others() -> None:
    corrected = [
        seen(12) | {"text": "AB12CDE", "read_as": "A812CDE"},
        seen(12) | {"text": "XB12CDB", "read_as": "X812CD8"},
        seen(12) | {"text": "XB12CD0", "read_as": "XB12CDO"},
        seen(12) | {"text": "AB12C", "read_as": "AB12CC"},
        seen(12) | {"text": "AB12CDE", "read_as": None},
    ]
    assert survey(*corrected)["confusions"] == [{"read": "8", "right": "B", "times": 2}]
