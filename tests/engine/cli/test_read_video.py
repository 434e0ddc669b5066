"""What `placa read` says of a video."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cli.read_video import read_video
from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Picture
from placa_engine.plates.reading import PlateReading
from tests.engine.support.plate_stories import ScriptedEyes, box_at, found, reading

FPS = 10
BOX = box_at(160, 120, 100)


class BrightnessEyes(ScriptedEyes):
    """Sees a plate wherever the picture's middle is bright."""

    def detect(self, picture: Picture, **_look: Any) -> tuple[PlateDetection, ...]:
        return (found(BOX),) if picture[120, 160].mean() > 100 else ()

    def read(self, crops: Sequence[Picture]) -> tuple[PlateReading, ...]:
        return tuple(reading("AB12CDE") for _ in crops)


@pytest.fixture
def video(tmp_path: Path) -> str:
    """Twelve seconds: a bright square from second 1 to 3 and from 10 to the end."""
    path = tmp_path / "drive.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuvj420p"
        for index in range(12 * FPS):
            picture = np.zeros((240, 320, 3), np.uint8)
            if FPS <= index < 3 * FPS or index >= 10 * FPS:
                picture[80:160, 100:220] = 220 + index % 2 * 4
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return str(path)


def test_each_pass_is_one_object_with_seconds_from_the_start(video: str) -> None:
    first, second = read_video(video, vision=BrightnessEyes([]).as_vision())
    assert set(first) == {"source", "sighting"}
    assert first["source"] == video
    assert set(first["sighting"]) == {
        "text", "confidence", "margin", "frames", "first_seen", "last_seen", "direction", "box",
    }  # fmt: skip
    assert first["sighting"]["text"] == "AB12CDE"
    assert first["sighting"]["first_seen"] == pytest.approx(1.0, abs=0.01)
    assert first["sighting"]["last_seen"] == pytest.approx(2.9, abs=0.01)
    assert first["sighting"]["direction"] == "stationary"
    assert first["sighting"]["box"] == [110.0, 107.5, 210.0, 132.5]
    assert second["sighting"]["first_seen"] == pytest.approx(10.0, abs=0.01)
    assert second["sighting"]["last_seen"] == pytest.approx(11.9, abs=0.01)


def test_events_add_the_live_updates(video: str) -> None:
    events = list(read_video(video, vision=BrightnessEyes([]).as_vision(), events=True))
    kinds = [event["event"] for event in events]
    assert kinds.count("end") == 2
    assert kinds[0] == "update"
    assert kinds[-1] == "end"
    assert events[0]["sighting"]["frames"] == 2


def test_a_video_without_plates_says_nothing(video: str) -> None:
    class Blind(BrightnessEyes):
        def detect(self, picture: Picture, **_look: Any) -> tuple[PlateDetection, ...]:
            return () if picture.size else (found(BOX),)

    assert list(read_video(video, vision=Blind([]).as_vision())) == []


@pytest.mark.parametrize("content", [b"", b"no video at all\n" * 50])
def test_what_is_no_video_raises_the_error_that_people_are_told(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "drive.mp4"
    path.write_bytes(content)
    with pytest.raises(SourceError) as error:
        list(read_video(str(path), vision=BrightnessEyes([]).as_vision()))
    assert "\n" not in str(error.value)
    assert str(path) not in str(error.value)


def test_a_missing_file_raises_the_same_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        list(read_video(str(tmp_path / "none.mp4"), vision=BrightnessEyes([]).as_vision()))
