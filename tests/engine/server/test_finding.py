"""Sightings are found, counted and corrected by whatever people ask for."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.engine import Engine
from placa_engine.imaging.decoding import decode_picture
from placa_engine.imaging.jpeg import to_jpegs
from placa_engine.messages import DecisionRecord, SightingMessage, Verdict
from placa_engine.store.database import Database
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sightings import SightingStore
from placa_engine.tracking.sighting import Direction, SightingState
from placa_engine.vision.vision import Vision
from tests.engine.support.api import fits, told
from tests.engine.support.ledger import ledger_of
from tests.engine.support.serving import Client, serving
from tests.engine.support.sightings import sighting as seen
from tools.wire_contract import examples

BERLIN = ZoneInfo("Europe/Berlin")


def sighting(
    number: int, at: datetime, text: str = "AB12CDE", **changes: object
) -> SightingMessage:
    return SightingMessage.model_validate(
        {
            **examples()["SightingMessage"],
            "sighting_id": f"{number:08x}" + "0" * 24,
            "text": text,
            "first_seen": at,
            "last_seen": at,
            "state": "ended",
            "has_picture": False,
            **changes,
        }
    )


def berlin(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> SightingStore:
    return SightingStore(database)


async def found(store: SightingStore, **asked: object) -> list[int]:
    page = await store.page(SightingQuery(**asked))  # type: ignore[arg-type]
    return [int(one.sighting_id[:8], 16) for one in page.sightings]


async def test_a_part_of_a_plate_is_found_with_its_lookalikes_if_asked(
    store: SightingStore,
) -> None:
    at = berlin(11, 2, 12)
    await store.save([sighting(1, at, "KT47RMB"), sighting(2, at, "KT47RM8")])
    assert await found(store, text="RM8") == [2]
    assert await found(store, text="RM8", alike=True) == [2, 1]


async def test_strangers_are_those_that_look_like_none_of_the_household(
    store: SightingStore,
) -> None:
    at = berlin(11, 2, 12)
    await store.save(
        [sighting(1, at, "KT47RMB"), sighting(2, at, "KT47RM8"), sighting(3, at, "HH77QWE")]
    )
    assert await found(store, other_than=("KT47RMB",)) == [3]


async def test_sightings_are_found_by_their_direction(store: SightingStore) -> None:
    at = berlin(11, 2, 12)
    await store.save([sighting(1, at, direction="receding"), sighting(2, at, direction="left")])
    assert await found(store, direction=Direction.LEFT) == [2]


async def test_hours_are_those_that_clocks_showed_in_summer_and_in_winter(
    store: SightingStore,
) -> None:
    await store.save(
        [
            sighting(1, berlin(10, 24, 7, 59)),
            sighting(2, berlin(10, 24, 8)),
            sighting(3, berlin(10, 26, 8, 30)),
            sighting(4, berlin(10, 26, 9)),
        ]
    )
    asked = {"zone": BERLIN, "until": berlin(11, 1, 0)}
    assert await found(store, hours=(8,), **asked) == [3, 2]
    assert await found(store, hours=(8,), weekdays=(0,), **asked) == [3]


async def test_counts_add_up_days_and_hours_by_the_clocks(store: SightingStore) -> None:
    late, early = berlin(10, 24, 23, 30), berlin(10, 25, 0, 30)
    await store.save(
        [sighting(1, late, has_picture=True), sighting(2, early), sighting(3, berlin(10, 26, 8))]
    )
    counts = await store.counts(SightingQuery(zone=BERLIN, until=berlin(11, 1, 0)))
    assert (counts.count, counts.pictures) == (3, 1)
    assert (counts.first_seen, counts.last_seen) == (late, berlin(10, 26, 8))
    assert [(one.day.day, one.count) for one in counts.days] == [(24, 1), (25, 1), (26, 1)]
    assert counts.hours[5][23] == counts.hours[6][0] == counts.hours[0][8] == 1
    assert sum(map(sum, counts.hours)) == 3


async def test_nothing_is_counted_where_nothing_is(store: SightingStore) -> None:
    counts = await store.counts(SightingQuery())
    assert (counts.count, counts.first_seen, counts.days) == (0, None, ())


async def test_sightings_are_found_by_what_a_door_decided(
    database: Database, tmp_path: Path
) -> None:
    store, ledger = SightingStore(database), ledger_of(database, tmp_path)
    at = berlin(11, 2, 12)
    await store.save([sighting(1, at), sighting(2, at), sighting(3, at)])
    for number, verdict, door in (
        (1, "granted", "garage"),
        (2, "refused", "garage"),
        (3, "granted", "gate"),
    ):
        await ledger.append(
            DecisionRecord.model_validate(
                {
                    **examples()["DecisionRecord"],
                    "decision_id": f"d{number}",
                    "sighting_id": f"{number:08x}" + "0" * 24,
                    "verdict": verdict,
                    "door": door,
                }
            )
        )
    assert await found(store, verdict=Verdict.GRANTED) == [3, 1]
    assert await found(store, door="garage") == [2, 1]
    assert await found(store, door="garage", verdict=Verdict.GRANTED) == [1]


@pytest.fixture
async def served(tiny_vision: Vision, tmp_path: Path) -> AsyncIterator[tuple[Client, Engine]]:
    async with serving(tiny_vision, tmp_path) as both:
        yield both


async def test_a_correction_is_recorded_and_keeps_what_was_read(
    served: tuple[Client, Engine],
) -> None:
    client, engine = served
    engine.sightings.take(SightingEvent(seen(1), None))
    path = f"/api/v1/sightings/{seen().sighting_id}"
    asked = examples()["Correction"] | {"text": "B1"}
    assert (await told(client, "POST", f"{path}/correction", 409, json=asked))["error"] == "live"
    engine.sightings.take(SightingEvent(seen(2, SightingState.ENDED), None))
    corrected = await told(client, "POST", f"{path}/correction", json=asked)
    fits(corrected, "SightingMessage")
    assert (corrected["text"], corrected["read_as"]) == ("B1", "A1")
    assert await told(client, "GET", path) == corrected
    page = await told(client, "GET", "/api/v1/sightings?text=B1")
    assert page["sightings"] == [corrected]
    (entry,) = [
        one
        for one in (await told(client, "GET", "/api/v1/audits"))["audits"]
        if one["audit"]["action"] == "corrected"
    ]
    assert entry["audit"]["action"] == "corrected"
    assert entry["audit"]["scope"]["sighting_id"] == seen().sighting_id
    back = await told(
        client, "POST", f"{path}/correction", json=asked | {"audit_id": "b", "text": "A1"}
    )
    assert (back["text"], back["read_as"]) == ("A1", None)
    nobody = f"/api/v1/sightings/{'f' * 32}/correction"
    await told(client, "POST", nobody, 404, json=asked)


async def test_the_vehicle_is_cut_out_around_the_plate(served: tuple[Client, Engine]) -> None:
    client, engine = served
    frame = np.zeros((720, 1280, 3), np.uint8)
    frame[500:540, 900:1000] = 255
    pair = to_jpegs(
        frame[500:540, 900:1000], frame, (900 / 1280, 500 / 720, 1000 / 1280, 540 / 720)
    )
    engine.sightings.take(SightingEvent(seen(1), pair))
    engine.sightings.take(SightingEvent(seen(2), None))
    path = f"/api/v1/sightings/{seen().sighting_id}"
    assert (await told(client, "GET", path))["picture_box"] == list(pair.plate)
    response = await client.get(f"{path}/vehicle.jpg")
    vehicle = decode_picture(await response.read())
    height, width = vehicle.shape[:2]
    rows, columns = np.nonzero(vehicle.mean(axis=2) > 128)
    assert width / height == pytest.approx(1.6, abs=0.02)
    assert np.ptp(columns) == pytest.approx(np.ptp(rows) * 2.5, rel=0.1)
    assert abs(columns.mean() - width / 2) < 3
    assert height / 2 < rows.mean() < height


@pytest.mark.parametrize(
    "query",
    [
        "hours=24",
        "weekdays=7",
        "zone=Nowhere/Land",
        "zone=../../etc/passwd",
        "verdict=maybe",
        "direction=up",
    ],
)
async def test_what_cannot_be_asked_is_refused(served: tuple[Client, Engine], query: str) -> None:
    client, _ = served
    error = await told(client, "GET", f"/api/v1/sightings/counts?{query}", 422)
    assert error["error"] == "invalid"


async def test_what_is_kept_is_told_with_its_end(served: tuple[Client, Engine]) -> None:
    client, engine = served
    empty = await told(client, "GET", "/api/v1/storage")
    fits(empty, "Storage")
    assert (empty["sightings"], empty["pictures"], empty["oldest"]) == (0, 0, None)
    frame = np.zeros((72, 128, 3), np.uint8)
    engine.sightings.take(SightingEvent(seen(1), to_jpegs(frame, frame, (0.4, 0.4, 0.6, 0.6))))
    storage = await told(client, "GET", "/api/v1/storage")
    assert (storage["sightings"], storage["pictures"]) == (1, 1)
    parts = (storage[f"{name}_bytes"] for name in ("picture", "database", "log"))
    assert storage["bytes"] == sum(parts)
    assert storage["picture_bytes"] > empty["picture_bytes"] == 0
    assert storage["left_bytes"] > 0
    assert storage["unknown_days"] == 7.0
    assert datetime.fromisoformat(storage["oldest"]) < datetime.now(UTC) + timedelta(days=1)
