"""The countries' plate formats as the integration ships them."""

from importlib.resources import files
import tomllib
from typing import Any

PLATE_FORMATS = "custom_components/placa/household/plate_formats.json"


def plate_formats() -> dict[str, Any]:
    """Return every country's patterns and unused letters, by the country's code."""
    table = files("placa_engine.plates").joinpath("plate_formats.toml").read_text(encoding="utf-8")
    return {
        country: {"patterns": formats["patterns"], "without": formats.get("without", "")}
        for country, formats in tomllib.loads(table).items()
    }
