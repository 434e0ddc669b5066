"""Fills in the forms of subentries."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from support.plugin import MockConfigEntry


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str, answer: dict[str, Any] | None = None
) -> SubentryFlowResult:
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )
    if answer is None:
        return flow
    return await go_on(hass, flow, answer)


async def go_on(
    hass: HomeAssistant, flow: SubentryFlowResult, answer: dict[str, Any]
) -> SubentryFlowResult:
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"], answer)
    await hass.async_block_till_done()
    return result
