"""The readers that are trained here, by the names of their weights."""

from typing import Literal

ReaderName = Literal["plate-reader", "narrow-reader", "quick-reader"]
READERS: tuple[ReaderName, ...] = ("plate-reader", "narrow-reader", "quick-reader")
