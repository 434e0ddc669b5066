from pathlib import Path
from queue import Empty, Queue
import socket
import time

import numpy as np
import pytest

from placa_engine.cameras import camera as cameras, frozen_picture as repetition
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.sources import http, http_client as requests
from placa_engine.cameras.state import CameraProblem, CameraState
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.orientation import Orientation
from placa_engine.vision.vision import Vision
from tests.engine.support.http_camera import http_camera
from tests.engine.support.moving_plate import drive_by, write_clip
from tests.engine.support.tiny_networks import draw_plate, scene
from tests.engine.support.watching import NoWait, Watched, is_ended, is_live, is_streaming


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (http, requests):
        monkeypatch.setattr(module, "OPENING", 2.0)
    monkeypatch.setattr(http, "STALLED", 1.0)
    monkeypatch.setattr(cameras, "Backoff", NoWait)


def with_noise(picture: Picture) -> list[Picture]:
    """Show a picture as a sensor does, never twice the same."""
    return [picture, np.clip(picture.astype(np.int16) - 3, 0, 255).astype(np.uint8)]


def test_a_file_is_watched_to_its_end(tiny_vision: Vision, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE"))
    with Watched(tiny_vision, str(clip)) as watched:
        assert watched.status(is_streaming).frame_size == (512, 288)
        ended = watched.update(is_ended).sighting
        last = watched.status(lambda status: status.state is CameraState.IDLE)
    assert last.problem is CameraProblem.ENDED
    assert ended.text == "AB12CDE"
    assert ended.arrived
    assert ended.frames >= 3
    with pytest.raises(Empty):
        watched.news.get_nowait()


def test_a_still_empty_street_is_not_looked_at(tiny_vision: Vision) -> None:
    looks: list[float] = []

    class Counting(CameraPipeline):
        def process(self, frame):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # counts only
            looks.append(frame.monotonic)
            return super().process(frame)

    with http_camera([scene()], pause=0.05) as there:
        watched = Watched(tiny_vision, f"{there.address}/mjpeg")
        watched.camera._worker._new_pipeline = lambda config: Counting(
            config.camera_id, tiny_vision
        )
        with watched:
            watched.status(is_streaming)
            # the rate is told after its window, long after the first look is over
            watched.status(lambda status: status.fps is not None)
    assert looks
    assert looks[-1] - looks[0] < 4


def test_a_camera_that_goes_away_and_comes_back_is_watched_again(tiny_vision: Vision) -> None:
    picture = scene()
    draw_plate(picture, "AB12CDE", 100, 100)
    with (
        http_camera(with_noise(picture), pause=0.05) as there,
        Watched(tiny_vision, f"{there.address}/mjpeg") as watched,
    ):
        first = watched.update(is_live).sighting
        there.gone.set()
        ended = watched.update(is_ended).sighting
        assert ended.sighting_id == first.sighting_id
        failed = watched.status(lambda status: status.state is CameraState.FAILED)
        assert failed.problem is not None
        there.gone.clear()
        assert watched.status(is_streaming).problem is None
        again = watched.update(is_live).sighting
        assert again.sighting_id != first.sighting_id
        assert not again.arrived
    assert watched.update(is_ended).sighting.sighting_id == again.sighting_id


def test_a_camera_that_shows_one_picture_for_ever_is_frozen(
    tiny_vision: Vision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repetition, "FROZEN_AFTER", 0.5)
    picture = scene()
    picture[50:250, 50:250] = 255
    with (
        http_camera([picture], pause=0.05) as there,
        Watched(tiny_vision, f"{there.address}/mjpeg") as watched,
    ):
        assert not watched.status(is_streaming).frozen
        assert watched.status(lambda status: status.frozen).state is CameraState.STREAMING
        there.gone.set()
        assert not watched.status(lambda status: not is_streaming(status)).frozen


def test_a_camera_that_falls_silent_has_stalled_and_is_tried_again(tiny_vision: Vision) -> None:
    with (
        http_camera([scene()], pause=0.05) as there,
        Watched(tiny_vision, f"{there.address}/mjpeg") as watched,
    ):
        watched.status(is_streaming)
        there.silent.set()
        stalled = watched.status(lambda status: status.state is CameraState.STALLED)
        assert stalled.problem is CameraProblem.STALLED
        connecting = watched.status(lambda status: status.state is CameraState.CONNECTING)
        assert connecting.problem is CameraProblem.STALLED
        there.silent.clear()
        watched.status(is_streaming)


def test_a_camera_that_is_not_there_yet_is_found_later(tiny_vision: Vision) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Watched(tiny_vision, f"http://127.0.0.1:{port}/mjpeg") as watched:
        failed = watched.status(lambda status: status.state is CameraState.FAILED)
        assert failed.problem is CameraProblem.UNREACHABLE
        with http_camera([scene()], port=port):
            watched.status(is_streaming)


def test_a_slow_reader_makes_no_queue_of_old_frames(tiny_vision: Vision) -> None:
    ages: Queue[float] = Queue()

    class Slow(CameraPipeline):
        def process(self, frame):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # measures only
            ages.put(time.monotonic() - frame.monotonic)
            time.sleep(0.3)
            return []

    noise = np.random.default_rng(0)
    pictures = [noise.integers(0, 255, (288, 512, 3), np.uint8) for _ in range(4)]
    with http_camera(pictures, pause=0.02) as there:
        watched = Watched(tiny_vision, f"{there.address}/mjpeg")
        watched.camera._worker._new_pipeline = lambda config: Slow(config.camera_id, tiny_vision)
        with watched:
            oldest = max(ages.get(timeout=30) for _ in range(8))
    assert oldest < 3.0


def test_a_camera_that_never_answers_can_be_stopped(tiny_vision: Vision) -> None:
    with http_camera([scene()]) as there, Watched(tiny_vision, f"{there.address}/hang") as watched:
        watched.status(lambda status: status.state is CameraState.CONNECTING)
        watched.camera.stop()
        began = time.monotonic()
        watched.camera.join(10)
        assert time.monotonic() - began < 5


def test_a_camera_whose_plates_show_it_turned_says_so(
    tiny_vision: Vision, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Turned(CameraPipeline):
        orientation_shown = Orientation(2)

    clip = write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE"))
    watched = Watched(tiny_vision, str(clip))
    watched.camera._worker._new_pipeline = lambda config: Turned(config.camera_id, tiny_vision)
    with caplog.at_level("WARNING"), watched:
        watched.status(lambda status: status.orientation == Orientation(2))
        last = watched.status(lambda status: status.state is CameraState.IDLE)
    assert last.orientation == Orientation(2)
    assert caplog.text.count("turned or mirrored") == 1
