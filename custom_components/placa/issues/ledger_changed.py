"""The repair issue about a ledger that is not the one that Home Assistant has seen."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..client.ledger_proof import Checkpoint, LedgerProblemError
from .registry import Issue, report

LEDGER = "ledger"


@callback
def report_ledger(
    hass: HomeAssistant, entry_id: str, error: LedgerProblemError, checked: Checkpoint | None
) -> None:
    """Say how the ledger does not fit, from which link on, and how far it had been checked."""
    issue = Issue(
        kind=LEDGER,
        severity=IssueSeverity.CRITICAL,
        text=f"{LEDGER}_{error.problem}",
        placeholders={
            "sequence": str(error.sequence),
            "checkpoint": str(checked) if checked else "–",  # noqa: RUF001 - a dash
        },
    )
    report(hass, entry_id, issue)
