"""A second reader of another origin, asked only about the household's plates."""

from collections.abc import Callable
import logging
from threading import Lock

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.plates.reading import PlateReading
from placa_engine.vision.crop_views import second_reader_views
from placa_engine.vision.ctc import decode, soften
from placa_engine.vision.reader import ReaderFormat
from placa_engine.vision.runtime import InferenceError, Network
from placa_engine.vision.weights import WeightsError

PADDING = 127

_LOGGER = logging.getLogger(__name__)


class SecondReader:
    """Reads a crop with a network that maps uint8 BGR [1, H, W, 3] to float32 [1, T, 1 + symbols].

    The network is loaded when it is first needed. Safe to use from several threads.
    """

    def __init__(self, load: Callable[[], Network], form: ReaderFormat) -> None:
        self._load = load
        self._form = form
        self._lock = Lock()
        self._network: Network | None = None
        self._broken = False

    def read(self, crop: Picture, *, closer: bool = False) -> PlateReading | None:
        """Return the surest reading of a crop's views, None where the network cannot be loaded.

        A `closer` look, for a plate that was read in doubt before, takes more of them.
        """
        seen = second_reader_views(crop, closer=closer)
        readings = [reading for view in seen if (reading := self.read_view(view))]
        return max(readings, key=lambda reading: reading.confidence, default=None)

    def read_view(self, view: Picture) -> PlateReading | None:
        """Return what stands on a picture as it is, None where the network cannot be loaded."""
        network = self._loaded()
        if network is None:
            return None
        (steps,) = network(fitted(view, self._form)[np.newaxis])
        return decode(soften(steps, self._form.temperature), self._form.alphabet)

    def get_ready(self) -> None:
        """Load the network, so that the first plate does not wait; log it if that fails."""
        self._loaded()

    def _loaded(self) -> Network | None:
        with self._lock:
            if self._network is None and not self._broken:
                try:
                    network = self._load()
                    network.warm_up((1, self._form.height, self._form.width, 3))
                    self._network = network
                except (WeightsError, InferenceError) as error:
                    self._broken = True
                    _LOGGER.error("There is no second opinion: %s", error)  # noqa: TRY400  # the message says it all
            return self._network


def fitted(crop: Picture, form: ReaderFormat) -> Picture:
    """Scale a crop to the network's height, and pad it on the right to its width.

    A crop that is too wide for that is squeezed.
    """
    height, width = crop.shape[:2]
    scaled = min(max(round(width * form.height / height), 1), form.width)
    canvas = np.full((form.height, form.width, 3), PADDING, dtype=np.uint8)
    canvas[:, :scaled] = cv2.resize(crop, (scaled, form.height), interpolation=cv2.INTER_LINEAR)
    return canvas
