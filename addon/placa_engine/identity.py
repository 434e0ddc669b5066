"""What an installation is known by and lets others in with."""

from collections.abc import Callable
import os
from pathlib import Path
import secrets
import uuid


def server_id(data: Path) -> str:
    """Return the installation's id, 32 hex digits; it is made up once and kept."""
    return _kept(data / "server_id", lambda: uuid.uuid4().hex)


def token(data: Path) -> str:
    """Return the installation's token; it is made up once and kept for the owner only."""
    return _kept(data / "token", lambda: secrets.token_urlsafe(32))


def _kept(path: Path, new: Callable[[], str]) -> str:
    if path.is_file() and (known := path.read_text(encoding="ascii").strip()):
        return known
    made = new()
    unfinished = path.with_suffix(".part")
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(f"{made}\n")
    unfinished.replace(path)
    return made
