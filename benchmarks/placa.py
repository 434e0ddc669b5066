"""Placa itself as a contender."""

from benchmarks.contender import Found
from placa_engine.imaging.frame import Picture
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
