"""Finds a stranger's plate that the first reader misreads and the second one does not.

Which these are depends on the weights that ship, so they are looked for with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import os
from pathlib import Path

import cv2

from benchmarks.sets import crop_sets
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.imaging.frame import Frame
from placa_engine.tracking.sighting import SecondOpinion, Sighting
from placa_engine.vision.vision import Vision, load_vision
from tests.end_to_end.real_clips import FPS, Picture, printed_visit

WIDTHS = (0.9, 1.0, 1.15, 0.8, 1.3)
"""How wide a still is printed, of its own width: readers that agree on one may not on another."""

SURE = 0.94
"""Of its mistake the first reader is that sure, or it would read something else next time."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A still of a plate, and what the first reader takes it for."""

    still: Path
    text: str


def find_misread(folder: Path) -> Misread:
    """Search the stills in the folder that PLACA_SHARED names; print the one found into `folder`.

    A busy machine leaves pictures out, which must make no difference.
    """
    vision = load_vision(threads=1)
    still = folder / "misread.png"
    for picture in _misread_at_once(vision):
        for width in WIDTHS:
            cv2.imwrite(str(still), cv2.resize(picture, None, fx=width, fy=1.0))
            if text := _contradicted_text(still, vision):
                return Misread(still, text)
    raise AssertionError("the second reader follows the first in all its mistakes")


def _misread_at_once(vision: Vision) -> Iterator[Picture]:
    """Give the stills that look so even without a camera, which is quicker to try."""
    for stills in crop_sets(Path(os.environ["PLACA_SHARED"]) / "data").values():
        for still in stills:
            picture = still.picture()
            (first,) = vision.reader.read([picture])
            if first.text != still.text:
                yield picture


def _contradicted_text(still: Path, vision: Vision) -> str | None:
    """Return what the first reader surely reads and the second denies, however busy it is."""
    texts = set()
    for every in (3, 2, 1):
        seen = _seen(still, vision, every)
        if seen is None or seen.confidence < SURE:
            return None
        if seen.second_opinion is not SecondOpinion.DISAGREES:
            return None
        texts.add(seen.text)
    return texts.pop() if len(texts) == 1 else None


def _seen(still: Path, vision: Vision, every: int) -> Sighting | None:
    """Return what a camera makes of the plate that comes, seeing so many of its pictures."""
    camera = CameraPipeline("wall", vision, is_known=lambda _text: True)
    began = datetime.now(UTC)
    for index, picture in list(enumerate(printed_visit(still)))[::every]:
        at = index / FPS
        camera.process(Frame("wall", index, picture, at, began + timedelta(seconds=at)))
        camera.ask_second_reader()
    sightings = camera.finish()
    return sightings[0] if len(sightings) == 1 else None
