"""Whether what surrounds a plate moves along with it, as a car does. Pure.

Two pictures some tenths of a second apart are compared in two ways: at the same place
beside the plate, and at the same place in the picture. What is found again beside the plate
came along with it; what is found again where it was stands still behind it.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from placa_engine.seeing.surroundings import CELL, PLACES, SLACK, Grey, Surroundings

_SAME = 0.35
"""A cell is found again if it differs by at most this part; two strangers differ by 1."""

_CLEARLY = 0.25
"""It must be found this much better in one way than in the other to count."""

_NOISE = 9.0
"""Variance of a sensor's and an encoder's noise in a small picture."""

_BACKDROP_CELL = 8
_BACKDROP_NOISE = 18.0
_LEAST_BACKDROP = 4
_STILL_SHARE = 0.5
_LEAST_CELLS = 6


@dataclass(frozen=True, slots=True)
class Company:
    """How many cells beside the plate came along with it, and how many stayed behind."""

    came: int = 0
    stayed: int = 0

    def __add__(self, other: Self) -> Company:
        return Company(self.came + other.came, self.stayed + other.stayed)

    @property
    def carried(self) -> float | None:
        """The share that came along, None while too few cells tell."""
        told = self.came + self.stayed
        return None if told < _LEAST_CELLS else self.came / told


NO_COMPANY = Company()
"""Nothing is known yet."""


def company(before: Surroundings, beside: Surroundings, behind: Surroundings) -> Company:
    """Compare what was around a plate with what is there now.

    `beside` is around the plate's new place, `behind` around its old one. Cells without
    structure tell nothing: one piece of a plain wall is as good as another.
    """
    came = _difference(before.grey, beside.grey)
    stayed = _difference(before.grey, behind.grey)
    textured = _power(_patches(before.grey, np.array([SLACK])))[:, 0] > 2 * _NOISE
    seen = before.inside & beside.inside & behind.inside
    told = seen & textured & (np.abs(came - stayed) > _CLEARLY)
    return Company(
        came=int(np.count_nonzero(told & (came < _SAME) & (came < stayed))),
        stayed=int(np.count_nonzero(told & (stayed < _SAME) & (stayed < came))),
    )


def is_still(before: Grey, now: Grey) -> bool:
    """Tell from two backdrops whether the camera itself kept still between them.

    If it moved, everything comes along with everything.
    """
    if before.shape != now.shape:
        return False
    one, other = _blocks(before), _blocks(now)
    textured = _power(one) > 2 * _BACKDROP_NOISE
    if np.count_nonzero(textured) < _LEAST_BACKDROP:
        return True
    differs = _part(one, other, _BACKDROP_NOISE)
    return bool((differs[textured] < _SAME).mean() >= _STILL_SHARE)


def _difference(before: Grey, now: Grey) -> NDArray[np.float32]:
    """Give for each cell how much it differs from the likest one near the same place."""
    home, near = _patches(before, np.array([SLACK])), _patches(now, np.arange(2 * SLACK + 1))
    return _part(home, near, _NOISE).min(axis=1)


def _part(
    one: NDArray[np.float32], other: NDArray[np.float32], noise: float
) -> NDArray[np.float32]:
    """Give the part of two patches' contrast that they do not share: 0 for the same patch."""
    contrast = _power(one) + _power(other)
    return _power(one - other) / (contrast + np.float32(2 * noise))


def _power(patches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give each patch's mean square."""
    sums = np.einsum("...i,...i->...", patches, patches)
    return np.asarray(sums / patches.shape[-1], np.float32)


def _patches(grey: Grey, shifts: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return each cell, moved by each pair of shifts, without its mean brightness.

    float32 of shape (cells, pairs, pixels).
    """
    rows = PLACES[:, 0, None, None] + shifts[:, None]
    columns = PLACES[:, 1, None, None] + shifts
    cut = sliding_window_view(grey, (CELL, CELL))[rows, columns]
    return _centred(cut.reshape(len(PLACES), shifts.size**2, CELL**2))


def _blocks(grey: Grey) -> NDArray[np.float32]:
    """Return the whole blocks of a backdrop, without their mean brightness."""
    side = _BACKDROP_CELL
    rows, columns = grey.shape[0] // side, grey.shape[1] // side
    whole = grey[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return _centred(whole.transpose(0, 2, 1, 3).reshape(rows * columns, side**2))


def _centred(patches: NDArray[np.float32]) -> NDArray[np.float32]:
    return patches - patches.mean(axis=-1, keepdims=True)
