"""Frames a second, measured."""

WINDOW = 5.0
"""Seconds over which frames are counted."""


class FrameRate:
    """Counts frames; its figure changes only when the rate does, so that it is no news."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._count = 0
        self._fps: float | None = None

    def count(self, at: float, frames: int = 1) -> float | None:
        """Count frames, the last taken at `at` s; return the rate, None in the first window."""
        if self._began is None:
            self._began = at
        elif at - self._began < WINDOW:
            self._count += frames
        else:
            fps = round((self._count + frames) / (at - self._began), 1)
            if self._fps is None or abs(fps - self._fps) > 0.15 * self._fps:
                self._fps = fps
            self._began, self._count = at, 0
        return self._fps
