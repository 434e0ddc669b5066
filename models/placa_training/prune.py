"""What makes a network narrower: which channels stay, and weights that make up for the others.

The channels of a layer that stay are those with the largest deviation times weight in the
layers that read them. Those layers' weights are then solved for by least squares, so that what
they give for real pictures stays close to the wide network's (after ThiNet, Luo et al. 2017, and
channel pruning by reconstruction, He et al. 2017).
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

RIDGE = 1e-3
"""Pull towards the weights there are, in shares of the mean input power."""


class Fit:
    """Least squares of a convolution's weights, from its inputs and the outputs it should give."""

    def __init__(self, conv: nn.Conv2d) -> None:
        self._conv = conv
        size = conv.weight[0].numel() + (conv.bias is not None)
        self._inputs = torch.zeros(size, size, dtype=torch.float64)
        self._outputs = torch.zeros(size, conv.out_channels, dtype=torch.float64)

    def add(self, x: Tensor, wanted: Tensor) -> None:
        """Take in inputs [N, C, H, W] and wanted outputs [N, O, H, W]."""
        conv = self._conv
        patches = nn.functional.unfold(
            x, conv.kernel_size, conv.dilation, conv.padding, conv.stride
        )
        rows = patches.transpose(1, 2).flatten(0, 1)
        if conv.bias is not None:
            rows = torch.cat((rows, torch.ones(len(rows), 1)), 1)
        self._inputs += (rows.T @ rows).double()
        self._outputs += (rows.T @ wanted.flatten(2).transpose(1, 2).flatten(0, 1)).double()

    @torch.no_grad()
    def solve(self) -> None:
        """Set the convolution's weight and bias."""
        conv = self._conv
        now = conv.weight.flatten(1)
        if conv.bias is not None:
            now = torch.cat((now, conv.bias[:, None]), 1)
        now = now.T.double()
        pull = RIDGE * self._inputs.diagonal().mean()
        system = self._inputs + pull * torch.eye(len(now), dtype=torch.float64)
        solved = torch.linalg.solve(system, self._outputs + pull * now).T.float()
        if conv.bias is not None:
            conv.bias.copy_(solved[:, -1])
            solved = solved[:, :-1]
        conv.weight.copy_(solved.reshape(conv.weight.shape))


def weights_by_input(*convs: Tensor) -> Tensor:
    """Return how strongly convolution weights [O, C, kH, kW] read each of the C channels."""
    return torch.cat([conv.flatten(2).square().sum(2) for conv in convs]).sum(0).sqrt()


def deviation(activations: Iterable[Tensor]) -> Tensor:
    """Return the mean deviation of each channel of activations [N, C, H, W]."""
    return torch.stack([one.std((0, 2, 3)) for one in activations]).mean(0)


def best(scores: Tensor, count: int) -> list[int]:
    """Return the indices of the largest scores, in order."""
    chosen: list[int] = scores.topk(count).indices.sort().values.tolist()
    return chosen


@torch.no_grad()
def cut(
    narrow: nn.Conv2d,
    wide: nn.Conv2d,
    outputs: list[int] | None = None,
    inputs: list[int] | None = None,
) -> None:
    """Copy the rows and columns of a convolution that stay; None stands for all."""
    weight, bias = wide.weight, wide.bias
    if outputs is not None:
        weight = weight[outputs]
        bias = None if bias is None else bias[outputs]
    narrow.weight.copy_(weight if inputs is None else weight[:, inputs])
    if bias is not None and narrow.bias is not None:
        narrow.bias.copy_(bias)
