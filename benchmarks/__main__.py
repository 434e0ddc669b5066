"""Accuracy and speed of Placa, beside its peers': `script/bench`."""

import argparse
from dataclasses import asdict
from functools import partial
import json
import os
from pathlib import Path
import sys

import cv2

from benchmarks.accuracy import (
    Miss,
    Row,
    clip_sets,
    crop_judges,
    frame_judges,
    read_again,
    scene_judges,
)
from benchmarks.approaches import loss_table, losses
from benchmarks.cameras import load_of, load_table
from benchmarks.contender import Contender, CropReader
from benchmarks.doubt import calibration_error, curve, judged, reliability
from benchmarks.failures import false_plates, misreads, sheet
from benchmarks.paddle import PaddleOcr
from benchmarks.peer import FastAlpr
from benchmarks.placa import Placa, PlacaFrame
from benchmarks.report import doubt_table, miss_lines, table
from benchmarks.service import measure_service, service_table
from benchmarks.sets import clips
from benchmarks.speed import peer_times
from benchmarks.watching import SCENES, watched, watched_table
from placa_engine.benchmark.stages import measure
from placa_engine.benchmark.table import stage_table
from placa_engine.cli.inference_options import add_inference_options, vision_of
from placa_engine.cli.output import print_error
from placa_engine.vision.runtime import InferenceError
from placa_engine.vision.weights import WeightsError

CLIPS = "clips"


def main() -> int:
    """Run what is asked for; return the exit status."""
    # With the bundled fonts alone, every machine judges on the same rendered plates.
    os.environ["PLACA_FONTS"] = os.devnull
    options = _parser().parse_args()
    asked = options.accuracy, options.speed, options.doubt, options.failures
    of_cameras = options.cameras is not None or options.approaches is not None
    of_engine = options.service is not None or options.watching is not None
    if not any(asked) and not of_cameras and not of_engine:
        options.speed = True
    of_shared = options.accuracy or options.peers or options.doubt or of_cameras
    if of_shared and options.shared is None:
        print_error("bench", "--shared DIR or $PLACA_SHARED must name the folder of shared data")
        return 2
    try:
        if options.failures is not None:
            _failures(options)
        result = {
            **(_accuracy(options) if options.accuracy else {}),
            **(_doubt(options) if options.doubt else {}),
            **(_cameras(options) if options.cameras is not None else {}),
            **(_approaches(options) if options.approaches is not None else {}),
            **(_service(options) if options.service is not None else {}),
            **(_watching(options) if options.watching is not None else {}),
            **(_speed(options) if options.speed else {}),
        }
    except (WeightsError, InferenceError) as error:
        print_error("inference", str(error))
        return 1
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    shared = os.environ.get("PLACA_SHARED")
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--accuracy", action="store_true", help="judge on the shared sets")
    parser.add_argument("--doubt", action="store_true", help="judge confidences, and what opens")
    parser.add_argument(
        "--failures", type=Path, metavar="FILE", help="draw what is read wrong, rendered"
    )
    parser.add_argument("--speed", action="store_true", help="measure the stages (default)")
    parser.add_argument(
        "--shared", type=Path, default=Path(shared) if shared else None, metavar="DIR",
        help="folder with data/ and peers/ ($PLACA_SHARED)",
    )  # fmt: skip
    parser.add_argument("--peers", action="store_true", help="judge and measure the peers as well")
    parser.add_argument("--sets", nargs="+", metavar="SET", help="only these sets")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures here")
    parser.add_argument("--verbose", action="store_true", help="list the texts that are wrong")
    parser.add_argument("--plates", type=int, nargs="+", default=[1, 4], help="plates in a frame")
    parser.add_argument(
        "--cameras", type=int, nargs="*", metavar="N",
        help="measure what so many cameras cost that play the clips (1 2 4 8)",
    )  # fmt: skip
    parser.add_argument(
        "--approaches", type=int, metavar="N",
        help="measure what lazy decoding loses of the first N clips",
    )  # fmt: skip
    parser.add_argument(
        "--service", type=int, nargs="?", const=1_000_000, metavar="N",
        help="measure searches, forgetting and starting with N sightings (1000000)",
    )  # fmt: skip
    parser.add_argument(
        "--watching", type=int, nargs="*", metavar="N",
        help="measure what the running engine costs with so many live cameras (0 1 4 8)",
    )  # fmt: skip
    parser.add_argument(
        "--scenes", nargs="+", choices=SCENES, default=SCENES, help="what those cameras show"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to measure each (60)")
    parser.add_argument("--repeats", type=int, default=100, help="frames to measure")
    add_inference_options(parser)
    parser.set_defaults(threads=1)
    return parser


def _accuracy(options: argparse.Namespace) -> dict[str, object]:
    data = options.shared / "data"
    vision = vision_of(options)
    contenders: list[Contender] = [Placa(vision)]
    if options.peers:
        contenders.append(FastAlpr(options.shared / "peers"))
    readers: list[CropReader] = [*contenders]
    if options.peers and vision.second_reader is not None:
        readers.append(PaddleOcr(vision.second_reader))
    judgments = [
        *((name, one.name, partial(judge, one)) for name, judge in scene_judges(data).items()
          for one in contenders),
        *((name, "placa", partial(judge, PlacaFrame(vision)))
          for name, judge in frame_judges(data).items()),
        *((name, one.name, partial(judge, one)) for name, judge in crop_judges(data).items()
          for one in readers),
    ]  # fmt: skip
    rows: list[Row] = []
    misses: list[Miss] = []
    for name, contender, judge in judgments:
        if options.sets and name not in options.sets:
            continue
        _say(f"{name}: {contender}")
        more, wrong = judge()
        rows.extend(more)
        misses.extend(wrong)
    if not options.sets:
        rows.extend(read_again(data, vision))
    if not options.sets or CLIPS in options.sets:
        _say(CLIPS)
        more, wrong = clip_sets(data, vision)
        rows.extend(more)
        misses.extend(wrong)
    _print(table(rows))
    if options.verbose:
        _print(miss_lines(misses))
    return {"accuracy": [asdict(row) for row in rows]}


def _doubt(options: argparse.Namespace) -> dict[str, object]:
    some = list(judged(options.shared / "data", vision_of(options)))
    _print(doubt_table(some))
    return {
        "doubt": {
            "calibration_error": calibration_error(some),
            "reliability": reliability(some),
            "coverage": curve(some, second=False),
            "coverage_second": curve(some, second=True),
        }
    }


def _failures(options: argparse.Namespace) -> None:
    placa = Placa(vision_of(options))
    drawn = sheet([*misreads(placa), *false_plates(placa)])
    _, content = cv2.imencode(options.failures.suffix, drawn)
    options.failures.write_bytes(content.tobytes())


def _cameras(options: argparse.Namespace) -> dict[str, object]:
    data = options.shared / "data"
    vision = vision_of(options)
    some = clips(data / "clips.jsonl", data / "clips")
    loads = [load_of(count, vision, some) for count in options.cameras or (1, 2, 4, 8)]
    _print(load_table(loads))
    return {"cameras": [asdict(load) for load in loads]}


def _approaches(options: argparse.Namespace) -> dict[str, object]:
    data = options.shared / "data"
    some = clips(data / "clips.jsonl", data / "clips")[: options.approaches]
    found = list(losses(some, vision_of(options)))
    _print(loss_table(found))
    return {"approaches": [asdict(one) for one in found]}


def _service(options: argparse.Namespace) -> dict[str, object]:
    figures = measure_service(options.service)
    _print(service_table(figures))
    return {"service": figures}


def _watching(options: argparse.Namespace) -> dict[str, object]:
    found = []
    for one in watched(options.scenes, options.watching or (0, 1, 4, 8), options.seconds):
        found.append(one)
        _print(watched_table([one]))
    return {"watching": [asdict(one) for one in found]}


def _speed(options: argparse.Namespace) -> dict[str, object]:
    results = []
    for plates in options.plates:
        times = measure(lambda: vision_of(options), plates=plates, repeats=options.repeats)
        _print(stage_table(times))
        result = times.as_json()
        if options.peers:
            peer = peer_times(options.shared / "peers", plates, max(10, options.repeats // 3))
            whole = peer.detect + peer.read
            _print(
                f"  {'peer':<12}{whole:8.2f} ms  (detect {peer.detect:.2f}, read {peer.read:.2f}), "
                f"{whole / times.total.wall:.1f} times as long"
            )
            result["peer"] = asdict(peer)
        results.append(result)
    return {"speed": results}


def _say(what: str) -> None:
    if sys.stderr.isatty():
        print(what, file=sys.stderr)  # the benchmark talks


def _print(text: str) -> None:
    print(text, flush=True)  # same


sys.exit(main())
