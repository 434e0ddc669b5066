"""Recorded approaches as a camera codes them, decoded in full and lazily: what is lost by it.

Each clip is preceded by the empty place, with a sensor's noise, until its first picture comes
closer and the clip itself plays. Time is that of the pictures, so nothing depends on the
machine; how much later a plate is told is by the camera's clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np

from benchmarks.sets import Clip
from placa_engine.cameras.motion import MotionGate
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.sources.lazy_decoder import LazyDecoder
from placa_engine.cameras.sources.source_frame import Luma
from placa_engine.cameras.sources.video import luma_of, opened_video, packets, picture_of
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.vision.vision import Vision

FPS = 12
GROUPS = (1.0, 2.0, 4.0, 10.0)
"""Seconds between key frames."""

PHASES = (0.0, 0.3, 0.7)
"""When something begins to move, as shares of a group of pictures."""

_APPROACH, _TAIL = 1.5, 4.0
_NOISE = 2.0
_SETTLES = 5.0
"""Seconds after its start until a camera is left alone."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What came of a stream: the ends of its sightings, in order, without their identifiers.

    `looked_at` are the times of the frames that were processed, `told_at` when each text was
    told first, both in seconds of the stream; `decoded` of `frames` were decoded.
    """

    sightings: tuple[tuple[object, ...], ...]
    looked_at: tuple[float, ...]
    told_at: dict[str, float]
    decoded: int
    frames: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What lazy decoding of one kind of stream lost: nothing, or so many of so much.

    `later` is the longest time by which a plate was told later, in seconds, `decoded` the share
    of frames that were decoded at all.
    """

    group: float
    streams: int
    sightings: int
    sightings_lost: int
    frames: int
    frames_lost: int
    later: float
    decoded: float


class _Attention:
    def __init__(self, gate: MotionGate, pipeline: CameraPipeline) -> None:
        self._gate, self._pipeline = gate, pipeline

    def is_idle(self, at: float) -> bool:
        return not self._gate.is_open(at) and self._pipeline.at_rest

    def shows_motion(self, luma: Luma) -> bool:
        return self._gate.shows_motion(luma)


def watch(path: Path, fps: float, vision: Vision, *, lazily: bool) -> Watching:
    """Play a stream of coded pictures to a camera's gate and pipeline."""
    gate, pipeline = MotionGate(), CameraPipeline("bench", vision)
    decoder = LazyDecoder(_Attention(gate, pipeline) if lazily else None)
    ended: list[tuple[object, ...]] = []
    looked_at: list[float] = []
    told_at: dict[str, float] = {}
    count = decoded = 0
    with opened_video(str(path), {}) as container:
        for packet in packets(container, np.inf):
            if not packet.size:
                continue
            packet.pts = count
            now = count / fps
            count += 1
            for timed in decoder.decode(packet, now):
                decoded += 1
                luma, at = luma_of(timed.frame), timed.taken
                view = {"in_view": pipeline.in_view, "unsettled": pipeline.unsettled}
                if not gate.passes(luma, at, **view):
                    continue
                looked_at.append(at)
                frame = Frame(
                    camera_id="bench",
                    index=len(looked_at),
                    picture=picture_of(timed.frame),
                    monotonic=at,
                    captured_at=datetime.fromtimestamp(at, UTC),
                    moving=gate.moving,
                )
                for one in pipeline.process(frame):
                    told_at.setdefault(one.text, now)
                    if one.state is SightingState.ENDED:
                        ended.append(_figures(one))
    ended += [_figures(one) for one in pipeline.finish()]
    return Watching(tuple(ended), tuple(looked_at), told_at, decoded, count)


def losses(clips: Sequence[Clip], vision: Vision) -> Iterator[Loss]:
    """Compare both ways to watch for every length of a group of pictures."""
    with TemporaryDirectory() as folder:
        for group in GROUPS:
            pairs = []
            for clip in clips:
                for phase in PHASES:
                    path = coded(clip.path, Path(folder) / "approach.h264", group, phase)
                    pairs.append(
                        [watch(path, FPS, vision, lazily=lazily) for lazily in (False, True)]
                    )
            yield loss(group, pairs)


def loss(group: float, pairs: Sequence[Sequence[Watching]]) -> Loss:
    """Sum up pairs of one stream decoded in full and lazily."""
    later = [
        lazy.told_at.get(text, np.inf) - at
        for full, lazy in pairs
        for text, at in full.told_at.items()
        if any(text == one[0] for one in full.sightings)
    ]
    return Loss(
        group=group,
        streams=len(pairs),
        sightings=sum(len(full.sightings) for full, _ in pairs),
        sightings_lost=sum(len(set(full.sightings) - set(lazy.sightings)) for full, lazy in pairs),
        frames=sum(len(full.looked_at) for full, _ in pairs),
        frames_lost=sum(len(set(full.looked_at) - set(lazy.looked_at)) for full, lazy in pairs),
        later=max(later, default=0.0),
        decoded=sum(lazy.decoded for _, lazy in pairs) / sum(lazy.frames for _, lazy in pairs),
    )


def loss_table(found: Sequence[Loss]) -> str:
    """Return a line for each length of a group."""
    heads = f"{'streams':>8}{'sightings lost':>16}{'frames lost':>16}"
    lines = [f"{'key frame every':<17}{heads}{'told later by':>15}{'decoded':>9}"]
    lines += [
        f"{f'{one.group:g} s':<17}{one.streams:>8}"
        f"{f'{one.sightings_lost} of {one.sightings}':>16}"
        f"{f'{one.frames_lost} of {one.frames}':>16}"
        f"{f'{one.later:.1f} s':>15}{one.decoded:>9.0%}"
        for one in found
    ]
    return "\n".join(lines)


def coded(clip: Path, path: Path, group: float, phase: float, **options: str) -> Path:
    """Code a clip with a key frame every `group` seconds, of which `phase` begins it; H.264.

    `options` are x264's, beside or instead of those of a camera that spends what it needs.
    """
    groups = np.ceil(_SETTLES / group) + 2
    lead = round((groups + phase) * group * FPS)
    pictures = list(_arrival(list(_decoded(clip)), lead))
    height, width = pictures[0].shape[:2]
    noise = np.random.default_rng(7)
    with av.open(str(path), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=FPS, width=width, height=height)
        stream.pix_fmt = "yuv420p"
        keys = f"keyint={round(group * FPS)}:min-keyint={round(group * FPS)}"
        stream.options = {
            "preset": "veryfast",
            "tune": "zerolatency",
            "crf": "23",
            "x264-params": f"aud=1:{keys}:scenecut=0:repeat-headers=1",
            **options,
        }
        for picture in pictures:
            seen = picture + noise.normal(0.0, _NOISE, (height, width, 1))
            frame = av.VideoFrame.from_ndarray(
                np.clip(seen, 0, 255).astype(np.uint8), format="bgr24"
            )
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _arrival(pictures: Sequence[Picture], lead: int) -> Iterator[Picture]:
    empty = np.asarray(cv2.GaussianBlur(pictures[0], (0, 0), 40), np.uint8)
    height, width = empty.shape[:2]
    for _ in range(lead):
        yield empty
    steps = round(_APPROACH * FPS)
    for step in range(steps):
        share = 0.2 * 5 ** (step / steps)
        small = cv2.resize(pictures[0], None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        rows, columns = small.shape[:2]
        top, left = (height - rows) // 2, (width - columns) // 2
        picture = empty.copy()
        picture[top : top + rows, left : left + columns] = small
        yield picture
    yield from pictures
    for _ in range(round(_TAIL * FPS)):
        yield empty


def _decoded(path: Path) -> Iterator[Picture]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield picture_of(frame)


def _figures(one: Sighting) -> tuple[object, ...]:
    return (
        one.text, one.frames, one.frames_read, one.direction, one.arrived,
        round(one.confidence, 6), one.first_seen, one.last_seen,
    )  # fmt: skip
