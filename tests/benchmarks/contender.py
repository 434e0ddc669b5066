"""What is compared: something that finds and reads plates."""

from dataclasses import dataclass
from typing import Protocol

from placa_engine.seeing.geometry import Box
from placa_engine.watching.frame import Picture


@dataclass(frozen=True, slots=True)
class Found:
    """A plate's box in pixels of the picture, and its text, empty where nothing was read."""

    box: Box
    text: str


class Contender(Protocol):
    """Finds and reads plates, one picture at a time."""

    name: str

    def find(self, picture: Picture) -> list[Found]:
        """Return all plates of a picture, best first."""

    def read(self, crop: Picture) -> str:
        """Return the text of a picture that is one plate."""
