"""The options that every subcommand with inference has."""

import argparse
import os
from pathlib import Path

from placa_engine.imaging.letterbox import MULTIPLE
from placa_engine.vision.runtime import DEVICES
from placa_engine.vision.vision import Vision, load_vision

SHAPES_KEPT = 2
"""A picture from near and from afar: more of a folder's shapes would take too much memory."""


def add_inference_options(parser: argparse.ArgumentParser) -> None:
    """Declare them."""
    group = parser.add_argument_group("inference")
    group.add_argument("--models", type=Path, metavar="DIR", help="folder of the weights")
    group.add_argument("--device", default="CPU", help=f"one of {', '.join(DEVICES)} (CPU)")
    group.add_argument("--precision", choices=("fp16", "int8"), help="which weights to use")
    group.add_argument("--threads", type=_positive, metavar="N", help="processor threads to use")
    group.add_argument(
        "--detector-size",
        type=_multiple_of_32,
        metavar="PIXELS",
        help="long side of what the detector sees, a multiple of 32 (the model's own)",
    )
    group.add_argument(
        "--threshold",
        type=_share,
        metavar="SCORE",
        help="least score of a plate, 0 to 1 (the model's own)",
    )


def vision_of(options: argparse.Namespace) -> Vision:
    """Load the weights as the options say. Raise WeightsError or InferenceError."""
    return load_vision(
        options.models,
        device=options.device,
        threads=options.threads,
        precision=options.precision,
        cache_dir=cache_dir(),
        detector_size=options.detector_size,
        threshold=options.threshold,
        shapes_kept=SHAPES_KEPT,
    )


def cache_dir() -> Path:
    """Return where compiled networks are kept: $PLACA_CACHE, else the user's cache folder."""
    if chosen := os.environ.get("PLACA_CACHE"):
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "placa" / "networks"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _multiple_of_32(text: str) -> int:
    number = _positive(text)
    if number % MULTIPLE:
        raise argparse.ArgumentTypeError(f"must be a multiple of {MULTIPLE}")
    return number


def _share(text: str) -> float:
    share = float(text)
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return share
