"""Text without what nobody may read in it."""

import logging
import re

_WITH_LOGIN = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*://)[^\r\n]*@\S*")
_URL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*://)(\[[0-9a-fA-F:.]*\](?::\d*)?|[\w.-]*(?::\d+)?)\S*")


def redact(text: str) -> str:
    """Shorten every URL in a text to its scheme and host, or to its scheme if it has a login.

    Paths and queries go too: many cameras take the password there.
    """
    return _URL.sub(r"\1\2", _WITH_LOGIN.sub(r"\1***", text))


class RedactingFormatter(logging.Formatter):
    """Redacts the whole of every log line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without credentials."""
        return redact(super().format(record))
