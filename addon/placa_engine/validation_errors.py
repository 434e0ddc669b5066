"""What is wrong with data from outside, in words that never repeat the data."""

from pydantic import ValidationError


def describe_errors(error: ValidationError) -> str:
    """Return one sentence that names each faulty field and what is wrong with it."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    parts = [
        _place(detail["loc"], unknown=detail["type"] == "extra_forbidden") + _what(detail["msg"])
        for detail in details
    ]
    return "; ".join(parts) + "."


def _place(location: tuple[int | str, ...], *, unknown: bool) -> str:
    """Return the field's path; the name of an unknown field is data and left out."""
    known = location[:-1] if unknown else location
    return f"{'.'.join(map(str, known))}: " if known else ""


def _what(message: str) -> str:
    if message.startswith("Extra inputs"):
        return "holds an unknown field"
    text = message.removeprefix("Value error, ")
    return text[:1].lower() + text[1:]
