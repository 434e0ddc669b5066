"""RTSP against sockets that speak just enough of it; real streams are in test_real_rtsp.py."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
import socket
from threading import Event, Thread
import time

import pytest

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources import rtsp
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem

USERNAME, PASSWORD = "viewer", "p/ss@wörd"

type Answer = Callable[[str, str], str | None]


@contextmanager
def rtsp_host(answer: Answer) -> Iterator[str]:
    """Run a server that answers each (method, head) with a status and headers, or hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = Event()

    def talk(connection: socket.socket) -> None:
        with connection:
            waiting = b""
            while not stop.is_set():
                data = connection.recv(4096)
                if not data:
                    return
                waiting += data
                while b"\r\n\r\n" in waiting:
                    head, _, waiting = waiting.partition(b"\r\n\r\n")
                    text = head.decode()
                    said = answer(text.split(" ")[0], text)
                    if said is None:
                        stop.wait(20)
                        return
                    sequence = text.lower().partition("cseq: ")[2].partition("\r\n")[0]
                    connection.sendall(f"RTSP/1.0 {said}\r\nCSeq: {sequence}\r\n\r\n".encode())

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            Thread(target=talk, args=(connection,), daemon=True).start()

    accepting = Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield f"rtsp://127.0.0.1:{listening.getsockname()[1]}/stream"
    finally:
        stop.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join(10)


def problem(url: str, **login: str) -> CameraProblem:
    config = CameraConfig.model_validate(
        {"camera_id": "drive", "name": "Drive", "url": url, **login}
    )
    with open_source(config, Event()) as source, pytest.raises(SourceError) as caught:
        list(source)
    assert PASSWORD not in str(caught.value)
    return caught.value.problem


def test_a_refused_login_is_named_as_such() -> None:
    def refuse(method: str, _head: str) -> str:
        if method == "OPTIONS":
            return "200 OK\r\nPublic: OPTIONS, DESCRIBE"
        return '401 Unauthorized\r\nWWW-Authenticate: Basic realm="cam"'

    with rtsp_host(refuse) as url:
        assert problem(url) is CameraProblem.UNAUTHORIZED
        assert problem(url, username="viewer", password="wrong") is CameraProblem.UNAUTHORIZED


def test_the_login_reaches_the_camera_unchanged() -> None:
    shown: set[str] = set()

    def ask(method: str, head: str) -> str:
        if method == "OPTIONS":
            return "200 OK\r\nPublic: OPTIONS, DESCRIBE"
        if "Authorization: Basic " in head:
            shown.add(head.partition("Authorization: Basic ")[2].partition("\r\n")[0])
        return '401 Unauthorized\r\nWWW-Authenticate: Basic realm="cam"'

    with rtsp_host(ask) as url:
        problem(url, username=USERNAME, password=PASSWORD)
    assert {base64.b64decode(one).decode() for one in shown} == {f"{USERNAME}:{PASSWORD}"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("404 Not Found", CameraProblem.NO_SUCH_STREAM),
        ("500 Internal Server Error", CameraProblem.UNREACHABLE),
    ],
)
def test_a_camera_that_answers_without_this_stream_is_not_called_unreachable(
    status: str, expected: CameraProblem
) -> None:
    with rtsp_host(lambda *_: status) as url:
        assert problem(url) is expected


def test_a_camera_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtsp, "OPENING", 0.5)
    began = time.monotonic()
    with rtsp_host(lambda *_: None) as url:
        assert problem(url) is CameraProblem.UNREACHABLE
    assert time.monotonic() - began < 15


def test_a_host_that_does_not_listen_is_unreachable() -> None:
    with rtsp_host(lambda *_: None) as url:
        pass
    assert problem(url) is CameraProblem.UNREACHABLE
