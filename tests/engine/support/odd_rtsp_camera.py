"""An RTSP camera for tests, with the ways of real ones: logins, redirects, no TCP, slow starts."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import md5, sha256
from itertools import count, pairwise
from pathlib import Path
import re
import socket
import struct
from threading import Event, Lock, Thread

USERNAME, PASSWORD = "viewer", 'p/ss@"wörd'
NONCE = "6f1c"
BASIC = 'Basic realm="cam"'
DIGEST = f'Digest realm="cam", nonce="{NONCE}"'
DIGEST_SHA256 = f'{DIGEST}, algorithm=SHA-256, qop="auth", opaque="o"'

_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\na=control:*\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"
)
_FPS = 15
_MOST = 1390


@dataclass
class OddRtspCamera:
    """Streams a clip of H.264 with access unit delimiters again and again, to each client by TCP.

    `challenges` are what it asks for the login with, best first; `redirects` leads from methods
    and paths elsewhere; with `udp_only` it refuses TCP; it answers nothing before `ready`. `asked`
    are the methods and paths of all requests and `shown` their logins.
    """

    units: list[bytes]
    challenges: tuple[str, ...] = ()
    udp_only: bool = False
    redirects: dict[tuple[str, str], str] = field(default_factory=dict)
    ready: Event = field(default_factory=Event)
    asked: list[tuple[str, str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    port: int = 0
    ends: Event = field(default_factory=Event)

    def talk(self, connection: socket.socket) -> None:
        """Serve one client."""
        lock = Lock()
        waiting = b""
        with connection, suppress(OSError):
            while data := connection.recv(4096):
                waiting += data
                while waiting[:1] == b"$" and len(waiting) >= 4:
                    waiting = waiting[4 + struct.unpack(">H", waiting[2:4])[0] :]
                while b"\r\n\r\n" in waiting and waiting[:1] != b"$":
                    head, _, waiting = waiting.partition(b"\r\n\r\n")
                    while not (self.ready.wait(0.1) or self.ends.is_set()):
                        pass
                    status, headers, body = self._answer(head.decode())
                    number = _header(head.decode(), "cseq")
                    said = [f"RTSP/1.0 {status}", f"CSeq: {number}", *headers]
                    if body:
                        said += ["Content-Type: application/sdp", f"Content-Length: {len(body)}"]
                    with lock:
                        connection.sendall("\r\n".join([*said, "", body]).encode())
                    if head.startswith(b"PLAY") and status.startswith("200"):
                        Thread(target=self._stream, args=(connection, lock), daemon=True).start()

    def _answer(self, head: str) -> tuple[str, list[str], str]:
        method, url, *_ = head.split()
        path = "/" + url.split("://")[1].partition("/")[2]
        self.asked.append((method, path))
        shown = _header(head, "authorization")
        if shown:
            self.shown.append(shown)
        if location := self.redirects.get((method, path)):
            return "302 Found", [f"Location: {location}"], ""
        if method == "OPTIONS":
            return "200 OK", ["Public: OPTIONS, DESCRIBE, SETUP, PLAY"], ""
        if self.challenges and not any(_is_right(shown, one, method) for one in self.challenges):
            asks = [f"WWW-Authenticate: {challenge}" for challenge in self.challenges]
            return "401 Unauthorized", asks, ""
        if method == "SETUP" and self.udp_only:
            return "461 Unsupported Transport", [], ""
        headers = {
            "DESCRIBE": [f"Content-Base: {url}/"],
            "SETUP": ["Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"],
        }
        return "200 OK", headers.get(method, ["Session: 1"]), _SDP * (method == "DESCRIBE")

    def _stream(self, connection: socket.socket, lock: Lock) -> None:
        sequence = count()

        def send(payload: bytes, time: int, *, last: bool) -> None:
            kind = 96 | (0x80 if last else 0)
            head = struct.pack(">BBHII", 0x80, kind, next(sequence) & 0xFFFF, time & 0xFFFFFFFF, 1)
            with lock:
                connection.sendall(b"$\0" + struct.pack(">H", 12 + len(payload)) + head + payload)

        with suppress(OSError):
            for number in count():
                time = number * 90_000 // _FPS
                unit = self.units[number % len(self.units)]
                pieces = [one for one in re.split(b"\0\0\0\1|\0\0\1", unit) if one]
                for place, piece in enumerate(pieces):
                    for payload, ends in _payloads(piece):
                        send(payload, time, last=ends and place == len(pieces) - 1)
                if self.ends.wait(1 / _FPS):
                    return


@contextmanager
def odd_rtsp_camera(
    clip: Path | None = None, host: str = "127.0.0.1", **ways: object
) -> Iterator[OddRtspCamera]:
    """Run a camera; without a clip it has nothing to stream."""
    data = b"" if clip is None else clip.read_bytes()
    starts = [found.start() for found in re.finditer(b"\0\0\0\1\x09", data)]
    units = [data[at:end] for at, end in pairwise([*starts, len(data)])]
    camera = OddRtspCamera(units, **ways)  # type: ignore[arg-type]  # what a test says of it
    if "ready" not in ways:
        camera.ready.set()
    listening = socket.create_server((host, 0))
    camera.port = listening.getsockname()[1]

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                Thread(target=camera.talk, args=(connection,), daemon=True).start()

    accepting = Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield camera
    finally:
        camera.ends.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join(10)


def _header(head: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}: *(.*?)\r?$", head)
    return found[1] if found else ""


def _is_right(shown: str, challenge: str, method: str) -> bool:
    if challenge.startswith("Basic"):
        said = b64decode(shown[6:]).decode() if shown.startswith("Basic ") else ""
        return said == f"{USERNAME}:{PASSWORD}"
    if not shown.startswith("Digest "):
        return False
    said_of = dict(re.findall(r'(\w+)="?((?:\\.|[^",\\])+)"?', shown))
    made = sha256 if "SHA-256" in challenge else md5
    if said_of.get("algorithm", "MD5") != ("SHA-256" if made is sha256 else "MD5"):
        return False

    def hashed(text: str) -> str:
        return made(text.encode()).hexdigest()

    secret = hashed(f"{USERNAME}:cam:{PASSWORD}")
    asked = hashed(f"{method}:{said_of.get('uri')}")
    parts = [secret, NONCE, asked]
    if "qop" in challenge:
        parts[2:2] = [said_of.get("nc", ""), said_of.get("cnonce", ""), "auth"]
        if said_of.get("opaque") != "o":
            return False
    return said_of.get("response") == hashed(":".join(parts))


def _payloads(piece: bytes) -> Iterator[tuple[bytes, bool]]:
    """Give a NAL unit in packets (RFC 6184), and whether each is its last."""
    if len(piece) <= _MOST:
        yield piece, True
        return
    kind, rest, first = piece[0], piece[1:], 0x80
    while rest:
        part, rest = rest[:_MOST], rest[_MOST:]
        flags = first | (0 if rest else 0x40) | kind & 0x1F
        yield bytes([kind & 0xE0 | 28, flags]) + part, not rest
        first = 0
