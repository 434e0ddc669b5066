"""Sets up an engine: by hand, found by the Supervisor, and again when something changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
import probatio

from .client.address import InvalidAddressError, app_url, engine_url
from .client.client import (
    ApiVersionError,
    CannotConnectError,
    EngineClient,
    EngineError,
    OtherIdentityError,
    UnauthorizedError,
)
from .client.pairing import InvalidPairingKeyError, PairingKey
from .const import (
    CONF_APP,
    CONF_PAIRING_KEY,
    DEFAULT_URL,
    DOMAIN,
    SUBENTRY_CAMERA,
    SUBENTRY_DOOR,
    SUBENTRY_GUEST_PASS,
    SUBENTRY_VEHICLE,
)
from .flows.camera import CameraFlow
from .flows.door import DoorFlow
from .flows.guest_pass import PassFlow
from .flows.options import PlacaOptionsFlow
from .flows.vehicle import VehicleFlow

_TITLE = "Placa"
_CAN_BE_LOADED_ANEW = (
    ConfigEntryState.SETUP_ERROR,
    ConfigEntryState.SETUP_IN_PROGRESS,
    ConfigEntryState.SETUP_RETRY,
)
_URL_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.URL, autocomplete="url"))
_KEY_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_KEY_SCHEMA = probatio.Schema({probatio.Required(probatio.Secret(CONF_PAIRING_KEY)): _KEY_FIELD})
_ENGINE_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_URL, default=DEFAULT_URL): _URL_FIELD,
        probatio.Required(probatio.Secret(CONF_PAIRING_KEY)): _KEY_FIELD,
    }
)
_CHANGE_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_URL): _URL_FIELD,
        probatio.Optional(probatio.Secret(CONF_PAIRING_KEY)): _KEY_FIELD,
    }
)


@dataclass(frozen=True, slots=True)
class _FoundEngine:
    """An engine that answered, and what an entry stores to reach it again."""

    server_id: str
    data: dict[str, str]


class PlacaConfigFlow(ConfigFlow, domain=DOMAIN):
    """The way to a config entry, which stands for one engine."""

    VERSION = 1

    _app: _FoundEngine

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Cameras, vehicles, guest passes and doors."""
        return {
            SUBENTRY_CAMERA: CameraFlow,
            SUBENTRY_VEHICLE: VehicleFlow,
            SUBENTRY_GUEST_PASS: PassFlow,
            SUBENTRY_DOOR: DoorFlow,
        }

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Ask for the options."""
        return PlacaOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the engine's address and pairing key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            found, errors = await self._ask_engine(user_input)
            if found:
                await self.async_set_unique_id(found.server_id, raise_on_progress=False)
                self._abort_if_unique_id_configured()
                return self.async_create_entry(title=_TITLE, data=found.data)
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_ENGINE_SCHEMA, _shown(user_input)),
            errors=errors,
        )

    @override
    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Take the address and pairing key from the app; an engine known already follows them."""
        config = discovery_info.config
        try:
            told = {
                CONF_URL: app_url(config["host"], config["port"]),
                CONF_PAIRING_KEY: config[CONF_PAIRING_KEY],
            }
        except KeyError, InvalidAddressError:
            return self.async_abort(reason="invalid_discovery")
        found, errors = await self._ask_engine(told)
        if found is None:
            return self.async_abort(reason=errors["base"])
        found.data[CONF_APP] = discovery_info.slug
        entry = await self.async_set_unique_id(found.server_id)
        if entry is None:
            self._app = found
            return await self.async_step_hassio_confirm()
        if entry.source != SOURCE_IGNORE:
            self._follow(entry, found)
        return self.async_abort(reason="already_configured")

    async def async_step_hassio_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the found engine is to be used."""
        if user_input is not None:
            return self.async_create_entry(title=_TITLE, data=self._app.data)
        self._set_confirm_only()
        return self.async_show_form(step_id="hassio_confirm")

    async def async_step_reauth(
        self,
        entry_data: Mapping[str, Any],  # noqa: ARG002 - Home Assistant's signature
    ) -> ConfigFlowResult:
        """Start after the engine refused the token."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a pairing key that works."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            found, errors = await self._ask_engine({**entry.data, **user_input})
            if found:
                await self.async_set_unique_id(found.server_id)
                self._abort_if_unique_id_mismatch(reason="other_engine")
                self._change(entry, found)
                return self.async_abort(reason="reauth_successful")
        return self.async_show_form(
            step_id="reauth_confirm", data_schema=_KEY_SCHEMA, errors=errors
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, and for the pairing key of an engine that was set up anew."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            found, errors = await self._ask_engine({**entry.data, **user_input})
            if found:
                owner = await self.async_set_unique_id(found.server_id)
                if owner is not None and owner.entry_id != entry.entry_id:
                    return self.async_abort(reason="already_configured")
                self._change(entry, found)
                return self.async_abort(reason="reconfigure_successful")
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                _CHANGE_SCHEMA, _shown(user_input or entry.data)
            ),
            errors=errors,
        )

    @callback
    def _follow(self, entry: ConfigEntry, found: _FoundEngine) -> None:
        """Let an entry use the app's address and key; it may have waited for them."""
        flows = self.hass.config_entries.flow
        for flow in flows.async_progress_by_handler(
            DOMAIN, match_context={"source": SOURCE_REAUTH, "entry_id": entry.entry_id}
        ):
            # The old key was refused before the app told the new one.
            flows.async_abort(flow["flow_id"])
        changed = self.hass.config_entries.async_update_entry(
            entry, data={**entry.data, **found.data}
        )
        if entry.state in _CAN_BE_LOADED_ANEW or (
            changed and entry.state is ConfigEntryState.LOADED
        ):
            self.hass.config_entries.async_schedule_reload(entry.entry_id)

    @callback
    def _change(self, entry: ConfigEntry, found: _FoundEngine) -> None:
        """Change an entry and load it anew."""
        self.hass.config_entries.async_update_entry(
            entry, unique_id=found.server_id, data={**entry.data, **found.data}
        )
        self.hass.config_entries.async_schedule_reload(entry.entry_id)

    async def _ask_engine(
        self, typed: Mapping[str, object]
    ) -> tuple[_FoundEngine | None, dict[str, str]]:
        """Try an address and pairing key: who answers, or what to tell the user."""
        try:
            url = engine_url(str(typed[CONF_URL]))
            key = PairingKey.parse(typed[CONF_PAIRING_KEY])
            info = await EngineClient(async_get_clientsession(self.hass), url, key).info()
        except InvalidAddressError:
            errors = {"base": "invalid_url"}
        except InvalidPairingKeyError:
            errors = {"base": "invalid_key"}
        except OtherIdentityError:
            errors = {"base": "other_identity"}
        except UnauthorizedError:
            errors = {"base": "invalid_auth"}
        except ApiVersionError as err:
            errors = {"base": "engine_too_old" if err.is_older else "engine_too_new"}
        except CannotConnectError:
            errors = {"base": "cannot_connect"}
        except EngineError:
            errors = {"base": "not_an_engine"}
        else:
            return _FoundEngine(info.server_id, {CONF_URL: url, CONF_PAIRING_KEY: str(key)}), {}
        return None, errors


def _shown(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a form may show again; never the pairing key."""
    return {CONF_URL: data[CONF_URL]} if data else {}
