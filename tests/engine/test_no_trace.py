"""What is erased, forgotten or removed is in no byte of the data folder, while the engine runs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.plates.reading import CharReading
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.vision.vision import Vision
from tests.engine.support.api import CAMERA, told
from tests.engine.support.serving import serving
from tests.engine.support.sightings import PAIR, sighting
from tools.wire_contract import examples

CANARY = "QX77KWZ"
PASSWORD = "canary-Zp4!password"
PICTURE = b"\xff\xd8 the canary's picture"


def seen(number: int, text: str, days: float = 0.0) -> Sighting:
    at = datetime.now(UTC) - timedelta(days=days)
    return replace(
        sighting(2, SightingState.ENDED),
        sighting_id=f"{number:032x}",
        chars=tuple(CharReading(char, 0.9) for char in text),
        first_seen=at,
        last_seen=at,
        captured_at=at,
    )


def files_with(folder: Path, *canaries: bytes) -> list[str]:
    """The files that hold a canary, or a part of it long enough to tell whose it is."""
    return [
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(canary in file.read_bytes() for canary in canaries)
    ]


async def test_of_erased_sightings_nothing_is_left(tiny_vision: Vision, tmp_path: Path) -> None:
    pair = replace(PAIR, crop=PICTURE, frame=PICTURE * 50)
    async with serving(tiny_vision, tmp_path) as (client, engine):
        for number in range(300):
            text = CANARY if number % 10 == 3 else f"AB{number:03}CD"
            one = seen(number, text)
            live = replace(one, state=SightingState.LIVE, revision=1)
            engine.sightings.take(SightingEvent(live, pair if text == CANARY else None))
            if number % 3:
                await engine.sightings.flush()
            engine.sightings.take(SightingEvent(one, None))
        await engine.sightings.flush()
        assert files_with(tmp_path, CANARY.encode())
        assert files_with(tmp_path, PICTURE)
        await told(client, "DELETE", f"/api/v1/sightings/{3:032x}", 204)
        asked = examples()["ErasureRequest"] | {"plates": [CANARY], "since": None, "until": None}
        assert (await told(client, "POST", "/api/v1/erasures", json=asked))["count"] == 29
        assert files_with(tmp_path, CANARY.encode(), PICTURE) == []
        page = await told(client, "GET", "/api/v1/sightings?limit=200")
        assert len(page["sightings"]) == 200


async def test_of_a_corrected_sighting_neither_text_is_left(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    right = "WX88JLP"
    async with serving(tiny_vision, tmp_path) as (client, engine):
        for number in range(60):
            one = seen(number, CANARY if number % 10 == 3 else f"AB{number:03}CD")
            engine.sightings.take(SightingEvent(one, None))
        await engine.sightings.flush()
        for number in range(3, 60, 10):
            correction = {"audit_id": f"corrected-{number}", "text": right}
            path = f"/api/v1/sightings/{number:032x}/correction"
            await told(client, "POST", path, json=examples()["Correction"] | correction)
        assert files_with(tmp_path, CANARY.encode())
        asked = examples()["ErasureRequest"] | {"plates": [right], "since": None, "until": None}
        assert (await told(client, "POST", "/api/v1/erasures", json=asked))["count"] == 6
        assert files_with(tmp_path, CANARY.encode(), right.encode()) == []


async def test_of_forgotten_sightings_nothing_is_left(tiny_vision: Vision, tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=500)
    async with serving(tiny_vision, tmp_path, at=long_ago) as (_, engine):
        for number in range(90):
            text = CANARY if number % 10 == 3 else f"AB{number:03}CD"
            one = seen(number, text, days=400 if text == CANARY else 0)
            engine.sightings.take(SightingEvent(one, replace(PAIR, crop=PICTURE, frame=PICTURE)))
        await engine.sightings.flush()
        assert files_with(tmp_path, CANARY.encode())
        await engine.retention.forget(datetime.now(UTC))
        assert files_with(tmp_path, CANARY.encode()) == []


async def test_of_a_removed_or_changed_camera_no_password_is_left(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with serving(tiny_vision, tmp_path) as (client, _):
        url = "rtsp://127.0.0.1:9/stream"
        camera = {**CAMERA, "url": url, "username": "viewer", "password": PASSWORD}
        await told(client, "POST", "/api/v1/cameras", 201, json=camera)
        assert files_with(tmp_path, PASSWORD.encode())
        await told(client, "PATCH", "/api/v1/cameras/gate", json={"password": f"{PASSWORD}2"})
        await told(client, "DELETE", "/api/v1/cameras/gate", 204)
        assert files_with(tmp_path, PASSWORD.encode()) == []
