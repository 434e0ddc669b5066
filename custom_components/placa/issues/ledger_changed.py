"""The repair issue about a ledger that is not the one that Home Assistant has seen."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client.ledger_proof import Checkpoint, LedgerProblemError
from ..const import DOMAIN
from .registry import take_back

LEDGER = "ledger"


@callback
def report_ledger(
    hass: HomeAssistant, entry_id: str, error: LedgerProblemError, checked: Checkpoint | None
) -> None:
    """Say how the ledger does not fit, from which link on, and how far it had been checked."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry_id),
        data={"entry_id": entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.CRITICAL,
        translation_key=f"{LEDGER}_{error.problem}",
        translation_placeholders={
            "sequence": str(error.sequence),
            "checkpoint": str(checked) if checked else "–",  # noqa: RUF001 - a dash
        },
    )


@callback
def forget_ledger(hass: HomeAssistant, entry_id: str) -> None:
    """Take the issue back."""
    take_back(hass, _issue_id(entry_id))


def _issue_id(entry_id: str) -> str:
    return f"{LEDGER}_{entry_id}"
