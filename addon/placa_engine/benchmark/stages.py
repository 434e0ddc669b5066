"""The time of each stage from a frame to the texts of its plates."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
import resource
from statistics import median
import time
from typing import Any

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Quad
from placa_engine.imaging.rectify import rectify
from placa_engine.vision.detector import detections
from placa_engine.vision.vision import Vision, VisionInfo

FRAME_SIZE = (1280, 720)
WARM_UP = 10


@dataclass(frozen=True, slots=True)
class StageTime:
    """Milliseconds by the clock, and milliseconds of processor, which others do not lengthen."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Medians over the measured frames, start-up in seconds, peak memory in MB.

    `total` is the median of whole frames, not the sum of the medians.
    """

    info: VisionInfo
    plates: int
    repeats: int
    start: float
    stages: dict[str, StageTime]
    total: StageTime
    peak_memory: float

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)


def measure(load: Callable[[], Vision], *, plates: int, repeats: int) -> StageTimes:
    """Measure frames of FRAME_SIZE with a number of plates in each.

    The plates' places are given to the later stages, whatever the detector finds: a
    stage's time depends on their number, not on what stands on them.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        began = time.perf_counter()
        vision = load()
        vision.detector.warm_up(*FRAME_SIZE)
        start = time.perf_counter() - began
        frame, quads = draw_frame(plates)
        rounds = [_one_frame(vision, frame, quads) for _ in range(WARM_UP + repeats)][WARM_UP:]
    finally:
        cv2.setNumThreads(threads)
    return StageTimes(
        info=vision.info,
        plates=plates,
        repeats=repeats,
        start=start,
        stages={stage: _median(one[stage] for one in rounds) for stage in rounds[0]},
        total=_median(_sum(one.values()) for one in rounds),
        peak_memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def draw_frame(plates: int) -> tuple[Picture, list[Quad]]:
    """Return a gray frame with noise and white plates, and the plates' corners."""
    width, height = FRAME_SIZE
    noise = np.random.default_rng(0).integers(90, 140, (height // 8, width // 8, 3), dtype=np.uint8)
    frame = np.ascontiguousarray(
        cv2.resize(noise, FRAME_SIZE, interpolation=cv2.INTER_CUBIC), dtype=np.uint8
    )
    quads: list[Quad] = []
    for number in range(plates):
        left = 60 + 240 * (number % 5)
        top = 80 + 110 * (number // 5 % 6)
        right, bottom = left + 150, top + 34
        cv2.rectangle(frame, (left, top), (right, bottom), (235, 235, 235), -1)
        cv2.putText(
            frame, f"PL {1000 + number}", (left + 8, bottom - 8),
            cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2, cv2.LINE_AA,
        )  # fmt: skip
        quads.append(
            (
                (float(left), float(top)),
                (float(right), top + 2.0),
                (float(right), bottom + 2.0),
                (float(left), float(bottom)),
            )
        )
    return frame, quads


def _median(times: Iterable[StageTime]) -> StageTime:
    all_times = list(times)
    return StageTime(
        median(one.wall for one in all_times), median(one.processor for one in all_times)
    )


def _sum(times: Iterable[StageTime]) -> StageTime:
    all_times = list(times)
    return StageTime(sum(one.wall for one in all_times), sum(one.processor for one in all_times))


def _one_frame(vision: Vision, frame: Picture, quads: list[Quad]) -> dict[str, StageTime]:
    times: dict[str, StageTime] = {}
    wall, processor = time.perf_counter(), time.process_time()

    def lap(stage: str) -> None:
        nonlocal wall, processor
        now, used = time.perf_counter(), time.process_time()
        times[stage] = StageTime((now - wall) * 1000, (used - processor) * 1000)
        wall, processor = now, used

    settings = vision.detector.settings
    boxed = vision.detector.prepare(frame, settings.frame_side)
    lap("preprocess")
    candidates = vision.detector.candidates(boxed, settings.frame_threshold)
    lap("detect")
    detections(candidates, *FRAME_SIZE)
    lap("suppress")
    crops = [rectify(frame, quad) for quad in quads]
    lap("rectify")
    first = vision.reader.first
    outputs = first.probabilities(first.prepare(crops))
    lap("read")
    readings = first.decode(outputs)
    lap("decode")
    vision.reader.settle(crops, readings)
    lap("read again")
    return times
