"""Reads the settings of a command, a dataclass, from its command line."""

import argparse
from collections.abc import Sequence
from dataclasses import MISSING, Field, field, fields
from typing import Any, TypeVar, get_args

SettingsT = TypeVar("SettingsT")


def setting(explained: str, default: Any = MISSING) -> Any:
    """Declare a field of a settings dataclass with its help text; required without a default."""
    return field(default=default, metadata={"help": explained})


def from_command_line(
    settings: type[SettingsT], description: str | None, arguments: Sequence[str] | None = None
) -> SettingsT:
    """Make the settings from `--name value` arguments; a boolean field is a flag.

    Exits with status 2 and a message for wrong usage, as argparse does.
    """
    parser = argparse.ArgumentParser(description=description)
    for one in fields(settings):  # type: ignore[arg-type]  # any dataclass will do
        _add(parser, one)
    return settings(**vars(parser.parse_args(arguments)))


def _add(parser: argparse.ArgumentParser, one: Field[Any]) -> None:
    flag = "--" + one.name.replace("_", "-")
    explained = one.metadata["help"]
    required = one.default is MISSING
    if one.type is bool:
        parser.add_argument(flag, action="store_true", help=explained)
        return
    if not required and one.default is not None:
        explained += f" (default {one.default})"
    choices = get_args(one.type)
    parser.add_argument(
        flag, type=str if choices else one.type, choices=choices or None, required=required,
        default=None if required else one.default, help=explained,
    )  # fmt: skip
