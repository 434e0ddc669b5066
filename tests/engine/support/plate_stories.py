"""Readings, detections and scripted eyes for tests about tracks and sightings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import numpy as np

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.imaging.geometry import Box
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.vision.detector import DetectorSettings
from placa_engine.vision.second_reader import SecondReader
from placa_engine.vision.vision import Vision

START = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
WIDTH, HEIGHT = 1280, 720


def reading(
    text: str,
    confidence: float = 0.95,
    alternatives: dict[int, tuple[tuple[str, float], ...]] | None = None,
) -> PlateReading:
    """Read `text` equally surely everywhere, with alternatives at some positions."""
    others = alternatives or {}
    return PlateReading(
        tuple(
            CharReading(char, confidence, others.get(index, ())) for index, char in enumerate(text)
        )
    )


def box_at(x: float, y: float, width: float) -> Box:
    """Give a plate's box by its center; plates are four times as wide as high."""
    return x - width / 2, y - width / 8, x + width / 2, y + width / 8


def found(box: Box, score: float = 0.9) -> PlateDetection:
    x1, y1, x2, y2 = box
    return PlateDetection(((x1, y1), (x2, y1), (x2, y2), (x1, y2)), box, score)


@dataclass(frozen=True, slots=True)
class Sight:
    """A plate in one frame: where it is, and what the reader makes of it."""

    box: Box
    text: str = ""
    confidence: float = 0.95
    score: float = 0.9


@dataclass
class ScriptedEyes:
    """Detector and reader that see what the script says of each frame.

    A frame's number stands in its first pixel; a crop is known by its first pixel as
    well, which the frame's plates are painted with.
    """

    script: Sequence[Sequence[Sight]]
    crops_read: list[int] = field(default_factory=list)
    looks: list[dict[str, Any]] = field(default_factory=list)
    settings: DetectorSettings = field(default_factory=lambda: DetectorSettings(frame_side=512))
    info: None = None
    second_reader: SecondReader | None = None

    def as_vision(self) -> Vision:
        return cast("Vision", self)

    @property
    def detector(self) -> ScriptedEyes:
        return self

    @property
    def reader(self) -> ScriptedEyes:
        return self

    def detect(self, picture: Picture, **look: Any) -> tuple[PlateDetection, ...]:
        self.looks.append(look)
        return tuple(found(s.box, s.score) for s in self.script[number_of(picture[0, 0])])

    def read(self, crops: Sequence[Picture]) -> tuple[PlateReading, ...]:
        self.crops_read.append(len(crops))
        return tuple(self._read(crop) for crop in crops)

    def _read(self, crop: Picture) -> PlateReading:
        middle = crop[crop.shape[0] // 2, crop.shape[1] // 2]
        sight = self.script[number_of(middle)][int(middle[2])]
        return reading(sight.text, sight.confidence)


def number_of(pixel: Picture) -> int:
    return int(pixel[0]) * 256 + int(pixel[1])


def frames(
    script: Sequence[Sequence[Sight]],
    fps: float = 10.0,
    *,
    times: Sequence[float] | None = None,
    camera_id: str = "drive",
) -> Iterator[Frame]:
    """Paint the script's frames, `fps` a second or at the times given."""
    for index, sights in enumerate(script):
        at = index / fps if times is None else times[index]
        yield Frame(
            camera_id=camera_id,
            index=index,
            picture=_painted(index, sights),
            monotonic=at,
            captured_at=START + timedelta(seconds=at),
        )


def _painted(index: int, sights: Sequence[Sight]) -> Picture:
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[0, 0] = (index // 256, index % 256, 255)
    for number, sight in enumerate(sights):
        x1, y1, x2, y2 = (max(0, round(side)) for side in sight.box)
        picture[y1:y2, x1:x2] = (index // 256, index % 256, number)
    return picture
