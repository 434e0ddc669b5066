"""What goes wrong, said to people in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import sys

from placa_engine.redact import redact


def print_error(source: str, sentence: str) -> None:
    """Print one line to stderr: what it is about, without login, and what is wrong with it."""
    print(f"placa: {printable(source)}: {printable(sentence)}", file=sys.stderr)  # noqa: T201  # the command line talks


def printable(text: str) -> str:
    """Return a text on one line, without a URL's login and without control characters."""
    return "".join(char if char.isprintable() else "?" for char in redact(text))


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Keep away from stderr what decoders written in C print there.

    They print_error in their own words, about pictures that are refused in ours. Python's
    own lines still get through.
    """
    if sys.stderr is None or sys.stderr is not sys.__stderr__:
        yield
        return
    with os.fdopen(os.dup(2), "w", buffering=1) as own, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        sys.stderr = own
        try:
            yield
        finally:
            sys.stderr = sys.__stderr__
            os.dup2(own.fileno(), 2)
