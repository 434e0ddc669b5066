"""The household's plates, in memory only."""

from collections.abc import Iterable

from placa_engine.plates.confusables import fold


class KnownPlates:
    """The plates that Home Assistant last sent; unknown until it has sent them once.

    Texts are compared with look-alike characters counted as the same. Nothing here is ever
    written to disk.
    """

    def __init__(self) -> None:
        self._folded: frozenset[str] | None = None

    def replace(self, plates: Iterable[str]) -> None:
        """Replace all plates."""
        self._folded = frozenset(map(fold, plates))

    @property
    def is_empty(self) -> bool:
        """Whether no plate is known."""
        return not self._folded

    @property
    def folded(self) -> frozenset[str] | None:
        """The plates with lookalikes folded, None if none were sent yet."""
        return self._folded

    def contains(self, text: str) -> bool:
        """Return whether a text is surely one of the plates."""
        return self._folded is not None and fold(text) in self._folded
