"""Who may see and do what: the owner's rule, kept in a file across restarts."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypedDict

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

_VERSION = 1


class Right(StrEnum):
    """What a user may see or do; an administrator may see and do everything."""

    LIVE = "live"
    HISTORY = "history"
    STRANGERS = "strangers"
    PICTURES = "pictures"
    SEARCH = "search"
    HOUSEHOLD = "household"
    ARM = "arm"
    CONFIRM = "confirm"


ALL = frozenset(Right)
DEFAULT = frozenset({Right.LIVE, Right.HISTORY})
"""What users may see for whom the owner said nothing: known vehicles, no pictures."""


class _Stored(TypedDict):
    users: dict[str, list[str]]


class Permissions:
    """The rights of each user by its id, as far as they differ from the default."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._store: Store[_Stored] = Store(
            hass, _VERSION, f"{DOMAIN}.permissions", private=True, atomic_writes=True
        )
        self._users: dict[str, frozenset[Right]] = {}

    async def load(self) -> None:
        """Read what was kept; rights that this version does not know are none."""
        stored = await self._store.async_load()
        known = {right.value for right in Right}
        self._users = {
            user_id: frozenset(Right(right) for right in rights if right in known)
            for user_id, rights in (stored["users"] if stored else {}).items()
        }

    @callback
    def of(self, user: User) -> frozenset[Right]:
        """Return what a user may do."""
        return ALL if user.is_admin else self._users.get(user.id, DEFAULT)

    async def give(self, user_id: str, rights: Iterable[Right]) -> None:
        """Give a user these rights and no others."""
        self._users[user_id] = frozenset(rights)
        await self._store.async_save({"users": _plain(self._users)})


PERMISSIONS: HassKey[Permissions] = HassKey(f"{DOMAIN}_permissions")


async def check_right(hass: HomeAssistant, context: Context | None, right: Right) -> None:
    """Let nobody act who has not the right; an automation acts for the owner, who wrote it.

    Raises Unauthorized.
    """
    if context is None or context.user_id is None:
        return
    user = await hass.auth.async_get_user(context.user_id)
    if user is None or not user.is_active or right not in hass.data[PERMISSIONS].of(user):
        raise Unauthorized(context=context, user_id=context.user_id)


def _plain(users: Mapping[str, frozenset[Right]]) -> dict[str, list[str]]:
    return {user_id: sorted(rights) for user_id, rights in users.items()}
