"""Mends what a repair issue is about."""

from datetime import timedelta

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .access.policy import Door, DoorMode
from .access.shadow_tally import Tally
from .background.duplicate_plates import ARRIVED_AGAIN
from .background.failing_cameras import FAILING_CAMERA
from .background.missing_entities import MISSING_ENTITY
from .background.shadow_report import SHADOW_REPORT, in_words, report_of, report_shadows
from .coordinator import PlacaConfigEntry
from .doors.arming import set_mode
from .issues.api_version import API_VERSION_ISSUE
from .issues.clock_skew import CLOCK_SKEW
from .issues.fix_flows import (
    FailingCameraFlow,
    IssueFlow,
    LookAgainFlow,
    LookedIntoFlow,
    MissingEntityFlow,
)
from .issues.passer_by_alike import PASSER_BY_ALIKE
from .issues.plates_alike import PLATES_ALIKE

type IssueData = dict[str, str | int | float | None] | None


async def async_create_fix_flow(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    issue_id: str,
    data: IssueData,  # noqa: ARG001 - Home Assistant gives it to the flow, too
) -> RepairsFlow:
    """Return the flow for an issue, by what its id begins with."""
    for prefix, flow in _FLOWS.items():
        if issue_id.startswith(prefix):
            return flow()
    return ConfirmRepairFlow()


class ShadowReportFlow(RepairsFlow):
    """Shows what a door in shadow would have done; arms it, or looks on for some more days."""

    async def async_step_init(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Show the report."""
        if (found := self._found()) is None:
            return self.async_abort(reason="not_in_shadow")
        entry, door, tally = found
        return self.async_show_menu(
            step_id="init",
            menu_options=["arm", "look_on"],
            description_placeholders=in_words(report_of(entry.runtime_data, door, tally)),
        )

    async def async_step_arm(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Arm the door."""
        if (found := self._found()) is None:
            return self.async_abort(reason="not_in_shadow")
        entry, door, _ = found
        set_mode(self.hass, entry, door.door_id, DoorMode.ARMED)
        return self.async_create_entry(data={})

    async def async_step_look_on(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Leave the door in shadow, and ask again after as many days as the first time."""
        if (found := self._found()) is None:
            return self.async_abort(reason="not_in_shadow")
        entry, door, _ = found
        now = dt_util.utcnow()
        entry.runtime_data.shadows.put_off(door.door_id, now + timedelta(days=door.shadow_days))
        report_shadows(self.hass, entry, now)
        return self.async_create_entry(data={})

    def _found(self) -> tuple[PlacaConfigEntry, Door, Tally] | None:
        """Return the door and its tally, unless it is no longer in shadow."""
        data = self.data or {}
        entry = self.hass.config_entries.async_get_entry(str(data["entry_id"]))
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        door_id = str(data["door_id"])
        tally = entry.runtime_data.shadows.of(door_id)
        return (entry, entry.runtime_data.household.door(door_id), tally) if tally else None


_FLOWS: dict[str, type[RepairsFlow]] = {
    API_VERSION_ISSUE: LookAgainFlow,
    ARRIVED_AGAIN: LookedIntoFlow,
    CLOCK_SKEW: LookAgainFlow,
    FAILING_CAMERA: FailingCameraFlow,
    MISSING_ENTITY: MissingEntityFlow,
    PASSER_BY_ALIKE: IssueFlow,
    PLATES_ALIKE: IssueFlow,
    SHADOW_REPORT: ShadowReportFlow,
}
