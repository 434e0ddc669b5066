"""A car brings its surroundings along; a sheet of paper leaves them behind.

Measured with the shipped detector, 3 to 6 seconds each: real clips that arrive told 0.72 to 1.0
(two of twelve were not known, as their surroundings are blurred); real cars cut out of their
photographs 0.58 to 1.0, and one that shows a grille and no more 0.15, as a poster would; the
rendered drive 0.81 to 0.96. Sheets carried towards the camera in front of photographs told 0.0
(fifteen), carried past it 0.0 to 0.15 (six), waved 0.0 to 0.07 (nine), and six held still were
not known. So 0.5 parts them.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from math import pi, sin

import cv2
from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.fusing import tracker
from placa_engine.fusing.company import NO_COMPANY, Company, company, is_still
from placa_engine.fusing.company_watch import CompanyWatch
from placa_engine.fusing.tracker import TrackerSettings, Tracks
from placa_engine.seeing.geometry import Box
from placa_engine.seeing.surroundings import backdrop, surroundings
from placa_engine.watching.frame import Frame, Picture
from tests.engine.plate_stories import found

FPS = 12
WIDTH, HEIGHT = 1280, 720

type Shown = tuple[Picture, Box]

type Path = Iterator[tuple[float, float, float]]
"""The plate's middle and width in each frame."""


def texture(seed: int, width: int, height: int, grain: int = 12) -> Picture:
    """Draw something with structure everywhere."""
    rough = np.random.default_rng(seed).integers(
        20, 235, (height // grain + 2, width // grain + 2, 3), np.uint8
    )
    smooth = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth, np.uint8)


PLACE = texture(1, WIDTH, HEIGHT, 24)
CAR = texture(2, 900, 500, 24)
"""Its plate is 250 pixels wide, in the middle and a third up."""


def box_of(x: float, y: float, width: float) -> Box:
    return x - width / 2, y - width * 0.11, x + width / 2, y + width * 0.11


def put(
    picture: Picture, thing: Picture, place: tuple[float, float], scale: float, anchor: float
) -> None:
    """Lay a thing over a picture so that its middle, `anchor` down, comes to a place."""
    x, y = place
    height, width = thing.shape[:2]
    move = np.array(
        [[scale, 0, x - scale * width / 2], [0, scale, y - scale * height * anchor]], np.float64
    )
    size = (picture.shape[1], picture.shape[0])
    laid = cv2.warpAffine(thing, move, size, flags=cv2.INTER_AREA)
    cover = cv2.warpAffine(np.ones((height, width), np.uint8), move, size)
    picture[cover > 0] = laid[cover > 0]


def frames(shown: Iterator[Shown]) -> Iterator[tuple[Frame, Box]]:
    rng = np.random.default_rng(3)
    for index, (picture, box) in enumerate(shown):
        noise = rng.normal(0, 2.0, (HEIGHT, WIDTH, 1))
        noisy = np.clip(picture + noise, 0, 255).astype(np.uint8)
        at = index / FPS
        yield Frame("drive", index, noisy, at, datetime.fromtimestamp(at, UTC)), box


def told(shown: Iterator[Shown]) -> Company:
    """Follow the plate through what is shown."""
    watch, tracks, total = CompanyWatch(32.0), Tracks(), NO_COMPANY
    for frame, box in frames(shown):
        step = tracker.advance(tracks, [found(box)], frame.monotonic, TrackerSettings())
        tracks = step.tracks
        for one in watch.take(frame, tracks.live).values():
            total += one
    return total


def car_drives_up() -> Iterator[Shown]:
    for k in range(30):
        scale = 0.3 + 0.02 * k
        x, y = 560 + 5 * k, 330 + 6 * k
        picture = PLACE.copy()
        put(picture, CAR, (x, y), scale, 0.67)
        yield picture, box_of(x, y, 250 * scale)


def car_crosses() -> Iterator[Shown]:
    for k in range(30):
        picture = PLACE.copy()
        put(picture, CAR, (300 + 22 * k, 400), 0.5, 0.67)
        yield picture, box_of(300 + 22 * k, 400, 125)


def sheet(path: Path) -> Iterator[Shown]:
    """Show a sheet with a plate before a person's chest."""
    person = texture(5, 300, 700, 20)
    paper = np.full((70, 270, 3), 235, np.uint8)
    for x, y, width in path:
        picture = PLACE.copy()
        put(picture, person, (x, y), width / 250, 0.35)
        put(picture, paper, (x, y), width / 250, 0.5)
        yield picture, box_of(x, y, width)


def walked() -> Path:
    for k in range(36):
        width = 110 + 4.5 * k
        yield 600 + 3 * k, 300 + 3 * k + 0.05 * width * sin(2 * pi * k / 6), width


def waved() -> Path:
    for k in range(36):
        yield 640 + 150 * sin(2 * pi * k / 15), 360, 150


def held() -> Path:
    for k in range(36):
        yield 640 + 4 * sin(k / 3), 360 + 3 * sin(k / 2), 150


@pytest.mark.parametrize("shown", [car_drives_up, car_crosses])
def test_a_car_brings_its_surroundings_along(shown: Callable[[], Iterator[Shown]]) -> None:
    carried = told(shown()).carried
    assert carried is not None
    assert carried > 0.8


@pytest.mark.parametrize("path", [walked, waved])
def test_a_sheet_of_paper_leaves_them_behind(
    path: Callable[[], Iterator[tuple[float, float, float]]],
) -> None:
    carried = told(sheet(path())).carried
    assert carried is not None
    assert carried < 0.2


def test_of_a_sheet_held_still_nothing_is_known() -> None:
    assert told(sheet(held())).carried is None


def test_a_camera_that_is_turned_proves_nothing() -> None:
    wide = texture(7, WIDTH + 400, HEIGHT, 24)

    def turned() -> Iterator[Shown]:
        for k in range(30):
            yield wide[:, 12 * k : 12 * k + WIDTH].copy(), box_of(900 - 12 * k, 400, 125)

    assert told(turned()).carried is None


def test_before_a_plain_wall_nothing_is_known() -> None:
    def shown() -> Iterator[Shown]:
        for picture, box in sheet(waved()):
            wall = np.full_like(picture, 120)
            x1, y1, x2, y2 = (round(side) for side in box)
            wall[y1:y2, x1:x2] = picture[y1:y2, x1:x2]
            yield wall, box

    assert told(shown()).carried is None


boxes = st.builds(
    box_of, st.floats(-200, WIDTH + 200), st.floats(-200, HEIGHT + 200), st.floats(5, 600)
)


@given(boxes, boxes)
def test_wherever_a_plate_is_its_surroundings_can_be_compared(one: Box, other: Box) -> None:
    before, now = surroundings(PLACE, one), surroundings(PLACE, other)
    result = company(before, now, surroundings(PLACE, one))
    assert result.came + result.stayed <= 12
    assert company(before, before, before) == NO_COMPANY
    assert is_still(backdrop(PLACE), backdrop(PLACE))


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_share_is_known_only_from_enough(came: int, stayed: int) -> None:
    carried = Company(came, stayed).carried
    assert (carried is None) == (came + stayed < 6)
    assert carried is None or 0.0 <= carried <= 1.0
    assert Company(came, stayed) + NO_COMPANY == Company(came, stayed)
