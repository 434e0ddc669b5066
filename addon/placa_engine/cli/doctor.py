"""`placa doctor`: what is wrong where an engine runs, and what to do."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import closing
import os
from pathlib import Path
import shutil
import sqlite3
import stat
from threading import Event

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.probe import probe_camera
from placa_engine.cameras.state import CameraProblem
from placa_engine.cli.output import print_error, printable, quiet_libraries
from placa_engine.cli.settings import add_settings, read_settings
from placa_engine.config import ConfigError, EngineConfig
from placa_engine.store.database import FILE_NAME
from placa_engine.store.pictures import LEFT_FREE
from placa_engine.trusted_clock import is_synchronized
from placa_engine.vision.runtime import InferenceError
from placa_engine.vision.vision import load_vision
from placa_engine.vision.weights import WeightsError

_CAMERA_ADVICE = {
    CameraProblem.UNREACHABLE: "nothing answers: look at its address, its power and its network",
    CameraProblem.UNAUTHORIZED: "it refuses the login: look at the name and the password",
    CameraProblem.NO_SUCH_STREAM: "it has no such stream: look at the path of its address",
    CameraProblem.NOT_VIDEO: "what it sends is no video: look at its address and kind",
    CameraProblem.STALLED: "it answers but sends no picture: start it anew",
    CameraProblem.ENDED: "its stream ended at once: look at how many viewers it allows",
    CameraProblem.BAD_URL: "its address cannot be used: look at how it is written",
}

type Finding = tuple[bool, str]
"""Whether all is well, and a line that says so or what to do."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "doctor",
        help="look for what is wrong and say what to do",
        description="Looks at the data folder, the database, the disk, the clock, the networks "
        "and every camera, and says what to do. It changes nothing, the engine may be running, "
        "and what it prints holds no plate, no address and no login.",
    )
    add_settings(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a line for everything that was looked at; return 1 if something is to be done."""
    try:
        config = read_settings(options)
    except ConfigError as error:
        print_error("configuration", str(error))
        return 1
    well = True
    for subject, look in _examinations(config):
        with quiet_libraries():
            fine, line = look()
        well &= fine
        print(f"{'ok ' if fine else 'do '} {subject}: {printable(line)}")  # noqa: T201  # the command line talks
    return 0 if well else 1


def _examinations(config: EngineConfig) -> Iterator[tuple[str, Callable[[], Finding]]]:
    yield "folder", lambda: _folder(config.data)
    yield "database", lambda: _database(config.data / FILE_NAME)
    yield "disk", lambda: _disk(config.data)
    yield "clock", _clock
    yield "networks", lambda: _networks(config)
    for camera in (*config.cameras, *_added(config.data / FILE_NAME)):
        yield f"camera {camera.camera_id}", lambda camera=camera: _camera(camera)  # type: ignore[misc]  # the default is the loop's


def _folder(folder: Path) -> Finding:
    if not folder.is_dir():
        return False, "the data folder is not there; the engine makes it when it starts"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return False, "the data folder cannot be used; make this user its owner"
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return False, "others may look into the data folder; start the engine, which forbids that"
    return True, "for this user only"


def _database(path: Path) -> Finding:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            ((sound,),) = connection.execute("pragma quick_check(1)")
            ((count,),) = connection.execute("select count(*) from sightings")
    except sqlite3.OperationalError:
        return False, "there is none yet, or it is in use; start the engine, or ask again"
    except sqlite3.DatabaseError:
        sound, count = "", 0
    if sound != "ok":
        return False, "it is damaged; stop the engine and restore a backup with `placa restore`"
    return True, f"undamaged, {count} sightings"


def _disk(folder: Path) -> Finding:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    left = shutil.disk_usage(there).free
    if left < 2 * LEFT_FREE:
        return False, f"{left // 1_000_000} MB are left; make room, or keep less for fewer days"
    return True, f"{left // 1_000_000} MB are left"


def _clock() -> Finding:
    if not is_synchronized():
        return False, "no time server keeps this machine's clock right; turn on NTP"
    return True, "kept right by a time server"


def _networks(config: EngineConfig) -> Finding:
    try:
        vision = load_vision(
            config.models, device=config.device, threads=config.threads, precision=config.precision
        )
    except WeightsError as error:
        return False, f"{error} Install Placa anew."
    except InferenceError as error:
        return False, f"{error} Set `device` to CPU."
    return True, f"they run on {vision.info.device}"


def _camera(camera: CameraConfig) -> Finding:
    result = probe_camera(camera, Event())
    if result.frame_size is None:
        return False, _CAMERA_ADVICE[result.problem or CameraProblem.STALLED]
    return True, "{} x {} pixels".format(*result.frame_size)


def _added(path: Path) -> Iterator[CameraConfig]:
    """Yield the cameras that were added over the API."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            for (body,) in connection.execute("select body from cameras order by camera_id"):
                yield CameraConfig.model_validate_json(body)
    except sqlite3.DatabaseError, ValueError:
        return
