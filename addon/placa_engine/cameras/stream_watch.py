"""Which frames of one stream are looked at."""

from collections.abc import Sequence

from placa_engine.cameras.config import Polygon
from placa_engine.cameras.frame_worker import FrameWorker
from placa_engine.cameras.inference_queue import FrameQueue
from placa_engine.cameras.motion import MotionGate
from placa_engine.cameras.sources.source_frame import Luma
from placa_engine.imaging.geometry import Box


class StreamWatch:
    """Asks the motion gate and the worker; a source asks it before it decodes."""

    def __init__(self, masks: Sequence[Polygon], queue: FrameQueue, worker: FrameWorker) -> None:
        self._masks = masks
        self._queue = queue
        self._worker = worker
        self._gate = MotionGate(masks)

    @property
    def moving(self) -> Box | None:
        """Where most has changed in the newest frame, in parts of the width and height."""
        return self._gate.moving

    def start_over(self) -> None:
        """Forget what is known to be still."""
        self._gate = MotionGate(self._masks)

    def passes(self, luma: Luma, at: float) -> bool:
        """Return whether a frame is to be processed; see `MotionGate.passes`."""
        view = self._worker.view
        return self._gate.passes(luma, at, in_view=view.in_view, unsettled=view.unsettled)

    def is_idle(self, at: float) -> bool:
        """Return whether nothing moves and what is in view stands still and is read."""
        return not self._gate.is_open(at) and self._queue.is_empty and self._worker.view.at_rest

    def shows_motion(self, luma: Luma) -> bool:
        """Return whether a picture would open the gate."""
        return self._gate.shows_motion(luma)
