"""When the frames of a live stream were taken. Pure.

A frame's arrival says only that it is not younger. What was held up on the way and then comes
in a burst, or ever later, must not pass for new. So a clock of the camera is asked how far apart
frames were taken, and the frame that came quickest how that clock stands to the engine's.
"""

_DRIFT = 0.0003
"""Seconds by which the clocks may part every second; crystals stay below 0.0002."""

_MOST_DRIFT = 2.0
"""Seconds of parting that may be drift; more would hide a stream that is slightly too slow."""

_JUMP = 1.0
"""Seconds by which a clock must have jumped to count as having been set; frames that are coded
by later ones come in another order than they were taken."""

_GAP = 1.0
"""Seconds without a frame after which the next ones may have been held up."""

_SMOOTHING = 0.1


class CaptureClock:
    """Turns the times of a stream's frames into those of the engine's monotonic clock.

    The camera's time of day is believed before its count of frames: some cameras count
    frames instead of measuring time, and their count goes wrong by a tenth or a half. Where
    there is nothing but such a count, the stream counts as ever later, which is what a link
    that is too slow looks like. Without any clock pace decides: frames that follow a gap faster
    than frames are taken were held up.
    """

    def __init__(self) -> None:
        self._arrived: float | None = None
        self._newest = float("-inf")
        self._is_time_of_day: bool | None = None
        self._ticks = 0.0
        self._late = 0.0
        self._offset = 0.0
        self._lowest = 0.0
        self._step = 0.0
        self._catching_up = False

    @property
    def is_worn(self) -> bool:
        """Whether the clocks have parted so far that only a new stream can say what is late."""
        return self._offset - self._lowest >= _MOST_DRIFT

    def taken(self, arrived: float, pts: float | None, time_of_day: float | None = None) -> float:
        """Return when a frame was taken: never before the last one, never after its arrival.

        All arguments are in seconds. `pts` is by the stream's own clock, `time_of_day` by the
        camera's, if they have one.
        """
        gap = 0.0 if self._arrived is None else arrived - self._arrived
        at = self._by_pace(arrived, gap)
        if pts is not None and not self._is_time_of_day:
            at = self._by_clock(arrived, gap, pts, is_time_of_day=False)
        if time_of_day is not None:
            at = self._by_clock(arrived, gap, time_of_day, is_time_of_day=True)
        self._arrived = arrived
        self._newest = min(max(self._newest, at), arrived)
        return self._newest

    def _by_clock(self, arrived: float, gap: float, ticks: float, *, is_time_of_day: bool) -> float:
        offset = arrived - ticks
        passed = ticks - self._ticks
        was_set = passed < -_JUMP or passed > gap + self._late + _JUMP
        if self._is_time_of_day is not is_time_of_day or was_set:
            # another clock, or one that was set: what was late by the old one still is
            self._offset = self._lowest = offset - self._late
        self._is_time_of_day, self._ticks = is_time_of_day, ticks
        self._lowest = min(self._lowest, offset)
        self._offset = min(self._offset + _DRIFT * gap, self._lowest + _MOST_DRIFT, offset)
        self._late = offset - self._offset
        return arrived - self._late

    def _by_pace(self, arrived: float, gap: float) -> float:
        if gap >= max(_GAP, 4 * self._step) and self._step:
            self._catching_up = True
            return self._newest + self._step
        if self._catching_up and gap < self._step / 2:
            return min(self._newest + self._step, arrived)
        self._catching_up = False
        self._step += (gap - self._step) * (_SMOOTHING if self._step else 1.0)
        return arrived
