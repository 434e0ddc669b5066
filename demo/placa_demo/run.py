"""Runs everything: a camera, the engine, Home Assistant, and tells what happens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import tempfile

from placa_demo import dashboard, drive_clip
from placa_demo.browser import dashboard_page, take_picture
from placa_demo.camera_server import CameraServer, Idle, camera_server
from placa_demo.dashboard import set_up_dashboard
from placa_demo.engine import CameraSource, Engine, engine
from placa_demo.hass_client import HassClient
from placa_demo.home_assistant import PASSWORD, USER, Cover, HomeAssistant, home_assistant
from placa_demo.household import set_up_camera_view, set_up_placa
from placa_demo.narration import Narrator
from placa_demo.terminal import ProgressBar, say, waiting
from placa_demo.together import together

_CAMERA, _CAMERA_NAME = "driveway", "Driveway"
_VIEW_WIDTH = 640
_GARAGE = Cover("garage", "Garage door", "garage", travel=2, shuts_after=5)
_COOL_DOWN = 15
"""Seconds; shorter than the default so that every round of the clip may open the garage."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    `camera` is a URL or file to watch instead of the rendered clip, `known` the plates of
    the known car, `seconds` after how long to end. `once` ends after one round of the
    clip, `picture` after a picture of the dashboard was taken: when the garage is open for
    the second time, and there is something to tell.
    """

    camera: str | None = None
    known: tuple[str, ...] = (drive_clip.KNOWN_PLATE,)
    seconds: float | None = None
    once: bool = False
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """What the engine watches; for the rendered clip also a view of it for the dashboard."""

    address: str
    server: CameraServer | None = None
    view: CameraServer | None = None
    clip: drive_clip.DriveClip | None = None

    async def begin(self, *, once: bool) -> None:
        """Let the cars come again and again, or once and wait until they are gone."""
        if self.server is None or self.clip is None:
            return
        # The view first: it needs a while to begin, the RTSP server does not.
        for server in filter(None, (self.view, self.server)):
            await (server.play if once else server.loop)(_CAMERA, self.clip.cars)
        if once:
            await self.server.played(_CAMERA)


async def run(options: Options) -> int:
    """Run until interrupted or, if the options say so, until done; the exit status."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "placa"
    with _scratch(cache) as folder:
        async with _source(options, cache, folder) as source:
            camera = CameraSource(_CAMERA, _CAMERA_NAME, source.address)
            starting = together(
                engine([camera], folder / "engine"),
                home_assistant([_GARAGE], folder / "home-assistant"),
            )
            async with AsyncExitStack() as house:
                async with waiting("starting the engine and Home Assistant"):
                    running, home = await house.enter_async_context(starting)
                async with waiting("setting up Placa in Home Assistant"):
                    narrator = await _move_in(options, source, running, home.client)
                say(f"\n  {home.url}\n  user {USER}, password {PASSWORD}\n  Ctrl-C stops all\n")
                status = await _perform(options, source, narrator, running, home)
                say("stopping ...")
        say("everything is stopped")
        return status


@contextmanager
def _scratch(cache: Path) -> Iterator[Path]:
    """Make a folder for this run's files and logs; it stays if something goes wrong."""
    cache.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=cache))
    try:
        yield folder
    except KeyboardInterrupt, asyncio.CancelledError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _source(options: Options, cache: Path, folder: Path) -> AsyncIterator[_Source]:
    if options.camera is not None:
        yield _Source(_address(options.camera))
        return
    bar = ProgressBar("rendering the driveway, once")
    clip = await asyncio.to_thread(drive_clip.drive_clip, cache, bar)
    shows = {_CAMERA: Idle(clip.empty, drive_clip.FPS)}
    async with AsyncExitStack() as servers:
        server = await servers.enter_async_context(camera_server(shows, folder / "camera.log"))
        say(f"the rendered driveway is a live camera; it speaks {server.language}")
        view = None
        if server.speaks_rtsp:
            viewing = camera_server(shows, folder / "view.log", width=_VIEW_WIDTH)
            view = await servers.enter_async_context(viewing)
        yield _Source(server.url(_CAMERA), server, view, clip)


def _address(camera: str) -> str:
    """Return a URL as it is, and the path of a file in full."""
    return camera if "://" in camera else str(Path(camera).resolve())


async def _move_in(
    options: Options, source: _Source, running: Engine, client: HassClient
) -> Narrator:
    """Connect Home Assistant to the engine; make the household and the dashboard."""
    placa = await set_up_placa(client, running)
    await placa.add_vehicle("Family car", options.known)
    await placa.add_door("Garage", _GARAGE, [_CAMERA], _COOL_DOWN)
    camera = await placa.camera_entities(_CAMERA_NAME)
    door = await placa.door_entities("Garage", _GARAGE)
    view = None
    if viewed := source.view or source.server:
        view = await set_up_camera_view(client, "Driveway view", viewed.url(_CAMERA))
    await set_up_dashboard(client, camera, door, view)
    return Narrator(camera, door, say)


async def _perform(
    options: Options, source: _Source, narrator: Narrator, running: Engine, home: HomeAssistant
) -> int:
    """Let things happen until it is time to stop."""
    following = asyncio.create_task(narrator.follow(home.client))
    watching = [following]
    watching += [asyncio.create_task(part.ended()) for part in (running.process, home.process)]
    acting = asyncio.create_task(_act(options, source, narrator, home))
    try:
        async with asyncio.timeout(options.seconds):
            done, _ = await asyncio.wait([acting, *watching], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    except TimeoutError:
        return 0
    finally:
        for task in (acting, *watching):
            task.cancel()
    if options.once and narrator.openings != 1:
        say(f"the garage opened {narrator.openings} times instead of once")
        return 1
    return 0


async def _act(options: Options, source: _Source, narrator: Narrator, home: HomeAssistant) -> None:
    """Let the cars come; take the picture. Returns only if that ends the run."""
    if options.picture is None:
        await source.begin(once=options.once)
        if options.once:
            return
    else:
        async with dashboard_page(home.url, dashboard.PATH) as page:
            await source.begin(once=False)
            await narrator.opened_twice.wait()
            await take_picture(page, options.picture)
            say(f"the picture is {options.picture}")
            return
    await asyncio.Event().wait()
