import numpy as np
import pytest

from placa_engine.cameras.masks import paint_over
from placa_engine.cameras.motion import FIRST_LOOK, HOLD, WATCH, MotionGate
from placa_engine.cameras.sources.source_frame import Luma

STEP = 1 / 15


def street(seed: int = 0) -> Luma:
    """A noisy picture, as a camera at dusk gives."""
    noise = np.random.default_rng(seed).normal(0, 3, (120, 213))
    return np.clip(np.linspace(60, 160, 213) + noise, 0, 255).astype(np.uint8)


class Gate:
    """A gate whose clock runs with its frames."""

    def __init__(self, gate: MotionGate | None = None) -> None:
        self.gate = gate or MotionGate()
        self.at = 0.0

    def show(self, luma: Luma, *, in_view: bool = False, unsettled: bool = False) -> bool:
        self.at += STEP
        return self.gate.passes(luma, self.at, in_view=in_view, unsettled=unsettled)

    def still(self, seconds: float, **view: bool) -> list[bool]:
        return [self.show(street(seed), **view) for seed in range(round(seconds / STEP))]


def test_the_first_frames_of_a_stream_pass() -> None:
    passed = Gate().still(FIRST_LOOK)
    assert all(passed)


def test_a_noisy_but_still_picture_does_not_pass_for_ever() -> None:
    gate = Gate()
    gate.still(FIRST_LOOK + HOLD)
    assert not any(gate.still(10))


def test_a_car_opens_the_gate_at_once_and_it_stays_open_for_a_while() -> None:
    gate = Gate()
    gate.still(5)
    luma = street()
    luma[60:72, 100:116] = 250
    assert gate.show(luma)
    after = gate.still(HOLD + 1)
    assert all(after[: round(HOLD / STEP) - 1])


def test_a_plate_sized_change_is_enough() -> None:
    gate = Gate()
    gate.still(5)
    luma = street()
    luma[60:64, 100:114] = 250
    assert gate.show(luma)


def test_what_has_stopped_becomes_background() -> None:
    gate = Gate()
    gate.still(5)
    parked = street()
    parked[40:90, 60:120] = 230
    passed = [gate.show(parked) for _ in range(round(30 / STEP))]
    assert passed[0]
    assert not passed[-1]


def test_a_jump_of_the_exposure_is_no_motion() -> None:
    gate = Gate()
    gate.still(5)
    assert not gate.show(street() + np.uint8(40))


def test_motion_under_a_mask_is_not_seen() -> None:
    gate = Gate(MotionGate(masks=[((0.0, 0.0), (0.5, 0.0), (0.5, 0.2), (0.0, 0.2))]))
    gate.still(5)
    clock = street()
    clock[5:15, 10:60] = 255
    assert not gate.show(clock)
    car = street()
    car[60:90, 100:150] = 255
    assert gate.show(car)


def test_a_picture_masked_as_a_whole_never_shows_motion() -> None:
    gate = Gate(MotionGate(masks=[((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))]))
    gate.still(5)
    assert not gate.show(np.full_like(street(), 255))


def test_a_plate_that_is_not_settled_keeps_the_gate_open() -> None:
    gate = Gate()
    gate.still(5)
    assert all(gate.still(5, in_view=True, unsettled=True))


def test_a_parked_plate_is_looked_at_now_and_then() -> None:
    gate = Gate()
    gate.still(5)
    passed = sum(gate.still(10, in_view=True))
    assert passed == pytest.approx(10 / WATCH, abs=3)


def test_a_new_size_begins_a_new_background() -> None:
    gate = Gate()
    gate.still(5)
    assert gate.show(street()[::2, ::2])


def test_masks_are_painted_over_and_nothing_else() -> None:
    picture = np.full((100, 200, 3), 90, np.uint8)
    paint_over(picture, [((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5))])
    assert not picture[:50, :100].any()
    assert (picture[52:] == 90).all()
    assert (picture[:, 102:] == 90).all()


def test_a_still_picture_tells_of_nothing_that_moves() -> None:
    gate = Gate()
    gate.still(5)
    assert gate.gate.moving is None


def test_where_a_car_drives_is_told_in_parts_of_the_picture() -> None:
    gate = Gate()
    gate.still(5)
    luma = street()
    luma[60:72, 100:120] = 250
    luma[5:7, 5:10] = 250
    gate.show(luma)
    assert gate.gate.moving == pytest.approx(
        (100 / 213, 60 / 120, 120 / 213, 72 / 120), abs=3 / 120
    )
