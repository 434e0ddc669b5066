"""A command `placa/...` of the WebSocket API: for which engine, by whom, and what it answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
import uuid

from homeassistant.auth.models import User
from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers.typing import VolDictType
import probatio

from ..client.audit import who_of
from ..client.client import EngineError, RejectedError
from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry, PlacaData
from ..media.links import LINKS_LAST
from ..storage.permissions import PERMISSIONS, Right

CONF_ENTRY_ID = "entry_id"


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that a user who may give it gave, and the engine that it is for."""

    hass: HomeAssistant
    connection: ActiveConnection
    entry: PlacaConfigEntry
    message: Mapping[str, Any]

    def __getitem__(self, field: str) -> Any:
        """Return a field of the command."""
        return self.message[field]

    @property
    def user(self) -> User:
        """Who asks."""
        return self.connection.user

    @property
    def rights(self) -> frozenset[Right]:
        """What they may see and do now; who goes on watching may have other rights by then."""
        return self.hass.data[PERMISSIONS].of(self.user)

    @property
    def placa(self) -> PlacaData:
        """All that runs for the config entry."""
        return self.entry.runtime_data

    def sign(self, path: str) -> str:
        """Return a path that this user can open, for a while and without any other token."""
        return async_sign_path(
            self.hass, path, LINKS_LAST, refresh_token_id=self.connection.refresh_token_id
        )

    def who(self, reason: str) -> dict[str, Any]:
        """Return who acts and why, for the ledger."""
        return who_of(uuid.uuid4().hex, self.user.id, reason)


IN_THE_PANEL = "panel"
"""Why somebody looks, in the ledger: the code of the place where they do."""

type CommandHandler = Callable[[Asked], Awaitable[Any]]


def command(
    name: str,
    fields: VolDictType | None = None,
    *,
    right: Right | None = None,
    admin: bool = False,
) -> Callable[[CommandHandler], Callable[[HomeAssistant], None]]:
    """Make what answers a command into what registers it.

    Only who has the `right` may give it, or with `admin` only an administrator. Errors of
    the engine are told in words.
    """

    def made(answer: CommandHandler) -> Callable[[HomeAssistant], None]:
        @websocket_command(
            {
                probatio.Required("type"): f"{DOMAIN}/{name}",
                probatio.Optional(CONF_ENTRY_ID): str,
                **(fields or {}),
            }
        )
        @async_response
        @wraps(answer)
        async def handle(
            hass: HomeAssistant, connection: ActiveConnection, message: dict[str, Any]
        ) -> None:
            asked = allowed(hass, connection, message, right=right, admin=admin)
            with_words = engine_in_words(answer(asked))
            connection.send_result(message["id"], await with_words)

        def register(hass: HomeAssistant) -> None:
            async_register_command(hass, handle)

        return register

    return made


@callback
def allowed(
    hass: HomeAssistant,
    connection: ActiveConnection,
    message: Mapping[str, Any],
    *,
    right: Right | None = None,
    admin: bool = False,
) -> Asked:
    """Look whether a user may give a command, and for which engine it is.

    Raises Unauthorized, ServiceValidationError.
    """
    rights = hass.data[PERMISSIONS].of(connection.user)
    if (admin and not connection.user.is_admin) or (right is not None and right not in rights):
        raise Unauthorized
    return Asked(hass, connection, _entry(hass, message.get(CONF_ENTRY_ID)), message)


@callback
def _entry(hass: HomeAssistant, entry_id: str | None) -> PlacaConfigEntry:
    entries = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in entries:
        if entry_id in (None, entry.entry_id) and entry.state is ConfigEntryState.LOADED:
            return entry
    raise invalid("no_engine")


async def engine_in_words[Result](doing: Awaitable[Result]) -> Result:
    """Wait for something that the engine does; tell its errors as Home Assistant does."""
    try:
        return await doing
    except RejectedError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="engine_refused"
        ) from err
    except EngineError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="engine_unusable"
        ) from err


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error for what cannot be done as it was asked for."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
