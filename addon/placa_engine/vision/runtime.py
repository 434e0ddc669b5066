"""The one place where OpenVINO is used."""

from collections import OrderedDict, deque
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import import_module
import logging
from pathlib import Path
import sys
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from types import ModuleType

type Hint = Literal["latency", "throughput"]

DEVICES = ("CPU", "GPU", "NPU", "AUTO")

SHAPES_KEPT = 12

EXACTLY = {"INFERENCE_PRECISION_HINT": "f32"}
"""Unasked, processors with BF16 would round to it and read otherwise than was measured."""

_LOGGER = logging.getLogger(__name__)

_abandoned: ContextVar[Event | None] = ContextVar("_abandoned", default=None)


class InferenceError(Exception):
    """A network could not be compiled or run."""


class AbandonedError(Exception):
    """Nobody waits for the result any more."""


@contextmanager
def until(abandoned: Event) -> Generator[None]:
    """Let no network run in this context once the event is set: it raises AbandonedError."""
    token = _abandoned.set(abandoned)
    try:
        yield
    finally:
        _abandoned.reset(token)


@dataclass(frozen=True, slots=True)
class RuntimeSettings:
    """How to compute.

    `device` is one of DEVICES. The hint is OpenVINO's: "latency" for one picture at a
    time, "throughput" for many cameras. `threads` limits the CPU, None leaves the choice
    to OpenVINO. `cache_dir` keeps compiled networks from one start to the next.
    """

    device: str = "CPU"
    hint: Hint = "latency"
    threads: int | None = None
    cache_dir: Path | None = None


class Runtime:
    """Compiles networks for one device and falls back to the CPU where that fails.

    `fallback` is the reason of a fallback, None where the wanted device computes. `chosen` is
    what computes where OpenVINO was left the choice, known once it compiled a network.
    """

    def __init__(self, settings: RuntimeSettings) -> None:
        """Raise InferenceError for an unknown device name."""
        wanted = settings.device.upper()
        if wanted.partition(".")[0] not in DEVICES:
            raise InferenceError(f"unknown device; choose one of {', '.join(DEVICES)}")
        self.settings = settings
        self._core = _openvino().Core()
        self.device = wanted
        self.fallback: str | None = None
        self.chosen: str | None = None
        available: list[str] = self._core.available_devices
        if wanted not in ("AUTO", "CPU") and not any(
            name == wanted or name.startswith(f"{wanted}.") for name in available
        ):
            self._fall_back(f"OpenVINO found no {wanted}, only {', '.join(available)}")

    def load(self, xml: bytes, weights: bytes, *, shapes_kept: int = SHAPES_KEPT) -> Network:
        """Return the network whose OpenVINO IR is given. Raise InferenceError for a bad one.

        The `shapes_kept` input shapes used last stay compiled, at 10 to 30 MB each.
        """
        ov = _openvino()
        try:
            model = self._core.read_model(xml, ov.Tensor(np.frombuffer(weights, dtype=np.uint8)))
        except RuntimeError as error:
            raise InferenceError(f"the network cannot be read: {_first_line(error)}") from error
        return Network(self, model, shapes_kept)

    def compile(self, model: Any) -> Any:
        """Return the compiled model, on the CPU if the wanted device refuses it."""
        try:
            compiled = self._core.compile_model(model, self.device, self._properties())
            if self.device == "AUTO":
                self.chosen = " and ".join(compiled.get_property("EXECUTION_DEVICES"))
        except RuntimeError as error:
            if self.device == "CPU":
                raise InferenceError(
                    f"the network cannot be compiled: {_first_line(error)}"
                ) from error
            self._fall_back(f"{self.device} refused the network: {_first_line(error)}")
            return self.compile(model)
        return compiled

    def _fall_back(self, reason: str) -> None:
        _LOGGER.warning("Inference falls back from %s to CPU: %s", self.device, reason)
        self.device = "CPU"
        self.fallback = reason

    def _properties(self) -> dict[str, Any]:
        properties: dict[str, Any] = {"PERFORMANCE_HINT": self.settings.hint.upper()}
        if self.settings.cache_dir is not None:
            properties["CACHE_DIR"] = str(self.settings.cache_dir)
        if self.device == "CPU":
            # Two networks pinned to the same cores would wait for each other.
            properties |= {"ENABLE_CPU_PINNING": False, **EXACTLY}
            if self.settings.threads is not None:
                properties["INFERENCE_NUM_THREADS"] = self.settings.threads
        if self.device == "AUTO":
            properties["DEVICE_PROPERTIES"] = {"CPU": EXACTLY}
        return properties


class Network:
    """A network with one input and one output; safe to use from several threads.

    It is compiled at a static shape when an input of that shape first comes; the shapes
    used last stay compiled.
    """

    def __init__(self, runtime: Runtime, model: Any, shapes_kept: int) -> None:
        self._runtime = runtime
        self._model = model
        self._shapes_kept = shapes_kept
        self._lock = Lock()
        self._variants: OrderedDict[tuple[int, ...], _Variant] = OrderedDict()

    def __call__(self, tensor: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the network's output for a C-contiguous tensor of the input's layout.

        Raise AbandonedError where `until` says so.
        """
        abandoned = _abandoned.get()
        if abandoned is not None and abandoned.is_set():
            raise AbandonedError
        return self._variant(tensor.shape)(tensor)

    def warm_up(self, shape: tuple[int, ...]) -> None:
        """Compile for a shape and run once, so that the first real input does not wait."""
        self(np.zeros(shape, dtype=np.uint8))

    def _variant(self, shape: tuple[int, ...]) -> _Variant:
        with self._lock:
            variant = self._variants.get(shape)
            if variant is None:
                model = self._model.clone()
                try:
                    model.reshape(list(shape))
                except RuntimeError as error:
                    raise InferenceError(
                        f"the network does not take the shape {shape}: {_first_line(error)}"
                    ) from error
                variant = self._variants[shape] = _Variant(self._runtime.compile(model))
                if len(self._variants) > self._shapes_kept:
                    self._variants.popitem(last=False)
            self._variants.move_to_end(shape)
            return variant


class _Variant:
    """A network compiled at one shape with its idle inference requests."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._idle: deque[Any] = deque()

    def __call__(self, tensor: NDArray[np.uint8]) -> NDArray[np.float32]:
        try:
            request = self._idle.pop()
        except IndexError:
            request = self._compiled.create_infer_request()
        try:
            request.set_input_tensor(_openvino().Tensor(tensor, shared_memory=True))
            request.infer()
            output: NDArray[np.float32] = request.get_output_tensor(0).data.copy()
        except RuntimeError as error:
            raise InferenceError(f"the network failed: {_first_line(error)}") from error
        self._idle.append(request)
        return output


@cache
def _openvino() -> ModuleType:
    """Import OpenVINO without its model converter, which brings telemetry and 0.2 s."""
    if "openvino.tools.ovc" not in sys.modules:
        sys.modules["openvino.tools.ovc"] = None  # type: ignore[assignment]  # stops an import
    return import_module("openvino")


def _first_line(error: Exception) -> str:
    """Return the telling line of OpenVINO's long error texts."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return next((line for line in reversed(lines) if not line.startswith("Exception")), "no reason")
