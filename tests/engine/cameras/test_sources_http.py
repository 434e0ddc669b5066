from contextlib import closing
from datetime import UTC, datetime
from itertools import islice, pairwise
from threading import Event, Timer
import time
from typing import Any

import cv2
import numpy as np
import pytest

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources import http, http_client as requests
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.picture_frame import picture_frame
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.orientation import Orientation
from tests.engine.support.exif import with_exif_orientation
from tests.engine.support.http_camera import PASSWORD, USERNAME, http_camera

RED, GREEN, BLUE = ((0, 0, 250), (0, 250, 0), (250, 0, 0))


def plain(color: tuple[int, int, int]) -> Picture:
    return np.full((72, 128, 3), color, np.uint8)


PICTURES = [plain(color) for color in (RED, GREEN, BLUE)]


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (http, requests):
        monkeypatch.setattr(module, "OPENING", 2.0)
    monkeypatch.setattr(http, "STALLED", 0.6)


def camera(url: str, **changes: Any) -> CameraConfig:
    return CameraConfig.model_validate(
        {"camera_id": "drive", "name": "Drive", "url": url, "interval": 0.1, **changes}
    )


def frames(config: CameraConfig, count: int) -> list[SourceFrame]:
    with open_source(config, Event()) as source:
        return list(islice(source, count))


def color(frame: SourceFrame) -> tuple[int, int, int]:
    blue, green, red = (round(float(value), -1) for value in frame.picture()[36, 64])
    return int(blue), int(green), int(red)


def problem(config: CameraConfig) -> CameraProblem:
    with open_source(config, Event()) as source, pytest.raises(SourceError) as caught:
        list(source)
    assert "127.0.0.1" not in str(caught.value)
    return caught.value.problem


def test_an_mjpeg_stream_gives_every_picture_in_order() -> None:
    with http_camera(PICTURES) as there:
        taken = frames(camera(f"{there.address}/mjpeg"), 4)
    assert [color(frame) for frame in taken] == [RED, GREEN, BLUE, RED]
    assert [frame.size for frame in taken] == [(128, 72)] * 4
    assert taken[0].luma().shape == (18, 32)
    assert all(a.monotonic <= b.monotonic for a, b in pairwise(taken))


def test_snapshots_are_asked_for_again_and_again() -> None:
    with http_camera(PICTURES) as there:
        taken = frames(camera(f"{there.address}/snapshot.jpg", kind="snapshot"), 3)
        assert there.asked.count("/snapshot.jpg") >= 3
    assert len({color(frame) for frame in taken}) == 3
    assert taken[2].monotonic - taken[0].monotonic >= 0.2


@pytest.mark.parametrize("wants", ["basic", "digest"])
@pytest.mark.parametrize("path", ["/mjpeg", "/snapshot.jpg"])
def test_a_camera_may_ask_for_a_login(wants: str, path: str) -> None:
    with http_camera(PICTURES, wants=wants) as there:
        config = camera(f"{there.address}{path}", username=USERNAME, password=PASSWORD)
        assert len(frames(config, 3)) == 3


@pytest.mark.parametrize("wants", ["basic", "digest"])
@pytest.mark.parametrize("login", [{}, {"username": USERNAME, "password": "wrong"}])
def test_a_wrong_login_is_named_as_such(wants: str, login: dict[str, str]) -> None:
    with http_camera(PICTURES, wants=wants) as there:
        found = problem(camera(f"{there.address}/mjpeg", **login))
    assert found is CameraProblem.UNAUTHORIZED


def test_a_login_is_not_shown_to_a_camera_that_does_not_ask() -> None:
    with http_camera(PICTURES) as there:
        frames(camera(f"{there.address}/mjpeg", username=USERNAME, password=PASSWORD), 1)
    assert there.shown == {""}


def test_wrong_lengths_boundaries_and_rubbish_between_pictures_do_no_harm() -> None:
    with http_camera(PICTURES) as there:
        taken = frames(camera(f"{there.address}/wild"), 3)
    assert [color(frame) for frame in taken] == [RED, GREEN, RED]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/once", CameraProblem.ENDED),
        ("/hang", CameraProblem.STALLED),
        ("/drip.jpg", CameraProblem.STALLED),
        ("/cut.jpg", CameraProblem.UNREACHABLE),
        ("/html.jpg", CameraProblem.NOT_VIDEO),
        ("/huge.jpg", CameraProblem.NOT_VIDEO),
        ("/damaged", CameraProblem.NOT_VIDEO),
        ("/nothing", CameraProblem.NO_SUCH_STREAM),
        ("/elsewhere", CameraProblem.UNREACHABLE),
        ("/round", CameraProblem.UNREACHABLE),
        ("/nowhere", CameraProblem.UNREACHABLE),
    ],
)
def test_faults_are_told_by_their_names(path: str, expected: CameraProblem) -> None:
    with http_camera(PICTURES) as there:
        assert problem(camera(f"{there.address}{path}")) is expected


def test_a_redirect_on_the_same_host_is_followed() -> None:
    with http_camera(PICTURES) as there:
        assert len(frames(camera(f"{there.address}/moved"), 2)) == 2


def test_a_stream_that_falls_silent_has_stalled() -> None:
    with (
        http_camera(PICTURES) as there,
        open_source(camera(f"{there.address}/mjpeg"), Event()) as source,
    ):
        next(source)
        there.silent.set()
        with pytest.raises(SourceError) as caught:
            list(source)
    assert caught.value.problem is CameraProblem.STALLED


def test_nobody_at_home_is_unreachable() -> None:
    with http_camera(PICTURES) as there:
        address = there.address
    assert problem(camera(f"{address}/mjpeg")) is CameraProblem.UNREACHABLE


def test_one_failed_snapshot_among_good_ones_is_forgiven() -> None:
    with http_camera(PICTURES) as there:
        taken = 0
        with open_source(camera(f"{there.address}/snapshot.jpg"), Event()) as source:
            for _ in source:
                taken += 1
                if taken == 2:
                    there.gone.set()
                    Timer(0.2, there.gone.clear).start()
                if taken == 4:
                    break
    assert taken == 4


def test_waiting_for_a_picture_ends_soon_after_it_is_asked_to() -> None:
    stop = Event()
    with http_camera(PICTURES) as there:
        config = camera(f"{there.address}/snapshot.jpg", interval=60)
        with open_source(config, stop) as source:
            next(source)
            Timer(0.1, stop.set).start()
            began = time.monotonic()
            assert next(source, None) is None
    assert time.monotonic() - began < 10


def test_a_source_can_be_left_in_the_middle() -> None:
    with http_camera(PICTURES) as there:
        source = open_source(camera(f"{there.address}/mjpeg"), Event())
        assert isinstance(source, closing)
        with source as taken:
            next(taken)


@pytest.mark.parametrize("suffix", [".png", ".webp", ".bmp"])
def test_snapshots_may_be_other_pictures_than_jpeg(suffix: str) -> None:
    with http_camera(PICTURES, suffix=suffix) as there:
        taken = frames(camera(f"{there.address}/snapshot.jpg", kind="snapshot"), 3)
    assert {color(frame) for frame in taken} == {RED, GREEN, BLUE}
    assert [frame.size for frame in taken] == [(128, 72)] * 3
    assert taken[0].luma().shape == (18, 32)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (0, -1)), (3, (-1, -1)), (4, (-1, 0)), (6, (0, -1))],
)
def test_a_picture_of_a_phone_is_turned_as_its_exif_data_say(
    orientation: int, corner: tuple[int, int]
) -> None:
    picture = np.full((96, 160, 3), 220, np.uint8)
    picture[:48, :80] = 10
    done, data = cv2.imencode(".jpg", picture)
    assert done
    frame = picture_frame(
        with_exif_orientation(data.tobytes(), orientation), 0.0, datetime.now(UTC)
    )
    assert frame is not None
    assert frame.size == ((96, 160) if orientation == 6 else (160, 96))
    assert frame.picture().shape[:2] == frame.size[::-1]
    assert frame.picture()[corner].max() < 60
    assert frame.luma()[corner] < 60


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_camera_that_hangs_turned_is_set_upright(rotation: int, *, mirrored: bool) -> None:
    picture = plain(RED)
    picture[:36, :64] = GREEN
    with http_camera([picture]) as server:
        config = camera(f"{server.address}/mjpeg", rotation=rotation, mirrored=mirrored)
        (frame,) = frames(config, 1)
    expected = Orientation.of_degrees(rotation, mirrored=mirrored).upright(picture)
    assert frame.size == expected.shape[1::-1]
    assert np.abs(frame.picture().astype(int) - expected).mean() < 12
    luma = frame.luma()
    assert (luma.shape[0] > luma.shape[1]) == (rotation in {90, 270})
