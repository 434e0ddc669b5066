"""The strongest open peer, fast-alpr, from its ONNX weights: to compare with, never to ship.

Its detector is YOLOv9-t at 416 pixels with suppression inside the graph, its reader CCT-XS
v2 with ten character slots. Before and after the networks this does what the peer's own
packages open-image-models and fast-plate-ocr do, with fast-alpr's default threshold.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
import onnxruntime  # type: ignore[import-untyped]  # ONNX Runtime has no types

from benchmarks.contender import Found
from placa_engine.imaging.frame import Picture

DETECTOR = "yolo-v9-t-416-license-plates-end2end1.onnx"
READER = "cct_xs_v2_global.onnx"
SIDE = 416
THRESHOLD = 0.4
MARGIN = 0.06
"""The peer cuts out exactly the box; with this part of it around, it reads more of the scenes."""
SLOTS = (128, 64)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
PADDING = "_"


class FastAlpr:
    """The peer on ONNX Runtime, one CPU thread."""

    name = "fast-alpr"

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1

        def session(name: str) -> onnxruntime.InferenceSession:
            return onnxruntime.InferenceSession(
                str(folder / name), options, providers=["CPUExecutionProvider"]
            )

        self._detector = session(DETECTOR)
        self._reader = session(READER)

    def find(self, picture: Picture) -> list[Found]:
        """Return all plates of a picture, best first."""
        height, width = picture.shape[:2]
        found = []
        for x1, y1, x2, y2 in self.detect(picture).tolist():
            beside, above = MARGIN * (x2 - x1), MARGIN * (y2 - y1)
            left, top = max(int(x1 - beside), 0), max(int(y1 - above), 0)
            right, bottom = min(int(x2 + beside), width), min(int(y2 + above), height)
            crop = picture[top:bottom, left:right]
            found.append(Found((x1, y1, x2, y2), self.read(crop) if crop.size else ""))
        return found

    def detect(self, picture: Picture) -> NDArray[np.float32]:
        """Return the boxes of the plates, shape (count, 4), in pixels of the picture."""
        height, width = picture.shape[:2]
        scale = min(SIDE / width, SIDE / height)
        inner = round(width * scale), round(height * scale)
        left, top = round((SIDE - inner[0]) / 2 - 0.1), round((SIDE - inner[1]) / 2 - 0.1)
        canvas = np.full((SIDE, SIDE, 3), 114, dtype=np.uint8)
        canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(
            picture, inner, interpolation=cv2.INTER_LINEAR
        )
        tensor = canvas[np.newaxis, ..., ::-1].transpose(0, 3, 1, 2).astype(np.float32) / 255
        (output,) = self._detector.run(None, {"images": np.ascontiguousarray(tensor)})
        output = output[output[:, 6] >= THRESHOLD]
        boxes = output[np.argsort(-output[:, 6]), 1:5]
        shift = np.array([left, top, left, top], dtype=np.float32)
        result: NDArray[np.float32] = (boxes - shift) / np.float32(scale)
        return result

    def read(self, crop: Picture) -> str:
        """Return the text of a picture that is one plate."""
        resized = cv2.resize(crop, SLOTS, interpolation=cv2.INTER_LINEAR)
        tensor = np.ascontiguousarray(resized[np.newaxis, ..., ::-1])
        slots = self._reader.run(["plate"], {"input": tensor})[0][0].argmax(axis=-1)
        return "".join(ALPHABET[slot] for slot in slots).rstrip(PADDING).replace(PADDING, "")
