"""How honest the reader's doubt is, and what a door would accept.

A photograph is one frame, a door wants three that agree. So each labeled plate is looked at three
times, moved and scaled by a little, and fused as three frames of a pass are. That is less than
three frames of a real pass tell, which differ more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.scoring import SAME, folded
from benchmarks.sets import Clip, Crop, Scene, clips, crop_sets, scenes
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.sources.file import iterate_file
from placa_engine.cli.progress import shown
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import iou
from placa_engine.imaging.rectify import rectify
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.fusion import Evidence, FusedPlate, fuse
from placa_engine.tracking.second_opinion import second_opinion, wants_another_look
from placa_engine.tracking.sighting import SecondOpinion, Sighting, SightingState
from placa_engine.vision.still_image import read_still
from placa_engine.vision.vision import Vision

FRAMES, MARGIN = 3, 0.50
"""What a door asks for besides; see the integration's policy."""
LOOKS = ((0.0, 0.0, 1.0), (0.012, -0.015, 1.02), (-0.012, 0.015, 0.98))
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One labeled plate or clip and what was made of it.

    `single` is the least sure character of one look, `single_right` whether that look's text is
    right; `confidence`, `margin` and `frames` are of all looks together. Right is folded: labels
    mix 0 with O and 1 with I.
    """

    set: str
    single: float
    single_right: bool
    confidence: float
    margin: float
    frames: int
    right: bool
    opinion: SecondOpinion


@dataclass(frozen=True, slots=True)
class Point:
    """A door's demands: the least sure character, and what the second reader may say."""

    name: str
    least: float
    opinions: frozenset[SecondOpinion]

    def accepts(self, one: Judged) -> bool:
        """Whether the text would do for a door."""
        enough = one.confidence >= self.least and one.margin >= MARGIN
        return enough and one.frames >= FRAMES and one.opinion in self.opinions


ANY = frozenset(SecondOpinion)
POINTS = (
    Point("80 %, one reader", 0.80, ANY),
    Point("80 %, no disagreement", 0.80, ANY - {SecondOpinion.DISAGREES}),
    Point("95 %, one reader", 0.95, ANY),
    Point("95 %, no disagreement", 0.95, ANY - {SecondOpinion.DISAGREES}),
    Point("95 %, agreement (default)", 0.95, frozenset({SecondOpinion.AGREES})),
)


def judged(data: Path, vision: Vision) -> Iterator[Judged]:
    """Judge every plate of known text of all shared sets, and every sighting of the clips."""
    for name, some in crop_sets(data).items():
        for crop in _shown(some):
            yield _judge(name, vision, crop.picture(), crop.text)
    for name in ("bench/eu", "bench/br"):
        for scene in _shown(scenes(data / f"{name}.jsonl", data / name)):
            yield from _of_scene(name, vision, scene)
    for clip in clips(data / "clips.jsonl", data / "clips"):
        yield from _of_clip(clip, vision)


def calibration_error(some: Sequence[Judged]) -> float:
    """Return the expected calibration error of a single look's least sure character."""
    return sum(
        len(part) / len(some) * abs(_share(part) - sum(one.single for one in part) / len(part))
        for part in _bins(some)
        if part
    )


def reliability(some: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, count) for each bin of a single look's confidence."""
    return [
        (sum(one.single for one in part) / len(part), _share(part), len(part))
        for part in _bins(some)
        if part
    ]


def curve(some: Sequence[Judged], *, second: bool) -> list[tuple[float, float]]:
    """Return (coverage, precision) as the least confidence asked for falls from 1.

    With `second`, what the second reader disagrees with is refused.
    """
    left = [one for one in some if not second or one.opinion is not SecondOpinion.DISAGREES]
    ordered = sorted(left, key=lambda one: -one.confidence)
    points, right = [], 0
    for count, one in enumerate(ordered, 1):
        right += one.right
        points.append((count / len(some), right / count))
    return points


def _of_clip(clip: Clip, vision: Vision) -> Iterator[Judged]:
    """Yield what each sighting of a clip had become when it ended, all plates taken for known."""
    pipeline = CameraPipeline("clip", vision, is_known=lambda _text: True)
    ended: list[Sighting] = []
    for frame in iterate_file(str(clip.path), "clip"):
        news = (*pipeline.process(frame), *pipeline.ask_second_reader())
        ended += [one for one in news if one.state is SightingState.ENDED]
    ended += pipeline.finish()
    for seen in ended:
        right = folded(seen.text) in {folded(text) for text in clip.texts}
        confidence, opinion = seen.confidence, seen.second_opinion
        yield Judged(
            "clips", confidence, right, confidence, seen.margin, seen.frames, right, opinion
        )


def _of_scene(name: str, vision: Vision, scene: Scene) -> Iterator[Judged]:
    picture = scene.picture()
    found = read_still(vision, picture)
    for box, text in zip(scene.boxes, scene.texts, strict=True):
        if not text:
            continue
        plate = max(found, key=lambda one: iou(one.detection.box, box), default=None)
        if plate is not None and iou(plate.detection.box, box) >= SAME:
            yield _judge(name, vision, rectify(picture, plate.detection.quad), text)
        else:
            yield Judged(name, 0.0, False, 0.0, 0.0, 0, False, SecondOpinion.NONE)


def _judge(name: str, vision: Vision, crop: Picture, label: str) -> Judged:
    looks = [_look(crop, look) for look in LOOKS]
    readings = vision.reader.read(looks)
    evidence = Evidence()
    for reading in readings:
        evidence = evidence.with_reading(reading)
    fused: FusedPlate = fuse(evidence)
    opinion = _second_look(vision, fused.text, looks) if fused.text else SecondOpinion.NONE
    single = readings[0]
    return Judged(
        name,
        min((char.confidence for char in single.chars), default=0.0),
        folded(single.text) == folded(label),
        fused.confidence,
        fused.margin,
        fused.frames,
        folded(fused.text) == folded(label),
        opinion,
    )


def _second_look(vision: Vision, text: str, looks: Sequence[Picture]) -> SecondOpinion:
    """Ask the second reader as the engine does, about one look after the other until it agrees."""
    read: list[PlateReading] = []
    for look in looks:
        if vision.second_reader is None or not wants_another_look(text, read):
            break
        if reading := vision.second_reader.read(look, closer=bool(read)):
            read.append(reading)
    return second_opinion(text, read)


def _look(crop: Picture, look: tuple[float, float, float]) -> Picture:
    across, down, scale = look
    height, width = crop.shape[:2]
    matrix = np.array(
        [
            [scale, 0, width * (across + (1 - scale) / 2)],
            [0, scale, height * (down + (1 - scale) / 2)],
        ]
    )
    moved = cv2.warpAffine(crop, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _bins(some: Sequence[Judged]) -> list[list[Judged]]:
    parts: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in some:
        parts[min(int(one.single * BINS), BINS - 1)].append(one)
    return parts


def _share(part: Sequence[Judged]) -> float:
    return sum(one.single_right for one in part) / len(part)


def _shown[Labeled: (Crop, Scene)](some: Sequence[Labeled]) -> Iterable[Labeled]:
    return shown(some, len(some))
