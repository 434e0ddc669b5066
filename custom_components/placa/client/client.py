"""Talks to the engine over HTTP and WebSocket; errors are typed and carry no secrets."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
import json
from typing import Any, Literal

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMsgType,
    WSServerHandshakeError,
)
from yarl import URL

from ..const import API_VERSION
from .answers import (
    SightingPage,
    parse_erased,
    parse_frequent,
    parse_ledger,
    parse_page,
    parse_plates,
)
from .models import (
    EngineInfo,
    Snapshot,
    StreamMessage,
    WireError,
    parse_info,
    parse_stream_message,
)
from .sighting_query import SightingQuery

_TIMEOUT = ClientTimeout(total=10)
_SILENCE = 30.0
"""Seconds without a frame after which the engine, which pings every 20 s, is gone."""

_PICTURE = {"Content-Type": "image/jpeg"}
"""The engine looks at the content itself; it asks only that a picture is meant."""

type Picture = Literal["crop", "frame"]
"""Of a sighting: the plate, or the whole picture."""

_MAX_MESSAGE = 16 * 1024 * 1024


class EngineError(Exception):
    """The engine could not be used."""


class CannotConnectError(EngineError):
    """The engine does not answer, or the connection broke."""


class UnauthorizedError(EngineError):
    """The engine refuses the token."""


class ApiVersionError(EngineError):
    """The engine speaks another version of the wire contract."""

    def __init__(self, found: int) -> None:
        super().__init__(f"The engine speaks API version {found}, not {API_VERSION}")
        self.found = found

    @property
    def is_older(self) -> bool:
        """Whether the engine is the older of the two."""
        return self.found < API_VERSION


class InvalidAnswerError(EngineError):
    """What answers breaks the wire contract, or is not a Placa engine."""


class RejectedError(EngineError):
    """The engine understood the request and refused it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The engine answered with status {status}")
        self.status = status


class EngineStream:
    """An open WebSocket to the engine, past its first message."""

    def __init__(self, socket: ClientWebSocketResponse, snapshot: Snapshot) -> None:
        self._socket = socket
        self.snapshot = snapshot

    async def receive(self) -> StreamMessage:
        """Wait for the next message of a known type.

        Raises CannotConnectError when the connection is gone, InvalidAnswerError for a
        message that breaks the contract; after the latter the stream goes on.
        """
        while True:
            if (message := await _receive(self._socket)) is not None:
                return message

    async def close(self) -> None:
        """Close the connection."""
        await self._socket.close()


class EngineClient:
    """The engine at one address. The session is Home Assistant's own and stays open."""

    def __init__(self, session: ClientSession, url: str, token: str) -> None:
        self._session = session
        self._base = URL(url) / "api" / "v1"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def info(self) -> EngineInfo:
        """Ask who the engine is.

        Raises CannotConnectError, UnauthorizedError, ApiVersionError,
        InvalidAnswerError or RejectedError.
        """
        content = await self._request("GET", "info")
        _check_api_version(_json(content))
        return _parsed(parse_info, content)

    async def open_stream(self) -> EngineStream:
        """Connect the WebSocket and wait for its snapshot. Raises as `info` does."""
        try:
            async with asyncio.timeout(_TIMEOUT.total):
                socket = await self._session.ws_connect(
                    self._base / "ws",
                    headers=self._headers,
                    max_msg_size=_MAX_MESSAGE,
                    timeout=ClientWSTimeout(ws_receive=_SILENCE, ws_close=5.0),
                )
        except WSServerHandshakeError as err:
            raise _error_of_status(err.status) from None
        except (ClientError, OSError) as err:
            raise CannotConnectError(type(err).__name__) from None
        try:
            return EngineStream(socket, await _snapshot(socket))
        except BaseException:
            await socket.close()
            raise

    async def set_known_plates(self, plates: Iterable[str]) -> None:
        """Tell the engine the household's plates; it holds them in memory only."""
        await self._request("PUT", "known-plates", {"plates": sorted(set(plates))})

    async def record_decision(self, record: Mapping[str, Any]) -> None:
        """Add a DecisionRecord to the engine's ledger; repeating it does no harm."""
        await self._request("POST", "decisions", record)

    async def record_audit(self, record: Mapping[str, Any]) -> None:
        """Add an AuditRecord to the engine's ledger."""
        await self._request("POST", "audits", record)

    async def find(
        self, search: SightingQuery, limit: int, before: str | None = None
    ) -> SightingPage:
        """Ask for the newest sightings that fit, at most 200."""
        query = search.query | {"limit": str(limit)} | ({"before": before} if before else {})
        return _parsed(parse_page, await self._request("GET", "sightings", query=query))

    async def frequent_plates(self, days: int, at_least: int) -> frozenset[str]:
        """Ask which plates were seen clearly, at least so many times, within the last days."""
        query = {"days": str(days), "at_least": str(at_least)}
        return _parsed(parse_frequent, await self._request("GET", "frequent", query=query))

    async def erase(self, request: Mapping[str, Any]) -> int:
        """Carry out an ErasureRequest; return how many sightings were erased."""
        return _parsed(parse_erased, await self._request("POST", "erasures", request))

    async def decisions(self, **narrowed: str | int | None) -> tuple[dict[str, Any], ...]:
        """Ask for the newest LedgerEntries, at most 200.

        By `decision_id`, `door`, `sighting_id`, `before` and `limit`.
        """
        asked = {"limit": 200} | narrowed
        query = {key: str(value) for key, value in asked.items() if value is not None}
        return _parsed(parse_ledger, await self._request("GET", "decisions", query=query))

    async def read(self, picture: bytes, country: str | None) -> tuple[dict[str, Any], ...]:
        """Read a picture's plates, best first; they are likely those of `country` (ISO code)."""
        query = {"country": country} if country else None
        content = await self._request("POST", "read", query=query, picture=picture)
        return _parsed(parse_plates, content)

    async def picture(self, sighting_id: str, picture: Picture) -> bytes | None:
        """Fetch a picture of a sighting as JPEG; None if there is none."""
        try:
            return await self._request("GET", f"sightings/{sighting_id}/{picture}.jpg")
        except RejectedError as err:
            if err.status == 404:
                return None
            raise

    async def ask[Answer](
        self,
        method: str,
        path: str,
        parse: Callable[[Any], Answer],
        body: Any = None,
        patience: ClientTimeout = _TIMEOUT,
    ) -> Answer:
        """Make any request and read its answer with `parse`, which gets None for an empty one."""
        content = await self._request(method, path, body, patience=patience)
        return _parsed(parse, content or b"null")

    async def _request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        picture: bytes | None = None,
        patience: ClientTimeout = _TIMEOUT,
    ) -> bytes:
        headers = self._headers if picture is None else self._headers | _PICTURE
        try:
            async with self._session.request(
                method,
                self._base.joinpath(path),
                headers=headers,
                params=query,
                json=body,
                data=picture,
                timeout=patience,
                allow_redirects=False,
            ) as response:
                return await _content(response)
        except (ClientError, OSError) as err:
            raise CannotConnectError(type(err).__name__) from None


async def _content(response: ClientResponse) -> bytes:
    if not 200 <= response.status < 300:
        raise _error_of_status(response.status)
    return await response.read()


def _error_of_status(status: int) -> EngineError:
    if status in (401, 403):
        return UnauthorizedError("The engine refuses the token")
    if status >= 500:
        return CannotConnectError(f"status {status}")
    return RejectedError(status)


def _json(content: bytes | str) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        raise InvalidAnswerError("the answer is not JSON") from None


def _parsed[Answer](parse: Callable[[Any], Answer], content: bytes) -> Answer:
    try:
        return parse(_json(content))
    except WireError as err:
        raise InvalidAnswerError(str(err)) from None


def _check_api_version(info: Any) -> None:
    """Look at the version first: another version may have other fields."""
    found = info.get("api_version") if isinstance(info, dict) else None
    if isinstance(found, int) and found != API_VERSION:
        raise ApiVersionError(found)


async def _snapshot(socket: ClientWebSocketResponse) -> Snapshot:
    snapshot = await _receive(socket, timeout=_TIMEOUT.total)
    if not isinstance(snapshot, Snapshot):
        raise InvalidAnswerError("the first message is not a snapshot")
    return snapshot


async def _receive(
    socket: ClientWebSocketResponse,
    timeout: float | None = None,  # noqa: ASYNC109 - aiohttp's
) -> StreamMessage | None:
    try:
        message = await socket.receive(timeout)
    except (ClientError, OSError) as err:
        raise CannotConnectError(type(err).__name__) from None
    if message.type is not WSMsgType.TEXT:
        raise CannotConnectError("the connection was closed")
    raw = _json(message.data)
    if isinstance(raw, dict):
        _check_api_version(raw.get("info"))
    try:
        return parse_stream_message(raw)
    except WireError as err:
        raise InvalidAnswerError(str(err)) from None
