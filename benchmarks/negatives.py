"""Pictures without plates: whatever is found in them is false.

Scenes with their labeled plates painted over (background plates without a label remain, and
count as false), and the same with what cameras, vans and houses write: overlays, lettering,
house numbers, badges.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from benchmarks.sets import Scene
from placa_engine.imaging.frame import Picture
from placa_training.renderer.scene import surroundings

OVERLAYS = ("CAM03", "2026-11-25 18:04:51", "CH1 HD 1080P", "DRIVE 25/11/2026", "IPC 01 MAIN")
LETTERINGS = (
    "PLUMBING 24H", "TAXI 4711", "TEL 0800 123456", "ELECTRIC", "XDRIVE 30", "AMG GT 63",
    "POLICE 110", "RENT A VAN", "WWW.VAN24.COM", "HOUSE 23", "NO PARKING", "4X4 TURBO D",
)  # fmt: skip
FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
)  # fmt: skip


def painted_over(scenes: Sequence[Scene]) -> Iterator[Picture]:
    """Yield each scene with its plates filled from their surroundings."""
    for scene in scenes:
        picture = scene.picture().copy()
        for x1, y1, x2, y2 in scene.boxes:
            _fill(picture, (x1, y1, x2, y2))
        yield picture


def lettered(scenes: Sequence[Scene]) -> Iterator[Picture]:
    """Yield each scene without plates, with a camera's overlay and a painted lettering."""
    rng = np.random.default_rng(9)
    for picture in painted_over(scenes):
        width = picture.shape[1]
        _write(rng, picture, OVERLAYS, (0.01, 0.02 if rng.random() < 0.5 else 0.9), width / 900)
        _paint(rng, picture)
        yield picture


def boards(count: int) -> Iterator[Picture]:
    """Yield rendered surroundings with a painted lettering, so that no photograph is needed."""
    rng = np.random.default_rng(9)
    for _ in range(count):
        picture = surroundings(rng, 900, 600)
        _paint(rng, picture)
        yield picture


def _paint(rng: np.random.Generator, picture: Picture) -> None:
    place = (float(rng.uniform(0.1, 0.6)), float(rng.uniform(0.2, 0.8)))
    _write(rng, picture, LETTERINGS, place, picture.shape[1] / 700, board=rng.random() < 0.5)


def _fill(picture: Picture, box: tuple[float, float, float, float]) -> None:
    """Paint over a box and a tenth around it with a blend of the pixels above and below."""
    height, width = picture.shape[:2]
    dx, dy = 0.1 * (box[2] - box[0]), 0.15 * (box[3] - box[1])
    left, right = max(0, int(box[0] - dx)), min(width, int(box[2] + dx) + 1)
    top, bottom = max(1, int(box[1] - dy)), min(height - 1, int(box[3] + dy) + 1)
    above = picture[max(0, top - 3) : top, left:right].mean(0)
    below = picture[bottom : bottom + 3, left:right].mean(0)
    share = np.linspace(0, 1, bottom - top)[:, None, None]
    blend = (1 - share) * above + share * below
    picture[top:bottom, left:right] = cv2.GaussianBlur(blend.astype(np.uint8), (0, 0), 5)


def _write(
    rng: np.random.Generator,
    picture: Picture,
    texts: Sequence[str],
    place: tuple[float, float],
    scale: float,
    *,
    board: bool = False,
) -> None:
    height, width = picture.shape[:2]
    text = texts[int(rng.integers(len(texts)))]
    font = FONTS[int(rng.integers(len(FONTS)))]
    thick = max(1, round(2 * scale))
    (across, tall), _ = cv2.getTextSize(text, font, scale, thick)
    x, y = round(place[0] * width), min(round(place[1] * height) + tall, height - 4)
    light = bool(rng.random() < 0.6)
    if board:
        ground = (30, 30, 30) if light else (225, 225, 225)
        corner = (x - tall // 2, y - round(1.4 * tall))
        cv2.rectangle(picture, corner, (x + across + tall // 2, y + tall // 2), ground, -1)
    cv2.putText(picture, text, (x, y), font, scale, (245,) * 3 if light else (20,) * 3, thick)
