"""The reader network: PP-OCRv4's mobile recognizer, recut for plates.

The trunk is PPLCNetV3 with its scalar affine layers folded into the convolutions. Where the
original averages the last feature map to one row, this network keeps three rows and twice the
columns and flattens them row by row, so that one CTC reads plates of one and two lines. The
neck's 1x3 convolutions are dilated by two, which on the doubled columns keeps them what they
were in the original.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from placa_training.reader.alphabet import CLASSES
from placa_training.reader.names import ReaderName
from placa_training.reader.picture_input import COLUMNS, ROWS


@dataclass(frozen=True)
class BlockShape:
    """A depthwise-separable block: channels, kernel size, stride (y, x), squeeze-and-excite."""

    inputs: int
    outputs: int
    kernel: int
    stride: tuple[int, int]
    squeeze: bool


STEM_CHANNELS = 16


@dataclass(frozen=True)
class Widths:
    """How many channels the early, middle and late blocks have, and how many mixers follow.

    `columns` are those of the last feature map, so that the input is STRIDE times as wide.
    """

    early: tuple[int, int, int]
    middle: int
    late: int
    mixers: int
    columns: int


ORIGINAL = Widths((32, 64, 128), 240, 480, mixers=2, columns=80)
"""PP-OCRv4's own."""
SHIPPED: Mapping[ReaderName, Widths] = {
    "plate-reader": Widths((32, 64, 128), 160, 320, 2, COLUMNS["plate-reader"]),
    "narrow-reader": Widths((32, 64, 128), 160, 320, 2, COLUMNS["narrow-reader"]),
    "quick-reader": Widths((24, 48, 80), 104, 192, 1, COLUMNS["quick-reader"]),
}


def blocks_of(widths: Widths) -> tuple[BlockShape, ...]:
    """List the trunk's blocks."""
    (first, second, third), middle, late = widths.early, widths.middle, widths.late
    return (
        BlockShape(STEM_CHANNELS, first, 3, (1, 1), False),
        BlockShape(first, second, 3, (1, 1), False),
        BlockShape(second, second, 3, (1, 1), False),
        BlockShape(second, third, 3, (2, 1), False),
        BlockShape(third, third, 3, (1, 1), False),
        BlockShape(third, middle, 3, (1, 2), False),
        BlockShape(middle, middle, 5, (1, 1), False),
        BlockShape(middle, middle, 5, (1, 1), False),
        BlockShape(middle, middle, 5, (1, 1), False),
        BlockShape(middle, middle, 5, (1, 1), False),
        BlockShape(middle, late, 5, (2, 1), True),
        BlockShape(late, late, 5, (1, 1), True),
        BlockShape(late, late, 5, (2, 1), False),
        BlockShape(late, late, 5, (1, 1), False),
    )


NECK_SQUEEZE = 60
NECK_WIDTH = 120
HEADS = 8


class TrunkGate(nn.Module):
    """Scales channels by a gate computed from their means."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(1))
        self.reduce = nn.Conv2d(channels, channels // 4, 1)
        self.expand = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Gate x [N, C, H, W]."""
        x = x + self.shift
        gate = self.expand(torch.relu(self.reduce(x.mean((2, 3), keepdim=True))))
        return x * nn.functional.hardsigmoid(gate)


class TrunkBlock(nn.Module):
    """Depthwise convolution, optional squeeze-and-excite, pointwise convolution."""

    def __init__(self, shape: BlockShape) -> None:
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(1))
        self.depthwise = nn.Conv2d(
            shape.inputs,
            shape.inputs,
            shape.kernel,
            shape.stride,
            shape.kernel // 2,
            groups=shape.inputs,
        )
        self.squeeze = TrunkGate(shape.inputs) if shape.squeeze else nn.Identity()
        self.pointwise = nn.Conv2d(shape.inputs, shape.outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve x [N, C, H, W]."""
        x = self.squeeze(nn.functional.hardswish(self.depthwise(x + self.shift)))
        return nn.functional.hardswish(self.pointwise(x))


class Mixer(nn.Module):
    """A pre-norm transformer layer over all positions of the flattened feature map."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_attention = nn.LayerNorm(width, eps=1e-5)
        self.qkv = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)
        self.norm_mlp = nn.LayerNorm(width, eps=1e-5)
        self.widen = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Mix x [N, T, C]."""
        batch, length, width = x.shape
        qkv = self.qkv(self.norm_attention(x))
        query, key, value = qkv.reshape(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value)
        x = x + self.projection(mixed.transpose(1, 2).reshape(batch, length, width))
        widened: Tensor = self.widen(self.norm_mlp(x))
        narrowed: Tensor = self.narrow(nn.functional.silu(widened))
        return x + narrowed


class Reader(nn.Module):
    """Crops [N, 3, H, W] float in -1..1, BGR -> CTC logits [N, T, 37], T = ROWS * columns."""

    def __init__(self, widths: Widths) -> None:
        super().__init__()
        self.widths = widths
        self.stem = nn.Conv2d(3, STEM_CHANNELS, 3, 2, 1)
        self.blocks = nn.Sequential(*(TrunkBlock(shape) for shape in blocks_of(widths)))
        channels = widths.late
        self.trunk_affine = nn.Parameter(torch.tensor([1.0, 0.0]))
        self.enter = nn.Conv2d(channels, NECK_SQUEEZE, (1, 3), padding=(0, 2), dilation=(1, 2))
        self.enter_mix = nn.Conv2d(NECK_SQUEEZE, NECK_WIDTH, 1)
        self.position = nn.Parameter(torch.zeros(1, NECK_WIDTH, ROWS, widths.columns))
        self.mixers = nn.Sequential(*(Mixer(NECK_WIDTH, HEADS) for _ in range(widths.mixers)))
        self.norm = nn.LayerNorm(NECK_WIDTH, eps=1e-6)
        self.back = nn.Conv2d(NECK_WIDTH, channels, 1)
        self.leave = nn.Conv2d(2 * channels, NECK_SQUEEZE, (1, 3), padding=(0, 2), dilation=(1, 2))
        self.leave_mix = nn.Conv2d(NECK_SQUEEZE, NECK_WIDTH, 1)
        self.head = nn.Linear(NECK_WIDTH, CLASSES)
        self.row_blank = nn.Parameter(torch.tensor([4.0, 0.0, 4.0]))

    def forward(self, crops: Tensor) -> Tensor:
        """Read crops; see the class."""
        silu = nn.functional.silu
        trunk = self.trunk(crops)
        x = self.both(trunk, self.mix(self.enter(trunk)))
        x = silu(self.leave_mix(silu(self.leave(x))))
        logits = self.head(x.flatten(2).transpose(1, 2))
        blank = self.row_blank.repeat_interleave(self.widths.columns).reshape(1, -1, 1)
        return torch.cat((logits[..., :1] + blank, logits[..., 1:]), 2)

    def trunk(self, crops: Tensor) -> Tensor:
        """Return features [N, late, ROWS, columns] of crops."""
        x = self.blocks(self.stem(crops)) * self.trunk_affine[0] + self.trunk_affine[1]
        return nn.functional.avg_pool2d(nn.functional.pad(x, (0, 1, 0, 0)), (1, 2), 1)

    def mix(self, entered: Tensor) -> Tensor:
        """Let the positions of squeezed features [N, NECK_SQUEEZE, H, W] see each other."""
        silu = nn.functional.silu
        x = silu(self.enter_mix(silu(entered))) + self.position
        mixed: Tensor = self.norm(self.mixers(x.flatten(2).transpose(1, 2)))
        return mixed.transpose(1, 2).reshape(x.shape)

    def both(self, trunk: Tensor, mixed: Tensor) -> Tensor:
        """Put features before and after the mixing side by side, [N, 2 * late, ROWS, columns]."""
        return torch.cat((trunk, nn.functional.silu(self.back(mixed))), 1)


@torch.no_grad()
def with_columns(reader: Reader, columns: int) -> Reader:
    """Return the same reader for an input of another width: its positions are stretched."""
    if reader.widths.columns == columns:
        return reader
    other = Reader(replace(reader.widths, columns=columns))
    state = reader.state_dict()
    state["position"] = nn.functional.interpolate(
        state["position"], (ROWS, columns), mode="bilinear"
    )
    other.load_state_dict(state)
    return other.train(reader.training)
