"""Narrower networks that give nearly what the wide ones give."""

import numpy as np
import pytest
import torch
from torch import nn

from placa_training.detector.backbone import ORIGINAL as WIDE_DETECTOR, SHIPPED as NARROW_DETECTOR
from placa_training.detector.network import PlateDetector
from placa_training.detector.prune import slim as slim_detector
from placa_training.prune import Fit, best
from placa_training.reader.network import ORIGINAL, SHIPPED, Reader, Widths, with_columns
from placa_training.reader.picture_input import HEIGHT, STRIDE
from placa_training.reader.prune import slim as slim_reader

NARROW = SHIPPED["narrow-reader"]


def test_a_fit_finds_the_weights_that_made_the_outputs() -> None:
    torch.manual_seed(1)
    true, found = nn.Conv2d(6, 4, (1, 3), padding=(0, 1)), nn.Conv2d(6, 4, (1, 3), padding=(0, 1))
    x = torch.randn(8, 6, 5, 9)
    fit = Fit(found)
    with torch.no_grad():
        fit.add(x, true(x))
        fit.solve()
        assert (found(x) - true(x)).abs().max() < 0.05


def test_the_best_channels_come_in_their_old_order() -> None:
    assert best(torch.tensor([0.1, 5.0, 0.2, 4.0]), 2) == [1, 3]


@pytest.mark.parametrize(
    ("start", "widths"), [(ORIGINAL, NARROW), (NARROW, SHIPPED["quick-reader"])]
)
def test_a_slim_reader_gives_nearly_what_the_wide_one_gives(start: Widths, widths: Widths) -> None:
    torch.manual_seed(1)
    wide = with_columns(Reader(start).eval(), widths.columns)
    crops = torch.rand(24, 3, HEIGHT, STRIDE * widths.columns) * 2 - 1
    narrow = slim_reader(wide, crops, widths).eval()
    with torch.no_grad():
        told, plain = wide(crops), Reader(widths).eval()(crops)
        assert narrow.widths == widths
        assert (narrow(crops) - told).abs().mean() < 0.5 * (plain - told).abs().mean()


def test_a_slim_detector_gives_nearly_what_the_wide_one_gives() -> None:
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    wide = PlateDetector(WIDE_DETECTOR).eval()
    pictures = [
        torch.from_numpy(rng.integers(0, 256, (1, 64, 96, 3), dtype=np.uint8)) for _ in range(6)
    ]
    narrow = slim_detector(wide, pictures)
    plain = PlateDetector(NARROW_DETECTOR).eval()
    with torch.no_grad():
        near = [first_lateral(narrow, picture) for picture in pictures]
        far = [first_lateral(plain, picture) for picture in pictures]
        wanted = [first_lateral(wide, picture) for picture in pictures]
    assert distance(near, wanted) < 0.5 * distance(far, wanted)


def first_lateral(network: PlateDetector, picture: torch.Tensor) -> torch.Tensor:
    features = network.backbone(network.normalized(picture))
    lateral: torch.Tensor = network.lateral[0](features[0])
    return lateral


def distance(some: list[torch.Tensor], others: list[torch.Tensor]) -> float:
    return float(sum((a - b).abs().mean() for a, b in zip(some, others, strict=True)))
