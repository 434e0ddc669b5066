"""The reader's network, its loss and its checkpoints."""

import copy
from dataclasses import replace
from pathlib import Path  # Python 3.11 evaluates annotations

import numpy as np
import pytest
import torch

from placa_training.reader.alphabet import CLASSES, encode
from placa_training.reader.checkpoint import load_reader, write_small
from placa_training.reader.dataset import Batch
from placa_training.reader.export import convert
from placa_training.reader.network import ORIGINAL, SHIPPED, Reader, Widths, with_columns
from placa_training.reader.picture_input import HEIGHT, ROWS, STRIDE
from placa_training.reader.runtime import CompiledReader
from placa_training.reader.train import EMA_DECAY, groups, loss_of, normalize
from placa_training.training_run import follow

QUICK, NARROW = SHIPPED["quick-reader"], SHIPPED["narrow-reader"]
COLUMNS = NARROW.columns


@pytest.fixture
def reader() -> Reader:
    torch.manual_seed(1)
    return Reader(NARROW).eval()


def batch(*texts: str) -> Batch:
    rng = np.random.default_rng(1)
    pictures = rng.integers(0, 256, (len(texts), HEIGHT, STRIDE * COLUMNS, 3), np.uint8)
    targets = np.concatenate([np.array(encode(text), np.int64) for text in texts])
    return Batch(pictures, targets, np.array([len(text) for text in texts], np.int64))


def train_on(reader: Reader, shown: Batch, teacher: Reader | None = None) -> None:
    optimizer = torch.optim.AdamW(groups(reader))
    for _ in range(8):
        for group in optimizer.param_groups:
            group["lr"] = 4e-3 * group["share"]
        loss = loss_of(reader, shown, teacher)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's Tensor.backward is untyped
        optimizer.step()


def test_the_reader_has_less_than_three_million_parameters(reader: Reader) -> None:
    assert sum(parameter.numel() for parameter in reader.parameters()) < 3_000_000


def test_every_column_of_every_row_is_a_step(reader: Reader) -> None:
    logits = reader(torch.zeros(2, 3, HEIGHT, STRIDE * COLUMNS))
    assert logits.shape == (2, ROWS * COLUMNS, CLASSES)


def test_a_reader_of_another_width_has_the_same_weights_and_its_positions_stretched() -> None:
    reader = Reader(QUICK).eval()
    torch.nn.init.normal_(reader.position)
    wider = with_columns(reader, 48)
    assert wider.widths == replace(QUICK, columns=48)
    assert wider(torch.zeros(1, 3, HEIGHT, STRIDE * 48)).shape == (1, ROWS * 48, CLASSES)
    assert torch.equal(wider.head.weight, reader.head.weight)
    ends = wider.position[..., [0, -1]], reader.position[..., [0, -1]]
    assert torch.allclose(*ends)
    assert with_columns(reader, QUICK.columns) is reader


def test_pictures_enter_between_minus_one_and_one() -> None:
    pictures = torch.tensor([0, 255], dtype=torch.uint8).reshape(1, 1, 2, 1).expand(1, 1, 2, 3)
    assert normalize(pictures)[0, :, 0].tolist() == [[-1.0, 1.0]] * 3


def test_training_on_one_batch_lowers_its_loss(reader: Reader) -> None:
    shown = batch("AB12", "7XYZ99")
    before = float(loss_of(reader, shown).detach())
    train_on(reader, shown)
    assert float(loss_of(reader, shown).detach()) < before


def test_a_teacher_that_agrees_adds_nothing_to_the_loss(reader: Reader) -> None:
    shown = batch("AB12", "7XYZ99")
    alone, taught = loss_of(reader, shown), loss_of(reader, shown, copy.deepcopy(reader))
    assert float(taught.detach()) == pytest.approx(float(alone.detach()), rel=1e-5)


def test_who_has_a_teacher_comes_nearer_to_it(reader: Reader) -> None:
    shown = batch("AB12", "7XYZ99")

    def apart_after_training(teacher: Reader | None) -> float:
        torch.manual_seed(2)
        quick = Reader(QUICK)
        train_on(quick, shown, teacher)
        return float((loss_of(quick, shown, reader) - loss_of(quick, shown)).detach())

    assert 0 < apart_after_training(reader) < apart_after_training(None)


def test_the_average_moves_towards_the_trained_weights_and_not_all_the_way() -> None:
    average, trained = Reader(QUICK), Reader(QUICK)
    with torch.no_grad():
        average.head.bias.fill_(0.0)
        trained.head.bias.fill_(1.0)
    follow(average, trained, 100_000, EMA_DECAY)
    assert 0 < float(average.head.bias[0].detach()) < 0.01


@pytest.mark.parametrize("widths", [*SHIPPED.values(), ORIGINAL])
def test_a_small_checkpoint_holds_the_same_reader(widths: Widths, tmp_path: Path) -> None:
    reader = Reader(widths).eval()
    run, small = tmp_path / "run.pt", tmp_path / "small.pt"
    torch.save({"average": reader.state_dict(), "step": 5}, run)
    write_small(run, small)
    assert small.stat().st_size < 8_000_000
    assert load_reader(small).widths == widths
    picture = torch.rand(1, 3, HEIGHT, STRIDE * widths.columns)
    with torch.no_grad():
        assert torch.allclose(load_reader(small)(picture), reader(picture), atol=0.02)


def test_the_exported_network_says_what_the_trained_one_says(reader: Reader) -> None:
    shown = batch("A").pictures
    with torch.no_grad():
        expected = torch.softmax(reader(normalize(torch.from_numpy(shown))) / 1.5, 2)[0]
    compiled = CompiledReader(convert(reader, 1.5))
    assert compiled.probabilities(shown[0]) == pytest.approx(expected.numpy(), abs=1e-4)
