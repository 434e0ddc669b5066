"""What an installation is known by and lets others in with."""

from collections.abc import Callable
import os
from pathlib import Path
import re
import secrets
import uuid


class IdentityError(Exception):
    """What is kept cannot be used. The message is a whole sentence."""


def server_id(data: Path) -> str:
    """Return the installation's id, 32 hex digits; it is made up once and kept.

    Raises IdentityError.
    """
    path = data / "server_id"
    known = _kept(path, lambda: uuid.uuid4().hex)
    if re.fullmatch("[0-9a-f]{32}", known) is None:
        raise IdentityError(_damaged(path))
    return known


def token(data: Path) -> str:
    """Return the installation's token; it is made up once and kept for the owner only.

    Raises IdentityError.
    """
    return _kept(data / "token", lambda: secrets.token_urlsafe(32))


def _kept(path: Path, new: Callable[[], str]) -> str:
    try:
        if path.is_file() and (known := path.read_text(encoding="ascii").strip()):
            return known
    except ValueError:
        raise IdentityError(_damaged(path)) from None
    made = new()
    unfinished = path.with_suffix(".part")
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(f"{made}\n")
    unfinished.replace(path)
    return made


def _damaged(path: Path) -> str:
    return (
        f"{path} is damaged. Restore it from a backup, or delete it; "
        "then Home Assistant must be connected anew."
    )
