"""Who looks at sightings in the media browser. The engine's ledger hears of it first."""

import uuid

from homeassistant.core import callback
from homeassistant.util.hass_dict import HassKey

from ..client.audit import AuditAction, audit_of, look_of, who_of
from ..client.client import EngineClient
from ..client.sighting_query import SightingQuery
from ..const import DOMAIN

_MOST_LISTED = 5000
_REASON = "media_browser"
"""Why somebody looks, in the ledger: the code of the place where they do."""


VIEW_LOG: HassKey[ViewLog] = HassKey(f"{DOMAIN}_view_log")


class ViewLog:
    """Notes who looks at what.

    A page of thumbnails is one look; the page's entry in the ledger stands for them. So
    the sightings that a user was shown are remembered, for as long as there is room.
    """

    def __init__(self) -> None:
        self._listed: dict[tuple[str | None, str], bool] = {}

    async def browse(self, client: EngineClient, user_id: str, search: SightingQuery) -> None:
        """Record that a user is shown a page of sightings. Raises EngineError."""
        who = who_of(uuid.uuid4().hex, user_id, _REASON)
        await client.record_audit(audit_of(AuditAction.LOOKED, who, search))

    async def search(self, client: EngineClient, user_id: str, search: SightingQuery) -> None:
        """Record that a user searches. Raises EngineError."""
        who = who_of(uuid.uuid4().hex, user_id, _REASON)
        await client.record_audit(audit_of(AuditAction.SEARCHED, who, search))

    async def open(
        self, client: EngineClient, user_id: str | None, sighting_id: str, reason: str = _REASON
    ) -> None:
        """Record that a user, or nobody in particular, opens a picture. Raises EngineError."""
        who = who_of(uuid.uuid4().hex, user_id, reason)
        await client.record_audit(look_of(who, sighting_id))

    @callback
    def listed(self, user_id: str | None, sighting_ids: list[str], *, whole: bool = False) -> None:
        """Remember what a user was shown, with `whole` also the whole pictures.

        What was shown longest ago gives way.
        """
        for sighting_id in sighting_ids:
            before = self._listed.pop((user_id, sighting_id), False)
            self._listed[user_id, sighting_id] = before or whole
        for key in list(self._listed)[:-_MOST_LISTED]:
            del self._listed[key]

    @callback
    def forget(self, user_id: str) -> None:
        """Forget what a user was shown, as their rights are others now."""
        for key in [key for key in self._listed if key[0] == user_id]:
            del self._listed[key]

    @callback
    def was_listed(self, user_id: str | None, sighting_id: str) -> bool:
        """Whether a user was shown this sighting on a page."""
        return (user_id, sighting_id) in self._listed

    @callback
    def was_shown_whole(self, user_id: str, sighting_id: str) -> bool:
        """Whether it is on record that a user was shown this sighting's whole picture."""
        return self._listed.get((user_id, sighting_id), False)
