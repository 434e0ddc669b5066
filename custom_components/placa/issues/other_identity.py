"""The repair issue about somebody else who answers where the engine did."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..client.client import OtherIdentityError
from .registry import Issue, report

OTHER_IDENTITY = "other_identity"


def identities(err: OtherIdentityError) -> dict[str, str]:
    """Return the placeholders of texts about both identities."""
    return {"found": err.found, "paired": err.paired}


@callback
def report_other_identity(hass: HomeAssistant, entry_id: str, err: OtherIdentityError) -> None:
    """Say that nothing is sent, and what may have happened."""
    issue = Issue(
        kind=OTHER_IDENTITY, severity=IssueSeverity.CRITICAL, placeholders=identities(err)
    )
    report(hass, entry_id, issue)
