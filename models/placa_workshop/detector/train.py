"""Trains the plate detector; stops and resumes at any step.

    python -m placa_workshop.detector.train --data DATA --start DET.onnx --run RUN --steps N
"""

import argparse
import copy
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader

from placa_workshop.detector.dataset import TrainingViews, unbatched
from placa_workshop.detector.evaluate import Floats, judge_all, summary
from placa_workshop.detector.loss import detector_loss
from placa_workshop.detector.network import PlateDetector
from placa_workshop.detector.pictures import Image, Picture, load_pictures
from placa_workshop.renderer import paste_plate

WARM_UP = 100
BACKBONE_RATE = 0.35
EMA = 0.9985


def rate_at(step: int, steps: int, peak: float) -> float:
    """A linear warm-up, then a cosine to a hundredth of the peak."""
    if step < WARM_UP:
        return peak * (step + 1) / WARM_UP
    part = min((step - WARM_UP) / max(steps - WARM_UP, 1), 1.0)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * part)))


def follow(average: PlateDetector, network: PlateDetector, step: int) -> None:
    """Moves the running average of the weights towards the network."""
    decay = min(EMA, (1 + step) / (10 + step))
    with torch.no_grad():
        for kept, new in zip(average.state_dict().values(), network.state_dict().values()):
            if kept.dtype.is_floating_point:
                kept.lerp_(new, 1 - decay)
            else:
                kept.copy_(new)


def optimiser_for(network: PlateDetector, rate: float) -> torch.optim.AdamW:
    """AdamW: a lower rate for the pretrained backbone, no decay on biases and norms."""
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        key = (name.startswith("backbone"), parameter.ndim > 1)
        groups.setdefault(key, []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "weight_decay": 0.02 if decays else 0.0,
                "share": BACKBONE_RATE if pretrained else 1.0,
            }
            for (pretrained, decays), parameters in groups.items()
        ],
        lr=rate,
    )


def torch_infer(network: PlateDetector) -> Any:
    """A function from a canvas to plates [A, 13], as the exported network gives them."""
    network.eval()

    def infer(canvas: Image) -> Floats:
        with torch.no_grad():
            p = network(torch.from_numpy(canvas)[None])
        parts = (p.logits.sigmoid()[0, :, None], p.boxes[0], p.quads[0].flatten(1))
        return np.asarray(torch.cat(parts, 1).numpy(), np.float32)

    return infer


def save(path: Path, state: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    run: Path = arguments.run
    run.mkdir(parents=True, exist_ok=True)
    network = PlateDetector()
    step = 0
    if arguments.start.suffix == ".onnx":
        from placa_workshop.detector.starting_point import load_backbone

        load_backbone(network.backbone, arguments.start)
    else:
        network.load_state_dict(torch.load(arguments.start, weights_only=True)["average"])
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
    average = copy.deepcopy(network)
    optimiser = optimiser_for(network, arguments.rate)
    latest = run / "latest.pt"
    if latest.exists():
        state = torch.load(latest, weights_only=True)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
        print(f"resumed at step {step}", flush=True)
    val: list[Picture] = load_pictures(arguments.data / "val.jsonl")
    views = TrainingViews(
        load_pictures(arguments.data / "train.jsonl"),
        arguments.batch,
        arguments.seed,
        step,
        arguments.steps,
        paste_plate,
    )
    loader = DataLoader(
        views, batch_size=1, collate_fn=unbatched, num_workers=arguments.workers,
        prefetch_factor=4 if arguments.workers else None,
    )
    print(f"{len(views.pictures)} pictures, {arguments.steps} steps", flush=True)
    began, losses = time.monotonic(), []
    network.train()
    for images, targets in loader:
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, arguments.steps, arguments.rate) * group["share"]
        loss = detector_loss(network(images), targets, (images.shape[1], images.shape[2]))
        optimiser.zero_grad()
        loss.total.backward()  # type: ignore[no-untyped-call]  # torch's Tensor.backward is untyped
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimiser.step()
        step += 1
        follow(average, network, step)
        losses.append([float(part.detach()) for part in loss])
        if step % 25 == 0:
            parts = np.mean(losses, 0).round(4).tolist()
            pace = (time.monotonic() - began) / len(losses)
            print(f"step {step} loss score box corner {parts} {pace:.2f} s/step", flush=True)
            began, losses = time.monotonic(), []
        if step % arguments.save_every == 0 or step == arguments.steps:
            save(
                latest,
                {
                    "step": step,
                    "network": network.state_dict(),
                    "average": average.state_dict(),
                    "optimiser": optimiser.state_dict(),
                },
            )
            if step % arguments.judge_every == 0 or step == arguments.steps:
                figures = summary(judge_all(torch_infer(average), val, 512))
                print(f"step {step} val {figures}", flush=True)
            began, losses = time.monotonic(), []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train.jsonl, val.jsonl")
    parser.add_argument("--start", type=Path, required=True, help=".onnx or a checkpoint (.pt)")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run's checkpoint")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--judge-every", type=int, default=400)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
