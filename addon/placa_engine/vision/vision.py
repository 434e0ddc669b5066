"""Detector and reader together, from the folder of weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
import os
from pathlib import Path
from typing import Any

from placa_engine.vision.detector import DetectorSettings, PlateDetector
from placa_engine.vision.plausibility import Plausibility
from placa_engine.vision.reader import PlateReader, ReaderFormat
from placa_engine.vision.runtime import SHAPES_KEPT, Hint, Network, Runtime, RuntimeSettings
from placa_engine.vision.second_reader import SecondReader
from placa_engine.vision.weights import ModelEntry, WeightsError, load_manifest, read_verified


@dataclass(frozen=True, slots=True)
class VisionInfo:
    """What computes, and with which weights; `reason` says why this device and no other."""

    device: str
    precision: str
    detector_version: str
    reader_version: str
    reason: str


@dataclass(frozen=True, slots=True)
class Vision:
    """Everything that sees. One is shared by all cameras and threads."""

    detector: PlateDetector
    reader: PlateReader
    info: VisionInfo
    second_reader: SecondReader | None = None
    plausibility: Plausibility | None = None


def default_models_dir() -> Path:
    """Return $PLACA_MODELS, else the installed package's folder of weights, else the checkout's."""
    if chosen := os.environ.get("PLACA_MODELS"):
        return Path(chosen)
    package = Path(__file__).resolve().parents[1]
    if (package / "weights").is_dir():
        return package / "weights"
    return package.parents[1] / "models" / "weights"


def load_vision(
    models_dir: Path | None = None,
    *,
    device: str = "CPU",
    hint: Hint = "latency",
    threads: int | None = None,
    precision: str | None = None,
    cache_dir: Path | None = None,
    detector_size: int | None = None,
    threshold: float | None = None,
    shapes_kept: int = SHAPES_KEPT,
) -> Vision:
    """Load verified weights and get them ready to see.

    `models_dir` is None for the default one, `precision` "fp16" or "int8", None for each
    model's own default; `detector_size` and `threshold` are those of DetectorSettings,
    of still pictures as of frames, None for what the manifest advises; `shapes_kept` is how
    many shapes of pictures the detector stays compiled for. A second reader comes in its own
    default precision, and its weights are read when it is first asked. Raise WeightsError for
    missing or changed weights, InferenceError where they cannot be compiled.
    """
    manifest = load_manifest(models_dir or default_models_dir())
    runtime = Runtime(RuntimeSettings(device, hint, threads, cache_dir))
    detect, read = manifest.model("detect"), manifest.model("read")
    second = manifest.find("second")
    glance, compare = manifest.find("glance"), manifest.find("compare")

    def network(
        entry: ModelEntry, precision: str | None = precision, *, shapes_kept: int = SHAPES_KEPT
    ) -> Network:
        files = entry.files(precision)
        folder = manifest.folder
        xml, weights = read_verified(folder, files.xml), read_verified(folder, files.bin)
        return runtime.load(xml, weights, shapes_kept=shapes_kept)

    settings = detector_settings(detect)
    if detector_size is not None:
        settings = replace(
            settings,
            long_side=detector_size,
            least_side=detector_size,
            frame_side=detector_size,
        )
    if threshold is not None:
        settings = replace(settings, threshold=threshold, frame_threshold=threshold)
    detector = PlateDetector(network(detect, shapes_kept=shapes_kept), settings)

    def of_task(entry: ModelEntry | None) -> PlateReader | None:
        return None if entry is None else PlateReader(network(entry), reader_format(entry))

    reader = PlateReader(
        network(read), reader_format(read), quick=of_task(glance), other=of_task(compare)
    )
    reader.warm_up()
    info = VisionInfo(
        device=runtime.chosen or runtime.device,
        precision=_precision([one for one in (detect, glance, read, compare) if one], precision),
        detector_version=detect.version,
        reader_version=read.version,
        reason=runtime.fallback or ("OpenVINO chose it" if runtime.chosen else "as configured"),
    )
    second_reader = None
    if second is not None:
        second_reader = SecondReader(lambda: network(second, None), reader_format(second))
    likely = plausibility(detect) if threshold is None else None
    return Vision(detector, reader, info, second_reader, likely)


def detector_settings(entry: ModelEntry) -> DetectorSettings:
    """Return what a manifest advises for the detector. Raise WeightsError for nonsense."""
    usual = DetectorSettings()
    try:
        sides = entry.details.get("input", {})
        long_side = int(sides.get("long_side", usual.long_side))
        return replace(
            usual,
            long_side=long_side,
            least_side=int(sides.get("least_side", long_side)),
            frame_side=int(sides.get("frame_side", usual.frame_side)),
            threshold=float(entry.details.get("threshold", usual.threshold)),
            frame_threshold=float(entry.details.get("frame_threshold", usual.frame_threshold)),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise WeightsError(f"the manifest's advice for {entry.name} is wrong: {error}") from error


def plausibility(entry: ModelEntry) -> Plausibility | None:
    """Return how likely detections are plates, if a manifest says it. Raise WeightsError."""
    advised = entry.details.get("plausibility")
    if advised is None:
        return None
    try:
        return Plausibility(**{str(name): float(value) for name, value in advised.items()})
    except (AttributeError, TypeError, ValueError) as error:
        raise WeightsError(f"the manifest's advice for {entry.name} is wrong: {error}") from error


def reader_format(entry: ModelEntry) -> ReaderFormat:
    """Return what a manifest says of the reader. Raise WeightsError where it says too little."""
    details: dict[str, Any] = dict(entry.details)
    try:
        return ReaderFormat(
            width=int(details["input"]["width"]),
            height=int(details["input"]["height"]),
            alphabet=str(details["alphabet"]),
            temperature=float(details.get("temperature", 1.0)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsError(
            f"the manifest's entry of {entry.name} lacks or misspells {error}"
        ) from error


def _precision(entries: Sequence[ModelEntry], wanted: str | None) -> str:
    used = {wanted or entry.default_precision for entry in entries}
    return "+".join(sorted(used))
