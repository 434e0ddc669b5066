"""Train the networks, from a data folder to quantized, verified weights.

The run folder gets a folder for each network with its checkpoint, its record (data hashes,
settings, tools) and its curves, and the weights with their manifest. A run that was stopped goes
on where it was. A quick run renders tiny data by itself and takes minutes; its weights are good
for nothing but to show that the workshop works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
import math
from pathlib import Path
import subprocess

from placa_training.detector import publish as detector_ship, train as detector_train
from placa_training.manifest import Precision, damaged_files
from placa_training.reader import (
    evaluate as reader_evaluate,
    export as reader_export,
    publish as reader_ship,
    train as reader_train,
)
from placa_training.reader.names import ReaderName
from placa_training.renderer import fonts
from placa_training.settings import from_command_line, setting
from placa_training.tiny_data import write_tiny_data

CHECKPOINTS = Path(__file__).parents[1] / "checkpoints"
STARTS = {
    "detector": ("plate-detector.pt", "ch_PP-OCRv4_det_infer.onnx"),
    "reader": ("plate-reader.pt", "narrow-reader.pt", "ch_PP-OCRv4_rec_infer.onnx"),
    "narrow": ("narrow-reader.pt", "ch_PP-OCRv4_rec_infer.onnx"),
}
"""Of each network: its checkpoint, and what it begins with without one, best first.

The quick reader begins with its own or with its teacher's.
"""

READERS: Mapping[str, ReaderName] = {"narrow": "narrow-reader", "reader": "plate-reader"}
"""The readers that have no teacher, by what --network calls them."""


@dataclass(frozen=True)
class CampaignSettings:
    """What a training from data to weights needs to know."""

    network: str = setting("detector, reader, narrow, quick, or both: all of them")
    run: Path = setting("folder of this run: checkpoints, records, curves, weights")
    data: Path = setting("folder with detect/ and read/; a quick run renders its own", Path())
    models: Path = setting("where weights and small checkpoints go instead of RUN/models", Path())
    starts: Path = setting("folder of the published networks or checkpoints", CHECKPOINTS)
    steps: int = setting("of each network", 1_000_000)
    minutes: float = setting("for each network", math.inf)
    seed: int = setting("of all chance", 1)
    quick: bool = setting("a few steps on tiny data", default=False)


def start_of(network: str, folder: Path) -> Path:
    """Find where a network starts: our checkpoint if the folder has it, else the published file.

    Raises FileNotFoundError when it has neither.
    """
    for name in STARTS[network]:
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"no {' and no '.join(STARTS[network])} in {folder.name}")


def gather_fonts() -> None:
    """Fetch the renderer's fonts; say so where that fails, since few fonts make a poor reader."""
    try:
        fonts.fetch()
    except (OSError, subprocess.CalledProcessError):
        wanted = sum(len(font.files) for font in fonts.catalog())
        print(f"Only {len(fonts.at_hand())} of {wanted} font files are at hand; the others need")
        print("npm and apt-get. The networks will read lettering less well for it.")


def train_detector(settings: CampaignSettings, data: Path, models: Path) -> None:
    """Train, export, quantize and judge the detector; write its manifest entry."""
    checkpoint = detector_train.train(
        detector_train.DetectorTrainingSettings(
            data=data,
            start=start_of("detector", settings.starts),
            run=settings.run / "detector",
            steps=settings.steps,
            minutes=settings.minutes,
            seed=settings.seed,
        )
    )
    detector_ship.ship(checkpoint, data / "detect", models)


def train_reader(network: str, settings: CampaignSettings, data: Path, models: Path) -> None:
    """Train, export, quantize and judge one of READERS; write its manifest entry."""
    name, start = READERS[network], start_of(network, settings.starts)
    checkpoint = reader_train.train(reader_settings(settings, data, name, start))
    ship_reader(checkpoint, name, data, models)


def train_quick_reader(settings: CampaignSettings, data: Path, models: Path) -> None:
    """Do the same with the quick reader, whose teacher is this run's narrow reader if it has one.

    Raises FileNotFoundError without a checkpoint of the narrow reader.
    """
    of_run = models / "checkpoints/narrow-reader.pt"
    teacher = of_run if of_run.exists() else settings.starts / of_run.name
    if not teacher.exists():
        raise FileNotFoundError(f"no {teacher.name} in {settings.starts.name} to learn from")
    own = settings.starts / "quick-reader.pt"
    start = own if own.exists() else teacher
    checkpoint = reader_train.train(
        replace(reader_settings(settings, data, "quick-reader", start), teacher=teacher)
    )
    ship_reader(checkpoint, "quick-reader", data, models)


def reader_settings(
    settings: CampaignSettings, data: Path, name: ReaderName, start: Path
) -> reader_train.ReaderTrainingSettings:
    """Return what a training of one of the readers needs to know."""
    return reader_train.ReaderTrainingSettings(
        data=data / "read",
        start=start,
        run=settings.run / name,
        name=name,
        steps=settings.steps,
        minutes=settings.minutes,
        seed=settings.seed,
    )


def ship_reader(checkpoint: Path, name: ReaderName, data: Path, models: Path) -> None:
    """Export, quantize and judge a reader; write its manifest entry."""
    weights = models / "weights"
    small = models / f"checkpoints/{name}.pt"
    reader_export.export(checkpoint, name, data / "read/train.jsonl", weights, small)
    precisions: tuple[Precision, ...] = ("fp16", "int8")
    judged = {
        precision: reader_evaluate.evaluate(weights / f"{name}-{precision}.xml", data)
        for precision in precisions
    }
    reader_ship.ship(weights, name, judged)


def train(settings: CampaignSettings) -> Path:
    """Train what was asked for; return the folder of the weights.

    Raises ValueError for an unknown network or missing data, RuntimeError when the weights that
    were written do not match their manifest.
    """
    if settings.network not in (*STARTS, "quick", "both"):
        raise ValueError("--network is detector, reader, narrow, quick or both")
    if settings.data == Path() and not settings.quick:
        raise ValueError("--data is needed, unless the run is quick")
    models = settings.run / "models" if settings.models == Path() else settings.models
    for folder in ("weights", "checkpoints"):
        (models / folder).mkdir(parents=True, exist_ok=True)
    data = settings.data
    if settings.quick:
        data = settings.run / "data"
        write_tiny_data(data, scenes=12, crops=64, seed=settings.seed)
    else:
        gather_fonts()
    if settings.network in ("detector", "both"):
        train_detector(settings, data, models)
    for network in READERS:
        if settings.network in (network, "both"):
            train_reader(network, settings, data, models)
    if settings.network in ("quick", "both"):
        train_quick_reader(settings, data, models)
    if damaged := damaged_files(models / "weights"):
        raise RuntimeError(f"not as the manifest says: {', '.join(damaged)}")
    return models / "weights"


def main() -> None:
    """Read the settings and train."""
    settings = from_command_line(CampaignSettings, __doc__)
    try:
        weights = train(settings)
    except ValueError as error:
        raise SystemExit(f"train: {error}") from None
    print(f"weights and manifest are in {weights}")


if __name__ == "__main__":
    main()
