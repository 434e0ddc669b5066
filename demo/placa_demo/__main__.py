"""`python -m placa_demo run`, which script/run calls: see `--help`."""

import argparse
import asyncio
from collections.abc import Sequence
import os
from pathlib import Path
import signal
import sys

from placa_demo import drive_clip
from placa_demo.browser import NoBrowserError
from placa_demo.hass_client import HassError
from placa_demo.processes import ProcessEndedError
from placa_demo.run import Options, run
from placa_training.renderer import fonts


def main() -> int:
    """Read the arguments and run."""
    # The clip looks the same everywhere: only the fonts that come with the project.
    os.environ["PLACA_FONTS"] = str(fonts.BUNDLED)
    options = _options(sys.argv[1:])
    try:
        return _status(options)
    except KeyboardInterrupt:
        return 130
    except asyncio.CancelledError:
        return 143


def _status(options: Options) -> int:
    problems: tuple[Exception, ...]
    try:
        return asyncio.run(_until_signalled(options))
    except* (HassError, NoBrowserError, ProcessEndedError) as group:
        problems = tuple(_leaves(group))
    for problem in problems:
        sys.stderr.write(f"run: {problem}\n")
    return 1


async def _until_signalled(options: Options) -> int:
    running = asyncio.current_task()
    assert running is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    return await run(options)


def _leaves(group: BaseExceptionGroup[Exception]) -> list[Exception]:
    found: list[Exception] = []
    for problem in group.exceptions:
        if isinstance(problem, BaseExceptionGroup):
            found += _leaves(problem)
        else:
            found.append(problem)
    return found


def _options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="placa_demo",
        description="Placa on this machine: a camera, the engine and a real Home Assistant.",
    )
    parser.add_argument("command", choices=["run"], help="what there is to do")
    parser.add_argument(
        "--camera", metavar="URL|FILE", help="watch this instead of the rendered driveway"
    )
    parser.add_argument(
        "--known",
        action="append",
        metavar="PLATE",
        help="a plate that opens the garage (default: the one of the rendered known car)",
    )
    parser.add_argument("--for", dest="seconds", type=float, help="stop after so many seconds")
    parser.add_argument(
        "--once",
        action="store_true",
        help="let the rendered cars come once, then stop; fails unless the garage opened once",
    )
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE",
        help="save a picture of the dashboard when the garage is open, then stop",
    )
    chosen = parser.parse_args(arguments)
    if chosen.once and chosen.camera:
        parser.error("--once is for the rendered driveway")
    if chosen.once and chosen.screenshot:
        parser.error("--once and --screenshot stop at different moments; choose one of them")
    if chosen.camera and "://" not in chosen.camera and not Path(chosen.camera).is_file():
        parser.error("--camera is neither a URL nor a file that is there")
    known = tuple(chosen.known or [drive_clip.KNOWN_PLATE])
    return Options(chosen.camera, known, chosen.seconds, chosen.once, chosen.screenshot)


sys.exit(main())
