"""The region of interest (ROI) of the next frame: small plates in large pictures are found."""

from collections.abc import Sequence
from dataclasses import dataclass

from placa_engine.imaging import geometry
from placa_engine.imaging.geometry import Box
from placa_engine.tracking.track import Track

MIN_MAGNIFICATION = 1.5
"""A region is detected by itself where that magnifies it at least this much."""

CLEAR_WIDTH = 48.0
"""A plate so wide in what the detector sees of the whole picture, in pixels, is found surely."""

PADDING = 1.25
"""A region is this many times as large as the plates or the motion in it."""


@dataclass(frozen=True, slots=True)
class DetectionRegion:
    """Whether to detect in the whole picture, and in which part of it at a higher resolution.

    `part` is in pixels of the picture and has its proportions.
    """

    whole: bool = True
    part: Box | None = None


WHOLE = DetectionRegion()


def choose_region(
    tracks: Sequence[Track],
    moving: Box | None,
    frame_size: tuple[int, int],
    *,
    long_side: int,
    least_width: float,
    odd: bool,
) -> DetectionRegion:
    """Choose where to detect in a frame of `frame_size` (width, height) pixels.

    Readable plates (at least `least_width` pixels) that are small in the whole picture,
    `long_side` pixels long for the detector, are followed closely beside it. Every `odd` frame
    the region is what is `moving` (in parts of width and height) where no plate is followed
    yet: instead of the whole picture if none is followed anywhere, so that looking for small
    plates costs nothing.
    """
    shrunk = max(frame_size) / long_side
    if shrunk <= MIN_MAGNIFICATION:
        return WHOLE
    small = [
        track for track in tracks if least_width <= geometry.width(track.box) < CLEAR_WIDTH * shrunk
    ]
    if small:
        together = _around([track.box for track in small])
        longest_unseen = min(small, key=lambda track: track.seen_at).box
        part = _part(together, frame_size, long_side) or _part(
            longest_unseen, frame_size, long_side
        )
        return DetectionRegion(whole=True, part=part)
    if moving is None or not odd:
        return WHOLE
    width, height = frame_size
    where = (moving[0] * width, moving[1] * height, moving[2] * width, moving[3] * height)
    if any(geometry.holds(where, geometry.center(track.box)) for track in tracks):
        return WHOLE
    part = _part(where, frame_size, long_side)
    return DetectionRegion(whole=part is None or bool(tracks), part=part)


def _part(wanted: Box, frame_size: tuple[int, int], long_side: int) -> Box | None:
    """Return the part of a picture around a box, None if it shows hardly more than the whole."""
    width, height = frame_size
    share = max(
        PADDING * geometry.width(wanted) / width,
        PADDING * geometry.height(wanted) / height,
        long_side / max(frame_size),
    )
    if share * MIN_MAGNIFICATION > 1.0:
        return None
    x, y = geometry.center(wanted)
    left = min(max(x - share * width / 2, 0.0), (1 - share) * width)
    top = min(max(y - share * height / 2, 0.0), (1 - share) * height)
    return left, top, left + share * width, top + share * height


def _around(some: Sequence[Box]) -> Box:
    x1s, y1s, x2s, y2s = zip(*some, strict=True)
    return min(x1s), min(y1s), max(x2s), max(y2s)
