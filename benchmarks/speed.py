"""The time of one frame, stage by stage, beside the peer's."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
import time

import cv2
import numpy as np

from benchmarks.peer import FastAlpr
from placa_engine.benchmark.stages import draw_frame


@dataclass(frozen=True, slots=True)
class PeerTimes:
    """Medians in milliseconds for one frame and `plates` plates."""

    plates: int
    detect: float
    read: float


def peer_times(folder: Path, plates: int, repeats: int) -> PeerTimes:
    """Measure the peer on the frame that Placa is measured on."""
    peer = FastAlpr(folder)
    frame, quads = draw_frame(plates)
    crops = []
    for quad in quads:
        (left, top), (right, bottom) = np.array(quad, dtype=int)[[0, 2]].tolist()
        crops.append(frame[top:bottom, left:right])
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        detect = _median(lambda: peer.detect(frame), repeats)
        read = _median(lambda: [peer.read(crop) for crop in crops], repeats)
    finally:
        cv2.setNumThreads(threads)
    return PeerTimes(plates, detect, read)


def _median(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats + 5):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return median(times[5:])
