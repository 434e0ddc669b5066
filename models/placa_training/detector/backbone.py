"""The detector's backbone: a light depthwise network of the PP-LCNetV3 shape.

Normalization and the learnable affine layers of the published network are folded into
the convolutions (see `starting_point`), so that what trains is what ships: convolution,
hard-swish, a fixed shift, and squeeze-and-excitation in two blocks.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

STEM = 16
STRIDES = (8, 16, 32)
Stages = tuple[tuple[tuple[int, int, int, int, bool], ...], ...]
"""Of each block: kernel, channels in and out, stride, squeeze-and-excitation."""
ORIGINAL = (32, 48, 96, 192, 384)
"""Channels of PP-OCRv4's five stages."""
SHIPPED = (24, 40, 80, 128, 256)


def stages_of(widths: Sequence[int]) -> Stages:
    """List the blocks of all stages."""
    a, b, c, d, e = widths
    return (
        ((3, STEM, a, 1, False),),
        ((3, a, b, 2, False), (3, b, b, 1, False)),
        ((3, b, c, 2, False), (3, c, c, 1, False)),
        ((3, c, d, 2, False), *(((5, d, d, 1, False),) * 4)),
        ((5, d, e, 2, True), (5, e, e, 1, True), *(((5, e, e, 1, False),) * 2)),
    )


class BackboneGate(nn.Module):
    """Scales each channel by a gate computed from the channel means."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels, channels // 4, 1)
        self.excite = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Gate features [N, C, H, W]."""
        mean = x.mean((2, 3), keepdim=True)
        gate: Tensor = nn.functional.hardsigmoid(self.excite(self.squeeze(mean).relu()))
        return x * gate


class BackboneBlock(nn.Module):
    """Depthwise then pointwise convolution; the depthwise one is linear where it strides.

    `shift` is a fixed offset of the output: it must be added before the next block pads with
    zeros, so it cannot be folded into that block's convolution. `inner_shift` is the same
    before a gate.
    """

    shift: Tensor
    inner_shift: Tensor

    def __init__(self, kernel: int, inside: int, outside: int, stride: int, *, gated: bool) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(inside, inside, kernel, stride, kernel // 2, groups=inside)
        self.gate = BackboneGate(inside) if gated else nn.Identity()
        self.pointwise = nn.Conv2d(inside, outside, 1)
        self.linear = stride == 2
        self.has_gate = gated
        self.register_buffer("inner_shift", torch.zeros(()))
        self.register_buffer("shift", torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """Map [N, inside, H, W] to [N, outside, H / stride, W / stride]."""
        return nn.functional.hardswish(self.pointwise(self.gated(x))) + self.shift

    def gated(self, x: Tensor) -> Tensor:
        """Return what the pointwise convolution gets."""
        x = self.depthwise(x)
        if not self.linear:
            x = nn.functional.hardswish(x)
            if self.has_gate:
                x = x + self.inner_shift
        gated: Tensor = self.gate(x)
        return gated


class Backbone(nn.Module):
    """Normalized picture [N, 3, H, W] to features of strides 8, 16 and 32, widths[2:]."""

    def __init__(self, widths: Sequence[int] = SHIPPED) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, STEM, 3, 2, 1)
        self.stages = nn.ModuleList(
            nn.Sequential(*(BackboneBlock(*shape, gated=gated) for *shape, gated in stage))
            for stage in stages_of(widths)
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the features, finest first; H and W are multiples of 32."""
        x = self.stages[1](self.stages[0](self.stem(x)))
        fine = self.stages[2](x)
        middle = self.stages[3](fine)
        return fine, middle, self.stages[4](middle)
