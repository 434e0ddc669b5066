"""PaddleOCR as a contender: its recognizer of text lines, which finds no plates.

These are the weights of PP-OCRv6 small that also serve as Placa's second reader;
`tests/paddleocr` shows that the paddleocr package itself reads the same.
"""

from placa_engine.imaging.frame import Picture
from placa_engine.vision.second_reader import SecondReader


class PaddleOcr:
    """PaddleOCR's recognizer on OpenVINO, its symbols cut down to those of plates."""

    name = "paddleocr"

    def __init__(self, recognizer: SecondReader) -> None:
        self._recognizer = recognizer

    def read(self, crop: Picture) -> str:
        """Return the text of a picture that is one plate."""
        reading = self._recognizer.read(crop)
        return "" if reading is None else reading.text
