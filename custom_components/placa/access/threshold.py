"""Whether a measured value is enough. Pure."""

import math


def reaches(value: float, needed: float) -> bool:
    """Tell whether a value is at least what is needed; what is no number or has no end is not."""
    return needed <= value < math.inf
