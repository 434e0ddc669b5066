"""Whether a camera shows one and the same picture again and again."""

import numpy as np

from placa_engine.cameras.sources.source_frame import Luma

FROZEN_AFTER = 10.0
"""Seconds of one and the same picture after which a camera may count as frozen."""

FROZEN_KEYS = 2
"""So many of these pictures must have been coded on their own."""

_LEAST_CONTRAST = 4.0
"""Standard deviation of the brightness; below it, dark pictures may stay the same for long."""


class FrozenPictureDetector:
    """Compares each frame of one stream with the one before.

    An encoder that finds next to no change repeats the last picture exactly, so a still
    scene alone proves nothing. But a key frame, as every JPEG picture, is coded on its own
    from what the sensor gives, whose noise never comes twice.
    """

    def __init__(self) -> None:
        self._newest: Luma | None = None
        self._since = 0.0
        self._keys = 0
        self._frozen = False

    def is_frozen(self, luma: Luma, at: float, *, is_key: bool) -> bool:
        """Take the next frame, at `at` seconds; return whether the camera has frozen."""
        if self._newest is None or not np.array_equal(luma, self._newest):
            self._newest, self._since, self._keys, self._frozen = luma, at, 0, False
        else:
            self._keys += is_key
            self._frozen = self._frozen or (
                at - self._since >= FROZEN_AFTER
                and self._keys >= FROZEN_KEYS
                and bool(luma.std() >= _LEAST_CONTRAST)
            )
        return self._frozen
