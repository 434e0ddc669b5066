"""The engine's settings, from its configuration, the command line and the environment."""

import argparse
import os
from pathlib import Path
from typing import Any

from placa_engine.config import EngineConfig, load_config, with_changes


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Declare where an engine's settings and data are."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help=".json or .toml")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder for everything kept")


def read_settings(options: argparse.Namespace) -> EngineConfig:
    """Return the settings with what the command line and $PLACA_TOKEN say instead.

    Raises ConfigError.
    """
    config = load_config(options.config)
    changes: dict[str, Any] = {
        name: value
        for name in ("host", "port", "data")
        if (value := getattr(options, name, None)) is not None
    }
    if config.token is None and (token := os.environ.get("PLACA_TOKEN")):
        changes["token"] = token
    return with_changes(config, changes)
