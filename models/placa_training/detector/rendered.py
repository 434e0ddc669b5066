"""Puts rendered plates, whose corners are known exactly, into real views."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_training.detector.augment import MIN_HEIGHT, MIN_WIDTH, View, hull
from placa_training.renderer.picture import Image

Paste = Callable[[np.random.Generator, Image, NDArray[np.float32]], Image]
ASPECTS = ((4.6, 0.5), (2.0, 0.3), (1.4, 0.12), (3.0, 0.08))
DEPTH = 6.0


def random_quad(
    rng: np.random.Generator,
    center: NDArray[np.float32],
    width: float,
    aspect: float | None = None,
    roll: float | None = None,
) -> NDArray[np.float32]:
    """Draw the corners [4, 2] of a plate of about `width` pixels seen from somewhere.

    Without an `aspect` (width over height) it has one of those that plates have, without a `roll`
    (degrees) it hangs about straight.
    """
    if aspect is None:
        aspects, chances = zip(*ASPECTS, strict=True)
        aspect = float(rng.choice(aspects, p=chances)) * float(np.exp(rng.normal(0, 0.08)))
    half = np.array([0.5, 0.5 / aspect])
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    yaw, pitch = np.radians(rng.normal(0, 22)), np.radians(rng.normal(6, 13))
    yaw, pitch = float(np.clip(yaw, -0.95, 0.95)), float(np.clip(pitch, -0.8, 0.8))
    if roll is None:
        roll = float(rng.normal(0, 5 if rng.random() < 0.8 else 12))
    roll = float(np.radians(roll))
    x, y = flat[:, 0] * np.cos(yaw), flat[:, 1] * np.cos(pitch)
    depth = 1 + (flat[:, 0] * np.sin(yaw) + flat[:, 1] * np.sin(pitch)) / DEPTH
    y = y - 0.35 * x * np.sin(yaw) * np.sin(pitch)
    seen = np.stack((x, y), 1) / depth[:, None]
    turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    return np.asarray(seen @ turn * width + center, np.float32)


def erase(image: Image, box: NDArray[np.float32]) -> Image:
    """Fill a box of the picture from the colors just above and below it."""
    height, width = image.shape[:2]
    margin = 0.12 * float(box[3] - box[1]) + 1.0
    left, top = (int(v) for v in np.floor(np.clip(box[:2] - margin, 0, None)))
    right, bottom = int(min(box[2] + margin, width - 1)), int(min(box[3] + margin, height - 1))
    if right - left < 2 or bottom - top < 2:
        return image
    out = image.copy()
    edges = image[[max(top - 1, 0), min(bottom + 1, height - 1)], left:right].astype(np.float32)
    smooth = cv2.blur(edges, (max((right - left) // 6, 1) | 1, 1))
    part = np.linspace(0, 1, bottom - top, dtype=np.float32)[:, None, None]
    out[top:bottom, left:right] = smooth[0] * (1 - part) + smooth[1] * part
    return out


def _clear(quad: NDArray[np.float32], taken: NDArray[np.float32], size: int) -> bool:
    """Tell whether the quad lies in the picture and touches none of the boxes."""
    box = hull(quad[None])[0]
    if (box[:2] < 1).any() or (box[2:] > size - 1).any():
        return False
    if box[2] - box[0] < MIN_WIDTH or box[3] - box[1] < MIN_HEIGHT:
        return False
    apart = (taken[:, 0] > box[2]) | (taken[:, 2] < box[0])
    apart |= (taken[:, 1] > box[3]) | (taken[:, 3] < box[1])
    return bool(apart.all())


def with_rendered(
    rng: np.random.Generator,
    view: View,
    paste: Paste,
    *,
    aspect: float | None = None,
    trust: float = 1.0,
) -> View:
    """Replace one of the view's plates; elsewhere nothing tells a plate from a painted board.

    One plate in eight hangs askew. `trust` says how well the corners of what is pasted are known.
    """
    if len(view.boxes) == 0:
        return view
    index = int(rng.integers(len(view.boxes)))
    rest = np.arange(len(view.boxes)) != index
    box = view.boxes[index]
    center, width = (box[:2] + box[2:]) / 2, float(box[2] - box[0])
    width *= float(np.exp(rng.normal(0.1, 0.15)))
    roll = float(rng.uniform(-60, 60)) if rng.random() < 0.12 else None
    quad = random_quad(rng, center, width, aspect, roll)
    taken = np.concatenate((view.boxes[rest], view.ignored))
    if not _clear(quad, taken, view.image.shape[0]):
        return view
    return replace(
        view,
        image=paste(rng, erase(view.image, box), quad),
        boxes=np.concatenate((view.boxes[rest], hull(quad[None]))),
        quads=np.concatenate((view.quads[rest], quad[None])),
        trust=np.concatenate((view.trust[rest], np.full(1, trust, np.float32))),
    )


def without_plate(rng: np.random.Generator, view: View) -> View:
    """Paint over one of the view's plates: where one might be there is none."""
    if len(view.boxes) == 0:
        return view
    index = int(rng.integers(len(view.boxes)))
    rest = np.arange(len(view.boxes)) != index
    box = view.boxes[index]
    return replace(
        view,
        image=erase(view.image, box),
        boxes=view.boxes[rest],
        quads=view.quads[rest],
        trust=view.trust[rest],
        background=np.concatenate((view.background, box[None])),
    )
