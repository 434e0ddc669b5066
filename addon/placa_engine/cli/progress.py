"""How far a long run is."""

from collections.abc import Iterable, Iterator
import sys
import time

PATIENCE = 2.0
PERIOD = 0.5


def shown[T](things: Iterable[T], total: int) -> Iterator[T]:
    """Yield things and show on a terminal how many are done, once it takes over PATIENCE s."""
    if not sys.stderr.isatty():
        yield from things
        return
    began = last = time.monotonic()
    visible = False
    for done, thing in enumerate(things):
        now = time.monotonic()
        if now - began > PATIENCE and now - last > PERIOD:
            print(f"\r{done} of {total} ", end="", file=sys.stderr, flush=True)  # noqa: T201  # the command line talks
            visible, last = True, now
        yield thing
    if visible:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201  # the command line talks
