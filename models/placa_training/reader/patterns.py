"""Count the patterns of plates: python -m placa_training.reader.patterns --help.

Writes how many distinct texts of the training data have each pattern of letters (L) and digits
(0), which the engine takes for how common it is in the world (`placa_engine.plates.pattern_prior`).
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from placa_training.reader.dataset import load_records

LEAST = 2
"""A pattern that occurs once may be a label gone wrong."""


def pattern_of(text: str) -> str:
    """Return a text with 0 for every digit and L for every letter."""
    return "".join("0" if char.isdigit() else "L" for char in text)


def counted(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Return the patterns of distinct texts with their counts, the commonest first."""
    counts = Counter(pattern_of(text) for text in set(texts))
    return sorted(
        ((pattern, count) for pattern, count in counts.items() if count >= LEAST),
        key=lambda one: (-one[1], one[0]),
    )


def written(texts: Iterable[str]) -> Iterator[str]:
    """Write the counts as lines of TOML."""
    distinct = set(texts)
    yield "# How common patterns of letters (L) and digits (0) are on plates, to tell look-alikes"
    yield "# apart where no country is known: how many texts of the training data have each."
    yield f"# Counted by placa_training.reader.patterns from {len(distinct):,} texts of read/train."
    yield ""
    yield "[patterns]"
    yield from (f"{pattern} = {count}" for pattern, count in counted(distinct))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="read/train.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="the TOML file")
    options = parser.parse_args()
    lines = written(text for _, text, _ in load_records(options.train))
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
