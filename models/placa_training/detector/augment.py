"""Random views of a labeled picture, as a camera might have seen it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_training.detector.pictures import Picture
from placa_training.renderer.picture import Image

PAD = 114
NOWHERE = np.empty((0, 4), np.float32)
WIDEST = 0.85
LEAST_COVER = 0.55
MIN_VISIBLE = 0.7
MIN_WIDTH = 8.0
MIN_HEIGHT = 4.0
WARPED_TRUST = 0.4
ROLL = 92.0
"""Degrees by which a rolled view is turned at most."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """A square crop, uint8 BGR, with what is known of its plates (float32, pixels).

    boxes [M, 4]; quads [M, 4, 2] clockwise from top left; trust [M], 0 where only the box is
    known; ignored [K, 4]; background [L, 4], where surely no plate is; incomplete: elsewhere
    plates may be without a box; loose: the boxes of photographed plates hold more than them.
    """

    image: Image
    boxes: NDArray[np.float32]
    quads: NDArray[np.float32]
    trust: NDArray[np.float32]
    ignored: NDArray[np.float32]
    background: NDArray[np.float32]
    incomplete: bool
    loose: bool = False


def corners(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return boxes [M, 4] as quads [M, 4, 2], clockwise from top left."""
    return boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)


def hull(quads: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the boxes [M, 4] around quads [M, 4, 2]."""
    return np.asarray(np.concatenate((quads.min(1), quads.max(1)), 1), np.float32)


def _project(points: NDArray[np.float32], matrix: Matrix) -> NDArray[np.float32]:
    if len(points) == 0:
        return points
    flat = points.reshape(1, -1, 2).astype(np.float64)
    return cv2.perspectiveTransform(flat, matrix).reshape(points.shape).astype(np.float32)


def _plate_width(rng: np.random.Generator, natural: float, size: int) -> float:
    """Draw a width in pixels for the plate in focus: near its natural one, or anything."""
    if rng.random() < 0.65:
        width = natural * float(np.exp(rng.normal(0.0, 0.35)))
    else:
        width = float(np.exp(rng.uniform(np.log(11.0), np.log(WIDEST * size))))
    return float(np.clip(width, 10.0, WIDEST * size))


def _geometry(
    rng: np.random.Generator,
    picture: Picture,
    size: int,
    scale: float,
    focus: NDArray[np.float64],
    *,
    rolled: bool,
) -> tuple[Matrix, float]:
    """Draw a homography from picture to crop, and how far it turns or skews (0: not at all)."""
    stretch = float(np.exp(rng.normal(0.0, 0.08)))
    if picture.squashed:
        stretch *= float(rng.uniform(1.0, 1.6))
    zoom = np.diag([scale, scale / stretch, 1.0])
    turn, lean_x, lean_y = 0.0, 0.0, 0.0
    if rng.random() < 0.5:
        turn = float(np.radians(rng.normal(0.0, 3.0 if rng.random() < 0.7 else 9.0)))
    if rng.random() < 0.3:
        lean_x, lean_y = rng.normal(0.0, 0.25, 2) / size
    shear = float(rng.normal(0.0, 0.1)) if rng.random() < 0.2 else 0.0
    if rolled:
        turn = float(np.radians(rng.uniform(-ROLL, ROLL)))
    cosine, sine = np.cos(turn), np.sin(turn)
    bend = np.array([[cosine, -sine + shear, 0], [sine, cosine, 0], [lean_x, lean_y, 1.0]])
    center = np.array([[1.0, 0, -focus[0]], [0, 1, -focus[1]], [0, 0, 1]])
    matrix = bend @ zoom @ center
    height, width = picture.image.shape[:2]
    frame = cv2.perspectiveTransform(
        np.array([[[0.0, 0], [width, 0], [width, height], [0, height]]]), matrix
    )[0]
    place = rng.uniform(0.12, 0.88, 2) * size
    for axis in (0, 1):
        low, high = frame[:, axis].min(), frame[:, axis].max()
        if high - low >= size:
            place[axis] = np.clip(place[axis], size - high, -low)
        elif rng.random() < 0.5:
            place[axis] = -low
    shift = np.array([[1.0, 0, place[0]], [0, 1, place[1]], [0, 0, 1]])
    odd = abs(turn) + abs(shear) + abs(lean_x) * size + abs(lean_y) * size
    return shift @ matrix, odd


def _shrunk(image: Image, matrix: Matrix, scale: float) -> tuple[Image, Matrix]:
    """Halves the picture while the crop would still skip pixels."""
    while scale < 0.6:
        height, width = image.shape[0] // 2, image.shape[1] // 2
        factor = np.diag([image.shape[1] / width, image.shape[0] / height, 1.0])
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)
        matrix = matrix @ factor
        scale *= 2
    return image, matrix


def random_view(
    rng: np.random.Generator, picture: Picture, size: int, *, rolled: bool = False
) -> View:
    """Cut a `size` x `size` crop of the picture, most often around one of its plates.

    A rolled view is one of a camera that is held or hung by up to a quarter turn askew.
    """
    height, width = picture.image.shape[:2]
    natural = 560.0 / max(height, width)
    focus = rng.uniform(0, 1, 2) * (width, height)
    scale = natural * float(np.exp(rng.normal(0.0, 0.4)))
    if len(picture.boxes) and rng.random() < 0.9:
        box = picture.boxes[rng.integers(len(picture.boxes))]
        focus = ((box[:2] + box[2:]) / 2).astype(np.float64)
        across = float(box[2] - box[0])
        scale = min(_plate_width(rng, across * natural, size) / across, 2.5)
    scale = max(scale, LEAST_COVER * size / max(height, width))
    matrix, odd = _geometry(rng, picture, size, scale, focus, rolled=rolled)
    image = picture.image
    source, source_matrix = (image, matrix)
    if rng.random() < 0.75:
        source, source_matrix = _shrunk(image, matrix, scale)
    crop = cv2.warpPerspective(source, source_matrix, (size, size), borderValue=(PAD, PAD, PAD))
    quads = _project(corners(picture.boxes), matrix)
    boxes = hull(quads)
    trust = np.full(len(boxes), 0.0 if odd < 0.03 else WARPED_TRUST, np.float32)
    view = _visible(crop.astype(np.uint8), boxes, quads, trust, incomplete=picture.incomplete)
    return replace(view, loose=picture.loose)


def _visible(
    image: Image,
    boxes: NDArray[np.float32],
    quads: NDArray[np.float32],
    trust: NDArray[np.float32],
    *,
    incomplete: bool,
) -> View:
    """Clips the boxes to the crop; what is cut off or tiny is ignored, not background."""
    size = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
    clipped = np.clip(boxes, 0, size)
    extent = clipped[:, 2:] - clipped[:, :2]
    whole = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    seen = extent.prod(1) / np.maximum(whole, 1e-6)
    large = (extent[:, 0] >= MIN_WIDTH) & (extent[:, 1] >= MIN_HEIGHT)
    keep = (seen >= MIN_VISIBLE) & large
    drop = ~keep & (extent > 0).all(1)
    cut = seen < 0.999
    return View(
        image,
        clipped[keep],
        quads[keep],
        np.where(cut, np.float32(0), trust)[keep],
        clipped[drop],
        NOWHERE,
        incomplete,
    )


def mirrored(view: View) -> View:
    """Turn the view left to right; quads start at the top left again."""
    width = view.image.shape[1]
    quads = view.quads[:, [1, 0, 3, 2]].copy()
    quads[..., 0] = width - quads[..., 0]
    boxes, ignored, background = (
        some[:, [2, 1, 0, 3]].copy() for some in (view.boxes, view.ignored, view.background)
    )
    for some in (boxes, ignored, background):
        some[:, 0::2] = width - some[:, 0::2]
    image = np.ascontiguousarray(view.image[:, ::-1])
    return replace(
        view, image=image, boxes=boxes, quads=quads, ignored=ignored, background=background
    )


def photometric(rng: np.random.Generator, image: Image) -> Image:
    """Vary light, color, blur, noise and compression of many cameras, day, night and infrared."""
    levels = np.arange(256, dtype=np.float32) / 255
    gamma = float(np.exp(rng.normal(0.0, 0.35)))
    gain, lift = float(np.exp(rng.normal(0.0, 0.2))), float(rng.normal(0.0, 0.06))
    if rng.random() < 0.08:
        gain, gamma = gain * 0.45, gamma * 1.4
    curve = levels**gamma * gain + lift
    tint = np.exp(rng.normal(0.0, 0.08, 3)) if rng.random() < 0.5 else np.ones(3)
    table = np.clip(curve[:, None] * tint[None] * 255, 0, 255).astype(np.uint8)[None]
    out = cv2.LUT(image, table)
    if rng.random() < 0.15:
        gray = cv2.cvtColor(out, cv2.COLOR_BGR2GRAY)
        out = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR)
    elif rng.random() < 0.3:
        hue = cv2.cvtColor(out, cv2.COLOR_BGR2HSV)
        hue[..., 0] = (hue[..., 0].astype(np.int32) + int(rng.integers(-12, 13))) % 180
        shade = hue[..., 1].astype(np.float32) * float(np.exp(rng.normal(0, 0.3)))
        hue[..., 1] = np.clip(shade, 0, 255).astype(np.uint8)
        out = cv2.cvtColor(hue, cv2.COLOR_HSV2BGR)
    if rng.random() < 0.15:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.4, 1.4)))
    elif rng.random() < 0.08:
        out = cv2.filter2D(out, -1, _motion(rng))
    if rng.random() < 0.2:
        noise = np.asarray(rng.normal(0, float(rng.uniform(2, 14)), out.shape), np.float32)
        out = np.clip(out + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        quality = int(rng.integers(25, 80))
        packed = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        out = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))
    return np.asarray(out, np.uint8)


def _motion(rng: np.random.Generator) -> NDArray[np.float32]:
    length = int(rng.integers(3, 8))
    kernel = np.zeros((length, length), np.float32)
    angle = float(rng.uniform(0, np.pi))
    middle = (length - 1) / 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * middle
    start, end = (middle - reach).round().astype(int), (middle + reach).round().astype(int)
    cv2.line(kernel, start.tolist(), end.tolist(), 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)
