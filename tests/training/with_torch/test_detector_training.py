"""The detector's network and loss."""

from pathlib import Path

import numpy as np
import pytest
import torch

from placa_training.detector.dataset import TrainingViews
from placa_training.detector.export import load_network, openvino_infer, to_openvino
from placa_training.detector.loss import (
    LOOK_ALIKE_WEIGHT,
    SURPRISE_WEIGHT,
    Targets,
    assign,
    detector_loss,
    generalized_iou,
)
from placa_training.detector.network import PlateDetector, Predictions, cell_centers, decode
from placa_training.detector.pictures import Picture
from placa_training.detector.publish import small_checkpoint
from placa_training.detector.train import EMA, rate_at
from placa_training.training_run import follow

SIZE = (96, 128)
PLATE = torch.tensor([[30.0, 40.0, 70.0, 56.0]])
QUAD = PLATE[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)


NOWHERE = torch.zeros(0, 4)


def targets(
    plates: torch.Tensor = PLATE,
    *,
    incomplete: bool = False,
    background: torch.Tensor = NOWHERE,
) -> Targets:
    quads = plates[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
    trust = torch.ones(len(plates))
    return Targets(plates, quads, trust, NOWHERE, background, incomplete)


def perfect(logit: float = 0.0) -> Predictions:
    """Predictions that place every cell's box on the plate."""
    count = len(cell_centers(*SIZE)[0])
    return Predictions(
        torch.full((1, count), logit), PLATE.expand(1, count, 4), QUAD.expand(1, count, 4, 2)
    )


@pytest.fixture(scope="module")
def network() -> PlateDetector:
    torch.manual_seed(0)
    return PlateDetector().eval()


def test_the_network_answers_for_every_cell(network: PlateDetector) -> None:
    found = network(torch.zeros(2, *SIZE, 3, dtype=torch.uint8))
    count = 12 * 16 + 6 * 8 + 3 * 4
    assert found.logits.shape == (2, count)
    assert found.boxes.shape == (2, count, 4)
    assert found.quads.shape == (2, count, 4, 2)
    assert (found.boxes[..., 2:] > found.boxes[..., :2]).all()


def test_cells_lie_row_by_row_finest_first() -> None:
    centers, strides = cell_centers(*SIZE)
    assert centers[0].tolist() == [4, 4]
    assert centers[1].tolist() == [12, 4]
    assert centers[-1].tolist() == [112, 80]
    assert strides[0] == 8
    assert strides[-1] == 32


def test_no_corner_moves_means_the_boxs_own_corners() -> None:
    centers, strides = cell_centers(*SIZE)
    boxes, quads = decode(torch.zeros(1, len(centers), 12), centers, strides)
    corners = boxes[..., [0, 1, 2, 1, 2, 3, 0, 3]].reshape(quads.shape)
    torch.testing.assert_close(quads, corners)


def test_a_plate_is_assigned_to_cells_on_it() -> None:
    centers, strides = cell_centers(*SIZE)
    found = perfect()
    owner, wanted = assign(found.logits[0], found.boxes[0], PLATE, centers, strides)
    hits = owner >= 0
    assert 1 <= int(hits.sum()) <= 10
    assert wanted[hits].max() > 0.99
    assert wanted[~hits].max() == 0
    off = (centers[hits] - torch.tensor([50.0, 48.0])).abs()
    assert (off <= torch.maximum(torch.tensor([[20.0, 8.0]]), strides[hits] * 0.75)).all()


def test_a_tighter_box_than_a_loose_one_is_not_scored_down() -> None:
    centers, strides = cell_centers(*SIZE)
    found = perfect()
    loose = torch.tensor([[24.0, 36.0, 76.0, 60.0]])
    _, strict = assign(found.logits[0], found.boxes[0], loose, centers, strides)
    _, lenient = assign(
        found.logits[0], found.boxes[0], loose, centers, strides, loose=torch.tensor([True])
    )
    assert strict.max() < 0.6
    assert lenient.max() == pytest.approx(0.8)


def test_the_edges_of_a_loose_box_cost_less_than_those_of_a_rendered_plate() -> None:
    moved = perfect()._replace(boxes=perfect().boxes + 6)
    known = targets()._replace(loose=True)
    loose = known._replace(trust=torch.zeros(1))
    strict = float(detector_loss(moved, [known], SIZE).box)
    assert float(detector_loss(moved, [loose], SIZE).box) < 0.5 * strict
    assert strict == float(detector_loss(moved, [targets()], SIZE).box)


def test_a_tiny_plate_between_cells_is_not_lost() -> None:
    centers, strides = cell_centers(*SIZE)
    tiny = torch.tensor([[46.0, 46.0, 50.0, 48.0]])
    found = perfect()
    owner, _ = assign(found.logits[0], found.boxes[0], tiny, centers, strides)
    assert (owner >= 0).any()


def test_two_plates_never_share_a_cell() -> None:
    centers, strides = cell_centers(*SIZE)
    plates = torch.tensor([[30.0, 40.0, 70.0, 56.0], [34.0, 42.0, 74.0, 58.0]])
    found = perfect()
    owner, _ = assign(found.logits[0], found.boxes[0], plates, centers, strides)
    assert set(owner.unique().tolist()) <= {-1, 0, 1}


def test_a_confident_right_answer_costs_less_than_a_timid_one() -> None:
    centers, _ = cell_centers(*SIZE)
    near = ((centers - torch.tensor([50.0, 48.0])).abs() < torch.tensor([20.0, 8.0])).all(1)
    sure = perfect()._replace(logits=torch.where(near, 4.0, -8.0)[None])
    timid = perfect()._replace(logits=torch.where(near, -2.0, -8.0)[None])
    costs = [float(detector_loss(p, [targets()], SIZE).total) for p in (sure, timid)]
    assert costs[0] < costs[1]


def test_a_surprise_costs_little_and_much_where_surely_no_plate_is() -> None:
    everywhere = torch.tensor([[0.0, 0.0, 128.0, 96.0]])
    sure = perfect(4.0)
    complete, incomplete, written = (
        float(detector_loss(sure, [known], SIZE).score)
        for known in (
            targets(),
            targets(incomplete=True),
            targets(incomplete=True, background=everywhere),
        )
    )
    assert incomplete < 0.5 * complete
    more, less = LOOK_ALIKE_WEIGHT - 1, 1 - SURPRISE_WEIGHT
    assert written - complete == pytest.approx((complete - incomplete) * more / less)


def test_a_box_off_its_place_costs_more() -> None:
    right = detector_loss(perfect(), [targets()], SIZE)
    moved = perfect()._replace(boxes=perfect().boxes + 6)
    assert float(detector_loss(moved, [targets()], SIZE).box) > float(right.box) + 0.1
    assert float(right.corner) < 1e-3


def test_corners_cost_where_they_are_known_and_their_hull_where_only_the_box_is() -> None:
    leaning = QUAD.clone()
    leaning[0, 0, 0] += 8
    leaning[0, 1, 1] += 4
    wrong = perfect()._replace(quads=leaning.expand(1, perfect().logits.shape[1], 4, 2))
    known = detector_loss(wrong, [targets()], SIZE)
    unknown = targets()._replace(trust=torch.zeros(1))
    assert float(known.corner) > 0.01
    assert float(detector_loss(wrong, [unknown], SIZE).corner) < 1e-3


def test_a_surprise_in_an_incompletely_labeled_picture_costs_little() -> None:
    empty = torch.zeros(0, 4)
    sure = perfect(logit=3.0)
    strict = detector_loss(sure, [targets(empty)], SIZE).score
    lenient = detector_loss(sure, [targets(empty, incomplete=True)], SIZE).score
    assert float(lenient) < 0.2 * float(strict)


def test_an_ignored_region_costs_nothing() -> None:
    everywhere = torch.tensor([[0.0, 0.0, 128.0, 96.0]])
    ignoring = targets(torch.zeros(0, 4))._replace(ignored=everywhere)
    assert float(detector_loss(perfect(logit=3.0), [ignoring], SIZE).score) == 0


def test_generalized_iou_falls_below_zero_for_boxes_apart() -> None:
    iou, giou = generalized_iou(PLATE, PLATE + 100)
    assert float(iou) == 0
    assert float(giou) < 0
    iou, giou = generalized_iou(PLATE, PLATE)
    assert float(iou) == pytest.approx(1, abs=1e-4)
    assert float(giou) == pytest.approx(1, abs=1e-4)


def test_a_few_steps_on_one_picture_lower_the_loss() -> None:
    torch.manual_seed(1)
    network = PlateDetector().train()
    image = torch.randint(0, 80, (2, *SIZE, 3), dtype=torch.uint8)
    image[:, 40:56, 30:70] = 230
    optimizer = torch.optim.AdamW(network.parameters(), 2e-3)
    costs = []
    for _ in range(12):
        loss = detector_loss(network(image), [targets(), targets()], SIZE).total
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        costs.append(float(loss.detach()))
    assert costs[-1] < 0.7 * costs[0]


def test_the_exported_graph_gives_what_the_network_gives(network: PlateDetector) -> None:
    infer = openvino_infer(to_openvino(network))
    rng = np.random.default_rng(0)
    for size in ((96, 128), (128, 64)):
        canvas = rng.integers(0, 255, (*size, 3), np.uint8)
        with torch.no_grad():
            wanted = network(torch.from_numpy(canvas)[None])
        plates = infer(canvas)
        np.testing.assert_allclose(plates[:, 0], wanted.logits[0].sigmoid(), atol=1e-4)
        np.testing.assert_allclose(plates[:, 1:5], wanted.boxes[0], atol=0.05)
        np.testing.assert_allclose(plates[:, 5:], wanted.quads[0].flatten(1), atol=0.05)


def test_a_small_checkpoint_is_enough_to_go_on_from(tmp_path: Path, network: PlateDetector) -> None:
    weights = network.state_dict()
    kept = small_checkpoint({"step": 7, "network": weights, "average": weights})
    torch.save(kept, tmp_path / "small.pt")
    assert (tmp_path / "small.pt").stat().st_size < 8_000_000
    again = load_network(tmp_path / "small.pt")
    image = torch.zeros(1, *SIZE, 3, dtype=torch.uint8)
    torch.testing.assert_close(again(image).logits, network(image).logits, atol=0.05, rtol=0.01)


def test_batches_depend_on_the_seed_and_their_number_alone() -> None:
    image = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
    pictures = [Picture("a", "made", image, np.array([[40, 40, 90, 60]], np.float32))]
    whole = list(TrainingViews(pictures, batch=2, seed=5, first=0, last=3))
    tail = list(TrainingViews(pictures, batch=2, seed=5, first=2, last=3))
    torch.testing.assert_close(whole[2][0], tail[0][0])
    for one, other in zip(whole[2][1], tail[0][1], strict=True):
        torch.testing.assert_close(one.boxes, other.boxes)


def test_views_become_targets_unchanged() -> None:
    image = np.zeros((120, 160, 3), np.uint8)
    pictures = [Picture("a", "open-lpr", image, np.array([[40, 40, 90, 60]], np.float32))]
    views = TrainingViews(pictures, batch=1, seed=1, first=0, last=1)
    _, known = next(iter(views))
    assert known[0].incomplete
    assert len(known[0].boxes) == len(known[0].quads) == len(known[0].trust)


def test_the_rate_warms_up_and_falls_to_a_hundredth() -> None:
    assert rate_at(0, 0.0, 1.0) < 0.05
    assert rate_at(500, 0.0, 1.0) == pytest.approx(1.0)
    assert rate_at(5000, 1.0, 1.0) == pytest.approx(0.01)


def test_the_average_moves_towards_the_network() -> None:
    average, target = PlateDetector(), PlateDetector()
    before = float((average.backbone.stem.weight - target.backbone.stem.weight).abs().mean())
    follow(average, target, 0, EMA)
    after = float((average.backbone.stem.weight - target.backbone.stem.weight).abs().mean())
    assert after < 0.2 * before
