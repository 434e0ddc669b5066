"""A tiny data folder, rendered on the spot: enough to see that the workshop works, not to learn."""

import json
from pathlib import Path

import cv2
import numpy as np

from placa_training.detector.rendered import random_quad
from placa_training.renderer import make_crop, paste_plate, render_plate
from placa_training.renderer.scene import surroundings

SCENE = (288, 512)
SETS = ("train", "val")


def write_tiny_data(folder: Path, scenes: int, crops: int, seed: int) -> None:
    """Write `folder`/detect and `folder`/read as the shared data are laid out.

    Each of `train` and `val` holds `scenes` pictures of one plate and `crops` plate crops.
    """
    rng = np.random.default_rng(seed)
    for name in SETS:
        _write(folder / "detect", name, [_scene(rng) for _ in range(scenes)])
        _write(folder / "read", name, [_crop(rng) for _ in range(crops)])


def _scene(rng: np.random.Generator) -> tuple[np.ndarray, dict[str, object]]:
    height, width = SCENE
    picture = surroundings(rng, width, height)
    while True:
        center = rng.uniform(0.25, 0.75, 2).astype(np.float32) * (width, height)
        quad = random_quad(rng, center.astype(np.float32), float(rng.uniform(60, 160)))
        low, high = quad.min(0), quad.max(0)
        if (low > 0).all() and (high < (width, height)).all():
            break
    boxes = [[round(float(side), 1) for side in (*low, *high)]]
    return paste_plate(rng, picture, quad), {"boxes": boxes, "source": "rendered"}


def _crop(rng: np.random.Generator) -> tuple[np.ndarray, dict[str, object]]:
    sample = make_crop(rng, render_plate(rng))
    return sample.crop, {"text": sample.text, "lines": sample.lines, "source": "rendered"}


def _write(folder: Path, name: str, drawn: list[tuple[np.ndarray, dict[str, object]]]) -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    lines = []
    for number, (picture, record) in enumerate(drawn):
        file = f"{number:04}.png"
        if not cv2.imwrite(str(folder / name / file), picture):
            raise OSError(f"cannot write {file} into the data folder")
        lines.append(json.dumps({"image": file, **record}))
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
