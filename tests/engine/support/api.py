"""Requests to the engine's API, and whether answers obey the contract."""

import json
from pathlib import Path
from typing import Any

import jsonschema

from tests.engine.support.serving import Client
from tools.wire_contract import schema

CAMERA = {
    "camera_id": "gate",
    "name": "Gate",
    "url": "rtsp://viewer:secret@127.0.0.1:9/secret",
    "username": "secret",
    "password": "secret",
    "zones": [{"name": "Road", "polygon": [[0, 0], [1, 0], [1, 1]]}],
}

CONTRACT = schema()


async def told(client: Client, method: str, path: str, status: int = 200, **sent: Any) -> Any:
    """Make a request; return its JSON, of which nothing is secret, or None."""
    response = await client.request(method, path, **sent)
    text = await response.text()
    assert response.status == status, text
    assert "secret" not in text
    return json.loads(text) if text else None


def kept_bytes(folder: Path) -> bytes:
    """Return all that is on disk, as one."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def fits(content: Any, name: str) -> None:
    jsonschema.validate(content, {**CONTRACT, "$ref": f"#/$defs/{name}"})
