"""Stands in for Home Assistant's Supervisor: enough of it for Core's integration and for one app.

    supervisor_stand_in.py SOCKET

runs on the Python that has Home Assistant; SOCKET is where Core listens for its Supervisor. It
prints `READY port`, `ANNOUNCED uuid` for each announcement of the app, `PUSHED status` when Core
was told of it, 0 if Core did not answer. Lines on its standard input, `uninstall` and
`install`, remove the app and bring it back. The bodies of answers have the shapes of
aiohasupervisor's own models.

The app runs on this machine, not in a container: the host that it announces is replaced by this
machine's address.
"""

import asyncio
from collections.abc import Callable, Collection
import dataclasses
import datetime as dt
import enum
import ipaddress
import pathlib
import sys
import types
import typing
import uuid

from aiohasupervisor import models
from aiohttp import ClientError, ClientSession, UnixConnector, web

SLUG = "0123abcd_placa"

_BY_BASE: tuple[tuple[type, object], ...] = (
    (int, 0),
    (float, 0.0),
    (dt.datetime, "2026-11-01T00:00:00+00:00"),
    (uuid.UUID, "0" * 32),
    (dict, {}),
    (pathlib.PurePath, "/data"),
    (ipaddress.IPv4Interface, "127.0.0.1/8"),
    (ipaddress.IPv6Interface, "::1/128"),
    (ipaddress.IPv4Address, "127.0.0.1"),
    (ipaddress.IPv6Address, "::1"),
    (ipaddress.IPv4Network, "127.0.0.0/8"),
    (ipaddress.IPv6Network, "::/64"),
    (Collection, []),
)


def least(kind: typing.Any, name: str = "") -> typing.Any:
    """Return the smallest JSON value that a type hint allows."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return body(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return arguments[0]
    if types.NoneType in arguments:
        return None
    if origin in {typing.Union, types.UnionType, typing.Annotated}:
        return least(arguments[0], name)
    return _plain(origin or kind, name)


def _plain(kind: type, name: str) -> object:
    """Return the smallest JSON value of a type without parameters."""
    if issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    if kind is bool:
        return name in {"healthy", "supported"}
    if issubclass(kind, str):
        return "2026.11.0" if "version" in name else name or "x"
    return next((value for base, value in _BY_BASE if issubclass(kind, base)), None)


def body(model: type, **known: object) -> dict[str, typing.Any]:
    """Return the smallest JSON object of a model, with some fields as they are known."""
    hints = typing.get_type_hints(model, include_extras=True)
    return {
        field.metadata.get("alias", field.name): known.get(
            field.name, least(hints[field.name], field.name)
        )
        for field in dataclasses.fields(model)
    }


class Supervisor:
    """What the Supervisor knows."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self.installed = True
        self._announced: dict[str, dict[str, typing.Any]] = {}
        self._pushing: set[asyncio.Task[None]] = set()

    def uninstall(self) -> None:
        """Remove the app and what it announced."""
        self.installed = False
        self._announced.clear()

    async def discover(self, request: web.Request) -> web.Response:
        """Take an announcement in, as POST /discovery does; the same one again changes nothing."""
        told = await request.json()
        told["config"]["host"] = "127.0.0.1"
        known = next(iter(self._announced.values()), None)
        found = uuid.uuid4().hex if known is None else known["uuid"]
        message = {
            "addon": SLUG,
            "service": told["service"],
            "uuid": found,
            "config": told["config"],
        }
        print("ANNOUNCED", found, flush=True)
        if message != known:
            self._announced[found] = message
            pushing = asyncio.create_task(self._push(message))
            self._pushing.add(pushing)
            pushing.add_done_callback(self._pushing.discard)
        return _good({"uuid": found})

    async def discovery(self, _request: web.Request) -> web.Response:
        """List what was announced."""
        return _good({"discovery": list(self._announced.values()), "services": {}})

    async def discovered(self, request: web.Request) -> web.Response:
        """Tell one announcement."""
        message = self._announced.get(request.match_info["uuid"])
        return _bad(404) if message is None else _good(message)

    async def app_in_store(self, _request: web.Request) -> web.Response:
        """Say that the store has the app, and whether it is installed."""
        known = {"slug": SLUG, "name": "Placa", "installed": self.installed, "available": True}
        return _good(body(models.StoreAddonComplete, **known))

    async def app(self, _request: web.Request) -> web.Response:
        """Describe the app."""
        if not self.installed:
            return _bad(404)
        known = {"slug": SLUG, "name": "Placa", "state": "started", "hostname": "0123abcd-placa"}
        return _good(body(models.InstalledAddonComplete, **known))

    async def rest(self, request: web.Request) -> web.Response:
        """Answer what else Core asks when it starts."""
        answers: dict[str, Callable[[], object]] = {
            "/info": lambda: body(models.RootInfo, homeassistant="2026.11.0", arch="amd64"),
            "/core/info": lambda: body(models.HomeAssistantInfo),
            "/supervisor/info": lambda: body(models.SupervisorInfo),
            "/os/info": lambda: body(models.OSInfo),
            "/host/info": lambda: body(models.HostInfo),
            "/store": lambda: body(models.StoreInfo),
            "/network/info": lambda: body(models.NetworkInfo),
            "/mounts": lambda: body(models.MountsInfo),
            "/jobs/info": lambda: body(models.JobsInfo),
            "/resolution/info": lambda: body(models.ResolutionInfo),
            "/core/stats": lambda: body(models.HomeAssistantStats),
            "/supervisor/stats": lambda: body(models.SupervisorStats),
            "/addons": lambda: {"addons": []},
            "/backups": lambda: {"backups": []},
            "/backups/info": lambda: body(models.BackupsInfo),
            "/store/addons": lambda: {"addons": []},
            "/available_updates": lambda: {"available_updates": []},
            "/ingress/panels": lambda: {"panels": {}},
            "/supervisor/ping": dict,
        }
        if request.method != "GET":
            return _good({})
        answer = answers.get(request.path)
        return _bad(404) if answer is None else _good(answer())

    async def _push(self, message: dict[str, typing.Any]) -> None:
        """Tell Core, which may not be there: then it asks when it starts."""
        url = f"http://core/api/hassio_push/discovery/{message['uuid']}"
        status = 0
        try:
            async with (
                ClientSession(connector=UnixConnector(self._socket)) as session,
                session.post(url, json=message) as response,
            ):
                status = response.status
        except ClientError, OSError:
            pass
        print("PUSHED", status, flush=True)


def _good(data: object) -> web.Response:
    return web.json_response({"result": "ok", "data": data})


def _bad(status: int) -> web.Response:
    return web.json_response({"result": "error", "message": "not there"}, status=status)


async def main() -> None:
    """Serve until the standard input ends."""
    supervisor = Supervisor(sys.argv[1])
    app = web.Application()
    app.add_routes(
        [
            web.post("/discovery", supervisor.discover),
            web.get("/discovery", supervisor.discovery),
            web.get("/discovery/{uuid}", supervisor.discovered),
            web.get(f"/store/addons/{SLUG}", supervisor.app_in_store),
            web.get(f"/addons/{SLUG}/info", supervisor.app),
            web.route("*", "/{path:.*}", supervisor.rest),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("READY", runner.addresses[0][1], flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip() == "uninstall":
            supervisor.uninstall()
        elif line.strip() == "install":
            supervisor.installed = True
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
