"""Adds subentries for actions, by way of their forms and with the forms' own words."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType

from ..coordinator import PlacaConfigEntry
from ..localization.texts import form_texts
from .helpers import invalid

_CHECK = "check"


async def add_subentry(
    call: ServiceCall, entry: PlacaConfigEntry, kind: str, answer: dict[str, Any]
) -> str:
    """Fill in the form of a subentry; return the id of what was added.

    What the form refuses is refused here in the same words, and what it warns of, too.
    """
    flows = call.hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    before = set(entry.subentries)
    result = await flows.async_configure(form["flow_id"], answer)
    if result["type"] is FlowResultType.MENU and result["step_id"] == _CHECK:
        result = await flows.async_configure(form["flow_id"], {"next_step_id": "save"})
    if result["type"] is not FlowResultType.CREATE_ENTRY:
        flows.async_abort(result["flow_id"])
        if result["type"] is FlowResultType.MENU:
            raise invalid("plates_too_alike")
        problem = _problem(call.hass, kind, result)
        raise invalid("form_refused", problem=problem)
    (added,) = set(entry.subentries) - before
    return added


def _problem(hass: HomeAssistant, kind: str, result: SubentryFlowResult) -> str:
    """Return the form's own sentences for what is wrong."""
    texts = form_texts(hass, kind)
    about = result.get("description_placeholders") or {}
    codes = (result.get("errors") or {}).values()
    return " ".join(texts.get(f"error.{code}", code).format_map(about) for code in codes)
