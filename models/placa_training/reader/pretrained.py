"""The reader's starting weights: PP-OCRv4 mobile recognition (Apache-2.0), from its ONNX file.

The file is in the package rapidocr_onnxruntime 1.4.4 from PyPI, as
rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx.
"""

from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
import torch
from torch import Tensor, nn

from placa_training.reader.alphabet import ALPHABET
from placa_training.reader.network import Mixer, Reader, TrunkBlock, TrunkGate

Array = npt.NDArray[np.float32]


class _Graph:
    """The convolutions, matrix products and per-channel vectors of the ONNX graph, in order."""

    def __init__(self, path: Path) -> None:
        model = onnx.load(str(path))
        self.characters = {p.key: p.value for p in model.metadata_props}["character"].split("\n")
        constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        for node in model.graph.node:
            if node.op_type == "Constant":
                constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        self.steps: list[tuple[str, list[Array]]] = []
        for node in model.graph.node:
            values = [constants[name] for name in node.input if name in constants]
            if node.op_type in ("Conv", "BatchNormalization", "MatMul", "Mul", "Add") and values:
                self.steps.append((node.op_type, values))


def _affine(steps: Iterator[tuple[str, list[Array]]]) -> tuple[float, float]:
    """Take the next scalar scale and shift."""
    (mul, scale), (add, shift) = next(steps), next(steps)
    if (mul, add) != ("Mul", "Add") or scale[0].size != 1 or shift[0].size != 1:
        raise ValueError("not the expected PP-OCRv4 recognition graph")
    return float(scale[0].item()), float(shift[0].item())


def _hardswish(steps: Iterator[tuple[str, list[Array]]]) -> None:
    """Skip the constants of x * clip(x + 3, 0, 6) / 6 (its division and clip are not listed)."""
    name, values = next(steps)
    if name != "Add" or values[0].item() != 3.0:
        raise ValueError("not the expected PP-OCRv4 recognition graph")


def _tensor(values: Array) -> Tensor:
    return torch.from_numpy(np.array(values, dtype=np.float32))


@torch.no_grad()
def _copy_conv(conv: nn.Conv2d, weight: Array, bias: Array) -> None:
    conv.weight.copy_(_tensor(weight))
    assert conv.bias is not None
    conv.bias.copy_(_tensor(bias))


@torch.no_grad()
def _fold_input(conv: nn.Conv2d, scale: float, shift: float) -> None:
    """Make conv(x) equal to the old conv(scale * x + shift); exact without padding."""
    assert conv.bias is not None
    conv.bias += shift * conv.weight.sum((1, 2, 3))
    conv.weight *= scale


@torch.no_grad()
def _fold_output(conv: nn.Conv2d, scale: float, shift: float) -> None:
    assert conv.bias is not None
    conv.weight *= scale
    conv.bias.mul_(scale).add_(shift)


def _copy_batch_norm_conv(conv: nn.Conv2d, steps: Iterator[tuple[str, list[Array]]]) -> None:
    (weight,), (scale, shift, mean, variance) = next(steps)[1], next(steps)[1]
    factor = scale / np.sqrt(variance + 1e-5)
    _copy_conv(conv, weight * factor[:, None, None, None], shift - mean * factor)


@torch.no_grad()
def _copy_block(
    block: TrunkBlock, steps: Iterator[tuple[str, list[Array]]], pending: tuple[float, float]
) -> tuple[float, float]:
    """Fill a block; returns the affine that its output still needs."""
    for conv in (block.depthwise, block.pointwise):
        if conv is block.pointwise and isinstance(block.squeeze, TrunkGate):
            _copy_conv(block.squeeze.reduce, *next(steps)[1])
            _copy_conv(block.squeeze.expand, *next(steps)[1])
            scale, shift = pending
            block.squeeze.shift.fill_(shift / scale)
            _fold_input(block.squeeze.reduce, scale, 0.0)
            pending = (scale, 0.0)
        _copy_conv(conv, *next(steps)[1])
        scale, shift = pending
        if conv is block.depthwise:
            block.shift.fill_(shift / scale)
            shift = 0.0
        _fold_input(conv, scale, shift)
        _fold_output(conv, *_affine(steps))
        _hardswish(steps)
        pending = _affine(steps)
    return pending


@torch.no_grad()
def _copy_mixer(mixer: Mixer, steps: Iterator[tuple[str, list[Array]]]) -> None:
    def vector(kind: str) -> Tensor:
        name, values = next(steps)
        while name != kind or values[0].size == 1:
            name, values = next(steps)
        return _tensor(values[0])

    for norm, layers in (
        (mixer.norm_attention, (mixer.qkv, mixer.projection)),
        (mixer.norm_mlp, (mixer.widen, mixer.narrow)),
    ):
        norm.weight.copy_(vector("Mul"))
        norm.bias.copy_(vector("Add"))
        for layer in layers:
            layer.weight.copy_(vector("MatMul").T)
            layer.bias.copy_(vector("Add"))


@torch.no_grad()
def load_starting_point(reader: Reader, path: Path) -> None:
    """Fill the reader from PP-OCRv4's ONNX file; the head keeps the classes of the alphabet.

    Lower-case letters and every other symbol are dropped. Raises ValueError when the graph is
    another one.
    """
    graph = _Graph(path)
    steps = iter(graph.steps)
    _copy_batch_norm_conv(reader.stem, steps)
    pending = (1.0, 0.0)
    for block in reader.blocks:
        assert isinstance(block, TrunkBlock)
        pending = _copy_block(block, steps, pending)
    output = reader.trunk_affine
    output.copy_(torch.tensor(pending))
    for conv in (reader.enter, reader.enter_mix):
        _copy_batch_norm_conv(conv, steps)
        next(steps)
    for mixer in reader.mixers:
        assert isinstance(mixer, Mixer)
        _copy_mixer(mixer, steps)
    name, values = next(steps)
    while name != "Mul" or values[0].size == 1:
        name, values = next(steps)
    reader.norm.weight.copy_(_tensor(values[0]))
    reader.norm.bias.copy_(_tensor(next(steps)[1][0]))
    rest = dropwhile(lambda step: step[0] != "Conv", steps)
    for conv in (reader.back, reader.leave, reader.leave_mix):
        _copy_batch_norm_conv(conv, rest)
        next(rest)
    matrix, bias = next(rest)[1][0], next(rest)[1][0]
    rows = [0] + [graph.characters.index(char) + 1 for char in ALPHABET]
    reader.head.weight.copy_(_tensor(matrix.T[rows]))
    reader.head.bias.copy_(_tensor(bias[rows]))
