"""What several cameras cost, stage by stage: real clips through decoding, gate and pipeline.

Each camera is a thread that plays the clips one after the other, as fast as it can. Times are of
the processor, so that cameras waiting for each other do not count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
import threading
import time
from typing import Any, cast

import av

from benchmarks.sets import Clip
from placa_engine.cameras.motion import MotionGate
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.sources.video import luma_of, picture_of
from placa_engine.imaging.frame import Frame
from placa_engine.vision.detector import PlateDetector
from placa_engine.vision.reader import PlateReader
from placa_engine.vision.vision import Vision

STAGES = ("decode", "motion", "detect", "read", "track and fuse")


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of cameras cost: milliseconds of processor a frame and stage, and frames.

    `right` of `wanted` plates were sighted, `rate` frames a second were taken by all together.
    """

    cameras: int
    frames: int
    stages: dict[str, float]
    rate: float
    wanted: int
    right: int


@dataclass
class _Meter:
    """Adds up thread time by stage."""

    times: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    frames: int = 0
    sighted: list[tuple[str, str]] = field(default_factory=list)

    def lap(self, stage: str, began: float) -> None:
        self.times[stage] += time.thread_time() - began


class _Timed:
    """Stands for a detector or a reader and times what is asked of it."""

    def __init__(self, thing: Any, method: str, meter: _Meter, stage: str) -> None:
        self._thing, self._method, self._meter, self._stage = thing, method, meter, stage

    def __getattr__(self, name: str) -> Any:
        whole = getattr(self._thing, name)
        if name != self._method:
            return whole

        def timed(*args: Any, **keywords: Any) -> Any:
            began = time.thread_time()
            try:
                return whole(*args, **keywords)
            finally:
                self._meter.lap(self._stage, began)

        return timed


def load_of(cameras: int, vision: Vision, clips: Sequence[Clip]) -> Load:
    """Let so many cameras play all clips at once."""
    meters = [_Meter() for _ in range(cameras)]
    threads = [threading.Thread(target=_watch, args=(vision, clips, one)) for one in meters]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    frames = sum(meter.frames for meter in meters)
    wanted = [(clip.path.name, text) for clip in clips for text in clip.texts] * cameras
    sighted = [one for meter in meters for one in set(meter.sighted)]
    total = {stage: sum(meter.times[stage] for meter in meters) for stage in STAGES}
    return Load(
        cameras=cameras,
        frames=frames,
        stages={stage: 1000 * total[stage] / frames for stage in STAGES},
        rate=frames / seconds,
        wanted=len(wanted),
        right=sum((Counter(sighted) & Counter(wanted)).values()),
    )


def load_table(loads: Sequence[Load]) -> str:
    """Return a line for each number of cameras."""
    heads = "".join(f"{stage:>16}" for stage in STAGES)
    lines = [f"{'cameras':<9}{heads}{'ms a frame':>12}{'frames/s':>10}{'plates':>10}"]
    for load in loads:
        cells = "".join(f"{load.stages[stage]:>16.2f}" for stage in STAGES)
        lines.append(
            f"{load.cameras:<9}{cells}{sum(load.stages.values()):>12.2f}{load.rate:>10.1f}"
            f"{f'{load.right}/{load.wanted}':>10}"
        )
    return "\n".join(lines)


def _watch(vision: Vision, clips: Sequence[Clip], meter: _Meter) -> None:
    timed = replace(
        vision,
        detector=cast("PlateDetector", _Timed(vision.detector, "detect", meter, "detect")),
        reader=cast("PlateReader", _Timed(vision.reader, "read", meter, "read")),
    )
    for clip in clips:
        _play(timed, clip, meter)


def _play(vision: Vision, clip: Clip, meter: _Meter) -> None:
    pipeline, gate = CameraPipeline("bench", vision), MotionGate()
    began_at = datetime.now(UTC)
    for index, frame in enumerate(_decoded(clip.path, meter)):
        meter.frames += 1
        at = float(frame.time or 0.0)
        began = time.thread_time()
        luma = luma_of(frame)
        passes = gate.passes(luma, at, in_view=pipeline.in_view, unsettled=pipeline.unsettled)
        meter.lap("motion", began)
        if not passes:
            continue
        began = time.thread_time()
        picture = picture_of(frame)
        meter.lap("decode", began)
        before = meter.times["detect"] + meter.times["read"]
        began = time.thread_time()
        seen = pipeline.process(
            Frame("bench", index, picture, at, began_at + timedelta(seconds=at))
        )
        meter.lap("track and fuse", began)
        meter.times["track and fuse"] -= meter.times["detect"] + meter.times["read"] - before
        meter.sighted += [(clip.path.name, sighting.text) for sighting in seen]
    meter.sighted += [(clip.path.name, one.text) for one in pipeline.finish()]


def _decoded(path: Path, meter: _Meter) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as container:
        container.streams.video[0].thread_count = 1
        frames = container.decode(video=0)
        while True:
            began = time.thread_time()
            frame = next(frames, None)
            meter.lap("decode", began)
            if frame is None:
                return
            yield frame
