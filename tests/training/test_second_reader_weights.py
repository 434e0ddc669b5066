"""The second reader that ships, on plates that the renderer draws."""

from pathlib import Path

import numpy as np
import pytest

from placa_engine.tracking.second_opinion import second_opinion
from placa_engine.tracking.sighting import SecondOpinion
from placa_engine.vision.vision import load_vision
from placa_engine.vision.weights import load_manifest
from placa_training.renderer import make_crop, render_plate

WEIGHTS = Path(__file__).resolve().parents[2] / "models" / "weights"


@pytest.mark.parametrize(
    ("layout", "text"), [("gb", "AB12CDE"), ("gb", "KX54NWZ"), ("gb-northern-ireland", "WEK8421")]
)
def test_it_agrees_on_a_clean_plate(layout: str, text: str) -> None:
    reader = load_vision(WEIGHTS, threads=1).second_reader
    assert reader is not None
    rng = np.random.default_rng(7)
    crop = make_crop(rng, render_plate(rng, layout, text), turned=0.0).crop
    reading = reader.read(crop)
    assert reading is not None
    assert second_opinion(text, [reading]) is SecondOpinion.AGREES


def test_manifest_and_card_name_the_same_file_as_its_origin() -> None:
    (start,) = load_manifest(WEIGHTS).model("second").details["starting_points"]
    card = WEIGHTS.parent / "cards" / "second-reader.md"
    assert start["sha256"] in card.read_text(encoding="utf-8")
