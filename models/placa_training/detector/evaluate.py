"""Judges detections against boxes: recall, extra boxes, by source and by plate width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from placa_training.detector.augment import PAD
from placa_training.detector.pictures import Picture
from placa_training.renderer.picture import Floats, Image

Infer = Callable[[Image], Floats]
WIDTHS = (0, 24, 40, 64, 100, 10_000)


@dataclass(frozen=True)
class Found:
    """Detections of one picture, best first: scores [D], boxes [D, 4], quads [D, 4, 2]."""

    scores: Floats
    boxes: Floats
    quads: Floats


def letterbox(image: Image, long_side: int) -> tuple[Image, float]:
    """Scale to `long_side`, pads right and bottom to multiples of 32; return also the scale."""
    height, width = image.shape[:2]
    scale = long_side / max(height, width)
    shape = (round(width * scale), round(height * scale))
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    canvas = np.full((-(-shape[1] // 32) * 32, -(-shape[0] // 32) * 32, 3), PAD, np.uint8)
    canvas[: shape[1], : shape[0]] = cv2.resize(image, shape, interpolation=kind)
    return canvas, scale


def overlaps(box: Floats, boxes: Floats) -> Floats:
    """Return the IoU of one box [4] with boxes [D, 4]."""
    near = np.maximum(box[:2], boxes[:, :2])
    far = np.minimum(box[2:], boxes[:, 2:])
    both = np.clip(far - near, 0, None).prod(1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    return np.asarray(both / ((box[2:] - box[:2]).prod() + areas - both + 1e-9), np.float32)


def find(infer: Infer, image: Image, long_side: int, threshold: float, nms: float = 0.45) -> Found:
    """Find detections above `threshold` in the picture's own pixels, after suppression."""
    canvas, scale = letterbox(image, long_side)
    plates = infer(canvas)
    plates = plates[plates[:, 0] >= threshold]
    plates = plates[np.argsort(-plates[:, 0], kind="stable")]
    kept: list[int] = []
    for i in range(len(plates)):
        if not kept or overlaps(plates[i, 1:5], plates[kept, 1:5]).max() < nms:
            kept.append(i)
    plates = plates[kept]
    return Found(plates[:, 0], plates[:, 1:5] / scale, plates[:, 5:].reshape(-1, 4, 2) / scale)


@dataclass(frozen=True)
class JudgedPicture:
    """One picture's outcome: per label whether found, its width and score; extra scores."""

    source: str
    widths: Floats
    scores: Floats
    ious: Floats
    extra: Floats


def judge(picture: Picture, found: Found, long_side: int) -> JudgedPicture:
    """Match greedily by score at IoU 0.5. A missed label has score -1."""
    scores = np.full(len(picture.boxes), -1.0, np.float32)
    ious = np.zeros(len(picture.boxes), np.float32)
    extra = []
    for score, box in zip(found.scores, found.boxes, strict=True):
        fit = overlaps(box, picture.boxes)
        fit[scores >= 0] = 0
        if len(fit) and fit.max() >= 0.5:
            scores[fit.argmax()], ious[fit.argmax()] = score, fit.max()
        else:
            extra.append(score)
    natural = long_side / max(picture.image.shape[:2])
    widths = (picture.boxes[:, 2] - picture.boxes[:, 0]) * natural
    return JudgedPicture(picture.source, widths, scores, ious, np.array(extra, np.float32))


def judge_all(
    infer: Infer, pictures: Sequence[Picture], long_side: int, floor: float = 0.05
) -> list[JudgedPicture]:
    """Judge every picture with all detections above `floor`."""
    return [judge(p, find(infer, p.image, long_side, floor), long_side) for p in pictures]


def recall(judged: Sequence[JudgedPicture], threshold: float) -> float:
    """Return the share of labels found at or above the threshold."""
    scores = np.concatenate([j.scores for j in judged])
    return float((scores >= threshold).mean()) if len(scores) else 0.0


def extra(judged: Sequence[JudgedPicture], threshold: float) -> float:
    """Count the boxes a picture that match no label, at or above the threshold."""
    return float(sum((j.extra >= threshold).sum() for j in judged) / max(len(judged), 1))


def threshold_for(judged: Sequence[JudgedPicture], allowed: float) -> float:
    """Return the lowest threshold (steps of 0.01) with at most `allowed` extra boxes a picture."""
    for threshold in np.arange(0.05, 1.0, 0.01):
        if extra(judged, float(threshold)) <= allowed:
            return round(float(threshold), 2)
    return 1.0


def by_width(judged: Sequence[JudgedPicture], threshold: float) -> dict[str, tuple[float, int]]:
    """Return recall and number of labels by plate width at the network's input."""
    widths = np.concatenate([j.widths for j in judged])
    scores = np.concatenate([j.scores for j in judged])
    result = {}
    for low, high in pairwise(WIDTHS):
        some = (widths >= low) & (widths < high)
        if some.any():
            name = f"{low}-{high}" if high < 10_000 else f"{low}+"
            result[name] = (float((scores[some] >= threshold).mean()), int(some.sum()))
    return result


def summary(judged: Sequence[JudgedPicture], allowed: float = 0.10) -> dict[str, object]:
    """Return the card's figures, at the threshold that keeps to the allowed extra boxes."""
    threshold = threshold_for(judged, allowed)
    ious = np.concatenate([j.ious for j in judged])
    return {
        "threshold": threshold,
        "recall": round(recall(judged, threshold), 4),
        "extra": round(extra(judged, threshold), 4),
        "recall_any": round(recall(judged, 0.05), 4),
        "mean_iou": round(float(ious[ious > 0].mean()) if (ious > 0).any() else 0.0, 4),
        "by_source": {
            s: round(recall([j for j in judged if j.source == s], threshold), 4)
            for s in sorted({j.source for j in judged})
        },
        "by_width": {k: (round(v, 4), n) for k, (v, n) in by_width(judged, threshold).items()},
    }
