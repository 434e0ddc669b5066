"""The pattern grammar of plate texts.

A pattern says which characters a plate may carry and how they are set:

=========  ==================================================================
``L``      a letter of the layout's alphabet
``0``      a digit 0-9
``9``      a digit 1-9
``X``      a letter of the alphabet or a digit
``[..]``   one of the characters listed, with ranges: ``[ABC]``, ``[0-3]``
``(a|b)``  one of the alternatives
``?``      after any of these: present or absent, with equal chance
``<..>``   small characters stacked from top to bottom; drawn, but no part of the text
``{..}``   smaller characters in line
space      a gap between groups
``_``      half a gap
``-``      a hyphen
``.``      a raised dot
``*``      a seal or registration sticker
``~``      an emblem
``%``      a character of another script
``&``      another script above a small word
``/``      the break between the first and the second line
=========  ==================================================================

Only letters and digits belong to the text; everything else is decoration. So are stacked
characters: they name a county or the plate's kind beside the serial, too small to be read from a
car's distance, and labeled sets leave them out.
"""

from dataclasses import dataclass
from functools import cache
import re
from typing import Literal

import numpy as np

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
SEPARATORS = " _-.*~%&/"

_TWINS = {"O": "0", "0": "O", "I": "1", "1": "I"}

Setting = Literal["normal", "small", "stacked"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing set on the plate: a character, or a separator (one of ``SEPARATORS``)."""

    char: str
    setting: Setting = "normal"

    @property
    def is_character(self) -> bool:
        """Whether the mark is a letter or digit, and no separator."""
        return self.char not in SEPARATORS

    @property
    def is_text(self) -> bool:
        """Whether the mark belongs to the plate's text."""
        return self.is_character and self.setting != "stacked"


@dataclass(frozen=True, slots=True)
class _OneOf:
    chars: str
    setting: Setting


@dataclass(frozen=True, slots=True)
class _Separator:
    char: str


@dataclass(frozen=True, slots=True)
class _Choice:
    branches: tuple[tuple["_Node", ...], ...]


_Node = _OneOf | _Separator | _Choice


class PatternError(ValueError):
    """A pattern does not follow the grammar."""


class _Parser:
    def __init__(self, pattern: str, alphabet: str) -> None:
        self._pattern = pattern
        self._alphabet = alphabet
        self._at = 0

    def parse(self) -> tuple[_Node, ...]:
        nodes = self._sequence("normal", "")
        if self._at != len(self._pattern):
            raise PatternError(f"unexpected {self._pattern[self._at]!r} in {self._pattern!r}")
        return nodes

    def _sequence(self, setting: Setting, stop: str) -> tuple[_Node, ...]:
        nodes: list[_Node] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in stop + ")>}|":
            parsed = self._atom(setting)
            if self._pattern[self._at : self._at + 1] == "?":
                self._at += 1
                parsed = (_Choice((parsed, ())),)
            nodes.extend(parsed)
        return tuple(nodes)

    def _atom(self, setting: Setting) -> tuple[_Node, ...]:
        char = self._pattern[self._at]
        self._at += 1
        classes = {"L": self._alphabet, "0": DIGITS, "9": "123456789", "X": self._alphabet + DIGITS}
        if char in classes:
            return (_OneOf(classes[char], setting),)
        if char in SEPARATORS:
            return (_Separator(char),)
        if char == "[":
            end = self._pattern.find("]", self._at)
            if end < 0:
                raise PatternError(f"']' is missing in {self._pattern!r}")
            chars = _expand(self._pattern[self._at : end])
            self._at = end + 1
            return (_OneOf(chars, setting),)
        if char == "(":
            return (self._choice(setting),)
        if char in "<{":
            inner = self._sequence("stacked" if char == "<" else "small", "")
            self._close(">" if char == "<" else "}")
            return inner
        raise PatternError(f"unexpected {char!r} in {self._pattern!r}")

    def _choice(self, setting: Setting) -> _Choice:
        branches = [self._sequence(setting, "|")]
        while self._pattern[self._at : self._at + 1] == "|":
            self._at += 1
            branches.append(self._sequence(setting, "|"))
        self._close(")")
        return _Choice(tuple(branches))

    def _close(self, char: str) -> None:
        if self._pattern[self._at : self._at + 1] != char:
            raise PatternError(f"{char!r} is missing in {self._pattern!r}")
        self._at += 1


def _expand(listed: str) -> str:
    chars = re.sub(
        r"(.)-(.)",
        lambda m: "".join(map(chr, range(ord(m[1]), ord(m[2]) + 1))),
        listed,
    )
    if not chars or not set(chars) <= set(LETTERS + DIGITS):
        raise PatternError(f"[{listed}] must list letters and digits")
    return chars


@cache
def _parse(pattern: str, alphabet: str) -> tuple[_Node, ...]:
    return _Parser(pattern, alphabet).parse()


def draw(rng: np.random.Generator, pattern: str, alphabet: str = LETTERS) -> tuple[Mark, ...]:
    """Draw one plate text of a pattern, in reading order.

    O and 0, I and 1 look the same on many plates. Where either may stand, the one that is of the
    same kind, letter or digit, as the character before it is drawn, so that neighbors tell.

    Raises:
        PatternError: the pattern does not follow the grammar.

    """
    marks: list[Mark] = []

    def walk(nodes: tuple[_Node, ...]) -> None:
        for node in nodes:
            match node:
                case _OneOf(chars, setting):
                    char = chars[int(rng.random() * len(chars))]
                    twin = _TWINS.get(char, char)
                    if twin in chars and marks and marks[-1].char.isdigit() == twin.isdigit():
                        char = twin
                    marks.append(Mark(char, setting))
                case _Separator(char):
                    marks.append(Mark(char))
                case _Choice(branches):
                    walk(branches[int(rng.random() * len(branches))])

    walk(_parse(pattern, alphabet))
    return tuple(marks)


@cache
def as_regex(pattern: str, alphabet: str = LETTERS) -> re.Pattern[str]:
    """Compile a pattern to the regular expression of its text without separators.

    Raises:
        PatternError: the pattern does not follow the grammar.

    """

    def source(nodes: tuple[_Node, ...]) -> str:
        parts: list[str] = []
        for node in nodes:
            match node:
                case _OneOf(chars, setting):
                    parts.append("" if setting == "stacked" else f"[{chars}]")
                case _Choice(branches):
                    parts.append("(?:" + "|".join(source(branch) for branch in branches) + ")")
                case _Separator():
                    pass
        return "".join(parts)

    return re.compile(source(_parse(pattern, alphabet)))


def fit(text: str, pattern: str, alphabet: str = LETTERS) -> tuple[Mark, ...] | None:
    """Set a given text in a pattern: its marks with separators, or None if it does not match."""

    def walk(nodes: tuple[_Node, ...], at: int) -> list[tuple[tuple[Mark, ...], int]]:
        if not nodes:
            return [((), at)]
        node, rest = nodes[0], nodes[1:]
        match node:
            case _OneOf(chars, "stacked"):
                beside = Mark(chars[0], "stacked")
                return [((beside, *tail), end) for tail, end in walk(rest, at)]
            case _OneOf(chars, setting):
                if at >= len(text) or text[at] not in chars:
                    return []
                head = (Mark(text[at], setting),)
                return [(head + tail, end) for tail, end in walk(rest, at + 1)]
            case _Separator(char):
                return [((Mark(char), *tail), end) for tail, end in walk(rest, at)]
            case _Choice(branches):
                return [way for branch in branches for way in walk(branch + rest, at)]

    for marks, end in walk(_parse(pattern, alphabet), 0):
        if end == len(text):
            return marks
    return None
