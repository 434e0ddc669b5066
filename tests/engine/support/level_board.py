"""A green board that is a plate, and eyes that see it only where it hangs level."""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Picture
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.vision.detector import DetectorSettings, PlateDetector, corners
from placa_engine.vision.reader import PlateReader
from tests.engine.support.tiny_networks import scene

GREEN = (0, 200, 0)
BOARD = (260.0, 210.0, 380.0, 240.0)


def with_board(left: int = 260) -> Picture:
    """Draw a board 120 pixels wide and 30 high, with its top at 210 (BOARD by default)."""
    picture = scene(640, 480)
    cv2.rectangle(picture, (left, 210), (left + 119, 239), GREEN, -1)
    return picture


class LevelDetector:
    """Finds the board where it hangs level, and counts its looks."""

    def __init__(self) -> None:
        self.looks = 0
        self.settings = DetectorSettings()

    def detect(self, picture: Picture, **_how: object) -> tuple[PlateDetection, ...]:
        self.looks += 1
        board = cv2.inRange(picture, np.array((0, 150, 0)), np.array((60, 255, 60)))
        left, top, width, height = cv2.boundingRect(board)
        if width <= height or cv2.countNonZero(board) < 0.9 * width * height:
            return ()
        box = (float(left), float(top), float(left + width), float(top + height))
        return (PlateDetection(corners(box), box, 0.9),)

    def as_detector(self) -> PlateDetector:
        return cast("PlateDetector", self)


class SteadyReader:
    """Reads AB with the same confidence, however it looks."""

    def __init__(self, confidence: float) -> None:
        self._reading = PlateReading((CharReading("A", confidence), CharReading("B", confidence)))

    def read(self, crops: Sequence[Picture], *_unsure: float) -> tuple[PlateReading, ...]:
        return (self._reading,) * len(crops)

    def read_closely(self, _crop: Picture) -> PlateReading:
        return self._reading

    def as_reader(self) -> PlateReader:
        return cast("PlateReader", self)
