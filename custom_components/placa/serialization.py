"""Frozen dataclasses as plain JSON values, and back from their types alone. Pure."""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, time
from enum import StrEnum
from functools import cache, partial
import math
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints


class NotPlainError(ValueError):
    """A plain value is not what its type asks for; the text names the type only."""


def to_plain(value: Any) -> Any:
    """Write a frozen dataclass, or what it may hold, as JSON values; sets are sorted."""
    match value:
        case StrEnum():
            return value.value
        case datetime() | time():
            return value.isoformat()
        case frozenset() | tuple():
            items = [to_plain(item) for item in value]
            return items if isinstance(value, tuple) else sorted(items, key=str)
        case _ if is_dataclass(value):
            return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def from_plain(kind: Any, plain: Any) -> Any:
    """Read a value of this type from JSON values; a field that is missing has its default.

    Raises NotPlainError.
    """
    try:
        return _reader(kind)(plain)
    except (TypeError, ValueError, AttributeError) as err:
        raise NotPlainError(getattr(kind, "__name__", str(kind))) from err


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what reads values of a type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, UnionType):
        (read,) = (_reader(argument) for argument in arguments if argument is not NoneType)
        return lambda plain: None if plain is None else read(plain)
    if origin in (tuple, frozenset):
        read = _reader(arguments[0])
        return lambda plain: origin(map(read, plain))
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind in (datetime, time):
        from_text: Callable[[Any], Any] = kind.fromisoformat
        return from_text
    return partial(_read_scalar, kind)


def _dataclass_reader(kind: type[Any]) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = [
        (
            field.name,
            _reader(hints[field.name]),
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(kind)
    ]

    def read_fields(plain: Any) -> Any:
        return kind(
            **{
                name: read(plain[name])
                for name, read, required in readers
                if name in plain or required
            }
        )

    return read_fields


def _read_scalar(kind: Any, plain: Any) -> Any:
    """Read a text, number or choice; a whole number may be written as a fraction."""
    if issubclass(kind, StrEnum):
        return kind(plain)
    if kind is bool or isinstance(plain, bool) or plain is None:
        if kind is not type(plain):
            raise TypeError
        return plain
    if not math.isfinite(plain if kind in (int, float) else 0):
        raise ValueError
    if kind is int and plain != int(plain):
        raise ValueError
    return kind(plain)
