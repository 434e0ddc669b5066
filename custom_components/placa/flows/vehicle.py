"""Adds and changes the household's vehicles."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.person.const import DOMAIN as PERSON
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import probatio

from ..const import (
    CONF_DENIED,
    CONF_GROUP,
    CONF_NOTES,
    CONF_OWNER,
    CONF_PLATES,
    CONF_SECOND_FACTOR,
)
from ..household.registration import Registration
from ..household.second_factor import FactorKind, SecondFactor
from ..household.vehicle_details import VehicleDetails
from ..serialization import serialize
from ..subentries.household import factor_of
from .plates import PlatesFlow
from .second_factor_form import factor_errors, vehicle_factor_schema
from .selectors import whole_numbers


class VehicleFlow(PlatesFlow):
    """A vehicle: a name and its plates, whose it is, whether and how it is welcome."""

    @override
    def _schema(self) -> probatio.Schema:
        return probatio.Schema(
            {
                probatio.Required(CONF_NAME): TextSelector(),
                probatio.Required(CONF_PLATES): TextSelector(TextSelectorConfig(multiple=True)),
                probatio.Optional(CONF_OWNER): EntitySelector(EntitySelectorConfig(domain=PERSON)),
                probatio.Optional(CONF_GROUP): SelectSelector(
                    SelectSelectorConfig(
                        options=self._household().groups,
                        custom_value=True,
                        mode=SelectSelectorMode.DROPDOWN,
                    )
                ),
                probatio.Required(CONF_DENIED, default=False): BooleanSelector(),
                probatio.Optional(CONF_NOTES): TextSelector(TextSelectorConfig(multiline=True)),
                probatio.Optional(CONF_SECOND_FACTOR): section(
                    vehicle_factor_schema(self.hass), {"collapsed": True}
                ),
            }
        )

    @override
    def _errors(self, answer: Mapping[str, Any]) -> dict[str, str]:
        return factor_errors(answer[CONF_SECOND_FACTOR], (answer.get(CONF_OWNER),))

    @override
    def _data(self, found: Registration, answer: Mapping[str, Any]) -> dict[str, Any]:
        return VehicleDetails(
            name=found.name,
            plates=found.plates,
            owner=answer.get(CONF_OWNER, ""),
            group=answer.get(CONF_GROUP, "").strip(),
            denied=answer[CONF_DENIED],
            notes=answer.get(CONF_NOTES, "").strip(),
            second_factor=_stored(answer[CONF_SECOND_FACTOR]),
        ).data


def _stored(factor: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a second factor; nothing if none is asked for."""
    read = factor_of(whole_numbers(SecondFactor, factor))
    return serialize(read) if read.kind is not FactorKind.NONE else {}
