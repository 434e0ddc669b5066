"""Narrower networks that give nearly what the wide ones give."""

import torch
from torch import nn

from placa_workshop.reader.network import ORIGINAL, SHIPPED, Reader
from placa_workshop.reader.picture_input import HEIGHT, WIDTH
from placa_workshop.reader.slim import slim as slim_reader
from placa_workshop.slimming import Fit, best


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


def test_a_slim_reader_gives_nearly_what_the_wide_one_gives() -> None:
    torch.manual_seed(1)
    wide = Reader(ORIGINAL).eval()
    crops = torch.rand(24, 3, HEIGHT, WIDTH) * 2 - 1
    narrow = slim_reader(wide, crops).eval()
    with torch.no_grad():
        told, plain = wide(crops), Reader(SHIPPED).eval()(crops)
        assert narrow.widths == SHIPPED
        assert (narrow(crops) - told).abs().mean() < 0.5 * (plain - told).abs().mean()
