"""The conditions of a decision as sentences, by their codes and values. Pure."""

from collections.abc import Iterator, Mapping

from ..access.factor_conditions import GIVEN, FactorFinding
from ..access.reasons import Reason, ReasonCode, Value
from .texts import Texts

_SHARE = ".1%"
_FORMATS: Mapping[ReasonCode, Mapping[str, str]] = {
    ReasonCode.FRESH: {"age": ".1f", "limit": "g"},
    ReasonCode.CONFIDENCE: {"confidence": _SHARE, "needed": _SHARE},
    ReasonCode.MARGIN: {"margin": _SHARE, "needed": _SHARE},
    ReasonCode.MOVED: {
        "moved": ".0%",
        "moved_needed": ".0%",
        "growth": ".0%",
        "growth_needed": ".0%",
    },
    ReasonCode.RIGID_MOTION: {"rigid_motion": ".0%", "needed": ".0%"},
    ReasonCode.CLOCKS: {"skew": ".1f", "limit": "g"},
    ReasonCode.RUNNING: {"needed": "g"},
    ReasonCode.COOL_DOWN: {"ago": ".0f", "cool_down": "g"},
    ReasonCode.SECOND_FACTOR: {"door_time": ".0f", "vehicle_time": ".0f"},
}
"""How figures are written; all others as they are."""

_CHOICES = {
    "mode": "mode",
    "direction": "direction",
    "allowed": "direction",
    "camera_state": "camera_state",
    "door_state": "door_state",
}
"""The values that are codes, and what the keys of their texts begin with."""


def sentence(texts: Texts, reason: Reason) -> str:
    """Say whether a condition holds, with its figures."""
    if reason.code is ReasonCode.SECOND_FACTOR and reason.asked:
        return " ".join(_findings(texts, reason, "factor"))
    held = "holds" if reason.asked else "not_asked"
    return _told(texts, reason, f"reason_{reason.code}_{held if reason.ok else 'fails'}")


def clause(texts: Texts, refusal: Reason) -> str:
    """Say why a condition does not hold, to be put into a sentence."""
    if refusal.code is not ReasonCode.SECOND_FACTOR:
        return _told(texts, refusal, f"because_{refusal.code}")
    first, *others = _findings(texts, refusal, "because_factor")
    return texts("because_both", one=first, other=others[0]) if others else first


def _told(texts: Texts, reason: Reason, key: str) -> str:
    problem = None if reason.ok else reason.values.get("problem")
    return texts(f"{key}_{problem}" if problem else key, **_shown(texts, reason))


def _findings(texts: Texts, reason: Reason, key: str) -> Iterator[str]:
    """Say what was found of each factor, each thing once: all that is against, if anything is."""
    shown = _shown(texts, reason)
    told = {
        texts(f"{key}_{finding}", time=shown[f"{who}_time"]): None
        for who in ("door", "vehicle")
        if (finding := reason.values.get(who)) and reason.ok is (finding in GIVEN)
    }
    return iter(told or (texts(f"{key}_{FactorFinding.AWAITING}"),))


def _shown(texts: Texts, reason: Reason) -> dict[str, str]:
    formats = _FORMATS.get(reason.code, {})
    return {
        name: _written(texts, _CHOICES.get(name), value, formats.get(name, ""))
        for name, value in reason.values.items()
    }


def _written(texts: Texts, choice: str | None, value: Value, figure: str) -> str:
    """Write a value: the text of a choice, a figure in its format, or what it is."""
    if isinstance(value, tuple):
        return ", ".join(_written(texts, choice, one, figure) for one in value)
    if value is None:
        return texts("unknown")
    if choice:
        return texts(f"{choice}_{value}")
    try:
        return format(value, figure)
    except ValueError:  # another version wrote it
        return str(value)
