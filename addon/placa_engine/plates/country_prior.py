"""What a country's plate formats make of a single reading."""

from placa_engine.plates.alphabet import ALPHABET, GAP, OTHER, char_probabilities
from placa_engine.plates.formats import PlateFormat
from placa_engine.plates.reading import CharReading, PlateReading

READ = 0.03
"""A symbol was read where it has this probability."""

LEAST_ALTERNATIVE = 0.001


def as_in_country(reading: PlateReading, plate_format: PlateFormat) -> PlateReading:
    """Return a reading tilted towards the format, where look-alikes were both read.

    No character is added, none removed; see `PlateFormat.tilted`.
    """
    rows = char_probabilities(reading)
    tilted = plate_format.tilted(rows, rows >= READ)
    if tilted is rows:
        return reading
    return PlateReading(
        tuple(
            char if (row == before).all() else char_of(row.tolist())
            for char, row, before in zip(reading.chars, tilted, rows, strict=True)
        )
    )


def char_of(row: list[float]) -> CharReading:
    """Return a row of probabilities as the character that it most likely is, never the gap."""
    order = sorted(range(OTHER), key=lambda index: -row[index])
    best = next(index for index in order if index != GAP)
    return CharReading(
        char=ALPHABET[best],
        confidence=row[best],
        alternatives=tuple(
            ("" if index == GAP else ALPHABET[index], row[index])
            for index in order
            if index != best and row[index] >= LEAST_ALTERNATIVE
        ),
    )
