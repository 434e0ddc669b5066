"""Goes through repair issues as the frontend does."""

from http import HTTPStatus
import json
from pathlib import Path
from typing import Any

from homeassistant.helpers import issue_registry as ir
from support.engine import Json

from custom_components.placa.const import DOMAIN

type Issues = ir.IssueRegistry

_PACKAGE = Path(__file__).parents[3] / "custom_components" / "placa"
_TEXTS = json.loads((_PACKAGE / "translations" / "en.json").read_text())["issues"]


class Repairs:
    """Goes through fix flows as the frontend does."""

    def __init__(self, client: Any, issues: Issues) -> None:
        self._client = client
        self._issues = issues
        self._flow_id = ""

    async def start(self, issue_id: str) -> Json:
        body = {"handler": DOMAIN, "issue_id": issue_id}
        shown = await self._post("/api/repairs/issues/fix", body)
        self._flow_id = shown["flow_id"]
        key = self._issues.issues[DOMAIN, issue_id].translation_key
        for text in _TEXTS[str(key)]["fix_flow"]["step"]["init"].values():
            if isinstance(text, str):
                assert text.format(**shown["description_placeholders"])
        return shown

    async def choose(self, option: str) -> Json:
        return await self._post(
            f"/api/repairs/issues/fix/{self._flow_id}", {"next_step_id": option}
        )

    async def _post(self, path: str, body: Json) -> Json:
        response = await self._client.post(path, json=body)
        assert response.status == HTTPStatus.OK, await response.text()
        answer: Json = await response.json()
        return answer


def issue(issues: Issues, issue_id: str) -> ir.IssueEntry | None:
    return issues.async_get_issue(DOMAIN, issue_id)
