"""The plate detector: anchor-free, one class, a box and a quadrilateral for every cell."""

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from placa_training.detector.backbone import SHIPPED, STRIDES, Backbone

WIDTH = 64
SIZE_PRIOR = (4.0, 2.0)
CORNERS = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
MEAN = (0.485 * 255, 0.456 * 255, 0.406 * 255)
DEVIATION = (0.229 * 255, 0.224 * 255, 0.225 * 255)


class Predictions(NamedTuple):
    """Raw predictions of all A cells, strides 8, 16, 32 in that order, row by row.

    logits [N, A], boxes [N, A, 4] as x1 y1 x2 y2, quads [N, A, 4, 2] clockwise from the
    plate's own top left; coordinates are pixels of the network input.
    """

    logits: Tensor
    boxes: Tensor
    quads: Tensor


def conv(
    inside: int, outside: int, kernel: int = 1, groups: int = 1, *, act: bool = True
) -> nn.Module:
    """Make a normalized convolution that keeps the size, with hard-swish unless told."""
    layers: list[nn.Module] = [
        nn.Conv2d(inside, outside, kernel, 1, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outside),
    ]
    return nn.Sequential(*layers, nn.Hardswish()) if act else nn.Sequential(*layers)


def separable(channels: int) -> nn.Module:
    """Make a 5x5 depthwise and a pointwise convolution."""
    return nn.Sequential(
        conv(channels, channels, 5, groups=channels, act=False), conv(channels, channels)
    )


class Head(nn.Module):
    """Score and geometry of one stride: two light branches."""

    def __init__(self) -> None:
        super().__init__()
        score, shape = nn.Conv2d(WIDTH, 1, 1), nn.Conv2d(WIDTH, 12, 1)
        for layer, start in ((score, -4.6), (shape, 0.0)):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.constant_(cast("Tensor", layer.bias), start)
        self.score = nn.Sequential(separable(WIDTH), score)
        self.shape = nn.Sequential(separable(WIDTH), shape)

    def forward(self, x: Tensor) -> Tensor:
        """Map features [N, WIDTH, H, W] to [N, H * W, 13]."""
        return torch.cat((self.score(x), self.shape(x)), 1).flatten(2).transpose(1, 2)


def cell_centers(height: int, width: int) -> tuple[Tensor, Tensor]:
    """Return centers [A, 2] in pixels and strides [A, 1] of a `height` x `width` input's cells."""
    centers, strides = [], []
    for stride in STRIDES:
        ys = (torch.arange(height // stride) + 0.5) * stride
        xs = (torch.arange(width // stride) + 0.5) * stride
        grid = torch.stack(torch.meshgrid(ys, xs, indexing="ij"), -1).flip(-1).reshape(-1, 2)
        centers.append(grid)
        strides.append(torch.full_like(grid[:, :1], float(stride)))
    return torch.cat(centers), torch.cat(strides)


def decode(raw: Tensor, centers: Tensor, strides: Tensor) -> tuple[Tensor, Tensor]:
    """Turn geometry [N, A, 12] into boxes [N, A, 4] and quads [N, A, 4, 2].

    The first four channels are the center's offset in strides and the log of the size over
    `SIZE_PRIOR` strides; the other eight move the corners off the box's, in box sizes.
    """
    middle = centers + raw[..., 0:2] * strides
    prior = torch.tensor(SIZE_PRIOR, dtype=raw.dtype, device=raw.device)
    size = raw[..., 2:4].clamp(-4.0, 4.0).exp() * prior * strides
    boxes = torch.cat((middle - size / 2, middle + size / 2), -1)
    unit = torch.tensor(CORNERS, dtype=raw.dtype, device=raw.device)
    moves = raw[..., 4:].reshape(*raw.shape[:2], 4, 2)
    return boxes, middle.unsqueeze(-2) + (unit + moves) * size.unsqueeze(-2)


class PlateDetector(nn.Module):
    """uint8 BGR pictures [N, H, W, 3], H and W multiples of 32, to `Predictions`."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, widths: Sequence[int] = SHIPPED) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(MEAN), persistent=False)
        self.register_buffer("deviation", torch.tensor(DEVIATION), persistent=False)
        self.backbone = Backbone(widths)
        self.lateral = nn.ModuleList(conv(c, WIDTH) for c in widths[2:])
        self.smooth = nn.ModuleList(separable(WIDTH) for _ in STRIDES)
        self.heads = nn.ModuleList(Head() for _ in STRIDES)

    def normalized(self, images: Tensor) -> Tensor:
        """Return pictures as the backbone takes them, [N, 3, H, W]."""
        return ((images.float() - self.mean) / self.deviation).permute(0, 3, 1, 2)

    def raw(self, images: Tensor) -> Tensor:
        """Return raw head output [N, A, 13]: score logit, then the geometry `decode` takes."""
        features = self.backbone(self.normalized(images))
        outputs: list[Tensor] = []
        above: Tensor | None = None
        for level in (2, 1, 0):
            merged = self.lateral[level](features[level])
            if above is not None:
                merged = merged + nn.functional.interpolate(above, scale_factor=2.0, mode="nearest")
            above = self.smooth[level](merged)
            outputs.insert(0, self.heads[level](above))
        return torch.cat(outputs, 1)

    def forward(self, images: Tensor) -> Predictions:
        """Detect; score logits and decoded geometry."""
        raw = self.raw(images)
        centers, strides = cell_centers(images.shape[1], images.shape[2])
        boxes, quads = decode(raw[..., 1:], centers, strides)
        return Predictions(raw[..., 0], boxes, quads)
