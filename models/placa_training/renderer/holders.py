"""What holds a plate: bolts, dealers' frames, holders over its edges."""

import cv2
import numpy as np

from . import fonts
from .brush import letter, rounded
from .chance import maybe, pick, uniform
from .picture import Image, as_image

_DEALERS = (
    "AUTOHAUS", "MOTORS", "www.autos.example", "DRIVE HAPPY", "CITY CARS", "GARAGE MARTIN",
    "Best Service", "AUTO CENTER", "FORD 4 YOU", "Tel 0800 123", "CARS & VANS", "DEALER OF 2019",
    "MY OTHER CAR IS A BIKE", "ALUMNI", "UNIVERSITY", "TOYOTA", "HONDA", "No 1 IN TOWN",
)  # fmt: skip


def draw_bolts(rng: np.random.Generator, canvas: Image) -> None:
    """Screw the plate on: two or four bolts or caps near the edge."""
    height, width = canvas.shape[:2]
    radius = max(1, round(height * uniform(rng, 0.02, 0.05)))
    color = (int(uniform(rng, 20, 230)),) * 3
    along, down = uniform(rng, 0.12, 0.3), uniform(rng, 0.06, 0.12)
    rows = pick(rng, ((down,), (down, 1 - down), (0.5,)))
    if rows == (0.5,):
        along = 0.035
    for x in (along, 1 - along):
        for y in rows:
            at = (round(width * x), round(height * y))
            cv2.circle(canvas, at, radius, color, -1, cv2.LINE_AA)


def cover_edges(rng: np.random.Generator, canvas: Image) -> None:
    """Lay a holder over the plate's edges that hides slogans, as many American cars have."""
    height, width = canvas.shape[:2]
    color = pick(rng, ((15, 15, 17), (30, 30, 32), (90, 90, 95), (205, 205, 208)))
    side = max(1, round(width * uniform(rng, 0.01, 0.04)))
    strips = (round(height * uniform(rng, 0.03, 0.15)), round(height * uniform(rng, 0.05, 0.17)))
    canvas[:, :side] = color
    canvas[:, -side:] = color
    canvas[: strips[0]] = color
    canvas[-strips[1] :] = color
    ink = (230, 230, 230) if sum(color) < 300 else (30, 30, 30)
    for strip, middle in zip(strips, (strips[0] / 2, height - strips[1] / 2), strict=True):
        if strip > 0.08 * height and maybe(rng, 0.7):
            face = pick(rng, fonts.faces("any"))
            at = (width / 2, middle)
            letter(
                canvas, pick(rng, _DEALERS), face, at, strip * 0.55, color=ink, widest=width * 0.8
            )


def frame(
    rng: np.random.Generator, canvas: Image, mask: Image
) -> tuple[Image, Image, tuple[int, int]]:
    """Put one plate in three into a dealer's frame; return image, mask and the plate's origin."""
    if not maybe(rng, 0.33):
        return canvas, mask, (0, 0)
    height, width = canvas.shape[:2]
    thin = max(1, round(height * uniform(rng, 0.02, 0.07)))
    lip = round(height * uniform(rng, 0.1, 0.22))
    lettered = maybe(rng, 0.6)
    top = lip if lettered and maybe(rng, 0.25) else thin
    bottom = lip if lettered else thin
    level = int(pick(rng, (12, 25, 40, 90, 200)) * uniform(rng, 0.7, 1.2))
    color = (level, level, level)
    image = as_image(
        cv2.copyMakeBorder(canvas, top, bottom, thin, thin, cv2.BORDER_CONSTANT, value=color)
    )
    image[top : top + height, thin : thin + width][mask < 128] = color
    ink = (225, 225, 225) if level < 110 else (30, 30, 30)
    if lettered and maybe(rng, 0.3):
        ink = (int(uniform(rng, 0, 255)), int(uniform(rng, 0, 255)), int(uniform(rng, 0, 255)))
    for strip, middle in ((top, top / 2), (bottom, top + height + bottom / 2)):
        if strip == lip:
            face = pick(rng, fonts.faces("any"))
            at = (width / 2 + thin, middle)
            letter(image, pick(rng, _DEALERS), face, at, strip * 0.5, color=ink, widest=width * 0.8)
    whole = rounded(image.shape[1], image.shape[0], max(1, thin))
    return image, whole, (thin, top)
