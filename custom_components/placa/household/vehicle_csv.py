"""Vehicles as CSV: written for any spreadsheet, read as spreadsheets save it. Pure.

Every cell is quoted, and a text that a spreadsheet would take for a formula has an
apostrophe put before it; reading takes it away again.
"""

import codecs
from collections.abc import Iterable, Mapping
import csv
from dataclasses import dataclass
from io import StringIO
import re

COLUMNS = ("name", "plates", "owner", "group", "denied", "notes")
MOST_LINES = 1000
MOST_BYTES = 1024 * 1024

_NEEDED = frozenset({"name", "plates"})
_OTHER_NAMES = {"plate": "plates", "note": "notes"}
_BETWEEN_PLATES = re.compile(r"[,;/|\n\r]+")
_UNKNOWN_LETTER = re.compile("[\udc80-\udcff]")
"""A byte that stands for another letter in every code page; see `decoded`."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", *"\uff1d\uff0b\uff0d\uff20")


class CsvError(ValueError):
    """The text as a whole is no table of vehicles; `key` says why, `column` where."""

    def __init__(self, key: str, column: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.column = column


@dataclass(frozen=True, slots=True)
class CsvLine:
    """One line of a table: where it begins, and its cells by column; no cell, no change."""

    number: int
    cells: Mapping[str, str]

    @property
    def plates(self) -> tuple[str, ...]:
        """The plates of the line, as they were typed."""
        return tuple(
            plate.strip() for plate in _BETWEEN_PLATES.split(self.cells["plates"]) if plate.strip()
        )

    @property
    def has_uncertain_plates(self) -> bool:
        """Whether a plate has a letter of a code page that is not known."""
        return _UNKNOWN_LETTER.search(self.cells["plates"]) is not None


def write_vehicles(rows: Iterable[Mapping[str, str]]) -> str:
    """Write a table; what a row has no cell for is left empty."""
    table = StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_guarded(row.get(column, "")) for column in COLUMNS])
    return table.getvalue()


def decoded(content: bytes) -> str:
    """Decode a file as spreadsheets write them: UTF-8, UTF-16, or the code page of a country.

    Which code page that is nobody can tell: what is Č in Zagreb is È in Paris. Its letters
    beyond ASCII become lone surrogates, by which `CsvLine` knows them. Raises CsvError.
    """
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        if err.encoding == "utf-8" and b"\0" not in content:
            return content.decode("ascii", "surrogateescape")
    raise CsvError("csv_malformed")


def read_vehicles(text: str) -> tuple[CsvLine, ...]:
    """Read a table with a heading; comma, semicolon or tab may separate its cells.

    Raises CsvError if the text is no such table. Empty lines are left out.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    while text.startswith("\n") or text.lower().startswith("sep="):
        text, skipped = text.partition("\n")[2], skipped + 1
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    reader = csv.reader(StringIO(text), delimiter=separator, strict=True)
    try:
        columns = _columns(next(reader, []))
        lines = []
        begins = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                lines.append(_line(begins + skipped, columns, row))
            begins = reader.line_num + 1
    except csv.Error:
        raise CsvError("csv_malformed") from None
    if not lines:
        raise CsvError("csv_empty")
    if len(lines) > MOST_LINES:
        raise CsvError("csv_too_long")
    return tuple(lines)


def _columns(heading: list[str]) -> list[str]:
    columns = [cell.strip().casefold() for cell in heading]
    while columns and not columns[-1]:
        columns.pop()
    columns = [_OTHER_NAMES.get(column, column) for column in columns]
    if not set(columns) >= _NEEDED:
        raise CsvError("csv_heading_missing")
    for place, column in enumerate(columns):
        if column not in COLUMNS or column in columns[:place]:
            raise CsvError("csv_column_unknown", column)
    return columns


def _line(number: int, columns: list[str], row: list[str]) -> CsvLine:
    if any(cell.strip() for cell in row[len(columns) :]):
        raise CsvError("csv_malformed")
    cells = dict(zip(columns, row, strict=False))
    return CsvLine(
        number,
        {
            column: cell if column == "plates" else _guessed(cell)
            for column in columns
            for cell in (_unguarded(cells.get(column, "")).strip(),)
        },
    )


def _guessed(text: str) -> str:
    """Take letters of an unknown code page for Western European: a name may be wrong."""
    if not _UNKNOWN_LETTER.search(text):
        return text
    return text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
