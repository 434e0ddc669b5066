"""Placa itself as a contender."""

from placa_engine.seeing.rectifier import rectify
from placa_engine.seeing.still import read_crop
from placa_engine.seeing.vision import Vision
from placa_engine.watching.frame import Picture
from tests.benchmarks.contender import Found


class Placa:
    """Placa's own still path: thorough detection, rectification, reading."""

    name = "placa"

    def __init__(self, vision: Vision) -> None:
        self._vision = vision

    def find(self, picture: Picture) -> list[Found]:
        """Return all plates of a picture, best first."""
        detections = self._vision.detector.detect(picture, thorough=True)
        crops = [rectify(picture, detection.quad) for detection in detections]
        readings = self._vision.reader.read(crops)
        return [
            Found(detection.box, reading.text)
            for detection, reading in zip(detections, readings, strict=True)
        ]

    def read(self, crop: Picture) -> str:
        """Return the text of a picture that is one plate."""
        return "".join(plate.reading.text for plate in read_crop(self._vision, crop))
