"""Reads the backbone of a PP-OCRv4 mobile text detector (ONNX) as the detector's start.

The file is `ch_PP-OCRv4_det_infer.onnx` of the package rapidocr-onnxruntime 1.4.4
(Apache-2.0). Its normalization and learnable affine layers are folded into the
convolutions; the shift behind a block stays where it is, because the next block pads with
zeros, and so does the one before a gate.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
import torch
from torch import nn

from placa_training.detector.backbone import Backbone, BackboneBlock, BackboneGate


def _weights(path: Path) -> tuple[list[onnx.NodeProto], dict[str, np.ndarray]]:
    graph = onnx.load(str(path)).graph
    values = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            values[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    return [node for node in graph.node if node.op_type != "Constant"], values


class _Folder:
    """Walks the nodes in order and folds each affine step into its neighbor convolution."""

    def __init__(self, path: Path) -> None:
        self.nodes, self.values = _weights(path)
        self.at = 0
        self.scale, self.shift = 1.0, 0.0

    def affine(self) -> tuple[float, float]:
        """Read the scalar `x * a + b` at the cursor."""
        mul, add = self.nodes[self.at], self.nodes[self.at + 1]
        a = next(self.values[i] for i in mul.input if i in self.values)
        b = next(self.values[i] for i in add.input if i in self.values)
        self.at += 2
        return float(a.reshape(-1)[0]), float(b.reshape(-1)[0])

    def load(self, conv: nn.Conv2d) -> None:
        """Load one convolution with what was pending before it and its own affine after it."""
        node = self.nodes[self.at]
        if node.op_type != "Conv":
            raise ValueError(f"expected a convolution, found {node.op_type}")
        weight = self.values[node.input[1]].astype(np.float32)
        bias = np.zeros(len(weight), np.float32)
        if len(node.input) > 2:
            bias = self.values[node.input[2]].astype(np.float32)
        self.at += 1
        bias = bias + self.shift * weight.sum((1, 2, 3))
        weight = weight * self.scale
        self.scale, self.shift = 1.0, 0.0
        if self.nodes[self.at].op_type == "BatchNormalization":
            gamma, beta, mean, variance = (self.values[i] for i in self.nodes[self.at].input[1:5])
            gain = gamma / np.sqrt(variance + 1e-5)
            weight = (weight * gain[:, None, None, None]).astype(np.float32)
            bias = (bias - mean) * gain + beta
            self.at += 1
        elif self.nodes[self.at].op_type == "Mul":
            a, b = self.affine()
            weight, bias = weight * a, bias * a + b
        conv.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.from_numpy(bias)})

    def activation(self) -> None:
        """Skip a hard-swish (add, clip, multiply, divide) and keeps the affine after it."""
        kinds = [n.op_type for n in self.nodes[self.at : self.at + 4]]
        if kinds != ["Add", "Clip", "Mul", "Div"]:
            raise ValueError(f"expected a hard-swish, found {kinds}")
        self.at += 4
        self.scale, self.shift = self.affine()

    def block(self, block: BackboneBlock) -> None:
        self.load(block.depthwise)
        if not block.linear:
            self.activation()
        if isinstance(block.gate, BackboneGate):
            scale = self.scale
            if not block.linear:
                block.inner_shift.fill_(self.shift / self.scale)
                self.shift = 0.0
            self.at += 1
            self.load(block.gate.squeeze)
            self.at += 1
            self.load(block.gate.excite)
            self.at += 2
            self.scale = scale
        self.load(block.pointwise)
        self.activation()
        block.shift.fill_(self.shift / self.scale)
        self.shift = 0.0


def load_backbone(backbone: Backbone, path: Path) -> None:
    """Load the published weights. The picture scale (0..255, BGR) is folded in the stem.

    Raises ValueError when the file's graph is not the one expected.
    """
    folder = _Folder(path)
    folder.load(backbone.stem)
    for module in backbone.stages.modules():
        if isinstance(module, BackboneBlock):
            folder.block(module)
