"""The gate that keeps still pictures from being processed."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_engine.cameras.config import Polygon
from placa_engine.cameras.masks import unmasked
from placa_engine.cameras.sources.source_frame import Luma
from placa_engine.imaging.geometry import Box

FIRST_LOOK = 1.5
"""Seconds at the start of a stream in which every frame passes, so that what is parked
there is known as not arrived."""

HOLD = 1.5
"""Seconds that the gate stays open after the last motion."""

WATCH = 0.5
"""Seconds between two frames that pass while a plate stands still in view."""

WATCH_SHARE = 0.05
"""The same, as a share of the time for which nothing has moved: what stands for long is left
alone, and its sighting is told as seldom."""

_CHANGE = 14
"""A pixel has changed if its brightness differs by this much from the background."""

_SHARE = 0.0008
"""This share of the picture must have changed."""

_LEAST_PIXELS = 8
_NEAR = 5
"""Changes fewer pixels apart than this belong together."""
_FORGET = 3.0
"""Seconds after which about two thirds of a lasting change belong to the background."""

_LONGEST_STEP = 1.0
"""Seconds that one frame counts for at most: the noise of a single one is no background."""


class MotionGate:
    """Decides from the brightness of each frame of one stream whether to process it.

    The reference is a running mean of the picture, so that slow changes of light pass
    unnoticed; the change of the picture's mean brightness is taken out, so that an
    exposure jump is not motion. What lies inside the masks does not count.
    """

    def __init__(self, masks: Sequence[Polygon] = ()) -> None:
        self._masks = masks
        self._background: NDArray[np.float32] | None = None
        self._counted: NDArray[np.bool_] = np.ones((1, 1), np.bool_)
        self._began = 0.0
        self._newest = 0.0
        self._moved = 0.0
        self._changed: NDArray[np.bool_] | None = None
        self._passed = float("-inf")

    @property
    def moving(self) -> Box | None:
        """Where most has changed in the newest frame, in parts of the width and height."""
        return None if self._changed is None else largest(self._changed)

    def is_open(self, at: float) -> bool:
        """Return whether a frame would pass at `at` seconds even if it showed nothing new."""
        return (
            self._background is None or at - self._began <= FIRST_LOOK or at - self._moved <= HOLD
        )

    def shows_motion(self, luma: Luma) -> bool:
        """Return whether a frame would open the gate, without learning from it."""
        background = self._background
        if background is None or background.shape != luma.shape:
            return True
        return self._is_enough(self._changes(luma.astype(np.float32) - background))

    def passes(self, luma: Luma, at: float, *, in_view: bool, unsettled: bool) -> bool:
        """Return whether the frame is to be processed.

        `luma` is uint8 of shape (height, width), `at` in seconds and never decreasing.
        `in_view` says that a plate is being followed, `unsettled` that it is not yet
        clear what it says.
        """
        if self._is_motion(luma, at):
            self._moved = at
        watch = max(WATCH, WATCH_SHARE * (at - self._moved))
        opens = unsettled or self.is_open(at) or (in_view and at - self._passed >= watch)
        if opens:
            self._passed = at
        return opens

    def _is_motion(self, luma: Luma, at: float) -> bool:
        self._changed = None
        background = self._background
        if background is None or background.shape != luma.shape:
            self._start(luma, at)
            return True
        current = luma.astype(np.float32)
        difference = current - background
        changed = self._changes(difference)
        step = min(at - self._newest, _LONGEST_STEP)
        background += np.float32(1.0 - np.exp(-step / _FORGET)) * difference
        self._newest = at
        if not self._is_enough(changed):
            return False
        self._changed = changed
        return True

    def _changes(self, difference: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return which pixels have changed, apart from the picture's mean brightness."""
        middle = np.median(difference[::2, ::2])
        return (np.abs(difference - middle) > _CHANGE) & self._counted

    @staticmethod
    def _is_enough(changed: NDArray[np.bool_]) -> bool:
        return bool(np.count_nonzero(changed) > max(_LEAST_PIXELS, _SHARE * changed.size))

    def _start(self, luma: Luma, at: float) -> None:
        self._background = luma.astype(np.float32)
        self._began = self._newest = at
        self._counted = unmasked(self._masks, luma.shape)


def largest(changed: NDArray[np.bool_]) -> Box:
    """Return the box around the most changed pixels that belong together.

    `changed` has shape (height, width) and a pixel that is True; the box is in parts of both.
    """
    height, width = changed.shape
    spread = cv2.dilate(changed.astype(np.uint8), np.ones((_NEAR, _NEAR), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(spread)
    counts = np.bincount(np.asarray(labels, np.intp)[changed])
    left, top, across, down = (int(side) for side in boxes[counts.argmax()][:4])
    return left / width, top / height, (left + across) / width, (top + down) / height
