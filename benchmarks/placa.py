"""Placa itself as a contender."""

from benchmarks.contender import Found
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.rectify import rectify
from placa_engine.vision.still_image import read_crop, read_still
from placa_engine.vision.vision import Vision


class Placa:
    """Placa's own still path: thorough detection, rectification, reading."""

    name = "placa"

    def __init__(self, vision: Vision) -> None:
        self._vision = vision

    def find(self, picture: Picture) -> list[Found]:
        """Return all plates of a picture, best first."""
        return [
            Found(plate.detection.box, plate.reading.text)
            for plate in read_still(self._vision, picture)
        ]

    def read(self, crop: Picture) -> str:
        """Return the text of a picture that is one plate."""
        return "".join(plate.reading.text for plate in read_crop(self._vision, crop))


class PlacaFrame(Placa):
    """Placa's path of one frame of a camera: a smaller look, its own threshold, no close look.

    A plate that one frame misses another one may show, which does not count here.
    """

    def find(self, picture: Picture) -> list[Found]:
        """Return all plates of a picture, best first."""
        settings = self._vision.detector.settings
        detections = self._vision.detector.detect(
            picture, long_side=settings.frame_side, threshold=settings.frame_threshold
        )
        readings = self._vision.reader.read([rectify(picture, one.quad) for one in detections])
        return [
            Found(detection.box, reading.text)
            for detection, reading in zip(detections, readings, strict=True)
        ]
