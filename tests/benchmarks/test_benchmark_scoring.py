from pathlib import Path

import cv2
import numpy as np

from benchmarks.accuracy import Row
from benchmarks.contender import Found
from benchmarks.report import table
from benchmarks.scoring import (
    Figures,
    folded,
    matched,
    scene_texts,
    strict_and_folded,
    text_at,
)
from benchmarks.sets import Scene, rolled
from placa_engine.imaging.geometry import Box

HERE: Box = (0, 0, 100, 40)
NEAR: Box = (10, 0, 110, 40)
THERE: Box = (500, 0, 600, 40)


def test_a_label_is_found_at_half_overlap_and_only_once() -> None:
    assert matched([HERE], [NEAR]) == 1
    assert matched([HERE, NEAR], [NEAR]) == 1
    assert matched([(60, 0, 160, 40)], [HERE]) == 0
    assert matched([THERE, HERE], [HERE, THERE]) == 2
    assert matched([], [HERE]) == 0


def test_the_text_of_a_label_is_that_of_the_plate_that_overlaps_it_most() -> None:
    found = [Found(THERE, "FAR1"), Found(NEAR, "NEAR1"), Found(HERE, "HERE1")]
    assert text_at(found, HERE) == "HERE1"
    assert text_at(found[:1], HERE) == ""
    assert text_at([], HERE) == ""


def test_plates_of_unknown_text_do_not_count_as_texts() -> None:
    scene = Scene(Path("x.jpg"), (HERE, THERE), ("AB1", None))
    assert scene_texts(scene, [Found(HERE, "AB1")]) == [("AB1", "AB1")]


def test_folding_makes_zero_and_o_and_one_and_i_alike_and_nothing_else() -> None:
    assert folded("0O1I") == folded("O0I1")
    assert folded("B8") != folded("8B")
    exact, alike = strict_and_folded([("A0", "AO"), ("B1", "B1"), ("C8", "CB")])
    assert (exact, alike) == (Figures(3, 1), Figures(3, 2))
    assert round(alike.percent, 1) == 66.7
    assert Figures(0, 0).percent == 0.0


def test_the_table_has_a_column_for_each_contender() -> None:
    rows = [
        Row("set", "recall", "placa", 93.72, "%", 10),
        Row("set", "recall", "peer", 90.0, "%", 10),
        Row("clips", "wrong", "placa", 0, "", 13),
    ]
    assert table(rows).splitlines()[1:] == [
        "set                 recall                      10      93.7 %      90.0 %",
        "clips               wrong                       13           0            ",
    ]


def test_a_rolled_scenes_box_holds_the_turned_plate(tmp_path: Path) -> None:
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[60:90, 40:140] = 255
    cv2.imwrite(str(tmp_path / "scene.png"), picture)
    scene = Scene(tmp_path / "scene.png", ((40, 60, 140, 90),), ("AB1",))
    for degrees in (-45, 20, 90):
        turned = rolled(scene, degrees)
        ys, xs = np.nonzero(turned.picture()[..., 0] > 150)
        plate = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
        np.testing.assert_allclose(turned.boxes[0], plate, atol=2)
        assert turned.texts == scene.texts
    assert rolled(scene, 90).picture().shape == (300, 200, 3)
