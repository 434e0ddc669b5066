"""`placa backup`: all that an engine keeps, in one file."""

import argparse
from pathlib import Path

from placa_engine.cli.output import print_error
from placa_engine.cli.settings import add_settings, read_settings
from placa_engine.config import ConfigError
from placa_engine.store.backup import back_up
from placa_engine.store.database import StoreError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "backup",
        help="write all that an engine keeps to a file",
        description="Writes sightings, pictures, the ledger, cameras, the engine's key and its "
        "token to a new file, for its owner only. The engine may be running. The file holds the "
        "cameras' logins and what was seen: keep it as you keep a password, and remember that "
        "what is erased later is still in it.",
    )
    add_settings(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file, as placa.tar")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Back up; return the exit status."""
    try:
        back_up(read_settings(options).data, options.file.absolute())
    except (ConfigError, StoreError) as error:
        print_error("backup", str(error))
        return 1
    return 0
