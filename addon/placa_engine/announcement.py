"""Tells Home Assistant's Supervisor where the engine is, which tells Home Assistant."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
import logging
from typing import Self
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from placa_engine.egress import Resolver, permitted

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_TIMEOUT = ClientTimeout(total=10.0)

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Where the Supervisor answers, and what an app shows it."""

    url: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self | None:
        """Return the Supervisor that started this app, None where none did."""
        token = environment.get("SUPERVISOR_TOKEN", "")
        url = environment.get("SUPERVISOR_API") or "http://supervisor"
        return cls(url.rstrip("/"), token) if token else None


@dataclass(frozen=True, slots=True)
class Announcement:
    """What Home Assistant needs to reach the engine; `pairing_key` is that of `placa pair`."""

    host: str
    port: int
    pairing_key: str = field(repr=False)


async def announce(
    supervisor: Supervisor, announcement: Announcement, *, first_pause: float = _FIRST_PAUSE
) -> None:
    """Post an announcement until the Supervisor takes it, ever less often but at least each minute.

    The Supervisor keeps it over restarts of Home Assistant and drops what it has already. Give up
    where it says that this app may not announce anything.
    """
    message = {
        "service": "placa",
        "config": {
            "host": announcement.host,
            "port": announcement.port,
            "pairing_key": announcement.pairing_key,
        },
    }
    with permitted(urlsplit(supervisor.url).hostname or ""):
        await _announce(supervisor, message, first_pause)


async def _announce(supervisor: Supervisor, message: Mapping[str, object], pause: float) -> None:
    async with ClientSession(
        headers={"Authorization": f"Bearer {supervisor.token}"},
        timeout=_TIMEOUT,
        connector=TCPConnector(resolver=Resolver()),
    ) as session:
        while True:
            problem = await _post(session, f"{supervisor.url}/discovery", message)
            if problem is None:
                return
            _LOGGER.info("The Supervisor was not told yet (%s); next try in %.0f s", problem, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _post(session: ClientSession, url: str, message: Mapping[str, object]) -> str | None:
    """Return why the Supervisor did not take a message and may do so later, None at the end."""
    try:
        async with session.post(url, json=message) as response:
            status = response.status
    except (ClientError, TimeoutError, OSError) as error:
        return type(error).__name__
    if status == 200:
        _LOGGER.info("The Supervisor knows where the engine is")
        return None
    if status in {400, 403, 404}:
        _LOGGER.warning("The Supervisor refuses to announce the engine: status %d", status)
        return None
    return f"status {status}"
