"""When the frames of a live stream were taken. Pure.

A frame's arrival says only that it is not younger. What was held up on the way and then comes
in a burst must not pass for new, so the stream's own clock is asked how far apart frames were
taken, and the frame that came quickest how that clock stands to the engine's.
"""

from placa_engine.cameras.sources.timeouts import STALLED

_DRIFT = 0.001
"""Seconds by which the clocks may part every second; crystals stay below 0.0002."""

_GAP = 1.0
"""Seconds without a frame after which the next ones may have been held up."""

_SMOOTHING = 0.1


class CaptureClock:
    """Turns the times of a stream's frames into those of the engine's monotonic clock.

    Some cameras count frames instead of measuring time, and their clock goes wrong by a tenth
    or a half. Such a clock falls ever further behind although no frame was ever held up; once
    it is `STALLED` seconds behind it is not believed any more, and pace decides, as where a
    stream has no clock: frames that follow a gap faster than frames are taken were held up.
    """

    def __init__(self) -> None:
        self._arrived: float | None = None
        self._newest = float("-inf")
        self._pts = float("-inf")
        self._offset = float("inf")
        self._held_up = 0.0
        self._believed = True
        self._step = 0.0
        self._catching_up = False

    def taken(self, arrived: float, pts: float | None) -> float:
        """Return when a frame was taken: never before the last one, never after its arrival.

        Both arguments are in seconds; `pts` is by the stream's own clock, if it has one.
        """
        gap = 0.0 if self._arrived is None else arrived - self._arrived
        by_pace = self._by_pace(arrived, gap)
        at = by_pace if pts is None or not self._believed else self._by_clock(arrived, gap, pts)
        self._arrived = arrived
        self._newest = min(max(self._newest, at), arrived)
        return self._newest

    def _by_clock(self, arrived: float, gap: float, pts: float) -> float:
        if gap >= _GAP:
            self._held_up += max(0.0, gap - (pts - self._pts))
        was_set_back = pts < self._pts
        self._pts = pts
        self._offset = (
            arrived - pts if was_set_back else min(self._offset + _DRIFT * gap, arrived - pts)
        )
        late = arrived - pts - self._offset
        if late > STALLED and self._held_up < late / 2:
            self._believed = False
            return arrived
        return arrived - late

    def _by_pace(self, arrived: float, gap: float) -> float:
        if gap >= max(_GAP, 4 * self._step) and self._step:
            self._catching_up = True
            return self._newest + self._step
        if self._catching_up and gap < self._step / 2:
            return min(self._newest + self._step, arrived)
        self._catching_up = False
        self._step += (gap - self._step) * (_SMOOTHING if self._step else 1.0)
        return arrived
