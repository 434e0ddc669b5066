"""Where the pictures of a .jsonl file of records lie."""

from pathlib import Path


def picture_of(records: Path, image: str) -> Path:
    """Find a record's picture: beside the file, or in the folder that is named like it."""
    beside = records.parent / image
    return beside if beside.exists() else records.with_suffix("") / image
