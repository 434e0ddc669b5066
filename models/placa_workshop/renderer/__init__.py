"""Renders licence plates: what detector and reader learn from besides photographs."""

from .degrade import degrade
from .layouts import Layout, layout_named, layouts
from .plate import RenderedPlate, render_plate
from .scene import (
    ReaderSample,
    make_crop,
    paste_plate,
    random_quad,
    render_reader_sample,
)

__all__ = [
    "Layout",
    "ReaderSample",
    "RenderedPlate",
    "degrade",
    "layout_named",
    "layouts",
    "make_crop",
    "paste_plate",
    "random_quad",
    "render_plate",
    "render_reader_sample",
]
