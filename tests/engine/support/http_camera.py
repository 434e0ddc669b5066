"""An HTTP camera for tests: real sockets, with the faults real cameras have."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from hashlib import md5
from itertools import cycle
import re
from threading import Event, Thread

from aiohttp import encode_basic_auth, web
import cv2

from placa_engine.imaging.frame import Picture

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

USERNAME, PASSWORD = "viewer", "p ss:wörd/@"
NONCE = "5f2b"


def jpeg(picture: Picture) -> bytes:
    """Encode with next to no loss, so that the tiny networks can read it."""
    options = [cv2.IMWRITE_JPEG_QUALITY, 100, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111]
    return cv2.imencode(".jpg", picture, options)[1].tobytes()


def encoded(picture: Picture, suffix: str) -> bytes:
    """Encode as the format of a suffix is by default."""
    return jpeg(picture) if suffix == ".jpg" else cv2.imencode(suffix, picture)[1].tobytes()


class HttpCamera:
    """Shows pictures again and again, each for `pause` seconds.

    `wants` is the login asked for: "", "basic" or "digest". While `silent` is set, open
    streams send nothing; while `gone` is set, they are cut and new requests too. `asked` are
    the paths and `shown` the logins of all requests.
    """

    def __init__(self, pictures: Iterator[bytes], pause: float, wants: str) -> None:
        self.address = ""
        self.silent = Event()
        self.gone = Event()
        self.asked: list[str] = []
        self.shown: set[str] = set()
        self._connections: set[asyncio.Transport] = set()
        self._pictures = pictures
        self._pause = pause
        self._wants = wants

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._gate])
        for path, handler in {
            "/mjpeg": self._mjpeg,
            "/once": self._once,
            "/wild": self._wild,
            "/damaged": self._damaged,
            "/snapshot.jpg": self._snapshot,
            "/cut.jpg": self._cut,
            "/html.jpg": self._html,
            "/drip.jpg": self._drip,
            "/hang": self._hang,
            "/huge.jpg": self._huge,
            "/moved": _redirect("/snapshot.jpg"),
            "/elsewhere": _redirect("http://other.invalid/x.jpg"),
            "/round": _redirect("/round"),
            "/nowhere": _redirect("http://[/x.jpg"),
        }.items():
            app.router.add_get(path, handler)
        return app

    def hang_up(self) -> None:
        """Cut every connection."""
        for connection in self._connections:
            connection.abort()

    @web.middleware
    async def _gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append(request.path)
        assert request.transport is not None
        self._connections.add(request.transport)
        if self.gone.is_set():
            request.transport.abort()
        if not self._knows(request):
            challenge = (
                'Basic realm="cam"'
                if self._wants == "basic"
                else f'Digest realm="cam", nonce="{NONCE}", qop="auth", algorithm=MD5'
            )
            return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        return await handler(request)

    def _knows(self, request: web.Request) -> bool:
        shown = request.headers.get("Authorization", "")
        self.shown.add(shown)
        if self._wants == "basic":
            return shown == encode_basic_auth(USERNAME, PASSWORD, "utf-8")
        if self._wants == "digest":
            said = dict(re.findall(r'(\w+)="?([^",]+)"?', shown))
            secret = _md5(f"{USERNAME}:cam:{PASSWORD}")
            asked = _md5(f"GET:{request.path_qs}")
            parts = (secret, NONCE, said.get("nc", ""), said.get("cnonce", ""), "auth", asked)
            return said.get("response") == _md5(":".join(parts))
        return True

    async def _mjpeg(self, request: web.Request) -> web.StreamResponse:
        response = await self._multipart(request)
        while not self.gone.is_set():
            if not self.silent.is_set():
                picture = next(self._pictures)
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}"
                await response.write(f"{head}\r\n\r\n".encode() + picture + b"\r\n")
            await asyncio.sleep(self._pause)
        assert request.transport is not None
        request.transport.abort()
        return response

    async def _once(self, request: web.Request) -> web.StreamResponse:
        """Three pictures, then the end."""
        response = await self._multipart(request)
        for _ in range(3):
            await response.write(b"--frame\r\n\r\n" + next(self._pictures) + b"\r\n")
        return response

    async def _wild(self, request: web.Request) -> web.StreamResponse:
        """Wrong lengths, wrong boundaries, a picture cut off, words between the pictures."""
        response = await self._multipart(request)
        pictures = [next(self._pictures) for _ in range(4)]
        await response.write(
            b"--other\r\nContent-Length: 3\r\n\r\n" + pictures[0]
            + b"--frame\nContent-Type: image/jpeg\n\n" + pictures[1]
            + b"\r\n\r\n" + pictures[2][:-9]
            + b"\r\n--frame\r\n\r\nplease wait\r\n--frame\r\n\r\n" + pictures[3] + b"\r\n"
        )  # fmt: skip
        return response

    async def _damaged(self, request: web.Request) -> web.StreamResponse:
        """Pictures of the right form that no decoder can decode, without end."""
        response = await self._multipart(request)
        picture = bytearray(next(self._pictures))
        at = picture.index(b"\xff\xc0")
        picture[at + 4] = 77  # no precision that exists
        while True:
            await response.write(b"--frame\r\n\r\n" + picture + b"\r\n")
            await asyncio.sleep(self._pause)

    async def _multipart(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_type = "multipart/x-mixed-replace; boundary=frame"
        await response.prepare(request)
        return response

    async def _snapshot(self, _request: web.Request) -> web.Response:
        return web.Response(body=next(self._pictures), content_type="image/jpeg")

    async def _cut(self, request: web.Request) -> web.StreamResponse:
        picture = next(self._pictures)
        response = web.StreamResponse(headers={"Content-Length": str(len(picture))})
        await response.prepare(request)
        await response.write(picture[: len(picture) // 2])
        assert request.transport is not None
        request.transport.close()
        return response

    async def _html(self, _request: web.Request) -> web.Response:
        return web.Response(body=b"<html>login</html>", content_type="image/jpeg")

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_type = "image/jpeg"
        await response.prepare(request)
        while True:
            await response.write(b"\xff")
            await asyncio.sleep(0.05)

    async def _hang(self, _request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets the event")

    async def _huge(self, _request: web.Request) -> web.Response:
        picture = bytearray(next(self._pictures))
        at = picture.index(b"\xff\xc0")
        picture[at + 5 : at + 9] = b"\xff\xff\xff\xff"
        return web.Response(body=bytes(picture), content_type="image/jpeg")


@contextmanager
def http_camera(
    pictures: list[Picture],
    *,
    pause: float = 0.01,
    wants: str = "",
    port: int = 0,
    suffix: str = ".jpg",
) -> Iterator[HttpCamera]:
    """Run a camera in a thread of its own."""
    camera = HttpCamera(cycle([encoded(picture, suffix) for picture in pictures]), pause, wants)
    loop = asyncio.new_event_loop()
    stop, started = asyncio.Event(), Event()

    async def serve() -> None:
        runner = web.AppRunner(camera.application(), handler_cancellation=True, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        camera.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        started.set()
        await stop.wait()
        await runner.cleanup()
        camera.hang_up()
        for _ in range(3):  # closed connections let go of their sockets in the loop's next turns
            await asyncio.sleep(0)

    thread = Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert started.wait(10)
    try:
        yield camera
    finally:
        camera.gone.set()
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def _redirect(location: str) -> Handler:
    async def redirect(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    return redirect


def _md5(text: str) -> str:
    return md5(text.encode()).hexdigest()  # noqa: S324  # what digest login is made of
