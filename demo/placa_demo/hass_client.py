"""Speaks to Home Assistant as a browser does: its REST API and its WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp


class HassError(Exception):
    """Home Assistant refused something. The message says what and why."""


class HassClient:
    """A signed-in connection to one Home Assistant."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        access_token: str,
        socket: aiohttp.ClientWebSocketResponse,
    ) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._socket = socket
        self._last_id = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._streams: dict[int, asyncio.Queue[dict[str, Any]]] = {}
        self._listening = asyncio.create_task(self._listen())

    async def rest(self, method: str, path: str, body: object = None) -> Any:
        """Call /api/`path`; the answer's JSON. Raises HassError."""
        return await request(self._session, method, f"{self._url}/api/{path}", body, self._headers)

    async def command(self, kind: str, **fields: Any) -> Any:
        """Send a WebSocket command; its result. Raises HassError."""
        return await self._ask(self._new_id(), kind, fields)

    async def subscribe(self, kind: str, **fields: Any) -> asyncio.Queue[dict[str, Any]]:
        """Send a subscribing command; a queue of what it then tells. Raises HassError."""
        number = self._new_id()
        queue = self._streams[number] = asyncio.Queue()
        await self._ask(number, kind, fields)
        return queue

    async def act(self, action: str, entity_id: str, **data: Any) -> None:
        """Perform an action such as "cover.close_cover" on an entity."""
        domain, _, service = action.partition(".")
        await self.rest("POST", f"services/{domain}/{service}", {"entity_id": entity_id, **data})

    async def state(self, entity_id: str) -> dict[str, Any]:
        """Return the state object of an entity."""
        found: dict[str, Any] = await self.rest("GET", f"states/{entity_id}")
        return found

    async def until_state(self, entity_id: str, wanted: str) -> None:
        """Return when an entity has a state, at once if it has it already."""
        changes = await self.subscribe(
            "subscribe_trigger", trigger={"platform": "state", "entity_id": entity_id, "to": wanted}
        )
        if (await self.state(entity_id))["state"] != wanted:
            await changes.get()

    async def close(self) -> None:
        """Hang up."""
        self._listening.cancel()
        with suppress(asyncio.CancelledError):
            await self._listening
        await self._socket.close()

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def _ask(self, number: int, kind: str, fields: dict[str, Any]) -> Any:
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send_json({"id": number, "type": kind, **fields})
            return await answer
        finally:
            del self._answers[number]

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            content = message.json()
            match content["type"]:
                case "event" if content["id"] in self._streams:
                    self._streams[content["id"]].put_nowait(content["event"])
                case "result" if (answer := self._answers.get(content["id"])) is not None:
                    if content["success"]:
                        answer.set_result(content["result"])
                    else:
                        answer.set_exception(HassError(content["error"]["message"]))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(HassError("Home Assistant hung up"))


async def request(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    body: object = None,
    headers: dict[str, str] | None = None,
) -> Any:
    """One HTTP request with a JSON body; the answer's JSON. Raises HassError."""
    async with session.request(method, url, json=body, headers=headers) as answer:
        if answer.status >= 400:
            path = answer.url.path
            raise HassError(f"{method} {path}: {answer.status} {(await answer.text())[:300]}")
        return await answer.json(content_type=None)


@asynccontextmanager
async def hass_client(
    session: aiohttp.ClientSession, url: str, access_token: str
) -> AsyncIterator[HassClient]:
    """Connect to a Home Assistant, sign in, and hang up at the end."""
    async with session.ws_connect(f"{url}/api/websocket", max_msg_size=0) as socket:
        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": access_token})
        if (await socket.receive_json())["type"] != "auth_ok":
            raise HassError("Home Assistant does not accept its own token")
        client = HassClient(session, url, access_token, socket)
        try:
            yield client
        finally:
            await client.close()
