"""Frozen dataclasses as JSON values, and back from their types alone.

The one decoder of what comes over the wire, from disk and out of the ledger. It is strict: a
value of another type is refused, fields that are not known are left out. Pure.
"""

from collections.abc import Callable, Mapping, Sized
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache, partial
import math
import re
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Protocol,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

type _Reader = Callable[[Any], Any]


class DeserializationError(ValueError):
    """A value is not what its type asks for; the text names the field, never its content."""


class JsonObject(dict[str, Any]):
    """An object of JSON values, which is written and read as it is."""


class Constraint[Value](Protocol):
    """What a type asks of its values; stands beside it in `Annotated`."""

    def __call__(self, value: Value) -> Value:
        """Return the value as it is used. Raises ValueError with the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Between:
    """A number within these bounds, both included."""

    low: float
    high: float

    def __call__(self, value: float) -> float:
        """Return the same value."""
        if not self.low <= value <= self.high:
            raise _InvalidError(f"is not between {self.low:g} and {self.high:g}")
        return value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some values."""

    choices: tuple[object, ...]

    def __call__[Value](self, value: Value) -> Value:
        """Return the same value."""
        if value not in self.choices:
            raise _InvalidError(f"is none of {', '.join(map(str, self.choices))}")
        return value


@dataclass(frozen=True, slots=True)
class AtMost:
    """A text of so many characters, or a list of so many items, or of less."""

    length: int

    def __call__[Value: Sized](self, value: Value) -> Value:
        """Return the same value."""
        if len(value) > self.length:
            raise _InvalidError("is too long")
        return value


@dataclass(frozen=True, slots=True)
class Matching:
    """A text that a regular expression matches as a whole."""

    pattern: str

    def __call__(self, value: str) -> str:
        """Return the same text."""
        if not re.fullmatch(self.pattern, value):
            raise _InvalidError("holds what it may not")
        return value


@dataclass(frozen=True, slots=True)
class InUtc:
    """A moment that is kept in UTC, whatever time zone it was written in."""

    def __call__(self, value: datetime) -> datetime:
        """Return the moment in UTC."""
        try:
            return value.astimezone(UTC)
        except OverflowError:
            raise _InvalidError("is not a time in UTC") from None


class _InvalidError(ValueError):
    """What is wrong with a value, as the end of a sentence."""


class _FieldError(ValueError):
    """A problem that has been given the name of its field."""


def serialize(value: Any) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Write a frozen dataclass, or what it may hold, as JSON values; sets are sorted.

    A mapping becomes an object, or a list of pairs if its keys are no texts.
    """
    match value:
        case JsonObject():
            return value
        case StrEnum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case frozenset():
            return sorted(map(serialize, value), key=str)
        case tuple() | list():
            return [serialize(item) for item in value]
        case Mapping() if all(isinstance(key, str) for key in value):
            return {str(key): serialize(item) for key, item in value.items()}
        case Mapping():
            return [[serialize(key), serialize(item)] for key, item in value.items()]
        case _ if is_dataclass(value):
            return {field.name: serialize(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def deserialize[Value](kind: type[Value], data: object) -> Value:
    """Read a value of this type from JSON values; a field that is missing has its default.

    Raises DeserializationError.
    """
    hashable: Any = kind
    try:
        value: Value = _reader(hashable)(data)
    except _FieldError as err:
        raise DeserializationError(str(err)) from None
    except ValueError as err:
        raise DeserializationError(f"{getattr(kind, '__name__', 'value')} {err}") from None
    return value


@cache
def _reader(kind: Any) -> _Reader:  # noqa: PLR0911 - one for each kind of type
    """Return what reads values of a type. A reader raises ValueError."""
    if isinstance(kind, TypeAliasType):
        return _reader(kind.__value__)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return partial(_read_constrained, _reader(arguments[0]), arguments[1:])
    if origin in (Union, UnionType):
        return partial(_read_any_of, tuple(map(_reader, arguments)))
    if origin is tuple and arguments[-1] is not ...:
        return partial(_read_fixed, tuple(map(_reader, arguments)))
    if origin in (tuple, frozenset):
        return partial(_read_items, origin, _reader(arguments[0]))
    if origin in (dict, Mapping):
        return partial(_read_mapping, *map(_reader, arguments))
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_reader(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return partial(_read_choice, kind)
    # a subclass, such as a clock's stand-in for datetime, is read as what it stands for
    return _SCALARS[next(base for base in kind.__mro__ if base in _SCALARS)]


def _dataclass_reader(kind: type[Any]) -> _Reader:
    hints = get_type_hints(kind, include_extras=True)
    optional = {
        field.name
        for field in fields(kind)
        if field.default is not MISSING or field.default_factory is not MISSING
    }
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}

    def read_fields(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise _InvalidError("is not an object")
        values = {}
        for name, read in readers.items():
            if name in data:
                try:
                    values[name] = read(data[name])
                except _FieldError:
                    raise
                except ValueError as err:
                    raise _FieldError(f"{name} {err}") from None
            elif name not in optional:
                raise _FieldError(f"{name} is missing")
        return kind(**values)

    return read_fields


def _read_constrained(read: _Reader, constraints: tuple[Constraint[Any], ...], data: Any) -> Any:
    value = read(data)
    for constraint in constraints:
        value = constraint(value)
    return value


def _read_any_of(readers: tuple[_Reader, ...], data: Any) -> Any:
    """Read what the first of several types takes; of None and one type say what that lacks."""
    problem: ValueError = _InvalidError("is of no type that it may be")
    for read in readers:
        try:
            return read(data)
        except ValueError as err:
            problem = err if read is not _read_none else problem
    raise problem


def _read_fixed(readers: tuple[_Reader, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list | tuple) or len(data) != len(readers):
        raise _InvalidError(f"is not a list of {len(readers)}")
    return tuple(read(item) for read, item in zip(readers, data, strict=True))


def _read_items(container: Callable[[Any], Any], read: _Reader, data: Any) -> Any:
    if not isinstance(data, list | tuple):
        raise _InvalidError("is not a list")
    return container(map(read, data))


def _read_mapping(read_key: _Reader, read: _Reader, data: Any) -> dict[Any, Any]:
    if isinstance(data, Mapping):
        return {read_key(key): read(item) for key, item in data.items()}
    if isinstance(data, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in data):
        return {read_key(key): read(item) for key, item in data}
    raise _InvalidError("is not an object")


def _read_choice(kind: type[StrEnum], data: Any) -> StrEnum:
    try:
        return kind(_read_text(data))
    except ValueError:
        raise _InvalidError("is not one of its choices") from None


def _read_none(data: Any) -> None:
    if data is not None:
        raise _InvalidError("is not empty")


def _read_text(data: Any) -> str:
    if not isinstance(data, str):
        raise _InvalidError("is not a text")
    return data


def _read_flag(data: Any) -> bool:
    if not isinstance(data, bool):
        raise _InvalidError("is not true or false")
    return data


def _read_integer(data: Any) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise _InvalidError("is not a whole number")
    return data


def _read_number(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise _InvalidError("is not a number")
    try:
        number = float(data)
    except OverflowError:
        raise _InvalidError("is too large a number") from None
    if not math.isfinite(number):
        raise _InvalidError("is not a number")
    return number


def _read_time(kind: type[date | time], data: Any) -> date | time:
    try:
        moment = kind.fromisoformat(_read_text(data))
    except ValueError:
        raise _InvalidError("is not a time") from None
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise _InvalidError("has no time zone")
    return moment


def _read_object(data: Any) -> JsonObject:
    if not isinstance(data, Mapping):
        raise _InvalidError("is not an object")
    return JsonObject(data)


_SCALARS: dict[Any, _Reader] = {
    NoneType: _read_none,
    str: _read_text,
    bool: _read_flag,
    int: _read_integer,
    float: _read_number,
    date: partial(_read_time, date),
    datetime: partial(_read_time, datetime),
    time: partial(_read_time, time),
    JsonObject: _read_object,
    Any: lambda data: data,
}
