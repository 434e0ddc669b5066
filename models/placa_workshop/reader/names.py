"""The readers that are trained here, by the names of their weights."""

from typing import Literal

ReaderName = Literal["plate-reader", "quick-reader"]
READERS: tuple[ReaderName, ...] = ("plate-reader", "quick-reader")
