"""Shows the pictures of sightings to those who may see them; what they open is on record."""

from aiohttp import web
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.http import HomeAssistantView

from ..client.client import EngineError, Picture
from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry, PlacaData
from ..storage.permissions import PERMISSIONS, Right
from .links import check_link
from .view_log import ViewLog

_URL = "/api/placa/{entry_id}/sightings/{sighting_id}/{picture}.jpg"


def picture_url(entry_id: str, sighting_id: str, picture: Picture) -> str:
    """Return where a sighting's plate (`crop`) or whole picture (`frame`) is shown."""
    return _URL.format(entry_id=entry_id, sighting_id=sighting_id, picture=picture)


@callback
def loaded_data(hass: HomeAssistant, entry_id: str) -> PlacaData | None:
    """Return what stands for an engine, None if there is no such engine now."""
    entry: PlacaConfigEntry | None = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN or entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data


class SightingPictureView(HomeAssistantView):
    """Fetches a picture from the engine when it is looked at; nothing of it is kept."""

    url = (
        "/api/placa/{entry_id}/sightings/{sighting_id:[0-9a-f]{32}}/"
        "{picture:crop|frame|vehicle}.jpg"
    )
    name = "api:placa:sighting"

    def __init__(self, hass: HomeAssistant, looks: ViewLog) -> None:
        self._hass = hass
        self._looks = looks

    async def get(
        self, request: web.Request, entry_id: str, sighting_id: str, picture: Picture
    ) -> web.Response:
        """Show a picture; of a plate that was not on a page before, too, it is recorded.

        Who is no administrator sees those that they were shown on a page.
        """
        check_link(request)
        user = request[KEY_HASS_USER]
        may = Right.PICTURES in self._hass.data[PERMISSIONS].of(user)
        listed = self._looks.was_listed(user.id, sighting_id)
        if not may or not (user.is_admin or listed):
            raise Unauthorized
        if picture == "frame":
            listed = self._looks.was_shown_whole(user.id, sighting_id)
        placa = loaded_data(self._hass, entry_id)
        if placa is None:
            raise web.HTTPNotFound
        client = placa.client
        try:
            if not listed:
                await self._looks.open(client, user.id, sighting_id)
            content = await client.picture(sighting_id, picture)
        except EngineError as err:
            raise web.HTTPBadGateway from err
        if content is None:
            raise web.HTTPNotFound
        return web.Response(
            body=content, content_type="image/jpeg", headers={"Cache-Control": "no-store"}
        )
