"""Paints coverage and small lettering into a picture."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from . import fonts
from .layouts import Color
from .picture import Image, as_image


def paint(canvas: Image, cover: Image, color: Color) -> None:
    """Blend a color into a canvas by a coverage 0-255."""
    share = cover[:, :, None].astype(np.float32) / 255
    canvas[:] = canvas + (np.array(color, np.float32) - canvas) * share


def merge(cover: Image, piece: Image, left: int, top: int) -> None:
    """Lay a piece of coverage over another; what sticks out is cut off."""
    x1, y1 = max(left, 0), max(top, 0)
    x2 = min(left + piece.shape[1], cover.shape[1])
    y2 = min(top + piece.shape[0], cover.shape[0])
    if x1 < x2 and y1 < y2:
        part = cover[y1:y2, x1:x2]
        np.maximum(part, piece[y1 - top : y2 - top, x1 - left : x2 - left], out=part)


def letter(
    canvas: Image,
    text: str,
    face: Path,
    center: tuple[float, float],
    height: float,
    *,
    color: Color,
    widest: float,
) -> None:
    """Write small lettering centerd on a point, at most `widest` pixels wide."""
    if height < 3:
        return
    piece = fonts.words(face, text, 20)
    share = height / 20
    width = min(widest, piece.shape[1] * share)
    size = max(2, round(width)), max(2, round(piece.shape[0] * share))
    piece = as_image(cv2.resize(piece, size, interpolation=cv2.INTER_AREA))
    left, top = round(center[0] - size[0] / 2), round(center[1] - size[1] / 2)
    x1, y1 = max(left, 0), max(top, 0)
    x2 = min(left + size[0], canvas.shape[1])
    y2 = min(top + size[1], canvas.shape[0])
    if x1 < x2 and y1 < y2:
        paint(canvas[y1:y2, x1:x2], piece[y1 - top : y2 - top, x1 - left : x2 - left], color)


@lru_cache(maxsize=2000)
def rounded(width: int, height: int, radius: int) -> Image:
    """Return the coverage of a plate with rounded corners, uint8 [height, width]."""
    cover: Image = np.full((height, width), 255, np.uint8)
    if radius > 0:
        disc: Image = np.zeros((2 * radius, 2 * radius), np.uint8)
        cv2.circle(disc, (radius, radius), radius, 255, -1, cv2.LINE_AA)
        cover[:radius, :radius] = disc[:radius, :radius]
        cover[:radius, -radius:] = disc[:radius, -radius:]
        cover[-radius:, :radius] = disc[-radius:, :radius]
        cover[-radius:, -radius:] = disc[-radius:, -radius:]
    cover.setflags(write=False)
    return cover
