from placa_engine.plates.reading import CharReading, PlateReading


def torn(text: str, place: int, other: str, confidence: float) -> PlateReading:
    """A reading that is sure of all but one character, which may be another."""
    return PlateReading(
        tuple(
            CharReading(char, confidence, ((other, 0.99 - confidence),))
            if index == place
            else CharReading(char, 0.99)
            for index, char in enumerate(text)
        )
    )
