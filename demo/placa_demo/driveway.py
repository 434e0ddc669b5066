"""The still scene of the rendered clip: a gravel drive between hedges, seen from a garage.

Colors are BGR. The ground is a plane seen by a pinhole camera, so everything that
stands on it is placed by its distance in meters.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

type Picture = NDArray[np.uint8]
type Color = tuple[int, int, int]

WIDTH, HEIGHT = 1280, 720
HORIZON = 236.0
FOCAL = 1100.0
EYE_HEIGHT = 1.65
GATE = 21.0
"""Distance of the hedge and the gate in meters; cars pass behind it before they turn in."""

_SUB = 4  # drawing happens with sub-pixel coordinates of 1/16


@dataclass(frozen=True, slots=True)
class Scene:
    """The empty driveway; `in_front` marks with 1.0 what hides a car on the street."""

    picture: Picture
    in_front: NDArray[np.float32]


def scale_at(distance: float) -> float:
    """Return the pixels of one meter at a distance in meters."""
    return FOCAL / distance


def ground_at(distance: float) -> float:
    """Return the picture row of the ground at a distance in meters."""
    return HORIZON + scale_at(distance) * EYE_HEIGHT


def draw_scene(rng: np.random.Generator) -> Scene:
    """Draw the driveway on a mild day; the generator decides leaves and pebbles."""
    picture = _sky(rng)
    _trees(picture, rng)
    _house(picture)
    _street(picture)
    _lawn_and_gravel(picture, rng)
    in_front = np.zeros((HEIGHT, WIDTH), np.float32)
    _hedges(picture, in_front, rng)
    _gate_posts(picture, in_front)
    _borders(picture, rng)
    return Scene(picture, in_front)


def fill(picture: Picture, corners: list[tuple[float, float]], color: Color) -> None:
    """Fill a polygon with soft edges; corners in pixels."""
    points = np.round(np.array(corners) * (1 << _SUB)).astype(np.int32)
    cv2.fillPoly(picture, [points], color, cv2.LINE_AA, _SUB)


def _sky(rng: np.random.Generator) -> Picture:
    rows = np.linspace(0.0, 1.0, HEIGHT, dtype=np.float32)[:, None]
    share = np.clip(rows * HEIGHT / (HORIZON + 20), 0, 1)[..., None]
    top, bottom = np.array([214, 168, 122]), np.array([238, 226, 208])
    sky = np.broadcast_to(top + (bottom - top) * share, (HEIGHT, WIDTH, 3)).astype(np.float32)
    clouds = _cloudiness(rng, (HEIGHT, WIDTH), (9, 70))
    cover = np.clip((clouds - 0.15) * 0.9, 0, 0.75)[..., None] * (1 - 0.6 * share)
    return np.ascontiguousarray(sky * (1 - cover) + 250 * cover, np.uint8)


def _cloudiness(
    rng: np.random.Generator, shape: tuple[int, int], cell: tuple[int, int]
) -> NDArray[np.float32]:
    """Make smooth noise of several sizes, mean 0; `cell` is the coarsest grain (rows, columns)."""
    noise = np.zeros(shape, np.float32)
    for octave in range(4):
        rows = max(2, shape[0] * 2**octave // (cell[0] * 8))
        columns = max(2, shape[1] * 2**octave // (cell[1] * 8))
        grain = rng.normal(0, 1, (rows, columns)).astype(np.float32)
        noise += cv2.resize(grain, shape[::-1], interpolation=cv2.INTER_CUBIC) * 0.6**octave
    return noise * 0.4


def _house(picture: Picture) -> None:
    """Draw the neighbor's house over the street, with a garage whose door stays shut."""
    s = scale_at(38.0)
    base = ground_at(38.0)
    left = 118.0

    def box(x: float, width: float, bottom: float, height: float, color: Color) -> None:
        x0, y1 = left + x * s, base - bottom * s
        fill(
            picture,
            [
                (x0, y1 - height * s),
                (x0 + width * s, y1 - height * s),
                (x0 + width * s, y1),
                (x0, y1),
            ],
            color,
        )

    box(0, 9.2, 0, 4.6, (190, 205, 216))
    box(0, 9.2, 0, 0.5, (138, 150, 160))
    fill(
        picture,
        [
            (left - 0.6 * s, base - 4.5 * s),
            (left + 1.6 * s, base - 7.1 * s),
            (left + 7.6 * s, base - 7.1 * s),
            (left + 9.8 * s, base - 4.5 * s),
        ],
        (70, 84, 132),
    )
    for row in range(1, 7):
        y = base - (4.5 + row * 0.37) * s
        inset = row * 0.37 * 2.2 / 2.6
        start, end = left + (inset - 0.6) * s, left + (9.8 - inset) * s
        cv2.line(
            picture, (round(start), round(y)), (round(end), round(y)), (62, 74, 118), 1, cv2.LINE_AA
        )
    box(6.3, 0.8, 6.6, 1.6, (74, 88, 128))
    for x in (0.9, 3.1, 6.6):
        box(x - 0.1, 1.5, 2.5, 1.5, (232, 236, 238))
        box(x, 1.3, 2.6, 1.3, (120, 104, 84))
        box(x, 0.6, 2.6, 1.3, (142, 126, 104))
        box(x + 0.62, 0.06, 2.6, 1.3, (232, 236, 238))
    box(0.9, 1.3, 0.6, 1.4, (120, 104, 84))
    box(3.2, 1.1, 0.0, 2.2, (72, 92, 60))
    box(3.35, 0.8, 1.4, 0.6, (150, 136, 116))
    # the garage beside the house
    box(9.2, 4.2, 0, 3.1, (178, 194, 206))
    box(9.0, 4.6, 3.0, 0.35, (74, 86, 128))
    box(9.8, 3.0, 0, 2.4, (214, 218, 220))
    for row in range(5):
        box(9.8, 3.0, 0.45 * row + 0.43, 0.05, (178, 184, 188))
    for column in range(4):
        box(9.95 + 0.72 * column, 0.55, 1.93, 0.3, (128, 116, 100))


def _trees(picture: Picture, rng: np.random.Generator) -> None:
    """Draw woods on the horizon and a few trees of the neighbor's garden."""
    woods = np.zeros((HEIGHT, WIDTH), np.uint8)
    columns = np.linspace(-10, WIDTH + 10, 60)
    tops = HORIZON - 14 - 9 * np.abs(rng.normal(0, 1, 60))
    outline = [*zip(columns, tops, strict=True), (WIDTH + 10, HORIZON + 60), (-10, HORIZON + 60)]
    cv2.fillPoly(woods, [np.array(outline, np.int32)], 255)
    _leaves(picture, woods, rng, size=3.0, green=(146, 168, 150), count=5000)
    for x, distance, height in ((905, 46, 7.0), (1010, 40, 5.4), (1180, 44, 8.2), (48, 48, 6.4)):
        s, base = scale_at(distance), ground_at(distance)
        fill(
            picture,
            [
                (x - 0.2 * s, base),
                (x - 0.12 * s, base - 0.5 * height * s),
                (x + 0.12 * s, base - 0.5 * height * s),
                (x + 0.2 * s, base),
            ],
            (70, 86, 102),
        )
        crown = np.zeros((HEIGHT, WIDTH), np.uint8)
        for _ in range(9):
            at = (
                round(x + rng.normal(0, 0.14 * height) * s),
                round(base - rng.uniform(0.45, 0.86) * height * s),
            )
            cv2.circle(crown, at, round(0.17 * height * s), 255, -1)
        _leaves(picture, crown, rng, size=3.2, green=(86, 142, 104), count=3600)


def _street(picture: Picture) -> None:
    far, near = ground_at(34.0), ground_at(24.0)
    fill(
        picture,
        [(0, far - 6), (WIDTH, far - 6), (WIDTH, far + 2), (0, far + 2)],
        (148, 156, 160),
    )
    fill(picture, [(0, far), (WIDTH, far), (WIDTH, near + 8), (0, near + 8)], (112, 112, 110))


def _lawn_and_gravel(picture: Picture, rng: np.random.Generator) -> None:
    top = round(ground_at(23.0))
    rows = np.arange(top, HEIGHT, dtype=np.float32)
    distance = FOCAL * EYE_HEIGHT / (rows - HORIZON)
    pebbles = rng.normal(0, 1, (HEIGHT - top, WIDTH)).astype(np.float32)
    for index, away in enumerate(distance):
        grain = max(0.6, 6.0 / away)
        pebbles[index] = cv2.GaussianBlur(pebbles[index][None], (0, 0), grain)[0] * grain**0.5
    patches = _cloudiness(rng, (HEIGHT - top, WIDTH), (6, 40))
    columns = np.arange(WIDTH, dtype=np.float32)[None]
    center = WIDTH / 2 + 0.0 * rows[:, None]
    half = scale_at(1.0) / distance[:, None] * 2.15 + 5 * patches
    edge = np.clip((half - np.abs(columns - center)) / 5 + 0.5, 0, 1)[..., None]
    near = np.clip(1 - (distance[:, None, None] - 3) / 25, 0.3, 1)
    gravel = np.array([158, 170, 178]) + 13 * pebbles[..., None] * near + 7 * patches[..., None]
    tracks = np.exp(-(((np.abs(columns - center) * distance[:, None] / FOCAL - 0.78) / 0.2) ** 2))
    gravel = gravel - 14 * tracks[..., None]
    grass = np.array([74, 132, 104]) + 15 * pebbles[..., None] * near + 14 * patches[..., None]
    ground = grass * (1 - edge) + gravel * edge
    picture[top:] = np.clip(ground, 0, 255).astype(np.uint8)


def _leaves(
    picture: Picture,
    area: NDArray[np.uint8],
    rng: np.random.Generator,
    *,
    size: float,
    green: Color,
    count: int,
) -> None:
    """Cover the marked area with small leaves, lighter towards its top."""
    ys, xs = np.nonzero(area)
    if not ys.size:
        return
    picture[area > 0] = [round(part * 0.55) for part in green]
    low, high = int(ys.min()), int(ys.max())
    for pick in rng.integers(0, ys.size, count):
        x, y = int(xs[pick]), int(ys[pick])
        light = 1.12 - 0.5 * (y - low) / max(1, high - low) + rng.normal(0, 0.13)
        color = tuple(int(np.clip(part * light, 0, 255)) for part in green)
        axes = (max(1, round(size * rng.uniform(0.6, 1.3))), max(1, round(size * 0.6)))
        cv2.ellipse(picture, (x, y), axes, rng.uniform(0, 180), 0, 360, color, -1, cv2.LINE_AA)


def _hedges(picture: Picture, in_front: NDArray[np.float32], rng: np.random.Generator) -> None:
    s, base = scale_at(GATE), ground_at(GATE)
    for x0, x1 in ((-20.0, WIDTH / 2 - 2.75 * s), (WIDTH / 2 + 2.75 * s, WIDTH + 20.0)):
        area = np.zeros((HEIGHT, WIDTH), np.uint8)
        steps = np.linspace(x0, x1, 40)
        tops = base - s * (1.35 + 0.07 * np.cumsum(rng.normal(0, 0.35, 40)))
        tops = np.clip(tops, base - 1.6 * s, base - 1.15 * s)
        outline = [*zip(steps, tops, strict=True), (x1, base + 3), (x0, base + 3)]
        cv2.fillPoly(area, [np.array(outline, np.int32)], 255)
        _leaves(picture, area, rng, size=2.2, green=(62, 112, 74), count=5200)
        in_front[area > 0] = 1.0


def _gate_posts(picture: Picture, in_front: NDArray[np.float32]) -> None:
    s, base = scale_at(GATE), ground_at(GATE) + 4
    for side in (-1, 1):
        x = WIDTH / 2 + side * 2.55 * s
        half, top = 0.24 * s, base - 1.75 * s
        fill(
            picture,
            [(x - half, top), (x + half, top), (x + half, base), (x - half, base)],
            (150, 166, 180),
        )
        fill(
            picture,
            [(x, top), (x + half, top), (x + half, base), (x, base)],
            (128, 144, 158),
        )
        fill(
            picture,
            [
                (x - half * 1.4, top - 6),
                (x + half * 1.4, top - 6),
                (x + half * 1.4, top + 2),
                (x - half * 1.4, top + 2),
            ],
            (118, 128, 138),
        )
        in_front[round(top - 6) : round(base), round(x - half) : round(x + half)] = 1.0


def _borders(picture: Picture, rng: np.random.Generator) -> None:
    """Draw flower beds along the drive, bigger the nearer they are."""
    for distance in np.geomspace(19.0, 5.6, 16):
        s, base = scale_at(distance), ground_at(distance)
        for side in (-1, 1):
            x = WIDTH / 2 + side * (2.95 + rng.normal(0, 0.06)) * s
            area = np.zeros((HEIGHT, WIDTH), np.uint8)
            center = (round(x), round(base - 0.13 * s))
            cv2.ellipse(area, center, (round(0.4 * s), round(0.24 * s)), 0, 0, 360, 255, -1)
            _leaves(picture, area, rng, size=0.05 * s, green=(66, 124, 90), count=90)
            blossom = ((176, 142, 206), (120, 196, 236), (214, 190, 168))[rng.integers(3)]
            for _ in range(14):
                at = (
                    round(x + rng.normal(0, 0.19) * s),
                    round(base - 0.17 * s + rng.normal(0, 0.07) * s),
                )
                cv2.circle(picture, at, max(1, round(0.025 * s)), blossom, -1, cv2.LINE_AA)
