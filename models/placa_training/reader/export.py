"""Export a trained reader: python -m placa_training.reader.export --help.

Writes NAME-fp16 and NAME-int8 as OpenVINO IR with the input and output that the
manifest states; the temperature is folded into the graph.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import openvino as ov
import torch
from torch import Tensor, nn

from placa_training.reader.alphabet import decode
from placa_training.reader.augment import CropPicture
from placa_training.reader.checkpoint import load_reader, write_small
from placa_training.reader.dataset import is_held_out, load_records, read_crop
from placa_training.reader.names import READERS, ReaderName
from placa_training.reader.network import Reader
from placa_training.reader.picture_input import HEIGHT, STRIDE, stretch
from placa_training.reader.runtime import CompiledReader, columns_of

CALIBRATION_CROPS = 300
TEMPERATURES = np.exp(np.linspace(np.log(0.5), np.log(3.0), 60))


class Wire(nn.Module):
    """uint8 NHWC BGR crops in, softmax probabilities out."""

    def __init__(self, reader: Reader, temperature: float) -> None:
        super().__init__()
        self.reader = reader
        self.temperature = temperature

    def forward(self, crops: Tensor) -> Tensor:
        """Read crops uint8 [N, H, W, 3]; probabilities [N, T, 37]."""
        pictures = crops.permute(0, 3, 1, 2).to(torch.float32) * (1 / 127.5) - 1
        return torch.softmax(self.reader(pictures) / self.temperature, 2)


@torch.no_grad()
def fit_temperature(reader: Reader, train: Path) -> float:
    """Fit the temperature on the held-out crops.

    It is the one at which the weakest character's confidence tells best whether a read is right:
    least log loss of right or wrong. (Guo et al. 2017 fit the classes' log loss, which CTC lacks.)
    """
    columns = reader.widths.columns
    logits, texts = [], []
    for image, text, _ in load_records(train):
        if is_held_out(text):
            picture = torch.from_numpy(stretch(read_crop(image), columns)[None])
            pictures = picture.permute(0, 3, 1, 2).float() / 127.5 - 1
            logits.append(reader(pictures)[0])
            texts.append(text)
    losses = []
    for temperature in TEMPERATURES:
        loss = 0.0
        for row, text in zip(logits, texts, strict=True):
            read = decode(torch.softmax(row / temperature, 1).numpy())
            weakest = min(max(read.weakest, 1e-3), 1 - 1e-3)
            loss -= np.log(weakest if read.text == text else 1 - weakest)
        losses.append(loss)
    return float(TEMPERATURES[int(np.argmin(losses))])


def convert(reader: Reader, temperature: float) -> ov.Model:
    """Convert to an OpenVINO model with the wire's names, N dynamic."""
    width = STRIDE * reader.widths.columns
    example = torch.zeros(2, HEIGHT, width, 3, dtype=torch.uint8)
    shape = ov.PartialShape([-1, HEIGHT, width, 3])
    model = ov.convert_model(
        Wire(reader, temperature), example_input=example, input=[("crops", shape, ov.Type.u8)]
    )
    model.inputs[0].get_tensor().set_names({"crops"})
    model.outputs[0].get_tensor().set_names({"probabilities"})
    return model


def training_crops(train: Path, count: int, *, held: bool) -> list[tuple[CropPicture, str]]:
    """Crops with texts, every nth of those that are held out or not."""
    records = [one for one in load_records(train) if is_held_out(one[1]) == held]
    step = max(1, len(records) // count)
    return [(read_crop(image), text) for image, text, _ in records[::step]]


def exact(model: ov.Model, crops: list[tuple[CropPicture, str]]) -> float:
    """Share of crops read exactly."""
    reader = CompiledReader(model)
    return float(np.mean([reader.read(crop).text == text for crop, text in crops]))


def quantize(model: ov.Model, train: Path) -> ov.Model:
    """INT8 weights and activations for the convolutions; attention and gates stay as they are.

    The first and the last layers, squeeze-and-excite and attention lose the most and cost the
    least.
    """
    crops = training_crops(train, CALIBRATION_CROPS, held=False)
    columns = columns_of(model)

    def feed(item: tuple[CropPicture, str]) -> dict[str, Any]:
        return {"crops": stretch(item[0], columns)[None]}

    return nncf.quantize(
        model,
        nncf.Dataset(crops, feed),
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(crops),
        fast_bias_correction=True,
        ignored_scope=nncf.IgnoredScope(patterns=list(_kept(model)), validate=False),
    )


def _kept(model: ov.Model) -> Iterator[str]:
    """Names of the nodes that stay in floating point."""
    for operation in model.get_ops():
        name = operation.get_friendly_name()
        parts = ("squeeze", "stem", "mixers", "head")
        if any(f".{part}" in name for part in parts):
            yield f"^{name.replace('.', '[.]')}$"


def export(
    checkpoint: Path, name: ReaderName, train: Path, weights: Path, small: Path | None = None
) -> None:
    """Write the IR files of a checkpoint, FP16 and INT8, and a small checkpoint if asked for.

    `train` is read/train.jsonl: its held-out crops fit the temperature, others calibrate INT8.
    """
    torch.set_num_threads(1)
    reader = load_reader(checkpoint)
    temperature = fit_temperature(reader, train)
    full = weights / f"{name}-fp16.xml"
    ov.save_model(convert(reader, temperature), str(full), compress_to_fp16=True)
    if small:
        write_small(checkpoint, small)
    halved = ov.Core().read_model(str(full))
    quantized = quantize(halved, train)
    held = training_crops(train, 10**6, held=True)
    print(
        f"temperature {temperature:.3f}; held-out crops read exactly: "
        f"FP16 {exact(halved, held):.1%}, INT8 {exact(quantized, held):.1%}"
    )
    ov.save_model(quantized, str(weights / f"{name}-int8.xml"), compress_to_fp16=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--name", choices=READERS, default=READERS[0])
    parser.add_argument("--train", type=Path, required=True, help="read/train.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder of the weights")
    parser.add_argument("--small", type=Path, help="write a small checkpoint to this file")
    options = parser.parse_args()
    export(options.checkpoint, options.name, options.train, options.out, options.small)


if __name__ == "__main__":
    main()
