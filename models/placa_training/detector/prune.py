"""A narrower detector that computes nearly the same; see `placa_training.prune`."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from placa_training.detector.backbone import SHIPPED, BackboneBlock, BackboneGate
from placa_training.detector.network import PlateDetector
from placa_training.prune import Fit, best, cut, deviation, weights_by_input


@torch.no_grad()
def slim(
    wide: PlateDetector, pictures: Sequence[Tensor], widths: Sequence[int] = SHIPPED
) -> PlateDetector:
    """Make a detector of fewer channels from a wide one, by pictures uint8 [1, H, W, 3]."""
    narrow = PlateDetector(widths).eval()
    shapes = {name: value.shape for name, value in narrow.state_dict().items()}
    same = {n: value for n, value in wide.state_dict().items() if value.shape == shapes[n]}
    narrow.load_state_dict(same, strict=False)
    inputs = [wide.backbone.stem(wide.normalized(picture)) for picture in pictures]
    kept = _kept(wide, narrow, inputs)
    before: list[int] | None = None
    for original, block, after in zip(_blocks(wide), _blocks(narrow), kept, strict=True):
        _cut_block(original, block, before, after)
        before = after
    _refit(wide, narrow, kept, inputs)
    return narrow


def _blocks(network: PlateDetector) -> list[BackboneBlock]:
    return [
        module for module in network.backbone.stages.modules() if isinstance(module, BackboneBlock)
    ]


def _laterals(network: PlateDetector) -> dict[int, nn.Conv2d]:
    """Return the convolutions beside the next block that read a block's output, by its index."""
    ends, count = [], 0
    for stage in network.backbone.stages:
        count += sum(isinstance(module, BackboneBlock) for module in stage.modules())
        ends.append(count - 1)
    found = {}
    for end, lateral in zip(ends[2:], network.lateral, strict=True):
        conv = next(iter(lateral.children()))
        assert isinstance(conv, nn.Conv2d)
        found[end] = conv
    return found


def _kept(wide: PlateDetector, narrow: PlateDetector, inputs: list[Tensor]) -> list[list[int]]:
    """Return the channels of each block's output that stay."""
    blocks, laterals = _blocks(wide), _laterals(wide)
    kept = []
    for index, thin in enumerate(_blocks(narrow)):
        inputs = [blocks[index](x) for x in inputs]
        readers = []
        if index + 1 < len(blocks):
            after = blocks[index + 1]
            depth = after.depthwise.weight.flatten(1).norm(dim=1)
            readers.append(after.pointwise.weight * depth[:, None, None])
        if index in laterals:
            readers.append(laterals[index].weight)
        scores = weights_by_input(*readers) * deviation(inputs)
        kept.append(best(scores, thin.pointwise.out_channels))
    return kept


def _cut_block(
    wide: BackboneBlock, narrow: BackboneBlock, before: list[int] | None, after: list[int]
) -> None:
    narrow.shift.copy_(wide.shift)
    narrow.inner_shift.copy_(wide.inner_shift)
    cut(narrow.depthwise, wide.depthwise, before)
    cut(narrow.pointwise, wide.pointwise, after, before)
    if isinstance(wide.gate, BackboneGate) and isinstance(narrow.gate, BackboneGate):
        gates = best(weights_by_input(wide.gate.excite.weight), narrow.gate.squeeze.out_channels)
        cut(narrow.gate.squeeze, wide.gate.squeeze, gates, before)
        cut(narrow.gate.excite, wide.gate.excite, before, gates)


def _refit(
    wide: PlateDetector, narrow: PlateDetector, kept: list[list[int]], wanted: list[Tensor]
) -> None:
    inputs = list(wanted)
    originals, laterals = _laterals(wide), _laterals(narrow)
    for index, (whole, thin) in enumerate(zip(_blocks(wide), _blocks(narrow), strict=True)):
        fit = Fit(thin.pointwise)
        for x, y in zip(inputs, wanted, strict=True):
            fit.add(thin.gated(x), whole.pointwise(whole.gated(y))[:, kept[index]])
        fit.solve()
        inputs = [thin(x) for x in inputs]
        wanted = [whole(y) for y in wanted]
        if index in laterals:
            fit = Fit(laterals[index])
            for x, y in zip(inputs, wanted, strict=True):
                fit.add(x, originals[index](y))
            fit.solve()
