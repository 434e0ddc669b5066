"""Characters that look alike on plates."""

CONFUSABLE_GROUPS = ("0ODQ", "1I", "2Z", "5S", "6G", "8B")
"""Each group's first character stands for the whole group when texts are folded."""

_LOOKALIKES = {char: group for group in CONFUSABLE_GROUPS for char in group}
_FOLD = str.maketrans({char: group[0] for char, group in _LOOKALIKES.items()})


def fold(text: str) -> str:
    """Return the text with every confusable character replaced by its group's digit.

    Two texts that a reader may take for each other fold to the same text; folding a
    folded text changes nothing.
    """
    return text.translate(_FOLD)


def lookalikes(char: str) -> str:
    """Return the characters that look like this one, itself among them."""
    return _LOOKALIKES.get(char, char)


def difference(a: str, b: str) -> int:
    """Count the characters to change, add or leave out to make one text the other.

    Confusable characters count as the same (Levenshtein distance of the folded texts).
    """
    one, other = fold(a), fold(b)
    line = list(range(len(other) + 1))
    for row, char in enumerate(one, start=1):
        above, line = line, [row]
        for column, second in enumerate(other, start=1):
            changed = above[column - 1] + (char != second)
            line.append(min(changed, above[column] + 1, line[-1] + 1))
    return line[-1]


def is_other_plate(a: str, b: str) -> bool:
    """Return whether two texts cannot well be readings of the same plate.

    More than half of the characters differ, and neither text is a part of the other, as
    that of a plate half in view would be.
    """
    one, other = fold(a), fold(b)
    if one in other or other in one:
        return False
    return difference(a, b) > max(len(a), len(b)) / 2
