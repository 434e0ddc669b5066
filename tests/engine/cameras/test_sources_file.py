from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event, Timer
import time

import av
import numpy as np
import pytest

from placa_engine.cameras.sources import video
from placa_engine.cameras.sources.file import iterate_file, play_file
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.frame import Picture
from tests.engine.support.moving_plate import FPS, drive_by, write_clip


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE", still=2, moving=5, after=1))


def problem(path: Path | str) -> CameraProblem:
    with pytest.raises(SourceError) as caught:
        list(iterate_file(str(path), "drive"))
    return caught.value.problem


def write_h264(
    path: Path,
    pictures: Iterator[Picture],
    width: int,
    height: int,
    options: dict[str, object] | None = None,
) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, width=width, height=height)
        stream.pix_fmt = "yuv420p"
        stream.options = options or {}
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def test_every_frame_of_a_file_comes_with_its_time(clip: Path) -> None:
    frames = list(iterate_file(str(clip), "drive"))
    assert [frame.index for frame in frames] == list(range(8))
    assert [frame.monotonic for frame in frames] == pytest.approx(
        [number / FPS for number in range(8)], abs=0.002
    )
    assert {frame.camera_id for frame in frames} == {"drive"}
    steps = [b.captured_at - a.captured_at for a, b in pairwise(frames)]
    assert [step.total_seconds() for step in steps] == pytest.approx([1 / FPS] * 7, abs=0.002)


def test_pictures_of_a_file_are_exact(clip: Path) -> None:
    expected = drive_by("AB12CDE", still=2, moving=5, after=1)
    for frame, picture in zip(iterate_file(str(clip), "drive"), expected, strict=True):
        assert np.array_equal(frame.picture, picture)


def test_a_video_filmed_upright_is_turned_upright(tmp_path: Path) -> None:
    picture = np.zeros((64, 128, 3), np.uint8)
    picture[:32, :64] = 200
    path = write_h264(tmp_path / "clip.mp4", iter([picture] * 5), 128, 64)
    film, track, rest = path.read_bytes().split(_matrix(1, 0, 0, 1))
    path.write_bytes(film + _matrix(1, 0, 0, 1) + track + _matrix(0, 1, -1, 0) + rest)
    upright = next(iterate_file(str(path), "drive")).picture
    assert upright.shape == (128, 64, 3)
    assert upright[5, -5].min() > 150
    assert upright[5, 5].max() < 50


def test_a_mirrored_video_is_mirrored_back(tmp_path: Path) -> None:
    picture = np.zeros((64, 128, 3), np.uint8)
    picture[:32, :64] = 200
    path = write_h264(tmp_path / "clip.mp4", iter([picture] * 5), 128, 64)
    film, track, rest = path.read_bytes().split(_matrix(1, 0, 0, 1))
    path.write_bytes(film + _matrix(1, 0, 0, 1) + track + _matrix(-1, 0, 0, 1) + rest)
    frame = next(play_file(str(path), loop=False, stop=Event()))
    for upright in (frame.picture(), frame.luma()):
        height, width = upright.shape[:2]
        assert upright[: height // 3, -width // 3 :].min() > 150
        assert upright[: height // 3, : width // 3].max() < 50


def test_an_interlaced_frame_is_read_from_one_of_its_two_moments(tmp_path: Path) -> None:
    picture = np.zeros((64, 128, 3), np.uint8)
    picture[::2, 16:48] = 200
    picture[1::2, 80:112] = 200
    options: dict[str, object] = {"flags": "+ildct+ilme", "x264-params": "tff=1", "crf": "1"}
    path = write_h264(tmp_path / "clip.mp4", iter([picture] * 5), 128, 64, options)
    frame = next(play_file(str(path), loop=False, stop=Event()))
    shown = frame.picture()
    assert shown.shape == (64, 128, 3)
    assert shown[:, 20:44].min() > 150
    assert shown[:, 84:108].max() < 50
    assert frame.luma()[:, 14:18].max() < 50


def _matrix(a: int, b: int, c: int, d: int) -> bytes:
    values = [a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30]
    return b"".join(value.to_bytes(4, signed=True) for value in values)


def test_the_brightness_is_reduced_and_upright(tmp_path: Path) -> None:
    picture = np.zeros((60, 130, 3), np.uint8)
    picture[:, 65:] = 255
    path = write_h264(tmp_path / "clip.mp4", iter([picture] * 3), 130, 60)
    frame = next(play_file(str(path), loop=False, stop=Event()))
    assert frame.size == (130, 60)
    luma = frame.luma()
    assert luma.shape == (10, 22)
    assert luma[:, :10].max() < 60
    assert luma[:, 12:].min() > 200


def test_a_missing_file_is_unreachable(tmp_path: Path) -> None:
    assert problem(tmp_path / "none.mp4") is CameraProblem.UNREACHABLE


@pytest.mark.parametrize("content", [b"", b"hello, this is no video" * 100, bytes(5000)])
def test_a_file_that_is_no_video_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    assert problem(path) is CameraProblem.NOT_VIDEO


def test_sound_without_pictures_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        samples.sample_rate = 8000
        container.mux(stream.encode(samples))
        container.mux(stream.encode(None))
    assert problem(path) is CameraProblem.NOT_VIDEO


def test_a_playlist_posing_as_a_video_reaches_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.1/x.ts\n#EXT-X-ENDLIST\n")
    began = time.monotonic()
    assert problem(path) in {CameraProblem.NOT_VIDEO, CameraProblem.UNREACHABLE}
    assert time.monotonic() - began < 5


def test_a_damaged_frame_in_the_middle_does_not_end_the_video(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    pictures = (noise.integers(0, 255, (96, 128, 3), np.uint8) for _ in range(30))
    path = write_h264(tmp_path / "clip.mkv", pictures, 128, 96)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    path.write_bytes(data)
    assert len(list(iterate_file(str(path), "drive"))) > 15


def test_a_video_of_larger_pictures_than_cameras_send_is_not_decoded(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    width, height = next(iter(iterate_file(str(clip), "drive"))).picture.shape[1::-1]
    monkeypatch.setattr(video, "MOST_PIXELS", width * height)
    assert len([*iterate_file(str(clip), "drive")]) > 1
    monkeypatch.setattr(video, "MOST_PIXELS", width * height // 2)
    assert problem(clip) is CameraProblem.NOT_VIDEO


def test_a_path_with_a_colon_is_a_file(clip: Path) -> None:
    odd = clip.rename(clip.with_name("http:drive:1.mkv"))
    assert len(list(iterate_file(str(odd), "drive"))) == 8


def test_a_camera_plays_a_file_at_its_own_speed_and_says_that_it_ended(clip: Path) -> None:
    began = time.monotonic()
    with pytest.raises(SourceError) as caught:
        list(play_file(str(clip), loop=False, stop=Event()))
    assert caught.value.problem is CameraProblem.ENDED
    assert time.monotonic() - began >= 7 / FPS


def test_a_file_plays_again_only_if_asked(clip: Path) -> None:
    playing = play_file(str(clip), loop=True, stop=Event())
    frames = [next(playing) for _ in range(20)]
    assert all(a.monotonic < b.monotonic for a, b in pairwise(frames))


def test_playing_stops_when_asked(clip: Path) -> None:
    stop = Event()
    Timer(0.2, stop.set).start()
    assert len(list(play_file(str(clip), loop=True, stop=stop))) > 0
