"""What stands between FFmpeg and an RTSP camera: logins, and nowhere to go but to the camera."""

from itertools import islice
from pathlib import Path
import socket
from threading import Event, Timer

from hypothesis import given, strategies as st
import pytest

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources import rtsp_relay
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.rtsp_login import best_challenge
from placa_engine.cameras.sources.rtsp_messages import MessageError, RtspMessage, RtspSplitter
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.state import CameraProblem
from tests.engine.support.moving_plate import drive_by, write_h264
from tests.engine.support.odd_rtsp_camera import (
    BASIC,
    DIGEST,
    DIGEST_SHA256,
    PASSWORD,
    USERNAME,
    OddRtspCamera,
    odd_rtsp_camera,
)

LOGIN = {"username": USERNAME, "password": PASSWORD}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pictures = drive_by("AB12CDE", still=5, moving=10, after=5)
    return write_h264(tmp_path_factory.mktemp("street") / "street.h264", pictures)


def config(camera: OddRtspCamera, path: str = "/drive", **login: str) -> CameraConfig:
    url = f"rtsp://127.0.0.1:{camera.port}{path}"
    return CameraConfig.model_validate({"camera_id": "drive", "name": "D", "url": url, **login})


def frames(camera: CameraConfig, count: int = 3) -> list[SourceFrame]:
    with open_source(camera, Event()) as source:
        return list(islice(source, count))


def problem(camera: CameraConfig) -> CameraProblem:
    with open_source(camera, Event()) as source, pytest.raises(SourceError) as caught:
        next(source)
    return caught.value.problem


@pytest.mark.parametrize(
    "challenges",
    [(BASIC,), (DIGEST,), (DIGEST_SHA256,), (DIGEST_SHA256, DIGEST, BASIC), (BASIC, DIGEST)],
)
def test_a_camera_is_shown_the_login_in_the_best_way_that_it_asks_for(
    street: Path, challenges: tuple[str, ...]
) -> None:
    with odd_rtsp_camera(street, challenges=challenges) as camera:
        assert len(frames(config(camera, **LOGIN))) == 3
        wrong = config(camera, username=USERNAME, password="x")
        assert problem(wrong) is CameraProblem.UNAUTHORIZED
        assert problem(config(camera)) is CameraProblem.UNAUTHORIZED
    digest_possible = any(one.startswith("Digest") for one in challenges)
    assert all(one.startswith("Digest") is digest_possible for one in camera.shown)


def test_a_login_in_no_way_that_is_known_is_told_as_such() -> None:
    with odd_rtsp_camera(challenges=(f"{DIGEST}, algorithm=SHA-512-256",)) as camera:
        assert problem(config(camera, **LOGIN)) is CameraProblem.LOGIN_METHOD
    assert camera.shown == []


def test_a_camera_that_sends_by_udp_only_is_told_as_such() -> None:
    with odd_rtsp_camera(udp_only=True) as camera:
        assert problem(config(camera)) is CameraProblem.UDP_ONLY


def test_a_camera_that_takes_its_time_to_begin_is_waited_for(
    street: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rtsp_relay, "CONNECTING", 0.2)
    ready = Event()
    with odd_rtsp_camera(street, ready=ready) as camera:
        Timer(1.0, ready.set).start()
        assert len(frames(config(camera))) == 3


def test_a_redirect_on_the_same_host_is_followed_and_the_login_goes_along(street: Path) -> None:
    with odd_rtsp_camera(street, challenges=(DIGEST,)) as camera:
        there = f"rtsp://127.0.0.1:{camera.port}/other"
        camera.redirects = {("DESCRIBE", "/drive"): there, ("DESCRIBE", "/short"): "/other"}
        assert len(frames(config(camera, **LOGIN))) == 3
        assert len(frames(config(camera, "/short", **LOGIN))) == 3
    assert ("PLAY", "/other/") in camera.asked


@pytest.mark.parametrize("method", ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"])
def test_a_camera_cannot_send_the_engine_to_another_host(street: Path, method: str) -> None:
    with odd_rtsp_camera(street) as camera, socket.create_server(("127.0.0.2", 0)) as canary:
        canary.setblocking(False)
        elsewhere = f"rtsp://127.0.0.2:{canary.getsockname()[1]}/stream"
        paths = ("/drive", "/drive/", "/drive/track1")
        camera.redirects = {(method, path): elsewhere for path in paths}
        assert problem(config(camera)) is CameraProblem.UNREACHABLE
        assert (method, paths[0]) in camera.asked or (method, paths[1]) in camera.asked or (
            method, paths[2]
        ) in camera.asked  # fmt: skip
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_a_camera_that_redirects_in_circles_is_left(street: Path) -> None:
    with odd_rtsp_camera(street) as camera:
        camera.redirects = {("DESCRIBE", "/drive"): "/drive"}
        assert problem(config(camera)) is CameraProblem.UNREACHABLE
        assert camera.asked.count(("DESCRIBE", "/drive")) < 10


def test_waiting_for_a_camera_ends_soon_after_it_is_asked_to() -> None:
    stop = Event()
    with odd_rtsp_camera(ready=Event()) as camera:
        Timer(0.3, stop.set).start()
        with open_source(config(camera), stop) as source, pytest.raises(SourceError):
            next(source)
    assert camera.asked == []


MESSAGES = [
    RtspMessage("RTSP/1.0 200 OK", (("CSeq", "1"),)),
    RtspMessage("RTSP/1.0 401 No", (("CSeq", "2"), ("Content-Length", "2")), b"$\0"),
]
PACKETS = [b"$\0\0\3abc", b"$\1\0\0", b"$\0\1\0" + bytes(256)]


@given(
    st.lists(st.sampled_from([*MESSAGES, *PACKETS, b"\0noise", b"lower\r\n\r\n"]), max_size=12),
    st.lists(st.integers(1, 50), min_size=1),
)
def test_messages_and_packets_are_told_apart_however_they_arrive(
    sent: list[RtspMessage | bytes], sizes: list[int]
) -> None:
    stream = b"".join(one.data if isinstance(one, RtspMessage) else one for one in sent)
    splitter, got, number = RtspSplitter(), [], 0
    while stream:
        size = sizes[number % len(sizes)]
        got += splitter.feed(stream[:size])
        stream, number = stream[size:], number + 1
    got += splitter.feed(b"$\0\0\0" * 8)  # what is behind noise comes with what follows
    assert [one for one in got if isinstance(one, RtspMessage)] == [
        one for one in sent if isinstance(one, RtspMessage)
    ]
    packets = b"".join(one for one in got if isinstance(one, bytes))
    assert packets.removesuffix(b"$\0\0\0" * 8) == b"".join(one for one in sent if one in PACKETS)


@given(st.lists(st.binary(max_size=5_000), max_size=20))
def test_whatever_a_camera_sends_little_of_it_is_kept(chunks: list[bytes]) -> None:
    splitter = RtspSplitter()
    for chunk in chunks:
        for part in splitter.feed(chunk):
            assert isinstance(part, RtspMessage) or part[:1] == b"$"


def test_a_message_without_end_is_refused() -> None:
    with pytest.raises(MessageError):
        RtspSplitter().feed(b"RTSP/1.0 200 OK\r\nA: " + b"a" * 300_000)
    with pytest.raises(MessageError):
        RtspSplitter().feed(b"RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n")


@given(st.text(max_size=200))
def test_any_challenge_is_understood_or_not(text: str) -> None:
    best_challenge([text, f"Digest {text}", f'Digest nonce="{text}"'])
