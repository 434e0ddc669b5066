from hypothesis import HealthCheck, given, settings, strategies as st
import numpy as np
from numpy.typing import NDArray
import pytest

from placa_training.renderer import degrade, render_reader_sample

pytestmark = pytest.mark.usefixtures("only_bundled_fonts")

seeds = st.integers(0, 2**32 - 1)


def stripes(height: int, width: int) -> NDArray[np.uint8]:
    bars = np.where(np.arange(width) // 4 % 2, 30, 220).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(bars[None, :, None], (height, width, 3)))


@given(seeds, st.floats(0, 1), st.integers(8, 160), st.integers(16, 700))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
def test_size_and_type_stay_and_the_input_is_not_touched(
    seed: int, severity: float, height: int, width: int
) -> None:
    crop = stripes(height, width)
    spoilt = degrade(np.random.default_rng(seed), crop, severity)
    assert spoilt.shape == crop.shape
    assert spoilt.dtype == np.uint8
    assert not np.shares_memory(spoilt, crop)
    np.testing.assert_array_equal(crop, stripes(height, width))


@given(seeds, st.floats(0, 1))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
def test_the_same_seed_spoils_alike(seed: int, severity: float) -> None:
    one, other = (degrade(np.random.default_rng(seed), stripes(64, 200), severity) for _ in "ab")
    np.testing.assert_array_equal(one, other)


def test_more_severity_leaves_less_contrast_between_strokes() -> None:
    def sharpness(severity: float) -> float:
        rng = np.random.default_rng(4)
        spoilt = [degrade(rng, stripes(64, 200), severity).astype(float) for _ in range(150)]
        return float(np.mean([np.abs(np.diff(one.mean((0, 2)))).mean() for one in spoilt]))

    assert sharpness(0.0) > 1.5 * sharpness(1.0)


def test_a_sample_without_severity_is_hardly_touched() -> None:
    calm = render_reader_sample(np.random.default_rng(1), severity=0.0)
    rough = render_reader_sample(np.random.default_rng(1), severity=1.0)
    assert calm.text == rough.text
    assert calm.crop.shape == rough.crop.shape
