"""Mends what a repair issue is about."""

from dataclasses import asdict
from datetime import timedelta
from typing import override

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    FlowType,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir

from .access.policy import Door, DoorMode
from .access.shadow_tally import Tally
from .background.duplicate_plates import ARRIVED_AGAIN
from .background.failing_cameras import FAILING_CAMERA, problem_of
from .background.ledger_watch import check_ledger
from .background.missing_entities import MISSING_ENTITY
from .background.shadow_report import SHADOW_REPORT, in_words, report_of, report_shadows
from .background.turned_cameras import TURNED_CAMERA
from .client.camera_client import CameraClient
from .client.client import EngineError
from .client.ledger_proof import LedgerProblemError
from .const import DOMAIN, SUBENTRY_CAMERA
from .coordinator import PlacaConfigEntry, PlacaData
from .household.plate_similarity import plates_like
from .issues.api_version import API_VERSION_ISSUE
from .issues.app_removed import APP_REMOVED
from .issues.clock_skew import CLOCK_SKEW
from .issues.ledger_changed import LEDGER
from .issues.other_identity import OTHER_IDENTITY
from .issues.passer_by_alike import PASSER_BY_ALIKE
from .issues.plates_alike import PLATES_ALIKE
from .localization.texts import Texts
from .subentries.camera import camera_subentry_id

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


class IssueFlow(RepairsFlow):
    """Tells what is wrong; whatever it is, the owner may know and leave it."""

    async def async_step_init(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Say what is wrong and what can be done."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return self.async_show_menu(
            step_id="init",
            menu_options=[*self._ways_out(), "ignore"],
            description_placeholders={
                **((issue and issue.translation_placeholders) or {}),
                **self._for_administrators(),
            },
        )

    async def async_step_ignore(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Say no more about it; Home Assistant lists it among the ignored issues."""
        ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, True)
        return self.async_abort(reason="ignored")

    def _ways_out(self) -> list[str]:
        """Return the steps that mend it."""
        return []

    def _for_administrators(self) -> dict[str, str]:
        """Return what stands in this form only, which nobody else can open."""
        return {}

    def _about(self, key: str) -> str:
        """Return what the issue is about, by the key its data have."""
        return str((self.data or {})[key])

    def _entry(self) -> PlacaConfigEntry:
        """Return the entry that the issue is about."""
        return self.hass.config_entries.async_get_known_entry(self._about("entry_id"))

    def _placa(self) -> PlacaData | None:
        """Return what runs for the entry, None while that is not loaded."""
        entry = self._entry()
        return entry.runtime_data if entry.state is ConfigEntryState.LOADED else None

    async def _open_form(self, subentry_type: str, subentry_id: str) -> RepairsFlowResult:
        """Let the form for a camera, door or vehicle follow; only a connected engine has one."""
        form = await self.hass.config_entries.subentries.async_init(
            (self._about("entry_id"), subentry_type),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id},
        )
        if form["type"] is not FlowResultType.FORM:
            return self.async_abort(reason="not_connected")
        return self.async_abort(
            reason="reconfigure", next_flow=(FlowType.CONFIG_SUBENTRIES_FLOW, form["flow_id"])
        )


class PasserByFlow(IssueFlow):
    """Shows the plates that are taken for the household's, with the way to their pictures."""

    @override
    def _for_administrators(self) -> dict[str, str]:
        placa = self._placa()
        frequent = (placa and placa.door_controller.frequent) or frozenset()
        alike = plates_like(placa.household.vehicles, frequent) if placa else ()
        links = (f"- [{plate}](/{DOMAIN}/plate#id={plate})" for plate in alike)
        return {"plates": "\n".join(links) or "–"}  # noqa: RUF001 - a dash


class LookAgainFlow(IssueFlow):
    """Connects to the engine anew and sees whether the issue is still there."""

    def _ways_out(self) -> list[str]:
        return ["look_again"]

    async def async_step_look_again(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Connect anew; the connection raises the issue or takes it back."""
        await self.hass.config_entries.async_reload(self._about("entry_id"))
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if issue and issue.active:
            return self.async_abort(reason="still_there")
        return self.async_create_entry(data={})


class OtherIdentityFlow(LookAgainFlow):
    """Connects anew, or asks for the pairing key of an engine that was set up anew."""

    def _ways_out(self) -> list[str]:
        return ["look_again", "reconfigure"]

    async def async_step_reconfigure(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Go on to the engine's own form; the issue goes when the paired engine answers."""
        form = await self.hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_RECONFIGURE, "entry_id": self._about("entry_id")},
        )
        return self.async_abort(
            reason="reconfigure", next_flow=(FlowType.CONFIG_FLOW, form["flow_id"])
        )


class LedgerFlow(LookAgainFlow):
    """Compares the ledger again, or takes it as it is now."""

    def _ways_out(self) -> list[str]:
        return ["look_again", "accept"]

    async def async_step_look_again(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Compare the ledger with what was seen of it."""
        return await self._look()

    async def async_step_accept(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Forget what was seen of the ledger, as after a backup was restored."""
        if placa := self._placa():
            placa.stores.ledger.begin_anew()
        return await self._look()

    async def _look(self) -> RepairsFlowResult:
        if self._placa() is None:
            return self.async_abort(reason="engine_away")
        try:
            await check_ledger(self.hass, self._entry())
        except LedgerProblemError:
            return self.async_abort(reason="still_there")
        except EngineError:
            return self.async_abort(reason="engine_away")
        return self.async_create_entry(data={})


class LookedIntoFlow(IssueFlow):
    """Asks a person to look into it; it is reported anew when it happens again."""

    def _ways_out(self) -> list[str]:
        return ["looked_into"]

    async def async_step_looked_into(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Take the issue back."""
        return self.async_create_entry(data={})


class FailingCameraFlow(IssueFlow):
    """Looks again whether the camera gives pictures, or opens its settings."""

    def _ways_out(self) -> list[str]:
        return ["look_again", "reconfigure"] if self._subentry_id() else ["look_again"]

    async def async_step_look_again(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """See whether the camera gives pictures now; the engine tries it again all the time."""
        if (placa := self._placa()) is None:
            return self.async_abort(reason="not_connected")
        if problem_of(placa.coordinator.data.cameras.get(self._about("camera_id"))):
            return self.async_abort(reason="still_there")
        return self.async_create_entry(data={})

    async def async_step_reconfigure(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Go on to the camera's own form."""
        return await self._open_form(SUBENTRY_CAMERA, str(self._subentry_id()))

    def _subentry_id(self) -> str | None:
        """Return the camera's settings; one of the engine's own configuration has none here."""
        return camera_subentry_id(self._entry(), self._about("camera_id"))


class TurnedCameraFlow(IssueFlow):
    """Sets the camera as its plates show that it must be."""

    def _ways_out(self) -> list[str]:
        return ["turn"]

    async def async_step_turn(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Let the engine turn the pictures; it says so when the issue is over."""
        if (placa := self._placa()) is None:
            return self.async_abort(reason="engine_away")
        camera = placa.coordinator.data.cameras.get(self._about("camera_id"))
        if camera is None or (wanted := camera.suggested_orientation) is None:
            return self.async_create_entry(data={})
        try:
            await CameraClient(placa.client).change(camera.camera_id, asdict(wanted))
        except EngineError:
            return self.async_abort(reason="engine_away")
        return self.async_create_entry(data={})


class MissingEntityFlow(IssueFlow):
    """Opens the settings of the door or vehicle that lacks something."""

    def _ways_out(self) -> list[str]:
        return ["reconfigure"]

    async def async_step_reconfigure(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Go on to its own form; the issue goes when it has all it needs."""
        return await self._open_form(self._about("subentry_type"), self._about("subentry_id"))


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
            description_placeholders=in_words(
                Texts.of(self.hass), report_of(entry.runtime_data, door, tally)
            ),
        )

    async def async_step_arm(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Arm the door."""
        if (found := self._found()) is None:
            return self.async_abort(reason="not_in_shadow")
        entry, door, _ = found
        entry.runtime_data.door_controller.set_mode(door.door_id, DoorMode.ARMED)
        return self.async_create_entry(data={})

    async def async_step_look_on(
        self,
        user_input: dict[str, str] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> RepairsFlowResult:
        """Leave the door in shadow, and ask again after as many days as the first time."""
        if (found := self._found()) is None:
            return self.async_abort(reason="not_in_shadow")
        entry, door, _ = found
        now = entry.runtime_data.clock.utcnow()
        entry.runtime_data.stores.shadows.put_off(
            door.door_id, now + timedelta(days=door.shadow_days)
        )
        report_shadows(self.hass, entry)
        return self.async_create_entry(data={})

    def _found(self) -> tuple[PlacaConfigEntry, Door, Tally] | None:
        """Return the door and its tally, unless it is no longer in shadow."""
        data = self.data or {}
        entry = self.hass.config_entries.async_get_entry(str(data["entry_id"]))
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        door_id = str(data["door_id"])
        tally = entry.runtime_data.stores.shadows.of(door_id)
        return (entry, entry.runtime_data.household.door(door_id), tally) if tally else None


_FLOWS: dict[str, type[RepairsFlow]] = {
    API_VERSION_ISSUE: LookAgainFlow,
    APP_REMOVED: LookAgainFlow,
    ARRIVED_AGAIN: LookedIntoFlow,
    CLOCK_SKEW: LookAgainFlow,
    FAILING_CAMERA: FailingCameraFlow,
    LEDGER: LedgerFlow,
    MISSING_ENTITY: MissingEntityFlow,
    OTHER_IDENTITY: OtherIdentityFlow,
    PASSER_BY_ALIKE: PasserByFlow,
    PLATES_ALIKE: IssueFlow,
    SHADOW_REPORT: ShadowReportFlow,
    TURNED_CAMERA: TurnedCameraFlow,
}
