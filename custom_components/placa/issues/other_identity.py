"""The repair issue about somebody else who answers where the engine did."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client.client import OtherIdentityError
from ..const import DOMAIN
from .registry import take_back

OTHER_IDENTITY = "other_identity"


def identities(err: OtherIdentityError) -> dict[str, str]:
    """Return the placeholders of texts about both identities."""
    return {"found": err.found, "paired": err.paired}


@callback
def report_other_identity(hass: HomeAssistant, entry_id: str, err: OtherIdentityError) -> None:
    """Say that nothing is sent, and what may have happened."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry_id),
        data={"entry_id": entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.CRITICAL,
        translation_key=OTHER_IDENTITY,
        translation_placeholders=identities(err),
    )


@callback
def forget_other_identity(hass: HomeAssistant, entry_id: str) -> None:
    """Take the issue back."""
    take_back(hass, _issue_id(entry_id))


def _issue_id(entry_id: str) -> str:
    return f"{OTHER_IDENTITY}_{entry_id}"
