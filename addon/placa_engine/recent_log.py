"""The last lines of the log, kept in memory for whoever sets the engine up."""

from collections import deque
import logging

LINES = 500


class RecentLog(logging.Handler):
    """Keeps the last lines, as its formatter writes them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self._lines.append(self.format(record))

    @property
    def text(self) -> str:
        """All kept lines, oldest first, each with its line end."""
        return "".join(f"{line}\n" for line in tuple(self._lines))
