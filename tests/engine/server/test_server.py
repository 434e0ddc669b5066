import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
import sqlite3
from typing import Any, cast
from urllib.parse import urlencode

from aiohttp import FormData
import pytest

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.engine import Engine
from placa_engine.imaging.frame import Picture
from placa_engine.messages import API_VERSION, API_VERSION_HEADER, SightingMessage
from placa_engine.plates.reading import PlateReading
from placa_engine.server.app import PICTURES_AT_ONCE
from placa_engine.server.app_keys import READING, WAITING
from placa_engine.store.sightings import SightingStore
from placa_engine.tracking.sighting import SightingState
from placa_engine.vision.reader import PlateReader
from placa_engine.vision.second_reader import SecondReader
from placa_engine.vision.vision import Vision
from tests.engine.support.api import CAMERA, fits, kept_bytes, told
from tests.engine.support.http_camera import jpeg
from tests.engine.support.serving import Client, serving
from tests.engine.support.sightings import NOW, PAIR, sighting
from tests.engine.support.tiny_networks import draw_plate, scene
from tests.engine.support.torn_reading import torn
from tools.wire_contract import examples


@pytest.fixture
async def served(tiny_vision: Vision, tmp_path: Path) -> AsyncIterator[tuple[Client, Engine]]:
    configured = {**CAMERA, "camera_id": "drive", "name": "Drive"}
    async with serving(tiny_vision, tmp_path, at=NOW, cameras=[configured]) as both:
        yield both


@pytest.fixture
def client(served: tuple[Client, Engine]) -> Client:
    return served[0]


@pytest.fixture
def engine(served: tuple[Client, Engine]) -> Engine:
    return served[1]


@pytest.mark.parametrize(
    "path",
    [
        "info",
        "ws",
        "cameras",
        "sightings",
        "frequent",
        "decisions",
        "none",
        "sightings/" + "0" * 32,
    ],
)
@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer wrong", "Basic a-token-of-the-tests", "Bearer a-token-of-the-test",
     "Bearer a-token-of-the-tests.", "Bearer ÿ"],
)  # fmt: skip
async def test_nothing_is_told_without_the_token(client: Client, path: str, shown: str) -> None:
    error = await told(client, "GET", f"/api/v1/{path}", 401, headers={"Authorization": shown})
    fits(error, "ErrorMessage")
    assert error["error"] == "unauthorized"


@pytest.mark.parametrize(
    ("spoken", "to_update"),
    [
        (str(API_VERSION + 1), "engine"),
        (str(API_VERSION - 1), "client"),
        ("", "client"),
        ("two", "client"),
    ],
)
async def test_a_client_of_another_version_is_refused_before_it_is_misunderstood(
    client: Client,
    caplog: pytest.LogCaptureFixture,
    spoken: str,
    to_update: str,
) -> None:
    headers = {API_VERSION_HEADER: spoken}
    for method, path in (("GET", "info"), ("GET", "ws"), ("PUT", "known-plates"), ("GET", "none")):
        answer = await client.request(method, f"/api/v1/{path}", headers=headers)
        assert answer.status == 400
        assert answer.headers[API_VERSION_HEADER] == str(API_VERSION)
        error = await answer.json()
        fits(error, "ErrorMessage")
        assert error["error"] == "api_version"
        assert error["message"].endswith(f"update the {to_update}.")
    (line,) = caplog.messages
    assert line.endswith(f"update the {to_update}")
    same = await told(client, "GET", "/api/v1/info", headers={API_VERSION_HEADER: str(API_VERSION)})
    assert same["api_version"] == API_VERSION


async def test_the_watchdog_needs_no_token_and_learns_nothing(client: Client) -> None:
    health = await told(client, "GET", "/health", headers={"Authorization": ""})
    assert health == {"status": "ok"}


async def test_the_engine_says_who_it_is(client: Client) -> None:
    info = await told(client, "GET", "/api/v1/info")
    fits(info, "EngineInfo")
    assert info["inference"] == {
        "device": "CPU", "precision": "fp16",
        "detector_version": "0.0.1", "reader_version": "0.0.1",
    }  # fmt: skip


async def test_the_engine_keeps_its_id(tiny_vision: Vision, tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        async with serving(tiny_vision, tmp_path) as (client, _engine):
            ids.append((await told(client, "GET", "/api/v1/info"))["server_id"])
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/api/v1/none", 404, "not_found"),
        ("GET", "/api/v1/sightings/../../etc/passwd", 404, "not_found"),
        ("GET", "/api/v1/sightings/" + "0" * 32, 404, "not_found"),
        ("DELETE", "/api/v1/sightings/" + "0" * 32, 404, "not_found"),
        ("GET", "/api/v1/sightings/" + "0" * 32 + "/crop.jpg", 404, "not_found"),
        ("DELETE", "/api/v1/cameras/none", 404, "not_found"),
        ("DELETE", "/api/v1/cameras/drive", 409, "fixed"),
        ("POST", "/api/v1/info", 405, "method_not_allowed"),
        ("GET", "/api/v1/sightings?limit=201", 422, "invalid"),
        ("GET", "/api/v1/sightings?secret=1", 422, "invalid"),
        ("GET", "/api/v1/sightings?since=secret", 422, "invalid"),
        ("GET", "/api/v1/sightings?since=2026-11-22T12:00:00", 422, "invalid"),
        ("GET", "/api/v1/sightings?before=secret", 422, "invalid"),
        ("GET", "/api/v1/decisions?before=0", 422, "invalid"),
        ("GET", "/api/v1/audits?limit=0", 422, "invalid"),
        ("POST", "/api/v1/cameras", 422, "invalid"),
        ("PUT", "/api/v1/known-plates", 422, "invalid"),
    ],
)
async def test_refusals_have_a_status_a_code_and_a_sentence(
    client: Client, method: str, path: str, status: int, code: str
) -> None:
    error = await told(client, method, path, status)
    fits(error, "ErrorMessage")
    assert error["error"] == code
    assert error["message"].endswith(".")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"secret": "secret"}', b"\xff\xfe", b"[" * 100_000]
)
@pytest.mark.parametrize("path", ["cameras", "decisions"])
async def test_any_other_body_is_refused(client: Client, path: str, body: bytes) -> None:
    error = await told(client, "POST", f"/api/v1/{path}", 422, data=body)
    assert error["error"] == "invalid"


async def test_bodies_have_a_limit(client: Client) -> None:
    for path in ("cameras", "decisions"):
        await told(client, "POST", f"/api/v1/{path}", 413, data=b" " * 300_000)
    headers = {"Content-Type": "image/jpeg"}
    await told(client, "POST", "/api/v1/read", 413, data=BytesIO(bytes(21 << 20)), headers=headers)


async def test_an_error_nobody_foresaw_tells_no_details(
    client: Client, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(engine.sightings, "page", broken)
    error = await told(client, "GET", "/api/v1/sightings", 500)
    assert error["error"] == "internal"


async def test_a_camera_is_added_changed_and_removed(client: Client) -> None:
    added = await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
    fits(added, "CameraMessage")
    assert (added["name"], added["origin"], added["zones"]) == ("Gate", "api", ["Road"])
    changed = await told(
        client, "PUT", "/api/v1/cameras/gate", json={**CAMERA, "name": "Front gate"}
    )
    assert changed["name"] == "Front gate"
    listed = await told(client, "GET", "/api/v1/cameras")
    fits(listed, "Cameras")
    assert [one["camera_id"] for one in listed["cameras"]] == ["drive", "gate"]
    await told(client, "DELETE", "/api/v1/cameras/gate", 204)
    listed = await told(client, "GET", "/api/v1/cameras")
    assert [one["camera_id"] for one in listed["cameras"]] == ["drive"]


async def test_an_added_camera_is_there_after_a_restart(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with serving(tiny_vision, tmp_path) as (client, _):
        await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
    async with serving(tiny_vision, tmp_path) as (client, _):
        listed = await told(client, "GET", "/api/v1/cameras")
    assert [one["camera_id"] for one in listed["cameras"]] == ["gate"]


async def test_a_camera_whose_settings_are_damaged_is_said_and_the_others_are_watched(
    tiny_vision: Vision, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tiny_vision, tmp_path) as (client, _):
        for name in ("gate", "yard"):
            camera = {**CAMERA, "camera_id": name}
            await told(client, "POST", "/api/v1/cameras", 201, json=camera)
    with closing(sqlite3.connect(tmp_path / "placa.db")) as database, database:
        database.execute("update cameras set body = '{}' where camera_id = 'gate'")
    async with serving(tiny_vision, tmp_path) as (client, _):
        listed = await told(client, "GET", "/api/v1/cameras")
    assert [one["camera_id"] for one in listed["cameras"]] == ["yard"]
    assert "A camera's settings are damaged" in caplog.text


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"camera_id": "drive"}, 409, "exists"),
        ({"url": "/etc/secret", "kind": "file"}, 422, "invalid"),
        ({"url": "/etc/secret"}, 422, "invalid"),
        ({"url": "ftp://secret"}, 422, "invalid"),
        ({"camera_id": "Secret!"}, 422, "invalid"),
        ({"secret": "secret"}, 422, "invalid"),
    ],
)
async def test_a_camera_that_cannot_be_is_refused(
    client: Client, changes: dict[str, str], status: int, code: str
) -> None:
    error = await told(client, "POST", "/api/v1/cameras", status, json={**CAMERA, **changes})
    assert error["error"] == code


async def test_a_camera_of_the_configuration_is_not_changed_from_outside(client: Client) -> None:
    same = {**CAMERA, "camera_id": "drive"}
    error = await told(client, "PUT", "/api/v1/cameras/drive", 409, json=same)
    assert error["error"] == "fixed"
    await told(client, "PUT", "/api/v1/cameras/none", 404, json={**CAMERA, "camera_id": "none"})
    await told(client, "PUT", "/api/v1/cameras/gate", 422, json=same)


async def test_sightings_are_found_shown_and_erased(client: Client, engine: Engine) -> None:
    engine.sightings.take(SightingEvent(sighting(1), PAIR))
    engine.sightings.take(SightingEvent(sighting(2, SightingState.ENDED), None))
    await engine.sightings.flush()
    found = await told(client, "GET", "/api/v1/sightings?text=a-1&camera_id=drive&limit=1")
    fits(found, "Sightings")
    assert [one["revision"] for one in found["sightings"]] == [2]
    path = f"/api/v1/sightings/{sighting().sighting_id}"
    shown = await told(client, "GET", path)
    fits(shown, "SightingMessage")
    assert shown["has_picture"]
    for name, content in (("crop", PAIR.crop), ("frame", PAIR.frame)):
        response = await client.get(f"{path}/{name}.jpg")
        assert response.content_type == "image/jpeg"
        assert response.headers["Cache-Control"] == "no-store"
        assert await response.read() == content
    await told(client, "DELETE", path, 204)
    await told(client, "GET", path, 404)
    await told(client, "GET", f"{path}/crop.jpg", 404)
    assert (await told(client, "GET", "/api/v1/sightings"))["sightings"] == []


async def test_a_live_sighting_is_shown_as_it_is_now(client: Client, engine: Engine) -> None:
    path = f"/api/v1/sightings/{sighting().sighting_id}"
    engine.sightings.take(SightingEvent(sighting(1), PAIR))
    assert (await told(client, "GET", path))["revision"] == 1
    engine.sightings.take(SightingEvent(sighting(2), None))
    assert (await told(client, "GET", path))["revision"] == 2
    assert await (await client.get(f"{path}/crop.jpg")).read() == PAIR.crop


async def test_of_an_erased_live_sighting_nothing_more_is_told(
    client: Client, engine: Engine
) -> None:
    engine.sightings.take(SightingEvent(sighting(1), PAIR))
    await told(client, "DELETE", f"/api/v1/sightings/{sighting().sighting_id}", 204)
    engine.sightings.take(SightingEvent(sighting(2), PAIR))
    engine.sightings.take(SightingEvent(sighting(3, SightingState.ENDED), PAIR))
    assert (await told(client, "GET", "/api/v1/sightings"))["sightings"] == []
    assert engine.sightings.live == ()
    assert engine.sightings.last == ()


async def test_an_update_that_comes_during_an_erasure_does_not_bring_the_sighting_back(
    client: Client, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SightingStore.save
    revisions = count(2)

    async def save_while_watching(store: SightingStore, found: Iterable[SightingMessage]) -> None:
        await save(store, found)
        engine.sightings.take(SightingEvent(sighting(next(revisions)), PAIR))

    monkeypatch.setattr(SightingStore, "save", save_while_watching)
    engine.sightings.take(SightingEvent(sighting(1), PAIR))
    await told(client, "DELETE", f"/api/v1/sightings/{sighting().sighting_id}", 204)
    assert (await told(client, "GET", "/api/v1/sightings"))["sightings"] == []


async def test_known_plates_are_taken_and_kept_off_the_disk(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await told(client, "PUT", "/api/v1/known-plates", 204, json={"plates": ["QQ77QQQ"]})
    assert engine.known_plates.contains("QQ77QQQ")
    assert not engine.known_plates.contains("XX99XX")
    kept = kept_bytes(tmp_path)
    assert kept
    assert b"QQ77QQQ" not in kept


class Readiness:
    """A second reader that counts how often it was told to get ready."""

    count = 0

    def get_ready(self) -> None:
        self.count += 1


async def test_the_second_reader_gets_ready_when_there_is_a_plate_to_read(
    client: Client, engine: Engine
) -> None:
    second = Readiness()
    engine.vision = replace(engine.vision, second_reader=cast("SecondReader", second))
    await told(client, "PUT", "/api/v1/known-plates", 204, json={"plates": []})
    assert second.count == 0
    assert not engine.known_plates.contains("QQ77QQQ")
    await told(client, "PUT", "/api/v1/known-plates", 204, json={"plates": ["QQ77QQQ"]})
    assert second.count == 1
    assert engine.known_plates.contains("QQ77QQO")


@pytest.mark.parametrize("plates", [["ab 12"], [""], ["A" * 33], "AB12", [12], ["A"] * 1001])
async def test_known_plates_that_are_none_are_refused(client: Client, plates: object) -> None:
    await told(client, "PUT", "/api/v1/known-plates", 422, json={"plates": plates})


async def test_decisions_are_kept_once(client: Client) -> None:
    decision = {**examples()["DecisionRecord"], "decided_at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
    stored = await told(client, "POST", "/api/v1/decisions", 201, json=decision)
    fits(stored, "DecisionStored")
    assert await told(client, "POST", "/api/v1/decisions", 201, json=decision) == stored
    other = {**decision, "verdict": "refused"}
    assert (await told(client, "POST", "/api/v1/decisions", 409, json=other))["error"] == "conflict"
    ledger = await told(client, "GET", "/api/v1/decisions?limit=5")
    fits(ledger, "Ledger")
    assert ledger["intact"]
    assert [entry["decision"] for entry in ledger["decisions"]] == [decision]
    assert (await told(client, "GET", "/api/v1/decisions?before=1"))["decisions"] == []


async def test_who_looked_is_kept_and_told(client: Client) -> None:
    record = examples()["AuditRecord"]
    stored = await told(client, "POST", "/api/v1/audits", 201, json=record)
    fits(stored, "DecisionStored")
    assert await told(client, "POST", "/api/v1/audits", 201, json=record) == stored
    other = {**record, "reason": "Another one."}
    assert (await told(client, "POST", "/api/v1/audits", 409, json=other))["error"] == "conflict"
    trail = await told(client, "GET", "/api/v1/audits")
    fits(trail, "AuditTrail")
    assert trail["intact"]
    assert [entry["audit"] for entry in trail["audits"]] == [record]
    assert (await told(client, "GET", "/api/v1/audits?before=1"))["audits"] == []


@pytest.mark.parametrize("changes", [{"action": "erased"}, {"reason": ""}, {"scope": None}])
async def test_an_audit_that_cannot_be_is_refused(client: Client, changes: dict[str, str]) -> None:
    record = examples()["AuditRecord"] | changes
    assert (await told(client, "POST", "/api/v1/audits", 422, json=record))["error"] == "invalid"


async def test_sightings_of_a_plate_are_erased_and_the_ledger_names_who_and_why(
    client: Client, engine: Engine
) -> None:
    engine.sightings.take(SightingEvent(sighting(1), PAIR))
    asked = examples()["ErasureRequest"] | {"plates": ["A1"], "until": None}
    spared = asked | {"audit_id": "other", "plates": ["A11"]}
    assert (await told(client, "POST", "/api/v1/erasures", json=spared)) == {"count": 0}
    assert (await told(client, "POST", "/api/v1/erasures", json=asked | {"plates": ["AI"]})) == {
        "count": 1
    }
    await told(client, "POST", "/api/v1/erasures", 409, json=asked)
    assert (await told(client, "GET", "/api/v1/sightings"))["sightings"] == []
    assert engine.sightings.live == ()
    (erasure, nothing) = [
        one
        for one in (await told(client, "GET", "/api/v1/audits"))["audits"]
        if one["audit"]["action"] == "erased"
    ]
    assert (erasure["audit"]["count"], nothing["audit"]["count"]) == (1, 0)
    assert erasure["audit"]["actor"] == asked["actor"]
    assert erasure["audit"]["reason"] == asked["reason"]
    assert erasure["audit"]["scope"]["plates"] == []


async def test_an_erasure_of_everything_is_refused(client: Client, engine: Engine) -> None:
    engine.sightings.take(SightingEvent(sighting(1), PAIR))
    asked = examples()["ErasureRequest"] | {"plates": [], "until": None}
    await told(client, "POST", "/api/v1/erasures", 422, json=asked)
    assert len(engine.sightings.live) == 1


async def test_sightings_are_found_by_whole_plates_lookalikes_counted(
    client: Client, engine: Engine
) -> None:
    engine.sightings.take(SightingEvent(sighting(1), PAIR))

    async def found(plates: str) -> int:
        page = await told(client, "GET", f"/api/v1/sightings?plates={plates}")
        return len(page["sightings"])

    assert [await found(plates) for plates in ("a-1", "AI", "A", "A12", "X,A1")] == [1, 1, 0, 0, 1]


async def test_plates_that_pass_often_are_told_as_far_as_they_are_kept(
    client: Client, engine: Engine
) -> None:
    for number in range(4):
        one = replace(
            sighting(1, SightingState.ENDED),
            sighting_id=f"{number:032x}",
            confidence=0.9,
            frames=5,
            last_seen=NOW - timedelta(days=number, minutes=1),
        )
        engine.sightings.take(SightingEvent(one, None))
    await engine.sightings.flush()

    async def often(query: str) -> list[dict[str, Any]]:
        answer = await told(client, "GET", f"/api/v1/frequent?{query}")
        fits(answer, "FrequentPlates")
        return list(answer["plates"])

    assert await often("days=30&at_least=4") == [{"text": "A1", "count": 4}]
    assert await often("days=2&at_least=2") == [{"text": "A1", "count": 2}]
    assert await often("") == []
    await told(client, "DELETE", f"/api/v1/sightings/{0:032x}", 204)
    assert await often("at_least=3") == [{"text": "A1", "count": 3}]
    for wrong in ("days=0", "at_least=1", "days=x", "plate=A1"):
        await told(client, "GET", f"/api/v1/frequent?{wrong}", 422)


async def test_a_picture_is_read(client: Client) -> None:
    picture = scene()
    draw_plate(picture, "AB12CDE", 100, 100)
    headers = {"Content-Type": "image/jpeg"}
    read = await told(client, "POST", "/api/v1/read", data=jpeg(picture), headers=headers)
    fits(read, "PlatesRead")
    assert [plate["text"] for plate in read["plates"]] == ["AB12CDE"]
    empty = await told(client, "POST", "/api/v1/read", data=jpeg(scene()), headers=headers)
    assert empty == {"plates": []}


async def test_a_picture_of_a_country_is_read_as_its_plates_are_written(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    class TornReader:
        def read(self, crops: Sequence[Picture], _unsure: float) -> list[PlateReading]:
            return [self.read_closely(crop) for crop in crops]

        def read_closely(self, _crop: Picture) -> PlateReading:
            return torn("ABI2345", 2, "1", 0.6)

    picture = scene()
    draw_plate(picture, "AB12345", 100, 100)
    headers = {"Content-Type": "image/jpeg"}
    vision = replace(tiny_vision, reader=cast("PlateReader", TornReader()))
    async with serving(vision, tmp_path) as (client, _):

        async def read(query: str) -> list[str]:
            found = await told(
                client, "POST", f"/api/v1/read{query}", data=jpeg(picture), headers=headers
            )
            return [plate["text"] for plate in found["plates"]]

        assert await read("?country=DK") == ["AB12345"]
        assert await read("?country=BR") == ["ABI2345"]
        assert await read("?country=XX") == await read("") == ["ABI2345"]
        for wrong in ("country=Denmark", "country=", "plate=A1"):
            path = f"/api/v1/read?{wrong}"
            await told(client, "POST", path, 422, data=jpeg(picture), headers=headers)


@pytest.mark.parametrize("body", [b"", b"secret", b"\xff\xd8\xff\xe0", jpeg(scene())[:-900]])
async def test_what_is_no_picture_is_refused(client: Client, body: bytes) -> None:
    headers = {"Content-Type": "image/jpeg"}
    error = await told(client, "POST", "/api/v1/read", 422, data=body, headers=headers)
    assert error["error"] == "not_a_picture"


async def test_a_form_is_no_picture(client: Client) -> None:
    await told(client, "POST", "/api/v1/read", 415, data=FormData({"image": "secret"}))


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
async def test_a_time_that_does_not_exist_in_utc_is_refused(client: Client, moment: str) -> None:
    for bound in ("since", "until"):
        path = f"/api/v1/sightings?{urlencode({bound: moment})}"
        error = await told(client, "GET", path, 422)
        assert bound in error["message"]


async def test_few_pictures_may_wait_to_be_read(client: Client) -> None:
    """Those beyond are refused at once, and those that wait are read."""
    headers = {"Content-Type": "image/jpeg"}
    picture = jpeg(scene())
    async with client.app[READING]:
        waiting = [
            asyncio.create_task(client.post("/api/v1/read", data=picture, headers=headers))
            for _ in range(PICTURES_AT_ONCE)
        ]
        while not client.app[WAITING].locked():  # noqa: ASYNC110  # a semaphore tells nobody
            await asyncio.sleep(0)
        await told(client, "POST", "/api/v1/read", 429, data=picture, headers=headers)
    assert [(await one).status for one in waiting] == [200] * PICTURES_AT_ONCE
