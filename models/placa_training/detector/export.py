"""Writes a trained detector as OpenVINO IR, FP16 and INT8, with decoding in the graph."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from torch import Tensor, nn

from placa_training.detector.evaluate import Infer, letterbox
from placa_training.detector.network import PlateDetector
from placa_training.detector.pictures import Picture
from placa_training.renderer.picture import Floats, Image


class Shipped(nn.Module):
    """The detector as the engine calls it: uint8 pictures to plates [N, A, 13]."""

    def __init__(self, network: PlateDetector) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        """Detect, with decoded geometry beside the score."""
        found = self.network(image)
        score = found.logits.sigmoid().unsqueeze(-1)
        return torch.cat((score, found.boxes, found.quads.flatten(2)), -1)


def load_network(checkpoint: Path) -> PlateDetector:
    """Load the averaged network of a checkpoint, in evaluation mode."""
    network = PlateDetector()
    state = torch.load(checkpoint, weights_only=True)["average"]
    network.load_state_dict(
        {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
    )
    return network.eval()


def to_openvino(network: PlateDetector) -> ov.Model:
    """Convert to FP32 IR: `image` uint8 [1, ?, ?, 3] BGR to `plates` float32 [1, ?, 13]."""
    example = torch.zeros((1, 288, 512, 3), dtype=torch.uint8)
    shape = ov.PartialShape([1, -1, -1, 3])
    model = ov.convert_model(
        Shipped(network).eval(), example_input=example, input=[("image", shape, ov.Type.u8)]
    )
    model.inputs[0].get_tensor().set_names({"image"})
    model.outputs[0].get_tensor().set_names({"plates"})
    model.get_rt_info()["placa"] = "plate-detector"
    return model


def quantized(model: ov.Model, pictures: Sequence[Picture], long_side: int) -> ov.Model:
    """Quantize to INT8, calibrated on `pictures`; the decoding stays in float."""
    import nncf  # noqa: PLC0415  # slow to load, and only quantizing needs it

    def canvases() -> Iterator[Image]:
        for picture in pictures:
            yield letterbox(picture.image, long_side)[0][None]

    kept = [op.get_friendly_name() for op in decoding(model)]
    data = nncf.Dataset(list(canvases()))
    return nncf.quantize(
        model,
        data,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(pictures),
        fast_bias_correction=True,
        ignored_scope=nncf.IgnoredScope(names=kept, validate=False),
    )


def decoding(model: ov.Model) -> list[ov.Node]:
    """List the operations behind the last convolutions, which turn head output into pixels."""
    order = model.get_ordered_ops()
    feeds = {op.get_friendly_name(): False for op in order}
    for op in reversed(order):
        users = [user.get_node() for out in op.outputs() for user in out.get_target_inputs()]
        ahead = any(
            user.get_type_name() in {"Convolution", "GroupConvolution"}
            or feeds[user.get_friendly_name()]
            for user in users
        )
        feeds[op.get_friendly_name()] = ahead
    skipped = {"Convolution", "GroupConvolution", "Constant", "Result", "Parameter"}
    return [
        op
        for op in order
        if not feeds[op.get_friendly_name()] and op.get_type_name() not in skipped
    ]


def openvino_infer(model: ov.Model | Path, precision: str = "f32") -> Infer:
    """Return a function from a canvas to plates [A, 13] on one CPU thread."""
    core = ov.Core()
    settings = {
        "INFERENCE_NUM_THREADS": 1,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": precision,
    }
    compiled = core.compile_model(model, "CPU", settings)
    request = compiled.create_infer_request()

    def infer(canvas: Image) -> Floats:
        result = request.infer({"image": canvas[None]})[compiled.output(0)]
        return np.array(result[0], np.float32)

    return infer


def write(model: ov.Model, path: Path) -> None:
    """Save the IR with weights in FP16 where they are not quantized."""
    ov.save_model(model, path, compress_to_fp16=True)
