"""A narrower reader that computes nearly the same: fewer channels, the rest made up for.

Of each layer the channels that matter most to the next one stay: those with the largest
deviation times weight. The weights that read them are then solved for by least squares, layer
by layer, so that each layer's output on real crops stays as close as it can to the wide
network's (after ThiNet, Luo et al. 2017, and channel pruning by reconstruction, He et al. 2017).
"""

from collections.abc import Iterable
from itertools import pairwise

import torch
from torch import Tensor, nn

from placa_workshop.reader.network import SHIPPED, Block, Reader, SqueezeExcite, Widths

RIDGE = 1e-3
"""Pull towards the wide network's own weights, in shares of the mean input power."""


class _Fit:
    """Least squares of a convolution's weights, from its inputs and the outputs it should give."""

    def __init__(self, conv: nn.Conv2d) -> None:
        self._conv = conv
        size = conv.weight[0].numel() + 1
        self._inputs = torch.zeros(size, size, dtype=torch.float64)
        self._outputs = torch.zeros(size, conv.out_channels, dtype=torch.float64)

    def add(self, x: Tensor, wanted: Tensor) -> None:
        """Take in inputs [N, C, H, W] and wanted outputs [N, O, H, W]."""
        conv = self._conv
        patches = nn.functional.unfold(
            x, conv.kernel_size, conv.dilation, conv.padding, conv.stride
        )
        rows = patches.transpose(1, 2).flatten(0, 1).double()
        rows = torch.cat((rows, torch.ones(len(rows), 1, dtype=torch.float64)), 1)
        self._inputs += rows.T @ rows
        self._outputs += rows.T @ wanted.flatten(2).transpose(1, 2).flatten(0, 1).double()

    def solve(self) -> None:
        """Set the convolution's weight and bias."""
        conv = self._conv
        assert conv.bias is not None
        now = torch.cat((conv.weight.flatten(1), conv.bias[:, None]), 1).T.double()
        pull = RIDGE * self._inputs.diagonal().mean()
        system = self._inputs + pull * torch.eye(len(now), dtype=torch.float64)
        solved = torch.linalg.solve(system, self._outputs + pull * now).T
        conv.weight.copy_(solved[:, :-1].reshape(conv.weight.shape))
        conv.bias.copy_(solved[:, -1])


@torch.no_grad()
def slim(wide: Reader, crops: Tensor, widths: Widths = SHIPPED) -> Reader:
    """Make a reader of fewer channels from a wide one, by float crops [N, 3, H, W] in -1..1."""
    batches = crops.split(16)
    narrow = Reader(widths)
    narrow.load_state_dict(_shared(wide, narrow), strict=False)
    kept = _important(
        wide, batches, [_block(block).pointwise.out_channels for block in narrow.blocks]
    )
    before: list[int] | None = None
    for index, after in enumerate(kept):
        _cut_block(_block(wide.blocks[index]), _block(narrow.blocks[index]), before, after)
        before = after
    trunk = kept[-1]
    back = _best(
        wide.leave.weight[:, wide.widths.late :].square().sum((0, 2, 3)).sqrt()
        * _deviation(
            wide.both(t, wide.mix(wide.enter(t)))[:, wide.widths.late :]
            for t in map(wide.trunk, batches)
        ),
        widths.late,
    )
    _copy(narrow.enter, wide.enter.weight[:, trunk], wide.enter.bias)
    _copy(narrow.back, wide.back.weight[back], wide.back.bias[back])
    both = trunk + [wide.widths.late + channel for channel in back]
    _copy(narrow.leave, wide.leave.weight[:, both], wide.leave.bias)
    _refit_blocks(wide, narrow, kept, batches)
    _refit_neck(wide, narrow, batches)
    return narrow


def _block(module: nn.Module) -> Block:
    assert isinstance(module, Block)
    return module


def _shared(wide: Reader, narrow: Reader) -> dict[str, Tensor]:
    shapes = {name: value.shape for name, value in narrow.state_dict().items()}
    return {name: value for name, value in wide.state_dict().items() if value.shape == shapes[name]}


def _copy(conv: nn.Conv2d, weight: Tensor, bias: Tensor | None) -> None:
    conv.weight.copy_(weight)
    assert conv.bias is not None
    assert bias is not None
    conv.bias.copy_(bias)


def _gated(block: Block, x: Tensor) -> Tensor:
    """Return what a block's pointwise convolution gets for the block's input."""
    gated: Tensor = block.squeeze(nn.functional.hardswish(block.depthwise(x + block.shift)))
    return gated


def _deviation(activations: Iterable[Tensor]) -> Tensor:
    return torch.stack([one.std((0, 2, 3)) for one in activations]).mean(0)


def _best(scores: Tensor, count: int) -> list[int]:
    chosen: list[int] = scores.topk(count).indices.sort().values.tolist()
    return chosen


def _important(wide: Reader, batches: tuple[Tensor, ...], counts: list[int]) -> list[list[int]]:
    """Return the channels of each block's output that stay, by what reads them."""
    kept = []
    inputs = [wide.stem(batch) for batch in batches]
    for (block, following), count in zip(pairwise(wide.blocks), counts, strict=False):
        inputs = [block(x) for x in inputs]
        after = _block(following)
        weight = after.pointwise.weight.square().sum((0, 2, 3)).sqrt()
        kept.append(_best(weight * _deviation(_gated(after, x) for x in inputs), count))
    late = wide.widths.late
    readers = (
        torch.cat((wide.enter.weight, wide.leave.weight[:, :late])).square().sum((0, 2, 3)).sqrt()
    )
    kept.append(_best(readers * _deviation(wide.trunk(batch) for batch in batches), counts[-1]))
    return kept


def _cut_block(wide: Block, narrow: Block, before: list[int] | None, after: list[int]) -> None:
    inputs = list(range(wide.depthwise.in_channels)) if before is None else before
    narrow.shift.copy_(wide.shift)
    _copy(narrow.depthwise, wide.depthwise.weight[inputs], wide.depthwise.bias[inputs])
    _copy(narrow.pointwise, wide.pointwise.weight[after][:, inputs], wide.pointwise.bias[after])
    if isinstance(wide.squeeze, SqueezeExcite) and isinstance(narrow.squeeze, SqueezeExcite):
        gates = narrow.squeeze.reduce.out_channels
        strongest = _best(wide.squeeze.reduce.weight.square().sum((1, 2, 3)), gates)
        narrow.squeeze.shift.copy_(wide.squeeze.shift)
        _copy(
            narrow.squeeze.reduce,
            wide.squeeze.reduce.weight[strongest][:, inputs],
            wide.squeeze.reduce.bias[strongest],
        )
        _copy(
            narrow.squeeze.expand,
            wide.squeeze.expand.weight[inputs][:, strongest],
            wide.squeeze.expand.bias[inputs],
        )


def _refit_blocks(
    wide: Reader, narrow: Reader, kept: list[list[int]], batches: tuple[Tensor, ...]
) -> None:
    wanted = [wide.stem(batch) for batch in batches]
    inputs = list(wanted)
    for original, block, after in zip(wide.blocks, narrow.blocks, kept, strict=True):
        cut = _block(block)
        if block.pointwise.weight.shape != original.pointwise.weight.shape:
            fit = _Fit(cut.pointwise)
            for x, y in zip(inputs, wanted, strict=True):
                whole = _block(original).pointwise(_gated(_block(original), y))
                fit.add(_gated(cut, x), whole[:, after])
            fit.solve()
        inputs = [cut(x) for x in inputs]
        wanted = [original(y) for y in wanted]


def _refit_neck(wide: Reader, narrow: Reader, batches: tuple[Tensor, ...]) -> None:
    enter = _Fit(narrow.enter)
    for batch in batches:
        enter.add(narrow.trunk(batch), wide.enter(wide.trunk(batch)))
    enter.solve()
    leave = _Fit(narrow.leave)
    for batch in batches:
        trunk, full = narrow.trunk(batch), wide.trunk(batch)
        both = wide.both(full, wide.mix(wide.enter(full)))
        leave.add(narrow.both(trunk, narrow.mix(narrow.enter(trunk))), wide.leave(both))
    leave.solve()
