"""Which countries' formats a plate fits: a hint for people who type one, and nothing more.

plate_formats.json holds the ordinary patterns that the engine knows: L is a letter, 0 a
digit, brackets hold what may be left out.
"""

import json
from pathlib import Path
import re

_TABLE = json.loads((Path(__file__).parent / "plate_formats.json").read_text(encoding="utf-8"))


def countries_of(plate: str) -> tuple[str, ...]:
    """Give the codes of all countries whose formats a normalized plate fits, in order."""
    return tuple(country for country, pattern in _PATTERNS.items() if pattern.fullmatch(plate))


def _pattern(patterns: list[str], without: str) -> re.Pattern[str]:
    letter = f"[{''.join(char for char in 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' if char not in without)}]"
    parts = {"L": letter, "0": "[0-9]", "(": "(?:", ")": ")?", " ": ""}
    return re.compile("|".join("".join(parts[sign] for sign in written) for written in patterns))


_PATTERNS = {country: _pattern(**formats) for country, formats in sorted(_TABLE.items())}
