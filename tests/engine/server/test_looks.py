"""Nobody who has a token reads without a trace, and each token is good for what it is for."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.config import EngineConfig
from placa_engine.engine import Engine
from placa_engine.server import look_memory
from placa_engine.server.scope import Scope
from placa_engine.vision.vision import Vision
from tests.engine.support.api import told
from tests.engine.support.serving import OTHERS, Client, serving
from tests.engine.support.sightings import PAIR, sighting
from tools.wire_contract import examples

VIEWER, METRICS = ({"Authorization": f"Bearer {token}"} for token in OTHERS)
SIGHTINGS = "/api/v1/sightings"
ONE = f"{SIGHTINGS}/{sighting(1).sighting_id}"
FOLLOW = f"/api/v1/ws?nonce={'a' * 32}"
NOTHING: dict[str, Any] = {
    "sighting_id": None, "text": None, "plates": [], "camera_id": None,
    "since": None, "until": None,
}  # fmt: skip


@pytest.fixture
async def served(tiny_vision: Vision, tmp_path: Path) -> AsyncIterator[tuple[Client, Engine]]:
    async with serving(tiny_vision, tmp_path) as (client, engine):
        engine.sightings.take(SightingEvent(sighting(1), PAIR))
        yield client, engine


@pytest.fixture
def client(served: tuple[Client, Engine]) -> Client:
    return served[0]


async def looks(client: Client) -> list[tuple[str, str, dict[str, Any]]]:
    """What the ledger says of looks, oldest first: what was done, by whom, and which were meant."""
    trail = (await told(client, "GET", "/api/v1/audits"))["audits"]
    return [
        (one["audit"]["action"], one["audit"]["reason"], one["audit"]["scope"])
        for one in reversed(trail)
    ]


async def note(client: Client, **scope: Any) -> None:
    """Record a look, as the integration does before it shows anything."""
    record = examples()["AuditRecord"] | {"scope": NOTHING | scope, "action": "looked"}
    await told(client, "POST", "/api/v1/audits", 201, json=record)


@pytest.mark.parametrize(
    ("path", "action", "scope"),
    [
        (SIGHTINGS, "looked", {}),
        (f"{SIGHTINGS}?text=A", "searched", {"text": "A"}),
        (f"{SIGHTINGS}?plates=A1", "searched", {"plates": ["A1"]}),
        (f"{SIGHTINGS}/counts?plates=A1", "searched", {"plates": ["A1"]}),
        (ONE, "looked", {"sighting_id": sighting(1).sighting_id}),
        (f"{ONE}/crop.jpg", "looked", {"sighting_id": sighting(1).sighting_id}),
        (f"{ONE}/frame.jpg", "looked", {"sighting_id": sighting(1).sighting_id}),
    ],
)
async def test_what_is_read_without_a_record_is_recorded_by_the_engine(
    client: Client, path: str, action: str, scope: dict[str, Any]
) -> None:
    for _ in range(2):
        assert (await client.get(path)).status == 200
    assert await looks(client) == [(action, "integration_token", NOTHING | scope)]


async def test_what_is_on_record_is_recorded_once_and_so_are_the_pictures_of_its_page(
    client: Client,
) -> None:
    await note(client)
    for path in (SIGHTINGS, ONE, f"{ONE}/crop.jpg"):
        assert (await client.get(path)).status == 200
    assert len(await looks(client)) == 1


async def test_a_record_covers_nothing_but_what_it_names(client: Client) -> None:
    await note(client, plates=["B2"])
    assert (await client.get(f"{SIGHTINGS}?plates=A1")).status == 200
    assert [one[1] for one in await looks(client)][1:] == ["integration_token"]


async def test_a_record_covers_for_half_an_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look_memory, "COVERS", 0.0)
    await note(client)
    assert (await client.get(SIGHTINGS)).status == 200
    assert len(await looks(client)) == 2


async def test_a_viewer_sees_and_the_ledger_names_the_token(client: Client) -> None:
    await note(client)
    assert (await client.get(SIGHTINGS, headers=VIEWER)).status == 200
    assert (await client.get(f"{ONE}/crop.jpg", headers=VIEWER)).status == 200
    assert [one[1] for one in await looks(client)][1:] == ["viewer_token"]


async def test_whoever_follows_beside_home_assistant_is_on_record(client: Client) -> None:
    async with client.ws_connect(FOLLOW):
        assert await looks(client) == []
        async with client.ws_connect(FOLLOW):
            pass
        async with client.ws_connect(FOLLOW, headers=VIEWER):
            pass
    told_by = [one[1] for one in await looks(client)]
    assert told_by == ["integration_token", "viewer_token"]


@pytest.mark.parametrize(
    ("method", "path", "viewer", "metrics"),
    [
        ("GET", "/api/v1/info", 200, 200),
        ("GET", "/api/v1/metrics", 200, 200),
        ("GET", "/api/v1/storage", 200, 200),
        ("GET", "/api/v1/cameras", 200, 403),
        ("GET", SIGHTINGS, 200, 403),
        ("GET", f"{SIGHTINGS}/counts", 200, 403),
        ("GET", ONE, 200, 403),
        ("GET", f"{ONE}/frame.jpg", 200, 403),
        ("GET", "/api/v1/frequent", 200, 403),
        ("GET", FOLLOW, 400, 403),
        ("GET", "/api/v1/cameras/gate", 403, 403),
        ("GET", "/api/v1/decisions", 403, 403),
        ("GET", "/api/v1/audits", 403, 403),
        ("GET", "/api/v1/ledger", 403, 403),
        ("DELETE", ONE, 403, 403),
        ("POST", f"{ONE}/correction", 403, 403),
        ("POST", "/api/v1/erasures", 403, 403),
        ("POST", "/api/v1/audits", 403, 403),
        ("POST", "/api/v1/decisions", 403, 403),
        ("PUT", "/api/v1/known-plates", 403, 403),
        ("POST", "/api/v1/read", 403, 403),
        ("POST", "/api/v1/cameras", 403, 403),
    ],
)
async def test_each_token_is_good_for_what_it_is_for(
    client: Client, method: str, path: str, viewer: int, metrics: int
) -> None:
    assert (await client.request(method, path, headers=VIEWER)).status == viewer
    assert (await client.request(method, path, headers=METRICS)).status == metrics


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/sightings/../audits", "/api/v2/info"])
def test_what_is_not_known_is_for_no_other_token(path: str) -> None:
    assert not Scope.METRICS.allows("GET", path)


def test_two_tokens_are_never_the_same() -> None:
    same = {"token": "0123456789abcdef", "viewer_token": "0123456789abcdef"}
    with pytest.raises(ValueError, match="two tokens are the same"):
        EngineConfig.model_validate(same)
