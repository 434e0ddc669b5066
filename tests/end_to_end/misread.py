"""Finds a stranger's plate that the first reader misreads and the second one does not.

Which these are depends on the weights that ship, so they are looked for with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path

import cv2
import numpy as np

from placa_engine.fusing.second_opinion import second_opinion
from placa_engine.fusing.sighting import SecondOpinion, Sighting
from placa_engine.seeing.vision import Vision, load_vision
from placa_engine.watching.frame import Frame
from placa_engine.watching.pipeline import CameraPipeline
from tests.end_to_end.real_clips import FPS, printed_visit


@dataclass(frozen=True, slots=True)
class Misread:
    """A still of a plate, and what the first reader takes it for."""

    still: Path
    texts: frozenset[str]


def find_misread() -> Misread:
    """Search the stills in the folder that PLACA_SHARED names.

    A busy machine leaves pictures out, which must make no difference.
    """
    vision = load_vision(threads=1)
    for still in _misread_at_once(vision):
        seen = [_seen(still, vision, every) for every in (1, 2, 3)]
        if all(one and one.second_opinion is SecondOpinion.DISAGREES for one in seen):
            return Misread(still, frozenset(one.text for one in seen if one))
    raise AssertionError("the second reader follows the first in all its mistakes")


def _misread_at_once(vision: Vision) -> Iterator[Path]:
    """List the stills that look so even without a camera, which is quicker to try."""
    assert vision.second_reader is not None
    folder = Path(os.environ["PLACA_SHARED"]) / "data/read"
    for line in (folder / "val.jsonl").read_text().splitlines():
        still = json.loads(line)
        picture = np.asarray(cv2.imread(str(folder / still["image"])), np.uint8)
        (first,) = vision.reader.read([picture])
        if first.text == still["text"]:
            continue
        second = vision.second_reader.read(picture)
        if second and second_opinion(first.text, [second]) is SecondOpinion.DISAGREES:
            yield folder / still["image"]


def _seen(still: Path, vision: Vision, every: int) -> Sighting | None:
    """Return what a camera makes of the plate that comes, seeing so many of its pictures."""
    camera = CameraPipeline("wall", vision, is_known=lambda _text: True)
    began = datetime.now(UTC)
    for index, picture in list(enumerate(printed_visit(still)))[::every]:
        at = index / FPS
        camera.process(Frame("wall", index, picture, at, began + timedelta(seconds=at)))
        camera.second_look()
    sightings = camera.finish()
    return sightings[0] if len(sightings) == 1 else None
