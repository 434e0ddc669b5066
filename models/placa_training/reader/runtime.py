"""The exported reader as the engine runs it: OpenVINO on the CPU in 32 bits, here on one thread."""

from pathlib import Path
import time

import numpy as np
import numpy.typing as npt
import openvino as ov

from placa_training.reader.alphabet import Read, decode
from placa_training.reader.augment import CropPicture
from placa_training.reader.picture_input import STRIDE, stretch

SINGLE_THREAD = {
    "INFERENCE_NUM_THREADS": 1,
    "INFERENCE_PRECISION_HINT": "f32",
    "PERFORMANCE_HINT": "LATENCY",
}


def columns_of(model: ov.Model) -> int:
    """Return how many columns a reader's model has."""
    width: int = model.input().partial_shape[2].get_length()
    return width // STRIDE


class CompiledReader:
    """Reads crops one at a time through an OpenVINO model."""

    def __init__(self, model: Path | ov.Model) -> None:
        core = ov.Core()
        loaded = core.read_model(str(model)) if isinstance(model, Path) else model
        self._columns = columns_of(loaded)
        self._request = core.compile_model(loaded, "CPU", SINGLE_THREAD).create_infer_request()

    def probabilities(self, crop: CropPicture) -> npt.NDArray[np.float32]:
        """[T, 37] for a BGR crop of any size."""
        self._request.infer([stretch(crop, self._columns)[None]])
        output: npt.NDArray[np.float32] = self._request.get_output_tensor(0).data[0].copy()
        return output

    def read(self, crop: CropPicture) -> Read:
        """Decode a crop greedily."""
        return decode(self.probabilities(crop))

    def milliseconds(self, crop: CropPicture, repeats: int = 100) -> tuple[float, float]:
        """Measure the least and the median time of a crop, stretching included."""
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            self.probabilities(crop)
            times.append((time.perf_counter() - start) * 1e3)
        return min(times), float(np.median(times))
