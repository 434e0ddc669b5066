"""How a picture must be turned and mirrored to stand upright."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Orientation:
    """A mirroring, left to right, and after it some turns by 90 degrees clockwise.

    `quarter_turns` is 0, 1, 2 or 3. Applied to a stored picture it gives the upright one.
    """

    quarter_turns: int = 0
    mirrored: bool = False

    @classmethod
    def of_degrees(cls, rotation: int, *, mirrored: bool) -> Self:
        """Return the orientation of a mirroring and a clockwise rotation by 0, 90, 180 or 270."""
        return cls(rotation // 90 % 4, mirrored)

    @classmethod
    def of_display_matrix(cls, matrix: Sequence[int]) -> Self:
        """Return the orientation that a video's display matrix asks for.

        `matrix` has nine numbers, row by row, as in ISO/IEC 14496-12, 8.3.2: a pixel (x, y) is
        shown at (a x + c y, b x + d y) with a, b = matrix[0:2] and c, d = matrix[3:5]. Any
        other angle than a multiple of 90 degrees is rounded to one.
        """
        a, b, c, d = (float(value) for value in (*matrix[0:2], *matrix[3:5]))
        mirrored = a * d - b * c < 0
        if mirrored:  # what is left after the mirroring is a rotation
            a, b = -a, -b
        return cls(round(np.degrees(np.arctan2(b, a)) / 90) % 4, mirrored)

    def then(self, other: Self) -> Self:
        """Return the orientation that does first this, then the other."""
        turns = -self.quarter_turns if other.mirrored else self.quarter_turns
        return type(self)((turns + other.quarter_turns) % 4, self.mirrored != other.mirrored)

    @property
    def rotation(self) -> Literal[0, 90, 180, 270]:
        """The turns in degrees, clockwise."""
        degrees: tuple[Literal[0, 90, 180, 270], ...] = (0, 90, 180, 270)
        return degrees[self.quarter_turns]

    @property
    def is_upright(self) -> bool:
        """Whether nothing has to be done."""
        return self == type(self)()

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Return (width, height) of the upright picture of one stored with these sides."""
        return (height, width) if self.quarter_turns % 2 else (width, height)

    def upright(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the upright picture, uint8, of shape (height, width) or (height, width, 3).

        The pixels lie one after another in memory; nothing is copied where nothing is to be
        done and they do already.
        """
        if self.mirrored:
            picture = picture[:, ::-1]
        return np.ascontiguousarray(np.rot90(picture, -self.quarter_turns))
