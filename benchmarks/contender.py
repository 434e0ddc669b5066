"""What is compared: something that reads plates, and perhaps finds them."""

from dataclasses import dataclass
from typing import Protocol

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box


@dataclass(frozen=True, slots=True)
class Found:
    """A plate's box in pixels of the picture, and its text, empty where nothing was read."""

    box: Box
    text: str


class CropReader(Protocol):
    """Reads plates that were cut out."""

    name: str

    def read(self, crop: Picture) -> str:
        """Return the text of a picture that is one plate."""


class Contender(CropReader, Protocol):
    """Finds and reads plates, one picture at a time."""

    def find(self, picture: Picture) -> list[Found]:
        """Return all plates of a picture, best first."""
