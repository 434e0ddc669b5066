"""Browse sightings by camera, day and, where there are many, hour.

For administrators, and every look is on record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import override

from homeassistant.auth.models import User
from homeassistant.components.media_player.browse_media import SearchMedia, SearchMediaQuery
from homeassistant.components.media_player.const import MediaClass
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .client.client import EngineClient, EngineError
from .client.models import Sighting
from .client.plate import InvalidPlateError, normalize_part
from .client.sighting_query import SightingQuery
from .const import DOMAIN
from .coordinator import PlacaData
from .localization.texts import Texts
from .media.path import MediaPath, NoSuchPathError
from .media.view import loaded_data, picture_url
from .media.view_log import VIEW_LOG, ViewLog

_JPEG = "image/jpeg"
_PAGE = 100
_MOST_DAYS = 31


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Set up the media source."""
    return SightingMediaSource(hass, hass.data[VIEW_LOG])


class SightingMediaSource(MediaSource):
    """The sightings of all engines."""

    name = "Placa"

    def __init__(self, hass: HomeAssistant, looks: ViewLog) -> None:
        super().__init__(DOMAIN)
        self.hass = hass
        self._looks = looks

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """List what is at a place."""
        user = _administrator()
        path = self._path(item)
        if path is None:
            entries = self.hass.config_entries.async_loaded_entries(DOMAIN)
            engines = [_folder(MediaPath(entry.entry_id), entry.title) for entry in entries]
            return _folder(None, "Placa", engines)
        placa = self._data(path.entry_id)
        try:
            return await self._browse(user, placa, path)
        except EngineError as err:
            raise _unusable() from err

    async def _browse(self, user: User, placa: PlacaData, path: MediaPath) -> BrowseMediaSource:
        if path.sighting_id:
            raise _not_there()
        if not (path.camera_id or path.all_cameras):
            return _folder(path, placa.coordinator.config_entry.title, _cameras(placa, path))
        name = _name(placa, path.camera_id)
        if path.day is None:
            days = await _days(placa.client, path.camera_id)
            folders = [_folder(replace(path, day=day), day.isoformat()) for day in days]
            return _folder(path, name, folders)
        title = f"{name}, {path.day.isoformat()}"
        search = self._within(path, path.day)
        if path.hour is None and path.before is None:
            counts = await placa.client.counts(search)
            if counts.count > _PAGE:
                hours = counts.hours[path.day.weekday()]
                return _folder(path, title, _hours(path, path.day, hours))
        await self._looks.browse(placa.client, user.id, search)
        page = await placa.client.find(search, _PAGE, path.before)
        children = self._listed(user, placa, path, page.sightings)
        if page.next:
            children.append(
                _folder(replace(path, before=page.next), Texts.of(self.hass)("media_earlier"))
            )
        return _folder(
            path, title if path.hour is None else f"{title}, {path.hour:02}:00", children
        )

    @override
    async def async_search_media(
        self, item: MediaSourceItem, query: SearchMediaQuery
    ) -> SearchMedia:
        """Find sightings by a vehicle's name or a part of a plate, at a place or below it."""
        user = _administrator()
        path = self._path(item)
        if path is None or path.sighting_id:
            raise _not_there()
        placa = self._data(path.entry_id)
        within = (
            self._within(path, path.day) if path.day else SightingQuery(camera_id=path.camera_id)
        )
        search = _search(placa, within, query.search_query)
        try:
            await self._looks.search(placa.client, user.id, search)
            page = await placa.client.find(search, _PAGE)
        except EngineError as err:
            raise _unusable() from err
        return SearchMedia(result=self._listed(user, placa, path, page.sightings))

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where the picture of a sighting is shown."""
        try:
            path = MediaPath.of(item.identifier)
        except NoSuchPathError:
            path = None
        if path is None or path.sighting_id is None:
            raise Unresolvable(translation_domain=DOMAIN, translation_key="no_such_media")
        return PlayMedia(picture_url(path.entry_id, path.sighting_id, "frame"), _JPEG)

    def _listed(
        self,
        user: User,
        placa: PlacaData,
        path: MediaPath,
        sightings: Iterable[Sighting],
    ) -> list[BrowseMediaSource]:
        """List sightings that have a picture, and remember who is shown them."""
        shown = [sighting for sighting in sightings if sighting.has_picture]
        self._looks.listed(user.id, [sighting.sighting_id for sighting in shown])
        return [_picture(placa, path, sighting) for sighting in shown]

    def _within(self, path: MediaPath, day: date) -> SightingQuery:
        """Return what is meant by a day, or by an hour of it."""
        return SightingQuery(
            camera_id=path.camera_id,
            since=dt_util.as_utc(dt_util.start_of_local_day(day)),
            until=dt_util.as_utc(dt_util.start_of_local_day(day + timedelta(days=1))),
            hours=() if path.hour is None else (path.hour,),
            zone=self.hass.config.time_zone,
        )

    @callback
    def _path(self, item: MediaSourceItem) -> MediaPath | None:
        """Return the place that is meant; None for the list of engines, if there are several."""
        if item.identifier:
            try:
                return MediaPath.of(item.identifier)
            except NoSuchPathError:
                raise _not_there() from None
        entries = self.hass.config_entries.async_loaded_entries(DOMAIN)
        return MediaPath(entries[0].entry_id) if len(entries) == 1 else None

    @callback
    def _data(self, entry_id: str) -> PlacaData:
        placa = loaded_data(self.hass, entry_id)
        if placa is None:
            raise _not_there()
        return placa


@callback
def _administrator() -> User:
    """Return who asks; nobody else than an administrator may, and nothing that is nobody."""
    connection = current_connection.get()
    if connection is None or not connection.user.is_admin:
        raise BrowseError(translation_domain=DOMAIN, translation_key="administrators_only")
    return connection.user


def _not_there() -> BrowseError:
    return BrowseError(translation_domain=DOMAIN, translation_key="no_such_media")


def _unusable() -> BrowseError:
    return BrowseError(translation_domain=DOMAIN, translation_key="engine_unusable")


def _hours(path: MediaPath, day: date, counts: Sequence[int]) -> list[BrowseMediaSource]:
    """List the hours of a day in which something was seen, newest first, with how much."""
    return [
        _folder(replace(path, day=day, hour=hour), f"{hour:02}:00 · {counts[hour]}")
        for hour in reversed(range(len(counts)))
        if counts[hour]
    ]


def _cameras(placa: PlacaData, path: MediaPath) -> list[BrowseMediaSource]:
    every = _folder(MediaPath(path.entry_id, all_cameras=True), _name(placa, None))
    cameras = sorted(placa.coordinator.data.cameras.values(), key=lambda camera: camera.name)
    return [
        every,
        *(_folder(MediaPath(path.entry_id, camera.camera_id), camera.name) for camera in cameras),
    ]


def _name(placa: PlacaData, camera_id: str | None) -> str:
    if camera_id is None:
        return Texts.of(placa.coordinator.hass)("media_all_cameras")
    camera = placa.coordinator.data.cameras.get(camera_id)
    return camera.name if camera else camera_id


async def _days(client: EngineClient, camera_id: str | None) -> list[date]:
    """Find the days that have sightings, newest first. Raises EngineError."""
    zone = str(dt_util.get_default_time_zone())
    counts = await client.counts(SightingQuery(camera_id=camera_id, zone=zone))
    return sorted((one.day for one in counts.days if one.count), reverse=True)[:_MOST_DAYS]


def _search(placa: PlacaData, within: SightingQuery, asked: str) -> SightingQuery:
    if vehicle := placa.household.vehicle_named(asked):
        return replace(within, plates=vehicle.plates)
    try:
        return replace(within, text=normalize_part(asked))
    except InvalidPlateError:
        raise BrowseError(translation_domain=DOMAIN, translation_key="invalid_fragment") from None


def _folder(
    path: MediaPath | None, title: str, children: list[BrowseMediaSource] | None = None
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=str(path) if path else None,
        media_class=MediaClass.DIRECTORY,
        media_content_type=MediaClass.IMAGE,
        title=title,
        can_play=False,
        can_expand=True,
        can_search=path is not None,
        children=children,
    )


def _picture(placa: PlacaData, path: MediaPath, sighting: Sighting) -> BrowseMediaSource:
    """Describe a sighting with its car: whose it was, when, and, among all cameras, where."""
    match = placa.household.match(sighting.text)
    told = [
        match.vehicle.name if match else sighting.text,
        f"{dt_util.as_local(sighting.first_seen):%H:%M:%S}",
    ]
    if path.camera_id is None:
        told.append(_name(placa, sighting.camera_id))
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=str(MediaPath(path.entry_id, sighting_id=sighting.sighting_id)),
        media_class=MediaClass.IMAGE,
        media_content_type=_JPEG,
        title=" · ".join(told),
        can_play=True,
        can_expand=False,
        thumbnail=picture_url(path.entry_id, sighting.sighting_id, "vehicle"),
    )
