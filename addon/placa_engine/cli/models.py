"""`placa models verify`: the weights are those that were published, and described."""

import argparse
from pathlib import Path

from placa_engine.cli.output import print_error
from placa_engine.vision.vision import default_models_dir
from placa_engine.vision.weights import (
    Manifest,
    ModelEntry,
    WeightsError,
    load_manifest,
    read_verified,
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("models", help="verify the weights that ship")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser(
        "verify",
        help="check every file against the manifest, and every model for its card",
        description="Exit status: 0 all is as published, 1 something is not.",
    )
    verify.add_argument("--models", type=Path, metavar="DIR", help="folder of the weights")
    verify.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check all models; return the exit status."""
    try:
        manifest = load_manifest(options.models or default_models_dir())
    except WeightsError as error:
        print_error("models", str(error))
        return 1
    results = [_verify(manifest, entry) for entry in manifest.models]
    return 0 if all(results) else 1


def _verify(manifest: Manifest, entry: ModelEntry) -> bool:
    problems = []
    for precision, files in entry.precisions.items():
        for file in (files.xml, files.bin):
            try:
                read_verified(manifest.folder, file)
            except WeightsError as error:
                problems.append(str(error))
            else:
                print(f"ok  {entry.name} {entry.version} {precision}  {file.file}")  # noqa: T201  # the command line talks
    card = card_of(manifest.folder, entry)
    if card is None:
        problems.append("has no model card that names it")
    else:
        print(f"ok  {entry.name} {entry.version} card  {card.name}")  # noqa: T201  # same
    for problem in problems:
        print_error(entry.name, problem)
    return not problems


def card_of(folder: Path, entry: ModelEntry) -> Path | None:
    """Return a model's card: cards/NAME.md in or beside the folder of weights, naming it."""
    for cards in (folder / "cards", folder.parent / "cards"):
        card = cards / f"{entry.name}.md"
        try:
            if entry.name in card.read_text(encoding="utf-8"):
                return card
        except OSError, UnicodeDecodeError:
            continue
    return None
