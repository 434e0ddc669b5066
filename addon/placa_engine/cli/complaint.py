"""What goes wrong, said to people in one line."""

import sys

from placa_engine.redact import redact


def complain(source: str, sentence: str) -> None:
    """Print one line to stderr: what it is about, without login, and what is wrong with it."""
    print(f"placa: {printable(source)}: {printable(sentence)}", file=sys.stderr)  # noqa: T201  # the command line talks


def printable(text: str) -> str:
    """Return a text on one line, without a URL's login and without control characters."""
    return "".join(char if char.isprintable() else "?" for char in redact(text))
