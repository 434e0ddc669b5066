"""When a plate in view is worth reading again."""

from dataclasses import dataclass

from placa_engine.imaging import geometry
from placa_engine.imaging.geometry import Box
from placa_engine.tracking.fusion import FusedPlate


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """Read every frame while a plate is young or moves, a settled parked one seldom.

    A plate narrower than `least_width` pixels has less than about four pixels a
    character: nobody can read it, a network would only guess. A plate is settled once
    `enough_frames` agree with `enough_confidence` and `enough_margin`, or once
    `most_frames` were read without result. It is parked when it has not moved for
    `parked_after` seconds; then it is read every `parked_interval` seconds. At most
    `most_at_once` plates of a frame are read.
    """

    least_width: float = 32.0
    enough_frames: int = 5
    enough_confidence: float = 0.9
    enough_margin: float = 0.8
    most_frames: int = 30
    parked_after: float = 1.0
    parked_interval: float = 2.0
    most_at_once: int = 4


def is_readable(box: Box, policy: ReadingPolicy) -> bool:
    """Return whether a plate of this size in pixels can be read at all."""
    return geometry.width(box) >= policy.least_width


def is_settled(fused: FusedPlate, policy: ReadingPolicy) -> bool:
    """Return whether more frames would hardly tell more."""
    if fused.frames_read >= policy.most_frames:
        return True
    return (
        fused.frames >= policy.enough_frames
        and fused.confidence >= policy.enough_confidence
        and fused.margin >= policy.enough_margin
    )


def is_due(
    fused: FusedPlate, still_for: float, since_reading: float, policy: ReadingPolicy
) -> bool:
    """Return whether to read a plate now.

    `still_for` are the seconds it has not moved, `since_reading` those since it was
    last read (infinity for never).
    """
    parked = still_for >= policy.parked_after and is_settled(fused, policy)
    return not parked or since_reading >= policy.parked_interval
