"""An HTTP camera (MJPEG) for machines without GStreamer, told what to play as rtsp_server.py is.

python -m placa_demo.mjpeg_camera --port 0 --camera drive=empty.h264@15

serves http://127.0.0.1:PORT/drive with the same words on its standard input and output,
and the picture of the moment at /drive.jpg.
"""

import argparse
import asyncio
from pathlib import Path
import signal
import sys
import time

from aiohttp import web
import cv2
import numpy as np
from numpy.typing import NDArray

from placa_demo.h264 import read_h264

_BOUNDARY = "picture"


class Program:
    """What one camera shows at each tick of its clock; shared by all who watch it."""

    def __init__(self, name: str, path: Path, fps: float, width: int | None, every: int) -> None:
        self.name = name
        self.fps = fps / every
        self._width = width
        self._every = every
        self._idle = self._jpegs(path)
        self._pictures = self._idle
        self._first = 0
        self._loop = True
        self._monotonic = time.monotonic()
        self._wall = time.time()

    def next_tick(self) -> int:
        """Return the first tick that has not begun."""
        return int((time.monotonic() - self._monotonic) * self.fps) + 1

    async def wait_for(self, tick: int) -> None:
        """Return when a tick begins."""
        await asyncio.sleep(self._monotonic + tick / self.fps - time.monotonic())

    def picture_at(self, tick: int) -> bytes:
        """Return the JPEG of a tick."""
        index = tick - self._first
        if index < 0 or (index >= len(self._pictures) and not self._loop):
            return self._idle[tick % len(self._idle)]
        return self._pictures[index % len(self._pictures)]

    async def show(self, path: Path, *, loop: bool) -> None:
        """Begin a file as soon as it is decoded; tell when it began and when it ended."""
        pictures = await asyncio.to_thread(self._jpegs, path)
        self._pictures, self._loop, self._first = pictures, loop, self.next_tick() + 1
        print("BEGAN", self.name, f"{self._wall + self._first / self.fps:.3f}", flush=True)
        if not loop:
            await self.wait_for(self._first + len(pictures))
            print("PLAYED", self.name, flush=True)

    def _jpegs(self, path: Path) -> list[bytes]:
        return [
            self._jpeg(picture)
            for index, picture in enumerate(read_h264(path))
            if index % self._every == 0
        ]

    def _jpeg(self, picture: NDArray[np.uint8]) -> bytes:
        if self._width is not None:
            height = round(self._width * picture.shape[0] / picture.shape[1])
            size = (self._width, height)
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()


def application(programs: dict[str, Program]) -> web.Application:
    """Make the web server: each camera's stream and its picture of the moment."""

    def asked_for(request: web.Request) -> Program:
        program = programs.get(request.match_info["name"])
        if program is None:
            raise web.HTTPNotFound
        return program

    async def watch(request: web.Request) -> web.StreamResponse:
        program = asked_for(request)
        kind = f"multipart/x-mixed-replace; boundary={_BOUNDARY}"
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        tick = program.next_tick()
        try:
            while True:
                await program.wait_for(tick)
                picture = program.picture_at(tick)
                head = f"Content-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                await response.write(f"--{_BOUNDARY}\r\n{head}".encode() + picture + b"\r\n")
                tick = max(tick + 1, program.next_tick())
        except ConnectionResetError:
            return response

    async def snapshot(request: web.Request) -> web.Response:
        program = asked_for(request)
        picture = program.picture_at(program.next_tick())
        return web.Response(body=picture, content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/{name}.jpg", snapshot)
    app.router.add_get("/{name}", watch)
    return app


async def serve(port: int, programs: dict[str, Program]) -> None:
    """Serve until the standard input ends or a signal arrives."""
    runner = web.AppRunner(application(programs), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    print("READY", runner.addresses[0][1], flush=True)

    words = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(words), sys.stdin)
    shows = set()

    async def listen() -> None:
        while line := (await words.readline()).decode().rstrip("\n"):
            verb, name, path = line.split(" ", 2)
            shows.add(asyncio.create_task(programs[name].show(Path(path), loop=verb == "loop")))
        stop.set()

    shows.add(asyncio.create_task(listen()))
    await stop.wait()
    for show in shows:
        show.cancel()
    await runner.cleanup()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--camera", action="append", required=True, metavar="NAME=FILE@FPS")
    parser.add_argument("--width", type=int, help="scale the pictures to this many pixels")
    parser.add_argument("--every", type=int, default=1, help="leave out all but every n-th")
    options = parser.parse_args()
    programs = {}
    for camera in options.camera:
        name, _, source = camera.partition("=")
        file, _, fps = source.rpartition("@")
        programs[name] = Program(name, Path(file), int(fps), options.width, options.every)
    asyncio.run(serve(options.port, programs))


if __name__ == "__main__":
    main()
