"""Requests to an HTTP camera."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp

from placa_engine.cameras.sources.address import Address
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.timeouts import CONNECTING, OPENING
from placa_engine.cameras.state import CameraProblem
from placa_engine.egress import Resolver, permitted

_MOST_REDIRECTS = 3
_PROBLEMS = {
    401: CameraProblem.UNAUTHORIZED,
    403: CameraProblem.UNAUTHORIZED,
    404: CameraProblem.NO_SUCH_STREAM,
}
BUSY = frozenset({429, 503})
"""What cameras answer that bear one request at a time."""


class StatusError(SourceError):
    """A camera answers with an HTTP status other than 200."""

    def __init__(self, status: int) -> None:
        super().__init__(_PROBLEMS.get(status, CameraProblem.UNREACHABLE))
        self.status = status


class HttpClient:
    """Asks one camera, with basic or digest login as the camera wants it.

    Certificates are verified if asked for: cameras sign their own. Redirects are followed on
    the camera's own host only.
    """

    def __init__(self, address: Address, *, verify: bool = False) -> None:
        self._address = address
        self._verify = verify
        self._login: dict[str, str] = {}
        self._permit = ExitStack()

    async def __aenter__(self) -> Self:
        address = self._address
        self._permit.enter_context(permitted(urlsplit(address.url).hostname or ""))
        digest = aiohttp.DigestAuthMiddleware(address.username, address.password)
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECTING, sock_read=OPENING),
            middlewares=[digest] if address.username else [],
            connector=aiohttp.TCPConnector(ssl=self._verify, limit=1, resolver=Resolver()),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()
        self._permit.close()

    @asynccontextmanager
    async def get(self, patience: float | None = None) -> AsyncGenerator[aiohttp.ClientResponse]:
        """Open the camera's answer, in `patience` seconds or OPENING; only its head is read yet.

        Raises SourceError, also for errors while the answer is read inside the context.
        """
        try:
            async with asyncio.timeout(OPENING if patience is None else patience):
                response = await self._get()
            try:
                yield response
            finally:
                response.close()
        except aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError:
            raise SourceError(CameraProblem.BAD_URL) from None
        except aiohttp.ConnectionTimeoutError:
            raise SourceError(CameraProblem.UNREACHABLE) from None
        except TimeoutError:
            raise SourceError(CameraProblem.STALLED) from None
        except aiohttp.ClientError, OSError:
            raise SourceError(CameraProblem.UNREACHABLE) from None

    async def _get(self) -> aiohttp.ClientResponse:
        url = self._address.url
        for _ in range(_MOST_REDIRECTS + 1):
            response = await self._ask(url)
            if not 300 <= response.status < 400:
                return _sound(response)
            response.close()
            try:
                url = urljoin(url, response.headers.get("Location", ""))
                elsewhere = urlsplit(url).hostname != urlsplit(self._address.url).hostname
            except ValueError:
                break
            if elsewhere:
                break
        raise SourceError(CameraProblem.UNREACHABLE)

    async def _ask(self, url: str) -> aiohttp.ClientResponse:
        response = await self._session.get(url, headers=self._login, allow_redirects=False)
        challenges = response.headers.getall("WWW-Authenticate", [])
        if (
            response.status == 401
            and self._address.username
            and not self._login
            and any(challenge.lower().startswith("basic") for challenge in challenges)
        ):
            response.close()
            basic = aiohttp.encode_basic_auth(
                self._address.username, self._address.password, "utf-8"
            )
            self._login = {"Authorization": basic}
            return await self._session.get(url, headers=self._login, allow_redirects=False)
        return response


def _sound(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    if response.status == 200:
        return response
    response.close()
    raise StatusError(response.status)
