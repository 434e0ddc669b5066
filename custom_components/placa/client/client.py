"""Talks to the engine over HTTP and WebSocket; errors are typed and carry no secrets."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
import json
import re
import secrets
from typing import Any, Literal

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    ClientWSTimeout,
    Fingerprint,
    ServerFingerprintMismatch,
    WSMsgType,
    WSServerHandshakeError,
)
from yarl import URL

from ..const import API_VERSION, API_VERSION_HEADER
from ..serialization import DeserializationError, JsonObject, deserialize
from .ledger_proof import Checkpoint
from .models import (
    LARGEST,
    AuditPage,
    EngineInfo,
    Erased,
    FrequentPlateList,
    LedgerEntry,
    LedgerLinks,
    LedgerPage,
    PlateRead,
    PlatesRead,
    RawSightingPage,
    SightingCounts,
    SightingPage,
    Snapshot,
    StreamMessage,
    parse_stream_message,
)
from .pairing import PairingKey, code_of
from .sighting_query import SightingQuery

_TIMEOUT = ClientTimeout(total=10)
_STILL = ClientTimeout(total=40)
"""The engine gives a camera 18 s to answer and to send a picture; another may be tried before."""

_SILENCE = 30.0
"""Seconds without a frame after which the engine, which pings every 20 s, is gone."""

_CHECKPOINT = re.compile(r"([1-9][0-9]{0,14}):([0-9a-f]{64})")

_PICTURE = {"Content-Type": "image/jpeg"}
"""The engine looks at the content itself; it asks only that a picture is meant."""

type Picture = Literal["crop", "frame", "vehicle"]
"""Of a sighting: the plate, the whole picture, or the vehicle cut out of it."""

_MAX_MESSAGE = 16 * 1024 * 1024
"""Bytes; more than the largest page of sightings or picture has."""


class EngineError(Exception):
    """The engine could not be used."""


class CannotConnectError(EngineError):
    """The engine does not answer, or the connection broke."""


class OtherIdentityError(EngineError):
    """Who answers is not the engine that was paired; it was sent nothing.

    `found` and `paired` are both identities as people compare them.
    """

    def __init__(self, found: str, paired: str) -> None:
        super().__init__("Another identity is shown than the one that was paired")
        self.found = found
        self.paired = paired


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

    def __init__(self, socket: ClientWebSocketResponse, nonce: str, snapshot: Snapshot) -> None:
        self._socket = socket
        self._nonce = nonce
        self.snapshot = snapshot

    async def receive(self) -> StreamMessage:
        """Wait for the next message of a known type.

        Raises CannotConnectError when the connection is gone, InvalidAnswerError for a
        message that breaks the contract; after the latter the stream goes on.
        """
        while True:
            if (message := await _receive(self._socket, self._nonce)) is not None:
                return message

    async def close(self) -> None:
        """Close the connection."""
        await self._socket.close()


class EngineClient:
    """The engine at one address, of which it is asked by TLS only.

    Nothing is sent to anybody who does not show the certificate that the pairing key names:
    the connection ends before the first request. The session is Home Assistant's own and
    stays open.
    """

    def __init__(self, session: ClientSession, url: str, key: PairingKey) -> None:
        self._session = session
        self._base = URL(url).with_scheme("https") / "api" / "v1"
        self._key = key
        self._pin = Fingerprint(bytes.fromhex(key.fingerprint))
        self._headers = {
            "Authorization": f"Bearer {key.token}",
            API_VERSION_HEADER: str(API_VERSION),
        }
        self.on_record: Callable[[Checkpoint], None] | None = None
        """Is told how far the ledger has come whenever the engine says that."""

    async def info(self) -> EngineInfo:
        """Ask who the engine is.

        Raises CannotConnectError, OtherIdentityError, UnauthorizedError, ApiVersionError,
        InvalidAnswerError or RejectedError.
        """
        content = await self._request("GET", "info")
        _check_api_version(_json(content))
        info = _read(EngineInfo, content)
        self._check_id(info)
        return info

    async def open_stream(self) -> EngineStream:
        """Connect the WebSocket and wait for its snapshot. Raises as `info` does."""
        nonce = secrets.token_hex(16)
        try:
            async with asyncio.timeout(_TIMEOUT.total):
                socket = await self._session.ws_connect(
                    self._base / "ws",
                    params={"nonce": nonce},
                    headers=self._headers,
                    ssl=self._pin,
                    max_msg_size=_MAX_MESSAGE,
                    timeout=ClientWSTimeout(ws_receive=_SILENCE, ws_close=5.0),
                )
        except WSServerHandshakeError as err:
            raise _error_of(err.status, err.headers) from None
        except (ClientError, OSError) as err:
            raise self._no_connection(err) from None
        try:
            snapshot = await _snapshot(socket, nonce)
            self._check_id(snapshot.info)
            return EngineStream(socket, nonce, snapshot)
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

    async def links(self, after: int) -> LedgerLinks:
        """Ask for the links of the ledger after a number, oldest first, at most 500."""
        content = await self._request("GET", "ledger", query={"after": str(after)})
        return _read(LedgerLinks, content)

    async def find(
        self, search: SightingQuery, limit: int, before: str | None = None
    ) -> SightingPage:
        """Ask for the newest sightings that fit, at most 200."""
        query = _page_query(search, limit, before)
        return _read(SightingPage, await self._request("GET", "sightings", query=query))

    async def export(
        self, search: SightingQuery, limit: int, before: str | None = None
    ) -> RawSightingPage:
        """Ask for the same, with all that the engine tells of each."""
        query = _page_query(search, limit, before)
        return _read(RawSightingPage, await self._request("GET", "sightings", query=query))

    async def counts(self, search: SightingQuery) -> SightingCounts:
        """Ask how many sightings fit, by day and by hour of the week."""
        content = await self._request("GET", "sightings/counts", query=search.query)
        return _read(SightingCounts, content)

    async def sighting(self, sighting_id: str) -> dict[str, Any] | None:
        """Ask for a SightingMessage with all that the engine knows; None if there is none."""
        try:
            content = await self._request("GET", f"sightings/{sighting_id}")
        except RejectedError as err:
            if err.status == 404:
                return None
            raise
        return _read(JsonObject, content)

    async def correct(self, sighting_id: str, correction: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a Correction; return the SightingMessage."""
        path = f"sightings/{sighting_id}/correction"
        return _read(JsonObject, await self._request("POST", path, correction))

    async def audits(self, limit: int, before: int | None = None) -> AuditPage:
        """Ask for the newest AuditEntries, and whether the whole ledger is intact."""
        query = {"limit": str(limit)} | ({"before": str(before)} if before else {})
        return _read(AuditPage, await self._request("GET", "audits", query=query))

    async def storage(self) -> dict[str, Any]:
        """Ask what is kept and for how long, a Storage message."""
        return _read(JsonObject, await self._request("GET", "storage"))

    async def still(self, camera_id: str) -> bytes | None:
        """Fetch a picture of a camera as JPEG, as it looks now; None if there is none."""
        try:
            return await self._request("GET", f"cameras/{camera_id}/still.jpg", timeout=_STILL)
        except RejectedError as err:
            if err.status in (404, 409):
                return None
            raise

    async def frequent_plates(self, days: int, at_least: int) -> frozenset[str]:
        """Ask which plates were seen clearly, at least so many times, within the last days."""
        query = {"days": str(days), "at_least": str(at_least)}
        content = await self._request("GET", "frequent", query=query)
        return frozenset(plate.text for plate in _read(FrequentPlateList, content).plates)

    async def erase(self, request: Mapping[str, Any]) -> int:
        """Carry out an ErasureRequest; return how many sightings were erased."""
        return _read(Erased, await self._request("POST", "erasures", request)).count

    async def decisions(self, **narrowed: str | int | None) -> tuple[LedgerEntry, ...]:
        """Ask for the newest LedgerEntries, at most 200.

        By `decision_id`, `door`, `sighting_id` (several with commas), `before` and `limit`.
        """
        asked = {"limit": 200} | narrowed
        query = {key: str(value) for key, value in asked.items() if value is not None}
        content = await self._request("GET", "decisions", query=query)
        return _read(LedgerPage, content).decisions

    async def read(self, picture: bytes, country: str | None) -> tuple[PlateRead, ...]:
        """Read a picture's plates, best first; they are likely those of `country` (ISO code)."""
        query = {"country": country} if country else None
        content = await self._request("POST", "read", query=query, picture=picture)
        return _read(PlatesRead, content).plates

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
        kind: type[Answer],
        body: Any = None,
        timeout: ClientTimeout = _TIMEOUT,  # noqa: ASYNC109 - aiohttp's
    ) -> Answer:
        """Make any request and read its answer as one of this type, None for an empty one."""
        content = await self._request(method, path, body, timeout=timeout)
        return _read(kind, content or b"null")

    async def _request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        picture: bytes | None = None,
        timeout: ClientTimeout = _TIMEOUT,  # noqa: ASYNC109 - aiohttp's
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
                timeout=timeout,
                allow_redirects=False,
                ssl=self._pin,
            ) as response:
                if self.on_record and (told := _checkpoint(response)):
                    self.on_record(told)
                return await _content(response)
        except (ClientError, OSError) as err:
            raise self._no_connection(err) from None

    def _no_connection(self, err: Exception) -> EngineError:
        if isinstance(err, ServerFingerprintMismatch):
            return OtherIdentityError(code_of(err.got.hex()), code_of(self._key.fingerprint))
        return CannotConnectError(type(err).__name__)

    def _check_id(self, info: EngineInfo) -> None:
        """Take no other id than the one that belongs to the engine's certificate."""
        if info.server_id != self._key.server_id:
            raise InvalidAnswerError("server_id is not that of the certificate")


def _checkpoint(response: ClientResponse) -> Checkpoint | None:
    found = _CHECKPOINT.fullmatch(response.headers.get("Placa-Checkpoint", ""))
    return Checkpoint(int(found[1]), found[2]) if found else None


async def _content(response: ClientResponse) -> bytes:
    if not 200 <= response.status < 300:
        raise _error_of(response.status, response.headers)
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > _MAX_MESSAGE:
            raise InvalidAnswerError("the answer is too long")
    return bytes(content)


def _error_of(status: int, headers: Mapping[str, str] | None) -> EngineError:
    if status in (401, 403):
        return UnauthorizedError("The engine refuses the token")
    found = (headers or {}).get(API_VERSION_HEADER, "")
    if status == 400 and re.fullmatch(r"[0-9]{1,9}", found):
        return ApiVersionError(int(found))
    if status >= 500:
        return CannotConnectError(f"status {status}")
    return RejectedError(status)


def _json(content: bytes | str) -> Any:
    try:
        return json.loads(content)
    except ValueError, RecursionError:
        raise InvalidAnswerError("the answer is not JSON") from None


def _page_query(search: SightingQuery, limit: int, before: str | None) -> dict[str, str]:
    return search.query | {"limit": str(limit)} | ({"before": before} if before else {})


def _read[Answer](kind: type[Answer], content: bytes) -> Answer:
    try:
        return deserialize(kind, _json(content))
    except DeserializationError as err:
        raise InvalidAnswerError(str(err)) from None


def _check_api_version(info: Any) -> None:
    """Look at the version first: another version may have other fields."""
    found = info.get("api_version") if isinstance(info, dict) else None
    if isinstance(found, int) and found != API_VERSION and 0 <= found <= LARGEST:
        raise ApiVersionError(found)


async def _snapshot(socket: ClientWebSocketResponse, nonce: str) -> Snapshot:
    snapshot = await _receive(socket, nonce, timeout=_TIMEOUT.total)
    if not isinstance(snapshot, Snapshot):
        raise InvalidAnswerError("the first message is not a snapshot")
    return snapshot


async def _receive(
    socket: ClientWebSocketResponse,
    nonce: str,
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
        parsed = parse_stream_message(raw)
    except DeserializationError as err:
        raise InvalidAnswerError(str(err)) from None
    if isinstance(parsed, Snapshot) and parsed.nonce != nonce:
        raise InvalidAnswerError("the snapshot was made for another connection")
    return parsed
