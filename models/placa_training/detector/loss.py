"""Which cells answer for a plate, and what a wrong answer costs.

Cells are assigned by task alignment (Feng et al., TOOD, 2021): the cells in a plate that
score and fit best. Scores train with the varifocal loss (Zhang et al., VarifocalNet, 2021),
boxes with generalized IoU (Rezatofighi et al., 2019) and a relative L1, corners with L1.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from placa_training.detector.network import Predictions, cell_centers

TOP_CELLS = 10
SURPRISE = 0.35
SURPRISE_WEIGHT = 0.15
LOOSE_WEIGHT = 0.2
"""How much the edges of a loose box count."""
LOOSE_FIT = 0.8
"""The least score that the best cell of a loosely boxed plate should give: its own box is right
where it is tighter."""
LOOK_ALIKE_WEIGHT = 2.0
"""Background that was made to look like a plate counts so much more than the rest."""


class Targets(NamedTuple):
    """What is known about one training picture; coordinates in its pixels.

    boxes [M, 4]; quads [M, 4, 2]; trust [M], the weight of the quad's corners (0: only the
    box is known); ignored [K, 4], regions that neither count as plates nor as background;
    background [L, 4], where surely no plate is, whatever it looks like; incomplete: unlabeled
    plates may be in the rest; loose: boxes whose corners are not known hold more than the plate.
    """

    boxes: Tensor
    quads: Tensor
    trust: Tensor
    ignored: Tensor
    background: Tensor
    incomplete: bool
    loose: bool = False


class Loss(NamedTuple):
    """Total and its parts, scalars."""

    total: Tensor
    score: Tensor
    box: Tensor
    corner: Tensor


def generalized_iou(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Return IoU and generalized IoU of boxes [..., 4] that broadcast against each other."""
    near = torch.maximum(a[..., :2], b[..., :2])
    far = torch.minimum(a[..., 2:], b[..., 2:])
    overlap = (far - near).clamp(min=0).prod(-1)
    union = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - overlap
    hull = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    area = hull.prod(-1)
    iou = overlap / (union + 1e-6)
    return iou, iou - (area - union) / (area + 1e-6)


def assign(
    logits: Tensor,
    boxes: Tensor,
    plates: Tensor,
    centers: Tensor,
    strides: Tensor,
    *,
    loose: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Return per cell its plate (-1: none) and the score it should give, both [A].

    loose, bool [M], tells which of the plates [M, 4] have a loose box; without it none has.
    """
    owner = torch.full((len(logits),), -1, dtype=torch.long)
    wanted = torch.zeros(len(logits))
    if len(plates) == 0:
        return owner, wanted
    iou, _ = generalized_iou(plates[:, None], boxes[None])
    middle = (plates[:, None, :2] + plates[:, None, 2:]) / 2
    reach = torch.maximum((plates[:, None, 2:] - plates[:, None, :2]) / 2, strides[None] * 0.75)
    inside = ((centers[None] - middle).abs() < reach).all(-1)
    fit = (logits.sigmoid()[None].sqrt() * iou.pow(4) + 1e-9) * inside
    best = fit.topk(TOP_CELLS, dim=1)
    chosen = torch.zeros_like(inside).scatter_(1, best.indices, True) & inside
    claim = torch.where(chosen, iou + 1e-6, torch.zeros_like(iou))
    strength, plate = claim.max(0)
    taken = strength > 0
    owner[taken] = plate[taken]
    fit = fit * chosen
    peak_fit = fit.amax(1, keepdim=True)
    peak_iou = (iou * chosen).amax(1, keepdim=True)
    if loose is not None:
        peak_iou = torch.where(loose[:, None], peak_iou.clamp(min=LOOSE_FIT), peak_iou)
    soft = fit / (peak_fit + 1e-12) * peak_iou
    wanted[taken] = soft[plate[taken], taken.nonzero()[:, 0]]
    return owner, wanted


def within(centers: Tensor, regions: Tensor) -> Tensor:
    """Tell of each center [A, 2] whether it lies in one of the regions [K, 4]; bool [A]."""
    inside = (centers[:, None] > regions[:, :2]) & (centers[:, None] < regions[:, 2:])
    return inside.all(2).any(1)


def detector_loss(predictions: Predictions, targets: list[Targets], size: tuple[int, int]) -> Loss:
    """Return the loss of a batch of pictures of `size` (height, width)."""
    centers, strides = cell_centers(*size)
    wanted, weight = torch.zeros_like(predictions.logits), torch.ones_like(predictions.logits)
    picture, cell, true_box, true_quad, trust, tight = [], [], [], [], [], []
    with torch.no_grad():
        for i, target in enumerate(targets):
            logits = predictions.logits[i]
            loose = (target.trust < 1) & target.loose
            owner, wanted[i] = assign(
                logits, predictions.boxes[i], target.boxes, centers, strides, loose=loose
            )
            free = owner < 0
            if target.incomplete:
                unsure = ~within(centers, target.background) & (logits.sigmoid() > SURPRISE)
                weight[i][free & unsure] = SURPRISE_WEIGHT
            weight[i][free & within(centers, target.background)] = LOOK_ALIKE_WEIGHT
            weight[i][free & within(centers, target.ignored)] = 0
            hits = (~free).nonzero()[:, 0]
            picture.append(torch.full_like(hits, i))
            cell.append(hits)
            true_box.append(target.boxes[owner[hits]])
            true_quad.append(target.quads[owner[hits]])
            trust.append(target.trust[owner[hits]])
            tight.append(torch.where(loose, LOOSE_WEIGHT, 1.0)[owner[hits]])
    where = (torch.cat(picture), torch.cat(cell))
    total_wanted = wanted.sum().clamp(min=1.0)

    probability = predictions.logits.detach().sigmoid()
    focus = torch.where(wanted > 0, wanted, 0.75 * probability.pow(2)) * weight
    score = binary_cross_entropy_with_logits(predictions.logits, wanted, reduction="none")
    score_loss = (score * focus).sum() / total_wanted

    share = (wanted[where].clamp(min=0.05) / total_wanted * torch.cat(tight))[:, None]
    boxes, quads = predictions.boxes[where], predictions.quads[where]
    true_boxes, true_quads, trusts = torch.cat(true_box), torch.cat(true_quad), torch.cat(trust)
    _, giou = generalized_iou(boxes, true_boxes)
    extent = (true_boxes[:, 2:] - true_boxes[:, :2]).clamp(min=4.0)
    edges = ((boxes - true_boxes).abs() / extent.repeat(1, 2)).mean(1)
    box_loss = ((1 - giou + edges)[:, None] * share).sum()

    off = ((quads - true_quads).abs() / extent[:, None]).mean((1, 2))
    hull = torch.cat((quads.amin(1), quads.amax(1)), 1)
    loose = ((hull - true_boxes).abs() / extent.repeat(1, 2)).mean(1)
    corner = torch.where(trusts > 0, off * trusts, 0.5 * loose)
    corner_loss = (corner[:, None] * share).sum()
    return Loss(score_loss + 2 * box_loss + 2 * corner_loss, score_loss, box_loss, corner_loss)
