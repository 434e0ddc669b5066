"""Reads plates that were cut out."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging.frame import Picture
from placa_engine.plates.reading import PlateReading
from placa_engine.vision.crop_views import augmented_views, without_bands
from placa_engine.vision.ctc import decode, decode_together, soften
from placa_engine.vision.runtime import Network

BATCHES = (8, 4, 2, 1)
"""Numbers of crops the network is compiled for, largest first."""

UNSURE = 0.97
"""A crop is read again where the quick reader's least sure character is less sure than this."""


@dataclass(frozen=True, slots=True)
class ReaderFormat:
    """What the reader's network takes and gives.

    Crops are stretched to `width` x `height` pixels. Column 0 of its output is blank, the
    others are the symbols of `alphabet`; probabilities are softened by `temperature`.
    """

    width: int
    height: int
    alphabet: str
    temperature: float = 1.0


class PlateReader:
    """Reads crops with a network that maps uint8 BGR [N, H, W, 3] to float32 [N, T, 1 + symbols].

    With a `quick` reader, this one reads only what that one read in doubt. Another one may
    join in looking closely. Safe to use from several threads.
    """

    def __init__(
        self,
        network: Network,
        form: ReaderFormat,
        *,
        quick: PlateReader | None = None,
        other: PlateReader | None = None,
    ) -> None:
        self._network = network
        self._form = form
        self._quick = quick
        self._other = other

    @property
    def first(self) -> PlateReader:
        """The reader that reads every crop first: the quick one, or this one without it."""
        return self._quick or self

    def read(self, crops: Sequence[Picture], unsure: float = UNSURE) -> tuple[PlateReading, ...]:
        """Return what stands on each crop, in the same order."""
        first = self.first
        return self.settle(crops, first.decode(first.probabilities(first.prepare(crops))), unsure)

    def settle(
        self, crops: Sequence[Picture], readings: Sequence[PlateReading], unsure: float = UNSURE
    ) -> tuple[PlateReading, ...]:
        """Return the first reader's readings, and this one's where those are less sure."""
        if self._quick is None:
            return tuple(readings)
        settled = dict(enumerate(readings))
        doubtful = [place for place, one in settled.items() if one.confidence < unsure]
        outputs = self.probabilities(self.prepare([crops[place] for place in doubtful]))
        settled.update(zip(doubtful, self.decode(outputs), strict=True))
        return tuple(settled.values())

    def read_closely(self, crop: Picture) -> PlateReading:
        """Return what several views of one crop say together, at ten times the cost."""
        views = augmented_views(without_bands(crop))
        readers = (self,) if self._other is None else (self, self._other)
        steps = [one for reader in readers for one in reader.steps(views)]
        return decode_together(steps, self._form.alphabet)

    def steps(self, crops: Sequence[Picture]) -> list[NDArray[np.float32]]:
        """Return softened probabilities for each crop without bands, shape (steps, 1 + symbols).

        One crop after the other: compiled for several at once, a network takes 20 MB more.
        """
        stretched = [self._stretch(crop) for crop in crops]
        return self._softened([one for crop in stretched for one in self.probabilities([crop])])

    def prepare(self, crops: Sequence[Picture]) -> list[Picture]:
        """Return crops as the network takes them, without country bands."""
        return [self._stretch(without_bands(crop)) for crop in crops]

    def probabilities(self, stretched: Sequence[Picture]) -> list[NDArray[np.float32]]:
        """Return the network's own output for each prepared crop, shape (steps, 1 + symbols)."""
        outputs: list[NDArray[np.float32]] = []
        for size in BATCHES:
            while len(stretched) - len(outputs) >= size:
                batch = stretched[len(outputs) : len(outputs) + size]
                outputs.extend(self._network(np.stack(batch)))
        return outputs

    def decode(self, outputs: Sequence[NDArray[np.float32]]) -> tuple[PlateReading, ...]:
        """Return the readings of the network's outputs."""
        return tuple(decode(steps, self._form.alphabet) for steps in self._softened(outputs))

    def warm_up(self) -> None:
        """Get ready for a single crop, so that the first one does not wait."""
        if self._quick is not None:
            self._quick.warm_up()
        self._network.warm_up((1, self._form.height, self._form.width, 3))

    def _softened(self, outputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        return [soften(steps, self._form.temperature) for steps in outputs]

    def _stretch(self, crop: Picture) -> Picture:
        height, width = crop.shape[:2]
        shrinks = width > self._form.width or height > self._form.height
        stretched = cv2.resize(
            crop,
            (self._form.width, self._form.height),
            interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
        )
        return np.ascontiguousarray(stretched, dtype=np.uint8)
