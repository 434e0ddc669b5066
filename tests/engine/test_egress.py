"""The guard, in a process of its own, since no process gets rid of it."""

from pathlib import Path
import subprocess
import sys

import pytest

ADDON = Path(__file__).resolve().parents[2] / "addon"

BEGIN = """
import asyncio, socket
from placa_engine.egress import EgressError, guard, permitted, refused, resolve
guard()
canary = socket.create_server(("127.0.0.2", 0))
canary.setblocking(False)
place = canary.getsockname()[:2]

def knock():
    with socket.create_connection(place, 5):
        pass
"""


def told(script: str) -> list[str]:
    """Run a script behind the guard; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + script],
        env={"PYTHONPATH": str(ADDON)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    "attempt",
    [
        "knock()",
        "socket.socket().connect(place)",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'plate', place)",
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'plate'], [], 0, place)",
        "socket.getaddrinfo('canary.invalid', 80)",
        "socket.gethostbyname('canary.invalid')",
        "asyncio.run(asyncio.open_connection(*place))",
        "__import__('urllib.request').request.urlopen('http://127.0.0.2:%d/' % place[1])",
    ],
)
def test_a_connection_that_nobody_configured_is_refused_and_counted(attempt: str) -> None:
    assert told(f"""
try:
    {attempt}
except OSError as error:
    print(isinstance(getattr(error, 'reason', error), EgressError))
try:
    canary.accept()
except BlockingIOError:
    print(refused())
""") == ["True", "1"]  # fmt: skip


def test_a_permitted_host_is_reached_by_its_address_as_long_as_it_is_permitted() -> None:
    assert told("""
with permitted("127.0.0.2"):
    knock()
    print(refused())
try:
    knock()
except EgressError:
    print(refused())
""") == ["0", "1"]  # fmt: skip


def test_a_permitted_name_permits_the_addresses_that_it_has() -> None:
    assert told("""
server = socket.create_server(("127.0.0.1", 0))
with permitted("localhost"):
    found = asyncio.run(resolve("localhost", server.getsockname()[1]))
    with socket.create_connection((found[-1]["host"], server.getsockname()[1]), 5):
        print(refused())
try:
    socket.create_connection(server.getsockname()[:2], 5)
except EgressError:
    print(refused())
""") == ["0", "1"]  # fmt: skip


def test_a_permission_given_twice_lasts_until_both_have_ended() -> None:
    assert told("""
with permitted("127.0.0.2"):
    with permitted("127.0.0.2"):
        pass
    knock()
print(refused())
""") == ["0"]  # fmt: skip
