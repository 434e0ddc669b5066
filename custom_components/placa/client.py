"""Talks to the engine over HTTP and WebSocket; errors are typed and carry no secrets."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import json
from typing import Any

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

from .const import API_VERSION
from .models import (
    EngineInfo,
    Sighting,
    Snapshot,
    StreamMessage,
    WireError,
    parse_info,
    parse_sighting,
    parse_stream_message,
)
from .search import SightingSearch

_TIMEOUT = ClientTimeout(total=10)
_SILENCE = 30.0
"""Seconds without a frame after which the engine, which pings every 20 s, is gone."""

_PICTURE = {"Content-Type": "image/jpeg"}
"""The engine looks at the content itself; it asks only that a picture is meant."""

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


@dataclass(frozen=True, slots=True)
class SightingPage:
    """Sightings, newest first; `following` is the `before` of the next page.

    `raw` holds them as the engine tells them, with all that it knows.
    """

    sightings: tuple[Sighting, ...]
    raw: tuple[dict[str, Any], ...]
    following: str | None


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
        raw = _json(await self._request("GET", "info"))
        _check_api_version(raw)
        try:
            return parse_info(raw)
        except WireError as err:
            raise InvalidAnswerError(str(err)) from None

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
            snapshot = await _receive(socket, timeout=_TIMEOUT.total)
            if not isinstance(snapshot, Snapshot):
                raise InvalidAnswerError("the first message is not a snapshot")
        except EngineError:
            await socket.close()
            raise
        return EngineStream(socket, snapshot)

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
        self, search: SightingSearch, limit: int, before: str | None = None
    ) -> SightingPage:
        """Ask for the newest sightings that fit, at most 200."""
        query = search.query | {"limit": str(limit)} | ({"before": before} if before else {})
        answer = _json(await self._request("GET", "sightings", query=query))
        try:
            raw = tuple(answer["sightings"])
            return SightingPage(tuple(map(parse_sighting, raw)), raw, answer["next"])
        except (WireError, KeyError, TypeError) as err:
            raise InvalidAnswerError(f"a page of sightings: {type(err).__name__}") from None

    async def erase(self, request: Mapping[str, Any]) -> int:
        """Carry out an ErasureRequest; return how many sightings were erased."""
        answer = _json(await self._request("POST", "erasures", request))
        return _count(answer)

    async def decisions(
        self,
        *,
        door_id: str | None = None,
        sighting_id: str | None = None,
        before: int | None = None,
    ) -> tuple[dict[str, Any], ...]:
        """Ask for the newest LedgerEntries that fit, at most 200."""
        asked = {"door": door_id, "sighting_id": sighting_id, "before": before, "limit": 200}
        query = {key: str(value) for key, value in asked.items() if value is not None}
        answer = _json(await self._request("GET", "decisions", query=query))
        try:
            return tuple(
                {**entry, "decision": {**entry["decision"]}} for entry in answer["decisions"]
            )
        except KeyError, TypeError:
            raise InvalidAnswerError("a page of the ledger") from None

    async def read(self, picture: bytes) -> tuple[dict[str, Any], ...]:
        """Read the plates of a picture (JPEG, PNG or another kind), best first."""
        answer = _json(await self._request("POST", "read", picture=picture))
        try:
            return tuple(
                {"plate": plate["text"], "confidence": plate["confidence"], "box": plate["box"]}
                for plate in answer["plates"]
            )
        except KeyError, TypeError:
            raise InvalidAnswerError("the plates of a picture") from None

    async def crop(self, sighting_id: str) -> bytes | None:
        """Fetch a sighting's picture of the plate as JPEG; None if there is none."""
        return await self._picture(sighting_id, "crop")

    async def frame(self, sighting_id: str) -> bytes | None:
        """Fetch a sighting's whole picture as JPEG; None if there is none."""
        return await self._picture(sighting_id, "frame")

    async def _picture(self, sighting_id: str, name: str) -> bytes | None:
        try:
            return await self._request("GET", f"sightings/{sighting_id}/{name}.jpg")
        except RejectedError as err:
            if err.status == 404:
                return None
            raise

    async def _request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        picture: bytes | None = None,
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
                timeout=_TIMEOUT,
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


def _count(answer: Any) -> int:
    count = answer.get("count") if isinstance(answer, dict) else None
    if not isinstance(count, int):
        raise InvalidAnswerError("count is missing")
    return count


def _check_api_version(info: Any) -> None:
    """Look at the version first: another version may have other fields."""
    found = info.get("api_version") if isinstance(info, dict) else None
    if isinstance(found, int) and found != API_VERSION:
        raise ApiVersionError(found)


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
