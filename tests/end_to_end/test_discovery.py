"""The life of the app beside a real Home Assistant: found, followed, found again, removed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path
import secrets
import shutil
from typing import Any

from placa_demo.engine import engine, engine_again
from placa_demo.hass_client import HassClient
from placa_demo.home_assistant import home_assistant
from placa_demo.processes import Child, child
import placa_engine

STAND_IN = Path(__file__).with_name("supervisor_stand_in.py")
CONNECTED = "binary_sensor.placa_connected"


@asynccontextmanager
async def supervisor(folder: Path) -> AsyncIterator[tuple[Child, str]]:
    """Start the stand-in; give it and its address."""
    command = [os.environ["PLACA_HA_PYTHON"], str(STAND_IN), str(folder / "core.sock")]
    async with child("the Supervisor", command, folder / "supervisor.log", talks=True) as process:
        ready, port = (await process.line()).split()
        assert ready == "READY"
        yield process, f"127.0.0.1:{port}"


async def flows(client: HassClient, source: str) -> list[dict[str, Any]]:
    """The flows of Placa that wait for somebody."""
    waiting = await client.command("config_entries/flow/progress")
    return [
        flow
        for flow in waiting
        if (flow["handler"], flow["context"]["source"]) == ("placa", source)
    ]


async def offered(client: HassClient) -> dict[str, Any]:
    """Wait until Home Assistant offers Placa."""
    told = await client.subscribe("config_entries/flow/subscribe")
    while not (found := await flows(client, "hassio")):
        await told.get()
    (flow,) = found
    return flow


async def confirm(client: HassClient, flow: dict[str, Any]) -> None:
    """Choose Add."""
    done = await client.rest("POST", f"config/config_entries/flow/{flow['flow_id']}", {})
    assert done["type"] == "create_entry"


async def becomes(client: HassClient, state: str) -> asyncio.Queue[dict[str, Any]]:
    """Return a queue of the times that the engine's connection comes to a state."""
    return await client.subscribe(
        "subscribe_trigger", trigger={"platform": "state", "entity_id": CONNECTED, "to": state}
    )


async def until_reported(client: HassClient, key: str) -> None:
    """Wait for a repair issue."""
    changes = await client.subscribe(
        "subscribe_events", event_type="repairs_issue_registry_updated"
    )
    while True:
        listed = await client.command("repairs/list_issues")
        if any(issue["translation_key"] == key for issue in listed["issues"]):
            return
        await changes.get()


def engine_of_version(version: int, folder: Path) -> dict[str, str]:
    """Copy the engine, change the one number, and return the environment that runs the copy."""
    copy = folder / f"version {version}"
    source = Path(placa_engine.__file__).parent
    shutil.copytree(source, copy / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    weights = copy / source.name / "weights"
    weights.symlink_to(source.parents[1] / "models" / "weights")
    messages = copy / source.name / "messages.py"
    text = messages.read_text()
    for stated in ("API_VERSION: Literal[1] = 1", "api_version: Literal[1]"):
        assert stated in text
        text = text.replace(stated, stated.replace("1", str(version)))
    messages.write_text(text)
    return {"PYTHONPATH": str(copy)}


async def test_the_app_is_found_followed_and_missed(tmp_path: Path) -> None:
    async with supervisor(tmp_path) as (process, address):
        as_app = {"SUPERVISOR_TOKEN": secrets.token_hex(8), "SUPERVISOR_API": f"http://{address}"}
        as_core = {
            "SUPERVISOR": address,
            "SUPERVISOR_TOKEN": secrets.token_hex(8),
            "SUPERVISOR_CORE_API_SOCKET": str(tmp_path / "core.sock"),
        }
        # The app is there first, and Home Assistant does not hear of it when it is announced.
        async with engine([], tmp_path / "engine", as_app) as first:
            assert (await process.line()).startswith("ANNOUNCED")
            assert await process.line() == "PUSHED 0"
            async with home_assistant([], tmp_path / "ha", environment=as_core) as home:
                client = home.client
                flow = await offered(client)
                there, gone = await becomes(client, "on"), await becomes(client, "off")
                await confirm(client, flow)
                await there.get()
                await first.process.stop()
                await gone.get()
                # It is started anew, as it was.
                async with engine_again(first, as_app) as same:
                    assert (await process.line()).startswith("ANNOUNCED")
                    await client.until_state(CONNECTED, "on")
                    await same.process.stop()
                await gone.get()
                # It is updated before the integration, or after it.
                for version, key in ((2, "engine_too_new"), (0, "engine_too_old")):
                    other_version = engine_of_version(version, tmp_path)
                    async with engine_again(first, other_version) as updated:
                        await until_reported(client, key)
                        await updated.process.stop()
                # Its token was lost, and it has another one.
                async with engine_again(first, as_app, token=secrets.token_urlsafe(32)) as other:
                    assert (await process.line()).startswith("ANNOUNCED")
                    assert await process.line() == "PUSHED 200"
                    await client.until_state(CONNECTED, "on")
                    assert await flows(client, "reauth") == []
                    entries = await client.command("config_entries/get", domain="placa")
                    assert [entry["state"] for entry in entries] == ["loaded"]
                    await other.process.stop()
                await gone.get()
                await process.tell("uninstall")
                await until_reported(client, "app_removed")
                # It comes back without its data, and Home Assistant runs already.
                await process.tell("install")
                async with engine([], tmp_path / "new engine", as_app):
                    assert (await process.line()).startswith("ANNOUNCED")
                    assert await process.line() == "PUSHED 200"
                    assert (await offered(client))["step_id"] == "hassio_confirm"
