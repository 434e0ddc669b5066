"""From what was found and what is labeled to figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.contender import Found
from benchmarks.sets import Scene
from placa_engine.imaging.geometry import Box, iou

SAME = 0.5
_FOLD = str.maketrans("01", "OI")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over a set; shares are of `count`."""

    count: int
    right: int

    @property
    def percent(self) -> float:
        """The share in percent, 0 for an empty set."""
        return 100 * self.right / self.count if self.count else 0.0


def folded(text: str) -> str:
    """Return a text with 0 and O, and 1 and I, alike."""
    return text.translate(_FOLD)


def matched(found: Sequence[Box], labeled: Sequence[Box]) -> int:
    """Count the labeled boxes that have a found one with an IoU of at least SAME, best first.

    Every found box counts for at most one label.
    """
    left = list(labeled)
    hits = 0
    for box in found:
        best = max(left, key=lambda label: iou(box, label), default=None)
        if best is not None and iou(box, best) >= SAME:
            left.remove(best)
            hits += 1
    return hits


def text_at(found: Sequence[Found], label: Box) -> str:
    """Return the text of the plate that overlaps a label most, empty without any."""
    best = max(found, key=lambda plate: iou(plate.box, label), default=None)
    return best.text if best is not None and iou(best.box, label) > 0 else ""


def scene_texts(scene: Scene, found: Sequence[Found]) -> list[tuple[str, str]]:
    """Return (labeled, read) for each labeled plate of known text."""
    return [
        (text, text_at(found, box))
        for box, text in zip(scene.boxes, scene.texts, strict=True)
        if text
    ]


def strict_and_folded(pairs: Sequence[tuple[str, str]]) -> tuple[Figures, Figures]:
    """Return exact matches of (labeled, read) texts, as they are and folded."""
    count = len(pairs)
    return (
        Figures(count, sum(label == read for label, read in pairs)),
        Figures(count, sum(folded(label) == folded(read) for label, read in pairs)),
    )
