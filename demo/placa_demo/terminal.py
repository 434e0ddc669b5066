"""What the demo says on the terminal, and signs of life for what takes longer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import sys
import time


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


@asynccontextmanager
async def waiting(what: str) -> AsyncIterator[None]:
    """Tell what is being waited for, every few seconds that it still is, and how long it took."""
    began = time.monotonic()
    say(f"{what} ...")

    async def reassure() -> None:
        while True:
            await asyncio.sleep(5)
            say(f"  still {what} ({time.monotonic() - began:.0f} s)")

    reassuring = asyncio.create_task(reassure())
    try:
        yield
    finally:
        reassuring.cancel()
    say(f"  done after {time.monotonic() - began:.1f} s")


class ProgressBar:
    """A share of work that is done: one line that changes, or a line every tenth of it."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._told = -10

    def __call__(self, share: float) -> None:
        """Show a share in [0, 1]."""
        percent = int(share * 100)
        if percent == self._told:
            return
        if sys.stdout.isatty():
            end = "\n" if percent >= 100 else ""
            print(f"\r{self._what}: {percent} %", end=end, flush=True)
            self._told = percent
        elif percent >= self._told + 10:
            say(f"{self._what}: {percent} %")
            self._told = percent
