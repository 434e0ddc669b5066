from concurrent.futures import ThreadPoolExecutor
import logging
from pathlib import Path
import subprocess
import sys

import numpy as np
import openvino as ov
from openvino import opset13 as op
import pytest

from placa_engine.vision import runtime
from placa_engine.vision.runtime import InferenceError, Network, Runtime, RuntimeSettings


def ir_of(model: ov.Model, folder: Path) -> tuple[bytes, bytes]:
    ov.save_model(model, folder / "model.xml", compress_to_fp16=False)
    return (folder / "model.xml").read_bytes(), (folder / "model.bin").read_bytes()


def doubling_model() -> ov.Model:
    image = op.parameter([-1, -1], np.uint8, name="image")
    double = op.multiply(op.convert(image, np.float32), np.float32(2))
    return ov.Model([double], [image], "doubling")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """The properties that OpenVINO is given from now on."""
    asked: list[dict[str, object]] = []

    class Listening(ov.Core):  # type: ignore[misc]  # OpenVINO is untyped
        def compile_model(
            self, model: ov.Model, device: str, config: dict[str, object]
        ) -> ov.CompiledModel:
            asked.append(config)
            return super().compile_model(model, device, config)

    monkeypatch.setattr(ov, "Core", Listening)
    return asked


@pytest.fixture
def doubling(tmp_path: Path) -> Network:
    return Runtime(RuntimeSettings(threads=1)).load(*ir_of(doubling_model(), tmp_path))


def test_a_network_takes_inputs_of_any_shape_it_allows(doubling: Network) -> None:
    for shape in ((1, 2), (3, 4), (1, 2)):
        tensor = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
        np.testing.assert_array_equal(doubling(tensor), tensor * 2.0)


def test_outputs_are_not_overwritten_by_the_next_input(doubling: Network) -> None:
    first = doubling(np.array([[1]], dtype=np.uint8))
    doubling(np.array([[9]], dtype=np.uint8))
    assert first.tolist() == [[2.0]]


def test_only_the_shapes_used_last_stay_compiled(tmp_path: Path) -> None:
    runtime = Runtime(RuntimeSettings(threads=1))
    doubling = runtime.load(*ir_of(doubling_model(), tmp_path), shapes_kept=3)
    for width in (1, 2, 3, 1, 4, 5):
        doubling(np.zeros((1, width), dtype=np.uint8))
    assert list(doubling._variants) == [(1, 1), (1, 4), (1, 5)]


def test_many_threads_get_their_own_results(doubling: Network) -> None:
    def is_right(value: int) -> bool:
        tensor = np.full((2, 1 + value % 3), value, dtype=np.uint8)
        return bool((doubling(tensor) == 2.0 * value).all())

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(is_right, range(200)))


def test_a_shape_the_network_does_not_take_is_a_typed_error(tmp_path: Path) -> None:
    image = op.parameter([-1, -1], np.uint8, name="image")
    threes = op.matmul(op.convert(image, np.float32), np.ones((3, 2), np.float32), False, False)
    model = ov.Model([threes], [image], "takes rows of three")
    network = Runtime(RuntimeSettings(threads=1)).load(*ir_of(model, tmp_path))
    assert network(np.array([[1, 2, 3]], dtype=np.uint8)).tolist() == [[6.0, 6.0]]
    with pytest.raises(InferenceError, match="does not take the shape"):
        network(np.zeros((1, 4), dtype=np.uint8))


def test_a_damaged_network_is_a_typed_error() -> None:
    with pytest.raises(InferenceError, match="cannot be read"):
        Runtime(RuntimeSettings()).load(b"<net", b"")


def test_a_device_openvino_does_not_know_is_refused() -> None:
    with pytest.raises(InferenceError, match="CPU, GPU, NPU, AUTO"):
        Runtime(RuntimeSettings(device="TPU"))


def test_a_missing_device_falls_back_to_the_cpu_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class CpuOnly(ov.Core):  # type: ignore[misc]  # OpenVINO is untyped
        available_devices = ("CPU",)

    monkeypatch.setattr(ov, "Core", CpuOnly)
    with caplog.at_level(logging.WARNING):
        fallen = Runtime(RuntimeSettings(device="NPU", threads=1))
    assert fallen.device == "CPU"
    assert fallen.fallback is not None
    assert "found no NPU" in fallen.fallback
    assert "found no NPU" in caplog.text
    network = fallen.load(*ir_of(doubling_model(), tmp_path))
    assert network(np.array([[4]], dtype=np.uint8)).tolist() == [[8.0]]


def test_a_device_that_refuses_a_network_falls_back_to_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BrokenGpu(ov.Core):  # type: ignore[misc]  # OpenVINO is untyped
        available_devices = ("CPU", "GPU.0")

        def compile_model(self, model: ov.Model, device: str, config: object) -> ov.CompiledModel:
            if device == "GPU":
                raise RuntimeError("Exception from src/gpu.cpp:1:\nno such kernel\n")
            return super().compile_model(model, device, config)

    monkeypatch.setattr(ov, "Core", BrokenGpu)
    falling = Runtime(RuntimeSettings(device="gpu"))
    assert falling.device == "GPU"
    network = falling.load(*ir_of(doubling_model(), tmp_path))
    assert network(np.array([[4]], dtype=np.uint8)).tolist() == [[8.0]]
    assert (falling.device, falling.fallback) == ("CPU", "GPU refused the network: no such kernel")


@pytest.mark.parametrize("device", ["CPU", "AUTO"])
def test_a_processor_with_bf16_computes_as_exactly_as_others(device: str, tmp_path: Path) -> None:
    image = op.parameter([-1, -1], np.uint8, name="image")
    weights = np.full((256, 256), 1.001, np.float32)
    sums = op.matmul(op.convert(image, np.float32), weights, False, False)
    model = ov.Model([sums], [image], "sums of bytes")
    network = Runtime(RuntimeSettings(device=device)).load(*ir_of(model, tmp_path))
    total = network(np.full((64, 256), 201, dtype=np.uint8))
    np.testing.assert_allclose(total, 256 * 201 * 1.001, rtol=1e-5)


def test_under_auto_the_processor_alone_is_asked_for_32_bits(
    asked: list[dict[str, object]], tmp_path: Path
) -> None:
    network = Runtime(RuntimeSettings(device="AUTO")).load(*ir_of(doubling_model(), tmp_path))
    network(np.array([[4]], dtype=np.uint8))
    exactly = {"CPU": {"INFERENCE_PRECISION_HINT": "f32"}}
    assert asked == [{"PERFORMANCE_HINT": "LATENCY", "DEVICE_PROPERTIES": exactly}]


def test_auto_is_left_to_openvino(tmp_path: Path) -> None:
    network = Runtime(RuntimeSettings(device="AUTO")).load(*ir_of(doubling_model(), tmp_path))
    assert network(np.array([[4]], dtype=np.uint8)).tolist() == [[8.0]]


def test_the_settings_reach_openvino(asked: list[dict[str, object]], tmp_path: Path) -> None:
    settings = RuntimeSettings(hint="throughput", threads=1, cache_dir=tmp_path / "cache")
    network = Runtime(settings).load(*ir_of(doubling_model(), tmp_path))
    network(np.array([[4]], dtype=np.uint8))
    assert asked == [
        {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "INFERENCE_NUM_THREADS": 1,
            "ENABLE_CPU_PINNING": False,
            "INFERENCE_PRECISION_HINT": "f32",
            "CACHE_DIR": str(tmp_path / "cache"),
        }
    ]
    assert list((tmp_path / "cache").iterdir())


def test_neither_the_converter_nor_telemetry_is_loaded() -> None:
    program = (
        "import sys\n"
        "from placa_engine.vision.runtime import Runtime, RuntimeSettings\n"
        "assert 'openvino' not in sys.modules\n"
        "Runtime(RuntimeSettings())\n"
        "assert 'openvino' in sys.modules\n"
        "print([name for name in sys.modules if 'telemetry' in name or '.ovc.' in name])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(runtime.__file__).parents[2])},
    )
    assert done.stdout == "[]\n"
