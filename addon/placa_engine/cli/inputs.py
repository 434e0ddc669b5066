"""What the paths on a command line stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
import os
from pathlib import Path
import re
from typing import Literal
from urllib.parse import urlsplit

from placa_engine.cli.pictures import looks_like_picture

type InputKind = Literal["picture", "video", "picture_url"]

VIDEO_SUFFIXES = frozenset(
    {".avi", ".mp4", ".m4v", ".mkv", ".mov", ".webm", ".mpg", ".mpeg", ".ts", ".mjpeg", ".mjpg"}
)
VIDEO_SCHEMES = frozenset({"rtsp", "rtsps"})
WEB_SCHEMES = frozenset({"http", "https"})

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read; "picture_url" may turn out to be a video."""

    source: str
    kind: InputKind


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that cannot be read, and the rest of the sentence why."""

    source: str
    reason: str


def expand(path: str) -> Iterator[Input | Unreadable]:
    """Yield what a path of the command line stands for: a folder, all pictures and videos in it.

    Folders are walked down, sorted by name, hidden files and folders left out. Files are
    told apart by their content; a suffix only says what a file means to be.
    """
    scheme = urlsplit(path).scheme.lower() if "://" in path else ""
    if scheme in VIDEO_SCHEMES:
        yield Input(path, "video")
    elif scheme in WEB_SCHEMES:
        yield Input(path, "picture_url")
    elif scheme:
        yield Unreadable(path, "is no http, https, rtsp or rtsps address")
    elif os.path.isdir(path):  # noqa: PTH112  # Path drops "./", the source is shown as given
        yield from _in_folder(path)
    else:
        yield _file(path)


def _in_folder(folder: str) -> Iterator[Input | Unreadable]:
    refused: list[OSError] = []
    found = False
    for root, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if name.startswith(".") or not (
                path.suffix.lower() in VIDEO_SUFFIXES or looks_like_picture(path)
            ):
                continue
            found = True
            yield _file(os.path.join(root, name))  # noqa: PTH118  # same
    for error in refused:
        yield Unreadable(str(error.filename), f"cannot be read: {error.strerror}")
    if not found and not refused:
        yield Unreadable(folder, "holds no pictures and no videos")


def _file(source: str) -> Input | Unreadable:
    path = Path(source)
    try:
        if path.is_fifo() or path.is_socket() or path.is_char_device() or path.is_block_device():
            return Unreadable(source, "is not a regular file")
        if path.stat().st_size == 0:
            return Unreadable(source, "is empty")
        with path.open("rb") as file:
            begin = file.read(512)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        return Unreadable(source, f"cannot be read: {reason}")
    if looks_like_picture(path):
        return Input(source, "picture")
    if _is_text(begin):
        # FFmpeg would play it, as a terminal would show it.
        return Unreadable(source, "is text, neither a picture nor a video")
    return Input(source, "video")


def _is_text(begin: bytes) -> bool:
    return not _CONTROL.search(begin)
