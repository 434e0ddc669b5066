"""The rendered clip: a stranger, the known car and its near double drive up in turn.

The known car waits for its garage and drives in; the others wait, turn back and leave.
Same seed, same pictures.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
import hashlib
from pathlib import Path
import shutil

import numpy as np

from placa_demo.car import Car, draw_car, place_car
from placa_demo.driveway import (
    GATE,
    HEIGHT,
    WIDTH,
    Color,
    Picture,
    Scene,
    draw_scene,
    ground_at,
    scale_at,
)
from placa_demo.h264 import write_h264
from placa_training.renderer import RenderedPlate, fonts, layout_named, render_plate

FPS = 15
SEED = 7
KNOWN_PLATE = "KT47HNR"

_DRAWN_BY = ("car.py", "drive_clip.py", "driveway.py", "h264.py")
_PAUSE = 2.0
_FAR, _STOP, _GONE = 27.0, 4.5, 1.6
"""Distances in meters: the street, where cars wait, below the camera."""
_TURN, _APPROACH, _WAIT, _KNOWN_WAIT, _BACK, _IN = 1.4, 3.8, 1.6, 3.4, 3.0, 1.1
"""Seconds of each part of a visit."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One car's visit; times in seconds from the start of the clip."""

    who: str
    plate: str
    paint: Color
    side: int
    known: bool
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class DriveClip:
    """The clip's files: the cars, and the empty driveway to show before and after."""

    cars: Path
    empty: Path


def schedule() -> tuple[Visit, ...]:
    """Who comes when."""
    cast: tuple[tuple[str, str, Color, int], ...] = (
        ("a stranger", "VX93LMA", (58, 62, 178), -1),
        ("the known car", KNOWN_PLATE, (146, 78, 40), 1),
        ("a near double of the known car", "KT47HNP", (152, 150, 146), -1),
    )
    visits = []
    start = _PAUSE
    for who, plate, paint, side in cast:
        known = plate == KNOWN_PLATE
        leaving = _KNOWN_WAIT + _IN if known else _WAIT + _BACK + _TURN
        end = start + _TURN + _APPROACH + leaving
        visits.append(Visit(who, plate, paint, side, known, start, end))
        start = end + _PAUSE
    return tuple(visits)


def duration() -> float:
    """Length of the clip in seconds."""
    return schedule()[-1].end + _PAUSE


def drive_clip(cache: Path, progress: Callable[[float], None]) -> DriveClip:
    """Return the clip's files in the cache folder; render them if they are not there yet.

    `progress` hears the share that is done, in [0, 1].
    """
    drawing = [Path(__file__).with_name(name) for name in _DRAWN_BY]
    drawing += sorted(Path(fonts.__file__).parent.rglob("*.[pt]*"))
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in drawing if path.is_file()))
    folder = cache / f"drive-clip-{stamp.hexdigest()[:16]}"
    clip = DriveClip(folder / "cars.h264", folder / "empty.h264")
    if clip.cars.exists() and clip.empty.exists():
        return clip
    for outdated in cache.glob("drive-clip-*"):
        shutil.rmtree(outdated)
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    scene = draw_scene(rng)
    total = round(duration() * FPS)

    def counted() -> Iterator[Picture]:
        for index, picture in enumerate(pictures(scene, rng)):
            progress(index / total)
            yield picture

    write_h264(clip.empty, _empty(scene, rng), FPS)
    write_h264(clip.cars, counted(), FPS)
    progress(1.0)
    return clip


def pictures(scene: Scene, rng: np.random.Generator) -> Iterator[Picture]:
    """Draw all pictures of the clip, BGR."""
    empty = _noisy(scene.picture, rng)
    cars = {visit.plate: draw_car(visit.paint, _plate(rng, visit.plate)) for visit in schedule()}
    for index in range(round(duration() * FPS)):
        time = index / FPS
        frame = empty[index % len(empty)].copy()
        for visit in schedule():
            if visit.start <= time < visit.end:
                _draw_visit(frame, scene, cars[visit.plate], visit, time - visit.start)
        yield frame


def _draw_visit(frame: Picture, scene: Scene, car: Car, visit: Visit, time: float) -> None:
    x, distance = _position(visit, time)
    scale = scale_at(distance)
    place = (WIDTH / 2 + x * scale, ground_at(distance))
    place_car(frame, car, place, scale, scene.in_front if distance > GATE else None)


def _position(visit: Visit, time: float) -> tuple[float, float]:
    """Meters to the right of the drive's middle and meters away, `time` seconds into a visit."""
    if time < _TURN:
        share = _ease(time / _TURN)
        return visit.side * 13.0 * (1 - share), _FAR - 3.0 * share
    time -= _TURN
    if time < _APPROACH:
        return _on_drive(visit, time / _APPROACH)
    time -= _APPROACH
    wait = _KNOWN_WAIT if visit.known else _WAIT
    if time < wait:
        return _on_drive(visit, 1.0)
    time -= wait
    if visit.known:
        return 0.0, _STOP + (_GONE - _STOP) * (time / _IN) ** 2
    if time < _BACK:
        return _on_drive(visit, 1 - _ease(time / _BACK))
    share = _ease((time - _BACK) / _TURN)
    return visit.side * 13.0 * share, _FAR - 3.0 * (1 - share)


def _on_drive(visit: Visit, share: float) -> tuple[float, float]:
    slowing = 1 - (1 - share) ** 1.7
    return visit.side * 0.5 * np.sin(np.pi * share), _FAR - 3.0 + (_STOP - _FAR + 3.0) * slowing


def _ease(share: float) -> float:
    return share * share * (3 - 2 * share)


def _plate(rng: np.random.Generator, text: str) -> Picture:
    """Render a British front plate, the cleanest of several."""
    layout = layout_named("gb")
    white = replace(layout, schemes=layout.schemes[:1], bands=(), words=(), bolts=0.0)
    drawn = [_cut_out(render_plate(rng, white, text, width=520)) for _ in range(12)]
    return max(drawn, key=lambda plate: float(plate.std()))


def _cut_out(plate: RenderedPlate) -> Picture:
    left, top = np.floor(plate.quad.min(axis=0)).astype(int)
    right, bottom = np.ceil(plate.quad.max(axis=0)).astype(int)
    return plate.image[top:bottom, left:right]


def _noisy(picture: Picture, rng: np.random.Generator) -> list[Picture]:
    """Add a sensor's noise, a few times over."""
    noise = [rng.normal(0, 1.3, (HEIGHT, WIDTH, 1)) for _ in range(4)]
    return [np.clip(picture + grain, 0, 255).astype(np.uint8) for grain in noise]


def _empty(scene: Scene, rng: np.random.Generator) -> Iterator[Picture]:
    empty = _noisy(scene.picture, rng)
    for index in range(round(_PAUSE * FPS)):
        yield empty[index % len(empty)]
