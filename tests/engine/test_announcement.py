"""The Supervisor is told where the engine is, however long that takes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
import logging
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from placa_engine.announcement import Announcement, Supervisor, announce

ANNOUNCEMENT = Announcement("0123abcd-placa", 8098, "the engine's key")


class FakeSupervisor:
    """Answers in turn with these statuses, then with 200; `None` hangs up."""

    def __init__(self, answers: Sequence[int | None]) -> None:
        self._answers = list(answers)
        self.heard: list[tuple[str | None, Any]] = []

    async def discovery(self, request: web.Request) -> web.Response:
        self.heard.append((request.headers.get("Authorization"), await request.json()))
        status = self._answers.pop(0) if self._answers else 200
        if status is None:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"result": "ok"}, status=status or 500)


@asynccontextmanager
async def supervisor(*answers: int | None) -> AsyncIterator[tuple[FakeSupervisor, Supervisor]]:
    fake = FakeSupervisor(answers)
    app = web.Application()
    app.add_routes([web.post("/discovery", fake.discovery)])
    async with TestServer(app) as server:
        yield fake, Supervisor(f"http://127.0.0.1:{server.port}", "the app's token")


async def test_it_is_told_host_port_and_key_once() -> None:
    async with supervisor() as (fake, address):
        await announce(address, ANNOUNCEMENT)
    config = {"host": "0123abcd-placa", "port": 8098, "pairing_key": "the engine's key"}
    assert fake.heard == [("Bearer the app's token", {"service": "placa", "config": config})]


@pytest.mark.parametrize("hiccup", [None, 401, 429, 500, 502, 503])
async def test_a_supervisor_that_hiccups_is_told_again(hiccup: int | None) -> None:
    async with supervisor(hiccup, hiccup) as (fake, address):
        await announce(address, ANNOUNCEMENT, first_pause=0.0)
    assert len(fake.heard) == 3


@pytest.mark.parametrize("refusal", [400, 403, 404])
async def test_a_supervisor_that_refuses_is_left_alone(
    refusal: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with supervisor(refusal) as (fake, address):
        await announce(address, ANNOUNCEMENT, first_pause=0.0)
    assert len(fake.heard) == 1
    assert f"refuses to announce the engine: status {refusal}" in caplog.text


async def test_a_supervisor_that_is_not_there_is_waited_for_ever_longer(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            raise asyncio.CancelledError

    monkeypatch.setattr("placa_engine.announcement.asyncio.sleep", note)
    with pytest.raises(asyncio.CancelledError):
        await announce(Supervisor("http://127.0.0.1:1", "the app's token"), ANNOUNCEMENT)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    assert "token" not in caplog.text


def test_without_its_token_there_is_no_supervisor() -> None:
    assert Supervisor.of({}) is None
    assert Supervisor.of({"SUPERVISOR_TOKEN": ""}) is None
    assert Supervisor.of({"SUPERVISOR_TOKEN": "t"}) == Supervisor("http://supervisor", "t")
    elsewhere = {"SUPERVISOR_TOKEN": "t", "SUPERVISOR_API": "http://127.0.0.1:8123/"}
    assert Supervisor.of(elsewhere) == Supervisor("http://127.0.0.1:8123", "t")


def test_no_secret_is_shown_where_things_are_logged() -> None:
    assert "the engine's key" not in repr(ANNOUNCEMENT)
    assert "secret" not in repr(Supervisor("http://supervisor", "secret"))
