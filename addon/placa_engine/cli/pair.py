"""`placa pair`: what Home Assistant needs to trust an engine and to be trusted by it."""

import argparse
import sys

from placa_engine.cli.settings import add_settings, read_settings
from placa_engine.config import ConfigError
from placa_engine.identity import IdentityError, pairing_key, read_identity, read_token
from placa_engine.redact import redact


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "pair",
        help="print the pairing key that Home Assistant asks for",
        description="Prints the pairing key of an engine that was started before. It holds the "
        "fingerprint of the engine's certificate, by which Home Assistant knows this engine from "
        "any other, and the token, by which the engine knows Home Assistant. Who has it can "
        "read all that the engine has seen: keep it as you keep a password.",
    )
    add_settings(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the pairing key, and nothing else, to the standard output; return the exit status."""
    try:
        config = read_settings(options)
        identity = read_identity(config.data)
        key = pairing_key(identity, config.token or read_token(config.data))
    except (ConfigError, IdentityError) as error:
        print(f"placa: {redact(str(error))}", file=sys.stderr)  # noqa: T201  # the command line talks
        return 1
    print(f"This engine is {identity.code}; its pairing key is a secret:", file=sys.stderr)  # noqa: T201  # the command line talks
    print(key)  # noqa: T201  # the command line talks
    return 0
