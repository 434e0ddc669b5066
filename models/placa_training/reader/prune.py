"""A narrower reader that computes nearly the same; see `placa_training.prune`."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from placa_training.prune import Fit, best, cut, deviation, weights_by_input
from placa_training.reader.network import Reader, TrunkBlock, TrunkGate, Widths


@torch.no_grad()
def slim(wide: Reader, crops: Tensor, widths: Widths) -> Reader:
    """Make a reader of fewer channels from a wide one, by float crops [N, 3, H, W] in -1..1."""
    batches = crops.split(16)
    narrow = Reader(widths)
    shapes = {name: value.shape for name, value in narrow.state_dict().items()}
    same = {n: value for n, value in wide.state_dict().items() if value.shape == shapes.get(n)}
    narrow.load_state_dict(same, strict=False)
    kept = _kept(wide, narrow, batches)
    before: list[int] | None = None
    for original, block, after in zip(wide.blocks, narrow.blocks, kept, strict=True):
        _cut_block(_block(original), _block(block), before, after)
        before = after
    _cut_neck(wide, narrow, kept[-1], batches)
    _refit_blocks(wide, narrow, kept, batches)
    _refit_neck(wide, narrow, batches)
    return narrow


def _block(module: nn.Module) -> TrunkBlock:
    assert isinstance(module, TrunkBlock)
    return module


def _gated(block: TrunkBlock, x: Tensor) -> Tensor:
    """Return what a block's pointwise convolution gets for the block's input."""
    gated: Tensor = block.squeeze(nn.functional.hardswish(block.depthwise(x + block.shift)))
    return gated


def _kept(wide: Reader, narrow: Reader, batches: tuple[Tensor, ...]) -> list[list[int]]:
    """Return the channels of each block's output that stay."""
    counts = [_block(block).pointwise.out_channels for block in narrow.blocks]
    inputs = [wide.stem(batch) for batch in batches]
    kept = []
    for (block, following), count in zip(pairwise(wide.blocks), counts[:-1], strict=True):
        inputs = [block(x) for x in inputs]
        after = _block(following)
        spread = deviation(_gated(after, x) for x in inputs)
        kept.append(best(weights_by_input(after.pointwise.weight) * spread, count))
    read = weights_by_input(wide.enter.weight, wide.leave.weight[:, : wide.widths.late])
    spread = deviation(wide.trunk(batch) for batch in batches)
    return [*kept, best(read * spread, counts[-1])]


def _cut_block(
    wide: TrunkBlock, narrow: TrunkBlock, before: list[int] | None, after: list[int]
) -> None:
    narrow.shift.copy_(wide.shift)
    cut(narrow.depthwise, wide.depthwise, before)
    cut(narrow.pointwise, wide.pointwise, after, before)
    if isinstance(wide.squeeze, TrunkGate) and isinstance(narrow.squeeze, TrunkGate):
        gates = best(
            weights_by_input(wide.squeeze.expand.weight), narrow.squeeze.reduce.out_channels
        )
        narrow.squeeze.shift.copy_(wide.squeeze.shift)
        cut(narrow.squeeze.reduce, wide.squeeze.reduce, gates, before)
        cut(narrow.squeeze.expand, wide.squeeze.expand, before, gates)


def _cut_neck(wide: Reader, narrow: Reader, trunk: list[int], batches: tuple[Tensor, ...]) -> None:
    late = wide.widths.late
    features = [wide.trunk(batch) for batch in batches]
    spread = deviation(wide.both(x, wide.mix(wide.enter(x)))[:, late:] for x in features)
    back = best(weights_by_input(wide.leave.weight[:, late:]) * spread, narrow.widths.late)
    cut(narrow.enter, wide.enter, inputs=trunk)
    cut(narrow.back, wide.back, back)
    cut(narrow.leave, wide.leave, inputs=trunk + [late + channel for channel in back])


def _refit_blocks(
    wide: Reader, narrow: Reader, kept: list[list[int]], batches: tuple[Tensor, ...]
) -> None:
    wanted = [wide.stem(batch) for batch in batches]
    inputs = list(wanted)
    for original, block, after in zip(wide.blocks, narrow.blocks, kept, strict=True):
        whole, thin = _block(original), _block(block)
        if thin.pointwise.weight.shape != whole.pointwise.weight.shape:
            fit = Fit(thin.pointwise)
            for x, y in zip(inputs, wanted, strict=True):
                fit.add(_gated(thin, x), whole.pointwise(_gated(whole, y))[:, after])
            fit.solve()
        inputs = [thin(x) for x in inputs]
        wanted = [whole(y) for y in wanted]


def _refit_neck(wide: Reader, narrow: Reader, batches: tuple[Tensor, ...]) -> None:
    enter, leave = Fit(narrow.enter), Fit(narrow.leave)
    features = [(narrow.trunk(batch), wide.trunk(batch)) for batch in batches]
    for thin, whole in features:
        enter.add(thin, wide.enter(whole))
    enter.solve()
    for thin, whole in features:
        both = wide.both(whole, wide.mix(wide.enter(whole)))
        leave.add(narrow.both(thin, narrow.mix(narrow.enter(thin))), wide.leave(both))
    leave.solve()
