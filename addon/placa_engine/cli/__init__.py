"""The command line `placa`: one file for each subcommand, imported only when it is used."""

import argparse
from collections.abc import Sequence
from importlib import import_module
import os
import sys

from placa_engine import __version__

SUBCOMMANDS = (
    "read", "serve", "pair", "ledger", "backup", "restore", "doctor", "models", "bench",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status: 0 done, 1 not all done, 2 wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="placa", description="Reads license plates and keeps them at home."
    )
    parser.add_argument("--version", action="version", version=f"placa {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    chosen = words[:1] if words and words[0] in SUBCOMMANDS else SUBCOMMANDS
    for name in chosen:
        import_module(f"placa_engine.cli.{name}").add_parser(subparsers)
    options = parser.parse_args(words)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever listened has heard enough; the interpreter must not flush to it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status
