"""A real Home Assistant as a process, with a configuration folder of its own.

It sets up neither `default_config` nor anything else that asks the internet, is told not
to install anything (`--skip-pip`), and is onboarded through its own API, except for the
steps that would set up weather, radio and analytics: these are marked as done.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path

import aiohttp

from placa_demo.hass_client import HassClient, HassError, hass_client, request
from placa_demo.processes import Child, child, free_port

USER = PASSWORD = "demo"  # noqa: S105 - the demo's own, printed when it starts
_BEFORE = "2026-01-01T00:00:00+00:00"
_INTEGRATION = Path(__file__).parents[2] / "custom_components" / "placa"
_STAND_INS = Path(__file__).parents[1] / "stand_ins"


@dataclass(frozen=True, slots=True)
class Cover:
    """A garage door or gate that Home Assistant imitates; it takes `travel` seconds to move.

    `shuts_after` seconds open, an automation closes it again; never if that is None.
    `opens_by` is an action that opens it instead, and tells nothing of how it stands then.
    """

    key: str
    name: str
    device_class: str
    travel: int = 3
    shuts_after: int | None = None
    opens_by: str | None = None

    @property
    def entity_id(self) -> str:
        """The id that Home Assistant gives it."""
        return f"cover.{self.key}"


@dataclass(frozen=True, slots=True)
class HomeAssistant:
    """A running Home Assistant, and a connection to it; all it keeps is in `folder`."""

    process: Child
    url: str
    client: HassClient
    access_token: str
    folder: Path


@asynccontextmanager
async def home_assistant(
    covers: Sequence[Cover],
    folder: Path,
    *,
    more: Mapping[str, object] | None = None,
    components: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[HomeAssistant]:
    """Start Home Assistant in a new folder, onboard it, and stop it at the end.

    `more` is configured beside the covers, `components` are folders of further custom
    integrations, `environment` is added to its environment. The Python that has Home Assistant
    is $PLACA_HA_PYTHON.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    _furnish(folder, _configuration(covers, more or {}), [_INTEGRATION, *components], port)
    async with (
        _started(folder, environment or {}) as process,
        aiohttp.ClientSession() as session,
    ):
        access_token = await _onboard(session, url, process)
        async with hass_client(session, url, access_token) as client:
            await _running(client, process)
            yield HomeAssistant(process, url, client, access_token, folder)


@asynccontextmanager
async def home_assistant_again(before: HomeAssistant) -> AsyncIterator[HomeAssistant]:
    """Start a Home Assistant that has ended once more, with all that it kept."""
    url, token = before.url, before.access_token
    async with _started(before.folder, {}) as process, aiohttp.ClientSession() as session:
        await _listening(session, url, process)
        async with hass_client(session, url, token) as client:
            await _running(client, process)
            yield HomeAssistant(process, url, client, token, before.folder)


@asynccontextmanager
async def _started(folder: Path, more: Mapping[str, str]) -> AsyncIterator[Child]:
    python = os.environ.get("PLACA_HA_PYTHON")
    if not python:
        raise HassError("PLACA_HA_PYTHON does not say which Python has Home Assistant")
    environment = {**os.environ, "PYTHONPATH": str(_STAND_INS), **more}
    # Without -P, custom components of the working directory would take precedence.
    command = [python, "-P", "-m", "homeassistant", "--config", str(folder), "--skip-pip"]
    log = folder / "output.log"
    async with child("Home Assistant", command, log, environment=environment) as process:
        yield process


def _furnish(
    folder: Path, configuration: Mapping[str, object], components: Sequence[Path], port: int
) -> None:
    """Write the configuration."""
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    (folder / "custom_components").mkdir()
    for component in components:
        link = folder / "custom_components" / component.name
        link.symlink_to(component, target_is_directory=True)
    # Home Assistant reads JSON as the YAML that it also is.
    (folder / "configuration.yaml").write_text(json.dumps(configuration, indent=1))
    listening = {
        "server_port": port,
        "server_host": ["127.0.0.1"],
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": _BEFORE,
        "error": None,
        "error_message": None,
    }
    http = {"stable": listening, "pending": None, "yaml_migration_done": True}
    _store(storage, "http", 3, http)
    _store(storage, "onboarding", 4, {"done": ["core_config", "analytics"]})
    # Both would set themselves up and ask the internet; a disabled entry keeps them from it.
    disabled = {"entries": [_disabled_entry(domain) for domain in ("analytics", "marketplace")]}
    _store(storage, "core.config_entries", 1, disabled, minor_version=5)


def _store(
    storage: Path, key: str, version: int, data: Mapping[str, object], minor_version: int = 1
) -> None:
    content = {"version": version, "minor_version": minor_version, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content))


def _disabled_entry(domain: str) -> dict[str, object]:
    return {
        "entry_id": f"demo_{domain}",
        "domain": domain,
        "title": domain.title(),
        "source": "system",
        "unique_id": None,
        "version": 1,
        "minor_version": 1,
        "data": {},
        "options": {},
        "subentries": [],
        "discovery_keys": {},
        "disabled_by": "user",
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "created_at": _BEFORE,
        "modified_at": _BEFORE,
    }


def _configuration(covers: Sequence[Cover], more: Mapping[str, object]) -> dict[str, object]:
    return {
        "homeassistant": {
            "name": "Placa demo",
            "country": "GB",
            "language": "en",
            "unit_system": "metric",
            "currency": "GBP",
            "latitude": 0,
            "longitude": 0,
            "elevation": 0,
        },
        "logger": {"default": "warning"},
        "recorder": {"purge_keep_days": 1},
        "history": None,
        "logbook": None,
        "input_select": {
            cover.key: {"options": ["closed", "opening", "open", "closing"], "initial": "closed"}
            for cover in covers
        },
        "script": {
            f"{cover.key}_{way}": _movement(cover, way)
            for cover in covers
            for way in ("open", "close")
        },
        "template": [{"cover": _template(cover)} for cover in covers],
        "automation": [
            {
                "id": f"{cover.key}_shuts",
                "alias": f"{cover.name} closes again",
                "triggers": {
                    "trigger": "state",
                    "entity_id": cover.entity_id,
                    "to": "open",
                    "for": cover.shuts_after,
                },
                "actions": {
                    "action": "cover.close_cover",
                    "target": {"entity_id": cover.entity_id},
                },
            }
            for cover in covers
            if cover.shuts_after is not None
        ],
        **more,
    }


def _movement(cover: Cover, way: str) -> dict[str, object]:
    during, after = {"open": ("opening", "open"), "close": ("closing", "closed")}[way]

    def select(option: str) -> dict[str, object]:
        return {
            "action": "input_select.select_option",
            "target": {"entity_id": f"input_select.{cover.key}"},
            "data": {"option": option},
        }

    return {
        "alias": f"{cover.name} {during}",
        "sequence": [select(during), {"delay": cover.travel}, select(after)],
    }


def _template(cover: Cover) -> dict[str, object]:
    def move(way: str) -> dict[str, object]:
        return {"action": "script.turn_on", "target": {"entity_id": f"script.{cover.key}_{way}"}}

    return {
        "name": cover.name,
        "default_entity_id": cover.entity_id,
        "unique_id": cover.key,
        "device_class": cover.device_class,
        "state": f"{{{{ states('input_select.{cover.key}') }}}}",
        "open_cover": {"action": cover.opens_by} if cover.opens_by else move("open"),
        "close_cover": move("close"),
    }


async def _onboard(session: aiohttp.ClientSession, url: str, process: Child) -> str:
    """Make the user and finish onboarding; returns an access token for two days."""
    client_id = f"{url}/"
    user = {
        "name": "Demo",
        "username": USER,
        "password": PASSWORD,
        "client_id": client_id,
        "language": "en",
    }
    made = None
    while made is None:
        process.check()
        try:
            made = await request(session, "POST", f"{url}/api/onboarding/users", user)
        except aiohttp.ClientConnectionError, HassError:
            # Not listening yet, or listening but not yet offering to onboard.
            await asyncio.sleep(0.3)
    login = {
        "grant_type": "authorization_code",
        "code": made["auth_code"],
        "client_id": client_id,
    }
    async with session.post(f"{url}/auth/token", data=login) as answer:
        first = (await answer.json())["access_token"]
    headers = {"Authorization": f"Bearer {first}"}
    finish = {"client_id": client_id, "redirect_uri": client_id}
    await request(session, "POST", f"{url}/api/onboarding/integration", finish, headers)
    async with hass_client(session, url, first) as client:
        token: str = await client.command(
            "auth/long_lived_access_token", client_name="Demo", lifespan=2
        )
        return token


async def _listening(session: aiohttp.ClientSession, url: str, process: Child) -> None:
    while True:
        process.check()
        try:
            async with session.get(f"{url}/manifest.json"):
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.3)


async def _running(client: HassClient, process: Child) -> None:
    while (await client.rest("GET", "config"))["state"] != "RUNNING":
        process.check()
        await asyncio.sleep(0.3)
