"""Fonts: the catalog of free fonts, their cache folder and glyph masks.

`fetch` fills the cache folder from Debian and npm; without it the renderer makes do with the
three fonts that lie in ``fonts/``. ``PLACA_FONTS`` names another cache folder.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
import os
from pathlib import Path
import shutil
import subprocess
import tarfile
import tempfile
import tomllib

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .chance import maybe, pick
from .picture import Image as Picture, as_image
from .strokes import HEIGHT as GLYPH_HEIGHT, SHARE, StrokeFace, draw_character, stroke_faces

HERE = Path(__file__).parent
BUNDLED = HERE / "fonts"

Face = Path | StrokeFace


@dataclass(frozen=True, slots=True)
class Font:
    """One family of the catalog ``fonts.toml``."""

    key: str
    source: str
    files: tuple[str, ...]
    license: str
    zero: str
    styles: tuple[str, ...]
    package: str = ""


@cache
def catalog() -> tuple[Font, ...]:
    """Read the catalog of fonts that the renderer knows."""
    data = tomllib.loads((HERE / "fonts.toml").read_text())
    return tuple(
        Font(**{**entry, "files": tuple(entry["files"]), "styles": tuple(entry["styles"])})
        for entry in data["font"]
    )


def cache_folder() -> Path:
    """Return the folder of fetched fonts: ``PLACA_FONTS`` or ``~/.cache/placa/fonts``."""
    return Path(os.environ.get("PLACA_FONTS", Path.home() / ".cache" / "placa" / "fonts"))


def path_of(font: Font, file: str) -> Path:
    """Return where a font file lies, or would lie once fetched."""
    return (BUNDLED if font.source == "bundled" else cache_folder()) / file


@cache
def faces(style: str) -> tuple[Path, ...]:
    """Return the font files at hand for a style, the bundled "any" fonts if none is."""
    return own_faces(style) or faces("any")


@cache
def own_faces(style: str) -> tuple[Path, ...]:
    """Return the font files at hand for a style, none where none was fetched."""
    return tuple(
        path
        for font in catalog()
        if style in font.styles
        for path in (path_of(font, file) for file in font.files)
        if path.exists()
    )


def pick_face(rng: np.random.Generator, style: str) -> Face:
    """Draw a lettering of a style: a font file, or strokes where the style has them."""
    if maybe(rng, SHARE.get(style, 0.0)):
        return pick(rng, stroke_faces(style))
    return pick(rng, faces(style))


@cache
def _face(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


@cache
def _cap_size(path: Path) -> int:
    left, top, right, bottom = _face(path, 200).getbbox("H")
    del left, right
    return round(200 * GLYPH_HEIGHT / (bottom - top))


@cache
def _glyph(face: Face, char: str) -> Picture:
    if isinstance(face, StrokeFace):
        return draw_character(face, char)
    font = _face(face, _cap_size(face))
    left, top, right, bottom = font.getbbox(char)
    image = Image.new("L", (int(right - left), int(bottom - top)))
    ImageDraw.Draw(image).text((-left, -top), char, font=font, fill=255)
    return np.asarray(image)


@lru_cache(maxsize=60_000)
def glyph(face: Face, char: str, width: int, height: int) -> Picture:
    """Return a character's coverage, stretched to fill height x width, uint8 0-255."""
    return as_image(cv2.resize(_glyph(face, char), (width, height), interpolation=cv2.INTER_AREA))


@cache
def aspect(face: Face, char: str) -> float:
    """Return the width of a character as a share of the height of a capital."""
    return float(_glyph(face, char).shape[1]) / GLYPH_HEIGHT


@lru_cache(maxsize=20_000)
def words(path: Path, text: str, height: int) -> Picture:
    """Return the coverage of a line of lettering, its capitals about `height` pixels high."""
    font = _face(path, max(8, round(_cap_size(path) * height / GLYPH_HEIGHT)))
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (int(right - left) + 1, int(bottom - top) + 1))
    ImageDraw.Draw(image).text((-left, -top), text, font=font, fill=255)
    return np.asarray(image)


def forget_what_is_at_hand() -> None:
    """Look at the folders again when next a font is asked for."""
    faces.cache_clear()
    own_faces.cache_clear()


def at_hand() -> list[str]:
    """Return the names of the catalog's font files that are at hand."""
    files = ((font, file) for font in catalog() for file in font.files)
    return sorted(file for font, file in files if path_of(font, file).exists())


def fetch(folder: Path | None = None) -> list[Path]:
    """Fetch every font of the catalog that is not there yet; return the new files.

    Needs ``npm`` for the npm packages, and ``apt-get`` and ``dpkg-deb`` for the Debian ones.

    Raises:
        subprocess.CalledProcessError: a package could not be fetched.

    """
    target = folder or cache_folder()
    target.mkdir(parents=True, exist_ok=True)
    new: list[Path] = []
    for font in catalog():
        missing = [file for file in font.files if not (target / file).exists()]
        if font.source == "bundled" or not missing:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            unpacked = (_npm if font.source == "npm" else _debian)(font.package, Path(scratch))
            for file in missing:
                found = next(unpacked.rglob(file))
                shutil.copy(found, target / file)
                new.append(target / file)
    forget_what_is_at_hand()
    return new


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed commands, package names from our own catalog


def _npm(package: str, scratch: Path) -> Path:
    _run(["npm", "pack", "--silent", package], scratch)
    with tarfile.open(next(scratch.glob("*.tgz"))) as archive:
        archive.extractall(scratch, filter="data")
    return scratch


def _debian(package: str, scratch: Path) -> Path:
    _run(["apt-get", "download", package], scratch)
    _run(["dpkg-deb", "-x", next(scratch.glob("*.deb")).name, "unpacked"], scratch)
    return scratch
