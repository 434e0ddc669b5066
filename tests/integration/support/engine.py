"""A fake engine for tests: a real aiohttp server that speaks the wire contract, and sees nothing.

It holds what a test tells it, checks every request against docs/wire-contract.json, and
sends what a test asks it to send.
"""

import asyncio
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
import json
from pathlib import Path
from typing import Any, override
import uuid
from zoneinfo import ZoneInfo

from aiohttp import WSCloseCode, web
import jsonschema
from support.identities import TOKEN, Identity, new_identity
from support.ledger import FakeLedger

from custom_components.placa.clock import Clock as RealClock

_ROOT = Path(__file__).parents[3]
type Json = dict[str, Any]
CONTRACT: Json = json.loads((_ROOT / "docs" / "wire-contract.json").read_text())
EXAMPLES: Json = json.loads((_ROOT / "tests" / "contract" / "examples.json").read_text())

IDENTITY = new_identity()
SERVER_ID = IDENTITY.server_id
KEY = IDENTITY.pairing_key()
JPEG = b"\xff\xd8\xff\xe0 a picture of a plate"


class Clock:
    """The one clock of engine and integration; it goes only when a test lets it.

    Its wall time can be set ahead or, with a number below zero, back. `wrong`
    are the seconds by which the integration's time of day is ahead of the engine's.
    """

    def __init__(self) -> None:
        self.passed = 0.0
        self.set_ahead = 0.0
        self.wrong = 0.0

    def now(self) -> datetime:
        start = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        return start + timedelta(seconds=self.passed + self.set_ahead)

    def monotonic(self) -> float:
        return 1000.0 + self.passed


class IntegrationClock(RealClock):
    """The clock of the integration: its time of day may be wrong."""

    @override
    def now(self) -> datetime:
        return clock.now() + timedelta(seconds=clock.wrong)

    @override
    def utcnow(self) -> datetime:
        return self.now()

    @override
    def monotonic(self) -> float:
        return clock.monotonic()


clock = Clock()


def check(name: str, message: Any) -> None:
    """Raise unless `message` is a valid message `name` of the wire contract."""
    _validator(name).validate(message)


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": CONTRACT["$defs"]})


def camera(camera_id: str = "drive", **changes: Any) -> Json:
    example: Json = EXAMPLES["CameraMessage"]
    return example | {"camera_id": camera_id, "name": camera_id.title()} | changes


def sighting(
    text: str = "AB12CDE", *, age: float = 0.1, began: float = 1.0, **changes: Any
) -> Json:
    """A live sighting that every default policy would grant, captured `age` s ago."""
    now = clock.now()
    example: Json = EXAMPLES["SightingMessage"]
    return (
        example
        | {
            "sighting_id": uuid.uuid4().hex,
            "camera_id": "drive",
            "state": "live",
            "revision": 1,
            "text": text,
            "chars": [{"char": char, "confidence": 0.97, "alternatives": []} for char in text],
            "confidence": 0.97,
            "margin": 0.9,
            "frames": 4,
            "frames_read": 5,
            "first_seen": _iso(now - timedelta(seconds=began)),
            "last_seen": _iso(now - timedelta(seconds=age)),
            "captured_at": _iso(now - timedelta(seconds=age)),
            "moved": 2.0,
            "growth": 1.3,
            "arrived": True,
            "has_picture": False,
        }
        | changes
    )


def later(before: Json, **changes: Any) -> Json:
    """The next update of a sighting, captured just now."""
    now = _iso(clock.now() - timedelta(seconds=0.1))
    return (
        before
        | {
            "revision": before["revision"] + 1,
            "last_seen": now,
            "captured_at": now,
        }
        | changes
    )


def ended(before: Json, **changes: Any) -> Json:
    """The end of a sighting; its newest frame stays the newest."""
    return before | {"revision": before["revision"] + 1, "state": "ended"} | changes


class FakeEngine:
    """The server. `url` is known once it was started; it keeps its port when started again.

    A connection was made `snapshot_age` seconds ago when it tells what it knows.
    """

    def __init__(self) -> None:
        self.token = TOKEN
        self.identity = IDENTITY
        self.server_id: object = SERVER_ID
        self.nonce = ""
        self.snapshot_age = 8.0
        self.asked: list[str] = []
        self.api_version = 1
        self.problems: list[str] = []
        self.checks_versions = True
        self.version = "0.1.0"
        self.cameras: dict[str, Json] = {"drive": camera()}
        self.configs: dict[str, Json] = {}
        self.trials: list[Json] = []
        self.trial_problem: str | None = None
        self.refuse_cameras: int | None = None
        self.live: list[Json] = []
        self.last: list[Json] = []
        self.known_plates: list[str] | None = None
        self.decisions: dict[str, Json] = {}
        self.erased_contents: dict[str, Json] = {}
        self.ledger = FakeLedger()
        self.ledger_asked: list[int] = []
        self.pictures: set[str] = set()
        self.kept: list[Json] = []
        self.audits: list[Json] = []
        self.erasures: list[Json] = []
        self.corrections: list[Json] = []
        self.intact = True
        self.readings: list[Json] = []
        self.read_for: list[str | None] = []
        self.pages: list[dict[str, str]] = []
        self.refuse_audits: int | None = None
        self.refuse_reading: int | None = None
        self.answers: dict[str, Any] = {}
        self.refuse_decisions: int | None = None
        self.refuse_pictures: int | None = None
        self.refuse_frequent: int | None = None
        self.refuse_plates: int | None = None
        self.first_message: str | None = None
        self.silent = False
        self.connections = 0
        self.all_gone = asyncio.Event()
        self._sockets: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._port}"

    async def move(self) -> None:
        """Stop, and start at another port."""
        await self.stop()
        self._port = 0
        await self.start()

    async def become(self, identity: Identity) -> None:
        """Stop, and start as an engine that was set up anew: with another certificate and id."""
        await self.stop()
        self.identity = identity
        self.server_id = identity.server_id
        await self.start()

    async def start(self) -> None:
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/api/v1/info", self._info),
                web.get("/api/v1/ws", self._ws),
                web.post("/api/v1/cameras", self._add_camera),
                web.get("/api/v1/cameras/{camera_id}", self._camera_settings),
                web.patch("/api/v1/cameras/{camera_id}", self._change_camera),
                web.delete("/api/v1/cameras/{camera_id}", self._remove_camera),
                web.put("/api/v1/cameras/{camera_id}/detection", self._detection),
                web.post("/api/v1/camera-trials", self._trial),
                web.post("/api/v1/cameras/{camera_id}/trials", self._trial),
                web.put("/api/v1/known-plates", self._known_plates),
                web.post("/api/v1/decisions", self._decisions),
                web.get("/api/v1/decisions", self._ledger),
                web.post("/api/v1/audits", self._audits),
                web.get("/api/v1/ledger", self._links),
                web.post("/api/v1/erasures", self._erasures),
                web.post("/api/v1/read", self._read),
                web.get("/api/v1/sightings", self._sightings),
                web.get("/api/v1/sightings/counts", self._counts),
                web.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}", self._sighting),
                web.post("/api/v1/sightings/{sighting_id}/correction", self._correction),
                web.get("/api/v1/audits", self._trail),
                web.get("/api/v1/storage", self._storage),
                web.get("/api/v1/cameras/{camera_id}/still.jpg", self._still),
                web.get("/api/v1/frequent", self._frequent),
                web.get("/api/v1/sightings/{sighting_id}/{name}.jpg", self._crop),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(
            self._runner,
            "127.0.0.1",
            self._port,
            reuse_address=True,
            ssl_context=self.identity.context,
        )
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self.drop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def drop(self) -> None:
        """Close every WebSocket, as a slow or restarting engine does."""
        for socket in tuple(self._sockets):
            await socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def send(self, message: Json | str) -> None:
        """Send a message to every client as it is."""
        text = message if isinstance(message, str) else json.dumps(message)
        await asyncio.gather(*(socket.send_str(text) for socket in self._sockets))

    def update(self, seen: Json) -> Json:
        """The message that tells of a sighting; the snapshot tells of it from now on, too."""
        self.live = [other for other in self.live if other["sighting_id"] != seen["sighting_id"]]
        if seen["state"] == "live":
            self.live.append(seen)
        else:
            self.last = [other for other in self.last if other["camera_id"] != seen["camera_id"]]
            self.last.append(seen)
        message = {"type": "sighting", "sent_at": _iso(), "sighting": seen}
        check("SightingUpdate", message)
        return message

    def camera_update(self, changed: Json) -> Json:
        self.cameras[changed["camera_id"]] = changed
        message = {"type": "camera", "sent_at": _iso(), "camera": changed}
        check("CameraUpdate", message)
        return message

    def problems_update(self, *problems: str) -> Json:
        self.problems = list(problems)
        message = {"type": "info", "sent_at": _iso(), "info": self.info()}
        check("InfoUpdate", message)
        return message

    def camera_removed(self, camera_id: str) -> Json:
        self.cameras.pop(camera_id, None)
        message = {"type": "camera_removed", "sent_at": _iso(), "camera_id": camera_id}
        check("CameraRemoved", message)
        return message

    def snapshot(self) -> Json:
        return {
            "type": "snapshot",
            "nonce": self.nonce,
            "sent_at": _iso(clock.now() - timedelta(seconds=self.snapshot_age)),
            "info": self.info(),
            "cameras": list(self.cameras.values()),
            "live": self.live,
            "last": self.last,
        }

    def info(self) -> Json:
        example: Json = EXAMPLES["EngineInfo"]
        return example | {
            "server_id": self.server_id,
            "api_version": self.api_version,
            "version": self.version,
            "now": _iso(),
            "problems": self.problems,
        }

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(401, "unauthorized")
        if self.checks_versions and request.headers["Placa-API-Version"] != str(self.api_version):
            refused = _error(400, "api_version")
            refused.headers["Placa-API-Version"] = str(self.api_version)
            return refused
        if request.path in self.answers:
            answer = self.answers[request.path]
            return answer if isinstance(answer, web.Response) else web.json_response(answer)
        response: web.StreamResponse = await handler(request)
        return response

    async def _info(self, _request: web.Request) -> web.Response:
        return web.json_response(self.info())

    async def _ws(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20.0)
        await socket.prepare(request)
        self.nonce = request.query["nonce"]
        if not self.silent:
            await socket.send_str(self.first_message or json.dumps(self.snapshot()))
        self._sockets.add(socket)
        self.all_gone.clear()
        self.connections += 1
        try:
            async for _ in socket:
                pass
        finally:
            self._sockets.discard(socket)
            if not self._sockets:
                self.all_gone.set()
        return socket

    async def _add_camera(self, request: web.Request) -> web.Response:
        """Keep a camera, and tell everybody of it as the engine does."""
        if self.refuse_cameras:
            return _error(self.refuse_cameras, "refused")
        config = await request.json()
        check("CameraConfig", config)
        self.configs[config["camera_id"]] = config
        return await self._tell_camera(_as_told(config), 201)

    async def _camera_settings(self, request: web.Request) -> web.Response:
        camera_id = request.match_info["camera_id"]
        if self.refuse_cameras or camera_id not in self.cameras:
            return _error(self.refuse_cameras or 404, "not_found")
        told = self.cameras[camera_id]
        config = self.configs.get(camera_id, {})
        example: Json = EXAMPLES["CameraSettings"]
        settings = example | {
            "camera_id": camera_id,
            "name": told["name"],
            "origin": told["origin"],
            "country": told["country"],
            "rotation": config.get("rotation", 0),
            "mirrored": config.get("mirrored", False),
            "zones": config.get("zones", []),
            "masks": config.get("masks", []),
        }
        check("CameraSettings", settings)
        return web.json_response(settings)

    async def _change_camera(self, request: web.Request) -> web.Response:
        if self.refuse_cameras:
            return _error(self.refuse_cameras, "refused")
        changes = await request.json()
        check("CameraChanges", changes)
        config = self.configs[request.match_info["camera_id"]]
        if "url" in changes:
            config = {key: config[key] for key in config.keys() - {"username", "password"}}
        config = self.configs[config["camera_id"]] = config | changes
        return await self._tell_camera(_as_told(config))

    async def _remove_camera(self, request: web.Request) -> web.Response:
        camera_id = request.match_info["camera_id"]
        if self.refuse_cameras or camera_id not in self.cameras:
            return _error(self.refuse_cameras or 404, "not_found")
        self.configs.pop(camera_id, None)
        await self.send(self.camera_removed(camera_id))
        return web.Response(status=204)

    async def _detection(self, request: web.Request) -> web.Response:
        if self.refuse_cameras:
            return _error(self.refuse_cameras, "refused")
        wish = await request.json()
        check("Detection", wish)
        told = self.cameras[request.match_info["camera_id"]]
        state = "connecting" if wish["on"] else "idle"
        return await self._tell_camera(told | {"detection": wish["on"], "state": state})

    async def _tell_camera(self, told: Json, status: int = 200) -> web.Response:
        await self.send(self.camera_update(told))
        return web.json_response(told, status=status)

    async def _trial(self, request: web.Request) -> web.Response:
        if self.refuse_cameras:
            return _error(self.refuse_cameras, "invalid")
        asked = await request.json()
        check("CameraChanges" if "camera_id" in request.match_info else "CameraConfig", asked)
        self.trials.append(asked)
        size = None if self.trial_problem else [1280, 720]
        preview = None if self.trial_problem else b64encode(JPEG).decode()
        trial = {"problem": self.trial_problem, "frame_size": size, "preview": preview}
        check("CameraTrial", trial)
        return web.json_response(trial)

    async def _known_plates(self, request: web.Request) -> web.Response:
        if self.refuse_plates:
            return _error(self.refuse_plates, "refused")
        body = await request.json()
        check("KnownPlatesMessage", body)
        self.known_plates = body["plates"]
        return web.Response(status=204)

    async def _decisions(self, request: web.Request) -> web.Response:
        if self.refuse_decisions:
            return _error(self.refuse_decisions, "refused")
        body = await request.json()
        check("DecisionRecord", body)
        self.decisions.setdefault(body["decision_id"], body)
        return self._stored("decision", body["decision_id"], body)

    async def _ledger(self, request: web.Request) -> web.Response:
        before = int(request.query.get("before", 2**62))
        entries = [
            {
                "sequence": place,
                "hash": "1" * 64,
                "at": decision["decided_at"],
                "seen": None,
                "decision": decision | self.erased_contents.get(decision["decision_id"], {}),
            }
            for place, decision in enumerate(self.decisions.values(), start=1)
            if place < before
            and decision["sighting_id"]
            in request.query.get("sighting_id", decision["sighting_id"]).split(",")
            and request.query.get("door") in (None, decision["door"])
            and request.query.get("decision_id") in (None, decision["decision_id"])
        ]
        page = {"decisions": entries[::-1][: int(request.query["limit"])], "intact": True}
        check("Ledger", page)
        return web.json_response(page)

    async def _audits(self, request: web.Request) -> web.Response:
        if self.refuse_audits:
            return _error(self.refuse_audits, "refused")
        body = await request.json()
        check("AuditRecord", body)
        self.audits.append(body)
        return self._stored("audit", body["audit_id"], body)

    def _stored(self, kind: str, record_id: str, record: Json) -> web.Response:
        told = self.ledger.append(kind, record_id, record)
        sequence, link_hash = told.split(":")
        answer = {"sequence": int(sequence), "hash": link_hash}
        check("DecisionStored", answer)
        return web.json_response(answer, status=201, headers={"Placa-Checkpoint": told})

    async def _links(self, request: web.Request) -> web.Response:
        page = self.ledger.page(int(request.query["after"]))
        check("LedgerLinks", page)
        self.ledger_asked.append(int(request.query["after"]))
        return web.json_response(page)

    async def _erasures(self, request: web.Request) -> web.Response:
        body = await request.json()
        check("ErasureRequest", body)
        self.erasures.append(body)
        erased = [seen for seen in self.kept if seen["text"] in body["plates"]]
        self.kept = [seen for seen in self.kept if seen not in erased]
        return web.json_response({"count": len(erased)})

    async def _read(self, request: web.Request) -> web.Response:
        if self.refuse_reading:
            return _error(self.refuse_reading, "refused")
        assert request.content_type.startswith("image/")
        assert await request.read()
        self.read_for.append(request.query.get("country"))
        page = {"plates": self.readings}
        check("PlatesRead", page)
        return web.json_response(page)

    async def _sightings(self, request: web.Request) -> web.Response:
        """Sightings by the id of one before, the part of a plate, whole plates, the camera."""
        query = dict(request.query)
        self.pages.append(query)
        ids = [seen["sighting_id"] for seen in self.kept]
        begin = ids.index(query["before"]) + 1 if "before" in query else 0
        fitting = _fitting(self.kept[begin:], query)
        shown = fitting[: int(query["limit"])]
        more = len(fitting) > len(shown)
        page = {"sightings": shown, "next": shown[-1]["sighting_id"] if more else None}
        check("Sightings", page)
        return web.json_response(page)

    async def _counts(self, request: web.Request) -> web.Response:
        fitting = _fitting(self.kept, dict(request.query))
        zone = ZoneInfo(request.query.get("zone", "UTC"))
        days = Counter(
            datetime.fromisoformat(seen["first_seen"]).astimezone(zone).date().isoformat()
            for seen in fitting
        )
        times = sorted(seen["first_seen"] for seen in fitting)
        counts = {
            "count": len(fitting),
            "pictures": sum(seen["has_picture"] for seen in fitting),
            "first_seen": times[0] if times else None,
            "last_seen": times[-1] if times else None,
            "days": [{"day": day, "count": days[day]} for day in sorted(days)],
            "hours": _hours_of_the_week(fitting, request.query.get("zone", "UTC")),
        }
        check("SightingCounts", counts)
        return web.json_response(counts)

    async def _sighting(self, request: web.Request) -> web.Response:
        for seen in self.kept:
            if seen["sighting_id"] == request.match_info["sighting_id"]:
                return web.json_response(seen)
        return _error(404, "not_found")

    async def _correction(self, request: web.Request) -> web.Response:
        asked = await request.json()
        check("Correction", asked)
        self.corrections.append(asked)
        for seen in self.kept:
            if seen["sighting_id"] == request.match_info["sighting_id"]:
                seen |= {"read_as": seen["text"], "text": asked["text"]}
                return web.json_response(seen)
        return _error(404, "not_found")

    async def _trail(self, request: web.Request) -> web.Response:
        before = int(request.query.get("before", 2**62))
        entries = [
            {"sequence": place, "hash": "1" * 64, "at": _iso(clock.now()), "audit": audit}
            for place, audit in enumerate(self.audits, start=1)
            if place < before
        ]
        trail = {"audits": entries[::-1][: int(request.query["limit"])], "intact": self.intact}
        check("AuditTrail", trail)
        return web.json_response(trail)

    async def _storage(self, _request: web.Request) -> web.Response:
        return web.json_response(EXAMPLES["Storage"])

    async def _still(self, request: web.Request) -> web.Response:
        if request.match_info["camera_id"] not in self.cameras:
            return _error(404, "not_found")
        if not self.cameras[request.match_info["camera_id"]]["detection"]:
            return _error(409, "paused")
        return web.Response(body=JPEG, content_type="image/jpeg")

    async def _frequent(self, request: web.Request) -> web.Response:
        if self.refuse_frequent:
            return _error(self.refuse_frequent, "refused")
        counts = Counter(seen["text"] for seen in self.kept)
        often = [
            {"text": text, "count": count}
            for text, count in counts.most_common()
            if count >= int(request.query["at_least"])
        ]
        page = {"plates": often}
        check("FrequentPlates", page)
        return web.json_response(page)

    async def _crop(self, request: web.Request) -> web.Response:
        if self.refuse_pictures:
            return _error(self.refuse_pictures, "refused")
        if request.match_info["sighting_id"] not in self.pictures:
            return _error(404, "not_found")
        return web.Response(body=JPEG, content_type="image/jpeg")


def _fitting(kept: list[Json], query: dict[str, str]) -> list[Json]:
    """The sightings that a query means, as far as tests ask; lookalikes are not counted."""
    return [
        seen
        for seen in kept
        if query.get("text", "") in seen["text"]
        and ("plates" not in query or seen["text"] in query["plates"].split(","))
        and seen["text"] not in query.get("other_than", "").split(",")
        and seen["camera_id"] == query.get("camera_id", seen["camera_id"])
        and query.get("since", "") <= seen["first_seen"] < query.get("until", "~")
        and _began(seen, query.get("zone", "UTC")).hour
        in map(int, query.get("hours", ",".join(map(str, range(24)))).split(","))
    ]


def _hours_of_the_week(fitting: list[Json], zone: str) -> list[list[int]]:
    began = Counter((at.weekday(), at.hour) for at in (_began(seen, zone) for seen in fitting))
    return [[began[day, hour] for hour in range(24)] for day in range(7)]


def _began(seen: Json, zone: str) -> datetime:
    return datetime.fromisoformat(seen["first_seen"]).astimezone(ZoneInfo(zone))


def _as_told(config: Json) -> Json:
    """What the engine says of a camera that was added."""
    return camera(
        config["camera_id"],
        name=config["name"],
        country=config.get("country"),
        zones=[zone["name"] for zone in config.get("zones", [])],
        origin="api",
    )


def _error(status: int, code: str) -> web.Response:
    message = {"error": code, "message": "A sentence."}
    check("ErrorMessage", message)
    return web.json_response(message, status=status)


def _iso(moment: datetime | None = None) -> str:
    """A time as the engine writes it; now, if none is given."""
    return (moment or clock.now()).isoformat().replace("+00:00", "Z")


class Impostor:
    """An impostor: it accepts whatever it is asked, claims to be the engine, and notes it."""

    def __init__(self, port: int, identity: Identity, snapshot: Json) -> None:
        self.requests: list[bytes] = []
        self._port = port
        self._identity = identity
        self._snapshot = snapshot
        self._calls = 0
        self._called = asyncio.Event()

    async def called(self, times: int) -> None:
        """Wait until so many tried to connect."""
        while self._calls < times:
            self._called.clear()
            await self._called.wait()

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Listen at the engine's address."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        assert runner.server is not None
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: self._note_call(runner.server),
            "127.0.0.1",
            self._port,
            ssl=self._identity.context,
        )
        yield
        server.close()
        await runner.cleanup()

    def _note_call(self, new_protocol: Any) -> Any:
        self._calls += 1
        self._called.set()
        return new_protocol()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(repr((request.path, dict(request.headers))).encode())
        self.requests.append(await request.read())
        if "nonce" not in request.query:
            return web.json_response(self._snapshot["info"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(self._snapshot | {"nonce": request.query["nonce"]})
        await socket.send_json(
            {"type": "sighting", "sent_at": _iso(), "sighting": sighting("AB12CDE")}
        )
        async for _ in socket:
            pass
        return socket
