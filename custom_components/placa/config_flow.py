"""Sets up an engine: by hand, found by the Supervisor, and again when something changed."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
import probatio
from yarl import URL

from .const import DEFAULT_URL, DOMAIN, SUBENTRY_DOOR, SUBENTRY_VEHICLE
from .engine.client import (
    ApiVersionError,
    CannotConnectError,
    EngineClient,
    EngineError,
    UnauthorizedError,
)
from .engine.models import EngineInfo
from .flows.door_flow import DoorFlow
from .flows.vehicle_flow import VehicleFlow

_TITLE = "Placa"
_URL_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.URL, autocomplete="url"))
_TOKEN_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_TOKEN_SCHEMA = probatio.Schema({probatio.Required(probatio.Secret(CONF_TOKEN)): _TOKEN_FIELD})
_ENGINE_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_URL, default=DEFAULT_URL): _URL_FIELD,
        probatio.Required(probatio.Secret(CONF_TOKEN)): _TOKEN_FIELD,
    }
)


class PlacaConfigFlow(ConfigFlow, domain=DOMAIN):
    """The way to a config entry, which stands for one engine."""

    VERSION = 1
    MINOR_VERSION = 2

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Vehicles and doors."""
        return {SUBENTRY_VEHICLE: VehicleFlow, SUBENTRY_DOOR: DoorFlow}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the engine's address and token."""
        errors: dict[str, str] = {}
        if user_input is not None:
            info, errors = await self._ask_engine(user_input)
            if info:
                await self.async_set_unique_id(info.server_id, raise_on_progress=False)
                self._abort_if_unique_id_configured()
                return self.async_create_entry(title=_TITLE, data=_cleaned(user_input))
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_ENGINE_SCHEMA, _shown(user_input)),
            errors=errors,
        )

    @override
    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Take the address and token from the app; an engine known already follows them."""
        config = discovery_info.config
        try:
            self._found = {
                CONF_URL: f"http://{config['host']}:{config['port']}",
                CONF_TOKEN: config["token"],
            }
        except KeyError:
            return self.async_abort(reason="invalid_discovery")
        info, errors = await self._ask_engine(self._found)
        if info is None:
            return self.async_abort(reason=errors["base"])
        entry = await self.async_set_unique_id(info.server_id)
        if entry is None:
            return await self.async_step_hassio_confirm()
        self.hass.config_entries.async_update_entry(entry, data={**entry.data, **self._found})
        if entry.state in (ConfigEntryState.SETUP_RETRY, ConfigEntryState.SETUP_ERROR):
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.async_abort(reason="already_configured")

    async def async_step_hassio_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the found engine is to be used."""
        if user_input is not None:
            return self.async_create_entry(title=_TITLE, data=self._found)
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
        """Ask for a token that works."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            info, errors = await self._ask_engine({**entry.data, **user_input})
            if info:
                await self.async_set_unique_id(info.server_id)
                self._abort_if_unique_id_mismatch(reason="other_engine")
                self._change(entry, {CONF_TOKEN: user_input[CONF_TOKEN].strip()})
                return self.async_abort(reason="reauth_successful")
        return self.async_show_form(
            step_id="reauth_confirm", data_schema=_TOKEN_SCHEMA, errors=errors
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address or token; an engine that was set up anew is accepted."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            info, errors = await self._ask_engine(user_input)
            if info:
                owner = await self.async_set_unique_id(info.server_id)
                if owner is not None and owner.entry_id != entry.entry_id:
                    return self.async_abort(reason="already_configured")
                self._change(entry, _cleaned(user_input), info.server_id)
                return self.async_abort(reason="reconfigure_successful")
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                _ENGINE_SCHEMA, _shown(user_input or entry.data)
            ),
            errors=errors,
        )

    @callback
    def _change(
        self, entry: ConfigEntry, data: Mapping[str, Any], server_id: str | None = None
    ) -> None:
        """Change an entry and load it anew; a loaded one does so itself after a change."""
        changed = self.hass.config_entries.async_update_entry(
            entry, unique_id=server_id or entry.unique_id, data={**entry.data, **data}
        )
        if not (changed and entry.update_listeners):
            self.hass.config_entries.async_schedule_reload(entry.entry_id)

    async def _ask_engine(
        self, data: Mapping[str, Any]
    ) -> tuple[EngineInfo | None, dict[str, str]]:
        """Try an address and token: who answers, or what to tell the user."""
        if not _is_engine_url(data[CONF_URL]):
            return None, {"base": "invalid_url"}
        client = EngineClient(
            async_get_clientsession(self.hass), data[CONF_URL].strip(), data[CONF_TOKEN].strip()
        )
        try:
            return await client.info(), {}
        except UnauthorizedError:
            return None, {"base": "invalid_auth"}
        except ApiVersionError as err:
            return None, {"base": "engine_too_old" if err.is_older else "engine_too_new"}
        except CannotConnectError:
            return None, {"base": "cannot_connect"}
        except EngineError:
            return None, {"base": "not_an_engine"}


def _is_engine_url(text: str) -> bool:
    """Whether this is a web address without a user name or password in it."""
    try:
        url = URL(text.strip())
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.host) and url.user is None


def _cleaned(data: Mapping[str, Any]) -> dict[str, str]:
    return {CONF_URL: data[CONF_URL].strip().rstrip("/"), CONF_TOKEN: data[CONF_TOKEN].strip()}


def _shown(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a form may show again; never the token."""
    return {CONF_URL: data[CONF_URL]} if data else {}
