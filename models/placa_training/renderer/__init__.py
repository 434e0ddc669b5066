"""Renders license plates: what detector and reader learn from besides photographs."""

from .build import CropSet, build_set, load_set
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
from .sheet import render_contact_sheet

__all__ = [
    "CropSet",
    "Layout",
    "ReaderSample",
    "RenderedPlate",
    "build_set",
    "degrade",
    "layout_named",
    "layouts",
    "load_set",
    "make_crop",
    "paste_plate",
    "random_quad",
    "render_contact_sheet",
    "render_plate",
    "render_reader_sample",
]
