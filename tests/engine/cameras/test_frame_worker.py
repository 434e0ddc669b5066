from collections.abc import Sequence
from dataclasses import replace
import logging
from typing import Never

import numpy as np
import pytest

from placa_engine.cameras.best_pictures import BestPictures
from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.frame_worker import FrameWorker, Pipeline, SightingEvent
from placa_engine.cameras.inference_queue import Break
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.imaging.orientation import Orientation
from placa_engine.tracking.sighting import SecondOpinion, Sighting, SightingState
from tests.engine.support.sightings import NOW, sighting

CONFIG = CameraConfig(
    camera_id="drive",
    name="Drive",
    url="rtsp://cam/1",
    masks=(((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)),),
)


class OnePlate:
    """A pipeline that sees one plate in every frame; a picture all white makes it fail."""

    def __init__(self) -> None:
        self.seen: list[Frame] = []
        self.best: BestPictures | None = None
        self.in_view = False
        self.unsettled = False
        self.at_rest = True
        self.approaching = False
        self.orientation_shown: Orientation | None = None
        self.second_opinions: list[SecondOpinion] = []

    def process(self, frame: Frame) -> Sequence[Sighting]:
        if frame.picture.min() == 0 and frame.picture.max() == 255:
            raise ValueError("out of order")
        self.seen.append(frame)
        self.in_view = self.unsettled = True
        if self.best is None:
            self.best = BestPictures(frame.picture[:4, :8], frame.picture, (0.4, 0.5, 0.6, 0.6))
        return [sighting(len(self.seen))]

    def ask_second_reader(self) -> Sequence[Sighting]:
        if not self.second_opinions:
            return []
        return [replace(sighting(len(self.seen)), second_opinion=self.second_opinions.pop(0))]

    def finish(self) -> Sequence[Sighting]:
        self.in_view = self.unsettled = False
        return [sighting(len(self.seen) + 1, SightingState.ENDED)]

    def pictures(self, sighting_id: str) -> BestPictures | None:
        assert sighting_id == sighting().sighting_id
        return self.best


def frame(number: int, level: int = 90) -> SourceFrame:
    def luma() -> Never:
        raise AssertionError("the analysis looks at pictures")

    return SourceFrame(
        (64, 32), float(number), NOW, luma, lambda: np.full((32, 64, 3), level, np.uint8)
    )


class Bench:
    """An analysis without camera and without thread."""

    def __init__(self) -> None:
        self.pipelines: list[OnePlate] = []
        self.news: list[SightingEvent] = []
        self.analysis = FrameWorker(CONFIG, self.new_pipeline, self.news.append)

    def new_pipeline(self, config: CameraConfig) -> Pipeline:
        assert config is CONFIG
        self.pipelines.append(OnePlate())
        return self.pipelines[-1]

    def show(self, item: SourceFrame) -> None:
        self.analysis.work(item)

    def end_stream(self) -> None:
        self.analysis.work(Break.STREAM)

    def run(self, *items: SourceFrame) -> None:
        """Show frames, then the end of the camera."""
        for item in items:
            self.show(item)
        self.analysis.work(Break.CAMERA)


def test_every_update_is_told_and_the_end_comes_with_the_camera() -> None:
    bench = Bench()
    bench.run(frame(1), frame(2))
    assert [(news.sighting.revision, news.sighting.state) for news in bench.news] == [
        (1, "live"), (2, "live"), (3, "ended"),
    ]  # fmt: skip


def test_the_second_opinion_is_told_after_the_first() -> None:
    bench = Bench()
    bench.show(frame(1))
    bench.pipelines[0].second_opinions = [SecondOpinion.AGREES]
    bench.run(frame(2))
    opinions = [news.sighting.second_opinion for news in bench.news]
    assert opinions == ["none", "none", "agrees", "none"]


def test_frames_are_numbered_and_keep_their_times() -> None:
    bench = Bench()
    bench.run(frame(5), frame(7))
    seen = bench.pipelines[0].seen
    assert [(one.index, one.monotonic, one.captured_at) for one in seen] == [
        (0, 5.0, NOW), (1, 7.0, NOW),
    ]  # fmt: skip


def test_masked_parts_are_black_before_anybody_looks() -> None:
    bench = Bench()
    bench.run(frame(1))
    picture = bench.pipelines[0].seen[0].picture
    assert not picture[:, :32].any()
    assert (picture[:, 33:] == 90).all()


def test_pictures_are_told_once_until_there_are_better_ones() -> None:
    bench = Bench()
    bench.run(frame(1), frame(2), frame(3))
    assert [news.pictures is not None for news in bench.news] == [True, False, False, False]
    assert bench.news[0].pictures is not None
    assert bench.news[0].pictures.crop.startswith(b"\xff\xd8")
    assert bench.news[0].pictures.frame.startswith(b"\xff\xd8")


def test_the_best_pictures_come_at_the_latest_with_the_end() -> None:
    bench = Bench()
    bench.show(frame(1))
    best = bench.pipelines[0].best
    assert best is not None
    bench.pipelines[0].best = replace(best, crop=best.crop.copy())
    bench.show(frame(2))
    assert bench.news[1].pictures is None
    bench.run()
    assert bench.news[2].pictures is not None


def test_sightings_end_with_the_stream_and_the_gate_may_close() -> None:
    bench = Bench()
    bench.show(frame(1))
    assert bench.analysis.view.in_view
    assert bench.analysis.view.unsettled
    bench.end_stream()
    assert bench.news[-1].sighting.state is SightingState.ENDED
    assert not bench.analysis.view.in_view


def test_an_error_nobody_foresaw_ends_what_is_live_and_the_camera_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench()
    with caplog.at_level(logging.ERROR):
        bench.run(frame(1), frame(2, level=255), frame(3, level=255), frame(4))
    states = [news.sighting.state for news in bench.news]
    assert states == ["live", "ended", "live", "ended"]
    assert bench.news[1].sighting.revision == 2
    assert len(caplog.records) == 1
    assert "drive" in caplog.text


def test_a_damaged_frame_is_passed_over() -> None:
    def broken() -> Picture:
        raise SourceError(CameraProblem.NOT_VIDEO)

    bench = Bench()
    bench.run(frame(1), replace(frame(2), picture=broken), frame(3))
    assert [news.sighting.revision for news in bench.news] == [1, 2, 3]


def test_without_frames_nothing_is_told() -> None:
    bench = Bench()
    bench.end_stream()
    bench.run()
    assert bench.news == []
    assert bench.pipelines == []
