"""Real clips over real RTSP: the gate of a real Home Assistant opens for one plate only."""

from collections.abc import AsyncIterator
from pathlib import Path

from placa_demo.camera_server import Idle
from placa_engine.confusables import fold
from placa_engine.rectifier import rectify
from placa_engine.vision import Vision, load_vision
import pytest
import pytest_asyncio
from real_clips import FPS, RealClip, empty_place, encode_idle, encode_visit, real_clips, visit
from street import Street, street

CLIPS = real_clips()
CARS = tuple(clip for clip in CLIPS if clip.plates)
NOTHING_READABLE = tuple(clip for clip in CLIPS if not clip.plates)
REGISTERED = CARS[5]

pytestmark = pytest.mark.asyncio(loop_scope="module")


def near_double(plate: str) -> str:
    """Change the last character to one that does not look like it."""
    others = "0123456789" if plate[-1].isdigit() else "ABCDEFGHJKLMNPRSTUVWXYZ"
    at = others.find(plate[-1])
    turned = others[at + 1 :] + others[: at + 1]
    return plate[:-1] + next(char for char in turned if fold(char) != fold(plate[-1]))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def gate(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Street]:
    """A household that owns the registered car and a near double of every other one."""
    folder = tmp_path_factory.mktemp("street")
    idle = {}
    for camera, clip in (("street", CARS[0]), ("yard", NOTHING_READABLE[0])):
        encode_idle(empty_place(clip), folder / f"{camera}.h264")
        idle[camera] = Idle(folder / f"{camera}.h264", FPS)
    doubles = [near_double(plate) for clip in CARS if clip != REGISTERED for plate in clip.plates]
    vehicles = {"Registered car": REGISTERED.plates, "Near doubles": doubles}
    async with street(idle, vehicles, folder) as everything:
        assert everything.cameras.speaks_rtsp
        yield everything


def first_readable(clip: RealClip, vision: Vision) -> int:
    """Find the first shown picture in which one look alone reads the plate."""
    for index, picture in enumerate(visit(clip, empty_place(CARS[0]), arrives=True)):
        for detection in vision.detector.detect(picture):
            (reading,) = vision.reader.read([rectify(picture, detection.quad)])
            if reading.text in clip.plates:
                return index
    raise AssertionError(f"no picture of {clip.path.name} can be read")


async def test_a_registered_car_that_only_stands_there_opens_nothing(
    gate: Street, tmp_path: Path
) -> None:
    encode_visit(REGISTERED, empty_place(CARS[0]), tmp_path / "stands.h264", arrives=False)
    stood = await gate.show("street", tmp_path / "stands.h264")
    assert stood.opened_at == ()
    assert "moved" in stood.refused_by


async def test_the_gate_opens_once_for_the_registered_plate_and_for_no_other_clip(
    gate: Street, tmp_path: Path
) -> None:
    opened = {}
    delay = float("nan")
    for clip in CARS:
        shown = tmp_path / f"{clip.path.stem}.h264"
        encode_visit(clip, empty_place(CARS[0]), shown, arrives=True)
        came = await gate.show("street", shown)
        opened[clip.path.name] = len(came.opened_at)
        print(
            f"{clip.path.name}: {' '.join(clip.plates)}, read {' '.join(came.texts) or '-'},",
            end=" ",
        )
        print("opened" if came.opened_at else "shut")
        assert came.texts, "a gate that saw no car proves nothing"
        if clip == REGISTERED and came.opened_at:
            readable_at = came.began + first_readable(clip, load_vision()) / FPS
            delay = came.opened_at[0] - readable_at
    print(f"from the first readable picture to the call of the gate: {delay:.2f} s")
    assert opened == {clip.path.name: int(clip == REGISTERED) for clip in CARS}


async def test_a_car_whose_plate_cannot_be_read_opens_nothing(gate: Street, tmp_path: Path) -> None:
    for clip in NOTHING_READABLE:
        encode_visit(clip, empty_place(clip), tmp_path / "yard.h264", arrives=False)
        passed = await gate.show("yard", tmp_path / "yard.h264")
        print(f"{clip.path.name}: nothing readable, read {' '.join(passed.texts) or '-'}")
        assert passed.opened_at == ()
