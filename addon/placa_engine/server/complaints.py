"""What clients do wrong, told in the log without letting them fill it."""

import asyncio
import logging

QUIET = 60.0
"""Seconds between two lines that say the same."""

_LOGGER = logging.getLogger(__name__)


class Complaints:
    """Writes to the log what clients do wrong, once in a while and in one line."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}

    def say(self, what: str, address: str) -> None:
        """Log a sentence about an address, unless it was said just now of any."""
        now = asyncio.get_running_loop().time()
        if now - self._said.get(what, -QUIET) >= QUIET:
            self._said[what] = now
            _LOGGER.warning("%s: %s", address, what)
