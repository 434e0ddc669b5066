"""Where the engine may connect to: cameras that are watched or tried, and Home Assistant.

Everything that connects names its host here first. What tries anything else, be it a library, is
refused by Python itself, if `guard` was called. FFmpeg, which Python does not see, connects to
nothing but the engine's own relay (`cameras/sources/rtsp_relay`).
"""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from ipaddress import ip_address
import logging
import socket
import sys
from threading import Lock
import time
from typing import override

from aiohttp.abc import AbstractResolver, ResolveResult

QUIET = 60.0
"""Seconds between two lines of the log about what was refused."""

_LOGGER = logging.getLogger(__name__)


class EgressError(PermissionError):
    """A connection to a place that nobody configured. The text does not name it."""


class _Egress:
    def __init__(self) -> None:
        self._lock = Lock()
        self._hosts: Counter[str] = Counter()
        self._addresses: dict[str, set[str]] = {}
        self._told = -QUIET
        self.refused = 0

    @contextmanager
    def permitted(self, host: str) -> Generator[None]:
        with self._lock:
            self._hosts[host] += 1
        try:
            yield
        finally:
            with self._lock:
                self._hosts[host] -= 1
                if not self._hosts[host]:
                    del self._hosts[host]
                    self._addresses.pop(host, None)

    def remember(self, host: str, addresses: set[str]) -> None:
        with self._lock:
            if host in self._hosts:
                self._addresses.setdefault(host, set()).update(addresses)

    def check(self, event: str, arguments: tuple[object, ...]) -> None:
        """Raise EgressError for an audit event that would leave this machine unasked."""
        if not event.startswith("socket."):
            return
        match event, arguments:
            case "socket.getaddrinfo" | "socket.gethostbyname", (host, *_):
                if host is None or _is_address(_text(host)) or self._may_name(_text(host)):
                    return
            case "socket.connect" | "socket.sendto" | "socket.sendmsg", (_, (host, *_)):
                if self._may_reach(_text(host)):
                    return
            case _:  # no connection, or one of this machine's own
                return
        self._refuse(_text(host))

    def _may_name(self, host: str) -> bool:
        with self._lock:
            return host in self._hosts

    def _may_reach(self, address: str) -> bool:
        with self._lock:
            return address in self._hosts or any(
                address in known for known in self._addresses.values()
            )

    def _refuse(self, host: str) -> None:
        self.refused += 1
        now = time.monotonic()
        if now - self._told >= QUIET:
            self._told = now
            _LOGGER.warning("A connection to a place that is not configured was refused")
        _LOGGER.debug("Refused: %s", host)
        raise EgressError("the engine connects to configured cameras and Home Assistant only")


_EGRESS = _Egress()


def guard() -> None:
    """Refuse, from now on and in the whole process, what is not permitted."""
    sys.addaudithook(_EGRESS.check)


def refused() -> int:
    """Return how many connections and questions for addresses were refused."""
    return _EGRESS.refused


@contextmanager
def permitted(host: str) -> Generator[None]:
    """Let this host, a name or an address, be asked for and connected to inside the context."""
    with _EGRESS.permitted(host):
        yield


async def resolve(host: str, port: int) -> list[ResolveResult]:
    """Return the addresses of a permitted host, to which connections are permitted then.

    Raises OSError.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    results = [
        ResolveResult(
            hostname=host,
            host=str(address[0]),
            port=int(address[1]),
            family=int(family),
            proto=proto,
            flags=socket.AI_NUMERICHOST,
        )
        for family, _, proto, _, address in found
    ]
    _EGRESS.remember(host, {result["host"] for result in results})
    return results


class Resolver(AbstractResolver):
    """Resolves permitted hosts for aiohttp."""

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of one family, or all. Raises OSError."""
        found = await resolve(host, port)
        return [one for one in found if family in (socket.AF_UNSPEC, one["family"])]

    @override
    async def close(self) -> None:
        """Nothing is open."""


def _text(host: object) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
