"""`placa restore`: what `placa backup` wrote, back in its place."""

import argparse
from pathlib import Path

from placa_engine.cli.output import print_error
from placa_engine.cli.settings import add_settings, read_settings
from placa_engine.config import ConfigError
from placa_engine.store.backup import restore
from placa_engine.store.database import StoreError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "restore",
        help="fill an engine's data folder from a backup",
        description="Fills the data folder from a file that `placa backup` wrote. The engine must "
        "not be running. Home Assistant goes on with it as before, since the key and the token "
        "are restored as well.",
    )
    add_settings(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="what `placa backup` wrote")
    parser.add_argument(
        "--replace", action="store_true", help="delete what the data folder holds now"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Restore; return the exit status."""
    try:
        restore(options.file.absolute(), read_settings(options).data, replace=options.replace)
    except (ConfigError, StoreError) as error:
        print_error("restore", str(error))
        return 1
    return 0
