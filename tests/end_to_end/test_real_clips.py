"""Real clips over real RTSP: the gate of a real Home Assistant opens for one plate only."""

from asyncio import wrap_future
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio

from placa_demo.camera_server import Idle
from placa_engine.imaging.rectify import rectify
from placa_engine.plates.confusables import fold
from placa_engine.vision.vision import Vision, load_vision
from tests.end_to_end.event_loop import placa_kept_the_loop_for_less_than_50_ms
from tests.end_to_end.real_clips import (
    FPS,
    Picture,
    RealClip,
    empty_place,
    encode_idle,
    encode_visit,
    real_clips,
    visit,
)
from tests.end_to_end.street import Street, street

CLIPS = real_clips()
CARS = tuple(clip for clip in CLIPS if clip.plates)
NOTHING_READABLE = tuple(clip for clip in CLIPS if not clip.plates)
REGISTERED = CARS[3]
"""The second reader is sure of it as well, or the gate would rightly stay shut."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


def near_double(plate: str) -> str:
    """Change the last character to one that does not look like it."""
    others = "0123456789" if plate[-1].isdigit() else "ABCDEFGHJKLMNPRSTUVWXYZ"
    at = others.find(plate[-1])
    turned = others[at + 1 :] + others[: at + 1]
    return plate[:-1] + next(char for char in turned if fold(char) != fold(plate[-1]))


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Path]]]:
    """Every clip ready to be played, encoded while everything else starts."""
    folder = tmp_path_factory.mktemp("clips")
    place = empty_place(CARS[0])
    with ThreadPoolExecutor(1) as worker:

        def encode(name: str, clip: RealClip, place: Picture, *, arrives: bool) -> Future[Path]:
            return worker.submit(encode_visit, clip, place, folder / name, arrives=arrives)

        visits = {"stands": encode("stands.h264", REGISTERED, place, arrives=False)}
        for clip in CARS:
            visits[clip.path.name] = encode(f"{clip.path.name}.h264", clip, place, arrives=True)
        for clip in NOTHING_READABLE:
            own = empty_place(clip)
            visits[clip.path.name] = encode(f"{clip.path.name}.h264", clip, own, arrives=False)
        yield visits


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def gate(
    encoded: dict[str, Future[Path]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Street]:
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
        arrives = encoded[CARS[0].path.name]
        await everything.get_ready("street", await wrap_future(arrives))
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
    gate: Street, encoded: dict[str, Future[Path]]
) -> None:
    stood = await gate.show("street", await wrap_future(encoded["stands"]))
    assert stood.opened_at == ()
    assert "moved" in stood.refused_by


async def test_the_gate_opens_once_for_the_registered_plate_and_for_no_other_clip(
    gate: Street, encoded: dict[str, Future[Path]]
) -> None:
    came = {}
    for clip in CARS:
        passed = await gate.show("street", await wrap_future(encoded[clip.path.name]))
        came[clip] = passed
        read = " ".join(passed.texts) or "nothing"
        gate_is = "opened" if passed.opened_at else "shut"
        print(f"{clip.path.name}: {' '.join(clip.plates)}, read {read}, {gate_is}")
        assert passed.texts, "a gate that saw no car proves nothing"
    opened = {clip.path.name: len(passed.opened_at) for clip, passed in came.items()}
    assert opened == {clip.path.name: int(clip == REGISTERED) for clip in CARS}

    passed = came[REGISTERED]
    readable = first_readable(REGISTERED, load_vision())
    delay = passed.opened_at[0] - (passed.began + readable / FPS)
    print(f"from the first readable picture (number {readable}) to the call: {delay:.2f} s")


async def test_a_car_whose_plate_cannot_be_read_opens_nothing(
    gate: Street, encoded: dict[str, Future[Path]]
) -> None:
    for clip in NOTHING_READABLE:
        passed = await gate.show("yard", await wrap_future(encoded[clip.path.name]))
        print(f"{clip.path.name}: nothing readable, read {' '.join(passed.texts) or 'nothing'}")
        assert passed.opened_at == ()


async def test_with_all_that_placa_never_kept_the_event_loop_for_50_ms(gate: Street) -> None:
    await placa_kept_the_loop_for_less_than_50_ms(gate.home)
