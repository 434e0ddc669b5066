"""`placa bench`: how long each stage takes on this machine."""

import argparse
import json

from placa_engine.benchmark.stages import measure
from placa_engine.benchmark.table import stage_table
from placa_engine.cli.inference_options import add_inference_options, vision_of
from placa_engine.cli.output import print_error
from placa_engine.vision.runtime import InferenceError
from placa_engine.vision.weights import WeightsError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "bench",
        help="measure the time of each stage on this machine",
        description="Measures every stage from a 1280x720 frame to its plates' texts.",
    )
    parser.add_argument("--plates", type=int, default=1, metavar="N", help="plates in a frame (1)")
    parser.add_argument(
        "--repeats", type=int, default=100, metavar="N", help="frames to measure (100)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_inference_options(parser)
    parser.set_defaults(run=run, threads=1)


def run(options: argparse.Namespace) -> int:
    """Measure and print; return the exit status."""
    if options.plates < 1 or options.repeats < 1:
        print_error("bench", "--plates and --repeats must be at least 1")
        return 2
    try:
        result = measure(lambda: vision_of(options), plates=options.plates, repeats=options.repeats)
    except (WeightsError, InferenceError) as error:
        print_error("inference", str(error))
        return 1
    print(json.dumps(result.as_json()) if options.json else stage_table(result))  # noqa: T201  # the command line talks
    return 0
