"""Reports repair issues, and takes back those that no longer hold."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is to be mended at an entry, in the words of a translation.

    `about` tells issues of one kind apart; `text` is the translation's key, else the kind is.
    `data` is for the flow that mends it.
    """

    kind: str
    severity: ir.IssueSeverity
    about: str = ""
    text: str = ""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    is_fixable: bool = True
    is_persistent: bool = False


@callback
def report(hass: HomeAssistant, entry_id: str, issue: Issue) -> None:
    """Report an issue, or tell anew what it says."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry_id, issue.kind, issue.about),
        data={"entry_id": entry_id, **issue.data},
        is_fixable=issue.is_fixable,
        is_persistent=issue.is_persistent,
        severity=issue.severity,
        translation_key=issue.text or issue.kind,
        translation_placeholders=dict(issue.placeholders),
    )


@callback
def report_all(hass: HomeAssistant, entry_id: str, kind: str, issues: Iterable[Issue]) -> None:
    """Report the issues of a kind that there are, and take back all others of that kind."""
    there = tuple(issues)
    take_back(hass, entry_id, kind, but={one.about for one in there})
    for issue in there:
        report(hass, entry_id, issue)


@callback
def take_back(hass: HomeAssistant, entry_id: str, kind: str, but: Collection[str] = ()) -> None:
    """Take back every issue of a kind, but for those about some."""
    kept = {_issue_id(entry_id, kind, about) for about in but}
    for domain, issue_id in tuple(ir.async_get(hass).issues):
        is_of_kind = issue_id.startswith(_issue_id(entry_id, kind))
        if domain == DOMAIN and is_of_kind and issue_id not in kept:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def take_back_all(hass: HomeAssistant, entry_id: str) -> None:
    """Take back everything about an entry; each id names the entry it is about."""
    for domain, issue_id in tuple(ir.async_get(hass).issues):
        if domain == DOMAIN and entry_id in issue_id:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _issue_id(entry_id: str, kind: str, about: str = "") -> str:
    return f"{kind}_{entry_id}_{about}" if about else f"{kind}_{entry_id}"
