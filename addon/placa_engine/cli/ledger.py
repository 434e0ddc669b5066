"""`placa ledger`: the ledger as it is stored, for whoever checks or keeps it."""

import argparse
from contextlib import closing
import json
from pathlib import Path
import sqlite3
import sys

from placa_engine.cli.settings import add_settings, read_settings
from placa_engine.config import ConfigError
from placa_engine.identity import LEDGER_KEY, IdentityError, make_ledger_key
from placa_engine.redact import redact
from placa_engine.store.database import FILE_NAME

_LINKS = """
    select sequence, link, hash, signature, key, content
    from ledger left join ledger_contents using (sequence) order by sequence
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "ledger",
        help="print the ledger, for script/verify-ledger or to keep a copy",
        description="Prints the public key and then one link of the ledger a line, as JSON. It "
        "can be run while the engine runs. The last line of the standard error is a checkpoint: "
        "the number and the hash of the last link. Whoever keeps it can tell later whether "
        "anything before it was changed.",
    )
    add_settings(parser)
    parser.add_argument(
        "--contents", action="store_true", help="with the plates and reasons that are not erased"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the ledger to the standard output; return the exit status."""
    try:
        checkpoint = _print_ledger(read_settings(options).data, contents=options.contents)
    except (ConfigError, IdentityError) as error:
        print(f"placa: {redact(str(error))}", file=sys.stderr)  # noqa: T201  # the command line talks
        return 1
    except sqlite3.Error as error:
        print(f"placa: The ledger cannot be read: {error}.", file=sys.stderr)  # noqa: T201  # the command line talks
        return 1
    print(checkpoint or "The ledger is empty.", file=sys.stderr)  # noqa: T201  # the command line talks
    return 0


def _print_ledger(folder: Path, *, contents: bool) -> str | None:
    """Return the checkpoint. Raises IdentityError, sqlite3.Error."""
    if not (folder / LEDGER_KEY).is_file():
        raise IdentityError(f"There is no ledger in {folder}: the engine has not been started.")
    key = make_ledger_key(folder).public_key()
    print(json.dumps({"public_key": key.public_bytes_raw().hex()}))  # noqa: T201  # the command line talks
    checkpoint = None
    file = (folder / FILE_NAME).resolve().as_uri()
    with closing(sqlite3.connect(f"{file}?mode=ro", uri=True)) as database:
        for sequence, text, link_hash, signature, secret, content in database.execute(_LINKS):
            shown = contents and secret is not None
            link = {
                "sequence": sequence,
                "text": text,
                "hash": link_hash,
                "signature": signature,
                "content": {"key": secret, "text": content} if shown else None,
            }
            print(json.dumps(link))  # noqa: T201  # the command line talks
            checkpoint = f"{sequence}:{link_hash}"
    return checkpoint
