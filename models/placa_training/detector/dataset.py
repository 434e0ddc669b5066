"""An endless, seeded stream of training views."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import IterableDataset

from placa_training.detector.augment import View, mirrored, photometric, random_view
from placa_training.detector.lettering import with_lettering
from placa_training.detector.loss import Targets
from placa_training.detector.pictures import Picture
from placa_training.detector.rendered import Paste, with_rendered, without_plate
from placa_training.detector.strange import recolored, strange_light, with_photographed

SOURCE_WEIGHT = {
    "openimages-350": 1.5,
    "robertlucian-ro": 2.0,
    "my-road-ir": 2.0,
    "in-campus": 2.0,
    "thai-overpass": 0.7,
    "vn-gate": 0.7,
}
SIZES = (224, 256, 256, 352, 448)
ROLLED = 0.15
RECOLORED = 0.15
RENDERED = 0.3
MOVED = 0.12
ERASED = 0.2
LETTERED = 0.6


class TrainingViews(IterableDataset[tuple[Tensor, list[Targets]]]):
    """Batches of views: images uint8 [N, S, S, 3] and their targets, from `first` to `last`.

    Batch number i depends on the seed and i alone, so a resumed run sees what it would have.
    """

    def __init__(
        self,
        pictures: list[Picture],
        *,
        batch: int,
        seed: int,
        first: int,
        last: int,
        paste: Paste | None = None,
    ) -> None:
        self.pictures, self.paste = pictures, paste
        self.batch, self.seed, self.first, self.last = batch, seed, first, last
        weights = np.array([SOURCE_WEIGHT.get(p.source, 1.0) for p in pictures])
        self.chances = weights / weights.sum()
        self.donors = [p for p in pictures if len(p.boxes) and not p.loose]

    def __iter__(self) -> Iterator[tuple[Tensor, list[Targets]]]:
        for number in range(self.first, self.last):
            rng = np.random.default_rng((self.seed, number))
            size = int(rng.choice(SIZES))
            chosen = rng.choice(len(self.pictures), self.batch, p=self.chances)
            views = [self._view(rng, self.pictures[i], size) for i in chosen]
            images = torch.from_numpy(np.stack([v.image for v in views]))
            yield images, [as_targets(v) for v in views]

    def _view(self, rng: np.random.Generator, picture: Picture, size: int) -> View:
        view = random_view(rng, picture, size, rolled=rng.random() < ROLLED)
        if rng.random() < 0.4:
            view = mirrored(view)
        if rng.random() < RECOLORED:
            view = recolored(rng, view)
        chance = rng.random()
        if self.paste is not None and chance < RENDERED:
            view = with_rendered(rng, view, self.paste)
        elif chance < RENDERED + MOVED:
            view = with_photographed(rng, view, self.donors)
        if rng.random() < ERASED:
            view = without_plate(rng, view)
        if rng.random() < LETTERED:
            view = with_lettering(rng, view)
        return replace(view, image=photometric(rng, strange_light(rng, view)))


def as_targets(view: View) -> Targets:
    """Wrap what is known of a view in tensors."""
    return Targets(
        torch.from_numpy(view.boxes),
        torch.from_numpy(view.quads),
        torch.from_numpy(view.trust),
        torch.from_numpy(view.ignored),
        torch.from_numpy(view.background),
        view.incomplete,
        view.loose,
    )


def unbatched(items: list[Any]) -> Any:
    """Pass on the views, which come in batches already (a collate function)."""
    return items[0]
