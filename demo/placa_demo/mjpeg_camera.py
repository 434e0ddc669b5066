"""An HTTP camera (MJPEG) for machines without GStreamer, told what to play as rtsp_server.py is.

python -m placa_demo.mjpeg_camera --port 0 --camera drive=empty.h264@15

serves http://127.0.0.1:PORT/drive with the same words on its standard input and output.
"""

import argparse
import asyncio
from pathlib import Path
import signal
import sys
import time

from aiohttp import web
import cv2

from placa_demo.h264 import read_h264

_BOUNDARY = "picture"


class Programme:
    """What one camera shows at each tick of its clock; shared by all who watch it."""

    def __init__(self, name: str, path: Path, fps: int) -> None:
        self.name = name
        self.fps = fps
        self._idle = _jpegs(path)
        self._pictures = self._idle
        self._first = 0
        self._loop = True
        self._monotonic = time.monotonic()
        self._wall = time.time()

    def next_tick(self) -> int:
        """The first tick that has not begun."""
        return int((time.monotonic() - self._monotonic) * self.fps) + 1

    async def wait_for(self, tick: int) -> None:
        """Return when a tick begins."""
        await asyncio.sleep(self._monotonic + tick / self.fps - time.monotonic())

    def picture_at(self, tick: int) -> bytes:
        """The JPEG of a tick."""
        index = tick - self._first
        if index < 0 or (index >= len(self._pictures) and not self._loop):
            return self._idle[tick % len(self._idle)]
        return self._pictures[index % len(self._pictures)]

    async def show(self, path: Path, *, loop: bool) -> None:
        """Begin a file as soon as it is decoded; tell when it began and when it ended."""
        pictures = await asyncio.to_thread(_jpegs, path)
        self._pictures, self._loop, self._first = pictures, loop, self.next_tick() + 1
        print("BEGAN", self.name, f"{self._wall + self._first / self.fps:.3f}", flush=True)
        if not loop:
            await self.wait_for(self._first + len(pictures))
            print("PLAYED", self.name, flush=True)


def _jpegs(path: Path) -> list[bytes]:
    return [
        cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
        for picture in read_h264(path)
    ]


async def serve(port: int, programmes: dict[str, Programme]) -> None:
    """Serve until the standard input ends or a signal arrives."""

    async def watch(request: web.Request) -> web.StreamResponse:
        programme = programmes.get(request.match_info["name"])
        if programme is None:
            raise web.HTTPNotFound
        response = web.StreamResponse(
            headers={"Content-Type": f"multipart/x-mixed-replace; boundary={_BOUNDARY}"}
        )
        await response.prepare(request)
        tick = programme.next_tick()
        try:
            while True:
                await programme.wait_for(tick)
                picture = programme.picture_at(tick)
                head = f"Content-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                part = f"--{_BOUNDARY}\r\n{head}".encode() + picture + b"\r\n"
                await response.write(part)
                tick = max(tick + 1, programme.next_tick())
        except ConnectionResetError:
            return response

    app = web.Application()
    app.router.add_get("/{name}", watch)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
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
            shows.add(asyncio.create_task(programmes[name].show(Path(path), loop=verb == "loop")))
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
    options = parser.parse_args()
    programmes = {}
    for camera in options.camera:
        name, _, source = camera.partition("=")
        file, _, fps = source.rpartition("@")
        programmes[name] = Programme(name, Path(file), int(fps))
    asyncio.run(serve(options.port, programmes))


if __name__ == "__main__":
    main()
