"""Command line: ``python -m placa_training.renderer fetch-fonts | build-set | contact-sheet``."""

import argparse
from pathlib import Path

from . import fonts
from .build import build_set
from .sheet import render_contact_sheet


def main() -> None:
    """Run one of the renderer's commands."""
    parser = argparse.ArgumentParser(prog="placa_training.renderer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("fetch-fonts", help="fill the font cache from Debian and npm")
    fetch.add_argument("--folder", type=Path, default=None)
    build = commands.add_parser("build-set", help="pre-render reader crops")
    build.add_argument("--count", type=int, required=True)
    build.add_argument("--out", type=Path, required=True, help="a .npy file; labels go beside it")
    build.add_argument("--seed", type=int, default=0)
    build.add_argument("--jobs", type=int, default=1)
    sheet = commands.add_parser("contact-sheet", help="show one plate of every layout")
    sheet.add_argument("--out", type=Path, required=True)
    sheet.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    match chosen.command:
        case "fetch-fonts":
            print(f"{len(fonts.fetch(chosen.folder))} new fonts")
        case "build-set":
            build_set(chosen.out, chosen.count, chosen.seed, chosen.jobs)
        case _:
            render_contact_sheet(chosen.out, chosen.seed)


if __name__ == "__main__":
    main()
