"""Commands about cameras: added, paused, surveyed, and where they look."""

from base64 import b64encode
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Any
import uuid

from aiohttp import web
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.helpers.sun import is_up
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util
import probatio
from yarl import URL

from ..background.stream_sources import NoSourceError, camera_source
from ..client.audit import AuditAction, audit_of, who_of
from ..client.camera_client import CameraClient
from ..client.client import EngineError, RejectedError
from ..client.models import Origin
from ..client.sighting_query import SightingQuery
from ..const import SUBENTRY_CAMERA
from ..household.presence import Facing
from ..localization.texts import form_texts
from ..media.links import check_link
from ..media.view import loaded_data
from ..storage.permissions import Right
from .command import IN_THE_PANEL, Asked, command, invalid
from .describe import Json, whom_of
from .survey import surveyed
from .vehicles import add_by_form

_SURVEYED = timedelta(days=14)
_MOST_SURVEYED = 1000
"""The newest ones are enough to judge by, and each costs the engine and this loop time."""

_PAGE = 200
TRIED = "preview"
"""What a camera is called, also in the ledger, that is tried and not added yet."""

_STILL = "/api/placa/{entry_id}/cameras/{camera_id}/still.jpg"

_CAMERA_ID = probatio.All(str, probatio.Match(r"^[a-z0-9_]{1,40}$"))
_SHARE = probatio.All(probatio.Coerce(float), probatio.Range(min=0, max=1))
_POLYGON = probatio.All([probatio.ExactSequence([_SHARE, _SHARE])], probatio.Length(min=3, max=64))
_ZONE_NAME = probatio.All(str, str.strip, probatio.Length(min=1, max=60))
_ZONE = probatio.Schema(
    {probatio.Required("name"): _ZONE_NAME, probatio.Required("polygon"): _POLYGON}
)
_FACING = probatio.In([one.value for one in Facing])
_ENTITY: VolDictType = {probatio.Required("entity_id"): str}
_ADDRESS: VolDictType = {
    probatio.Required("url"): probatio.All(str, probatio.Length(min=1, max=2000)),
    probatio.Optional("username", default=""): probatio.All(str, probatio.Length(max=200)),
    probatio.Optional("password", default=""): probatio.All(str, probatio.Length(max=200)),
}
_BY_ENTITY = probatio.Schema({**_ENTITY, probatio.Required("facing"): _FACING})
_BY_ADDRESS = probatio.Schema(
    {
        **_ADDRESS,
        probatio.Required("name"): probatio.All(str, probatio.Length(min=1, max=80)),
        probatio.Required("facing"): _FACING,
    }
)
_TRIED_ENTITY = probatio.Schema(_ENTITY)
_TRIED_ADDRESS = probatio.Schema(_ADDRESS)


@callback
def register(hass: HomeAssistant) -> None:
    """Register the commands."""
    for one in (show, read_now, change_areas, detect, survey, try_camera, add):
        one(hass)


@command("cameras/get", {probatio.Required("camera_id"): _CAMERA_ID}, admin=True)
async def show(asked: Asked) -> Json:
    """Tell a camera's settings, but for its secrets, and where a picture of it can be seen."""
    camera_id = asked["camera_id"]
    client = CameraClient(asked.placa.client)
    settings = await client.settings(camera_id)
    path = _STILL.format(entry_id=asked.entry.entry_id, camera_id=camera_id)
    camera = asked.placa.coordinator.data.cameras.get(camera_id)
    return {
        "camera_id": camera_id,
        "name": settings.name,
        "host": settings.host,
        "country": settings.country,
        "changeable": settings.origin is Origin.API,
        "zones": [{"name": zone.name, "polygon": zone.polygon} for zone in settings.zones],
        "masks": list(settings.masks),
        "still": asked.sign(path) if camera and camera.detection else None,
    }


@command("cameras/read", {probatio.Required("camera_id"): _CAMERA_ID}, admin=True)
async def read_now(asked: Asked) -> Json:
    """Fetch a picture of a camera, read it and tell what was read; nothing of it is kept."""
    camera_id, client = asked["camera_id"], asked.placa.client
    settings = await CameraClient(client).settings(camera_id)
    look = SightingQuery(camera_id=camera_id)
    await client.record_audit(audit_of(AuditAction.LOOKED, asked.who(IN_THE_PANEL), look))
    still = await client.still(camera_id)
    if still is None:
        raise invalid("no_picture")
    household = asked.placa.household
    plates = await client.read(still, settings.country)
    return {
        "picture": f"data:image/jpeg;base64,{b64encode(still).decode()}",
        "plates": [
            {
                "text": plate.text,
                "confidence": plate.confidence,
                "box": list(plate.box),
                "whom": whom_of(match.vehicle if match else None),
            }
            for plate in plates
            for match in (household.match(plate.text),)
        ],
    }


@command(
    "cameras/areas",
    {
        probatio.Required("camera_id"): _CAMERA_ID,
        probatio.Required("zones"): probatio.All([_ZONE], probatio.Length(max=16)),
        probatio.Required("masks"): probatio.All([_POLYGON], probatio.Length(max=16)),
    },
    admin=True,
)
async def change_areas(asked: Asked) -> None:
    """Change a camera's zones and hidden parts."""
    names = [zone["name"] for zone in asked["zones"]]
    if len(set(names)) < len(names):
        raise invalid("zone_names")
    client = CameraClient(asked.placa.client)
    changes = {"zones": asked["zones"], "masks": asked["masks"]}
    await client.change(asked["camera_id"], changes)


@command(
    "cameras/detect",
    {probatio.Required("camera_id"): _CAMERA_ID, probatio.Required("on"): bool},
    admin=True,
)
async def detect(asked: Asked) -> None:
    """Watch a camera, or pause it."""
    await CameraClient(asked.placa.client).detect(asked["camera_id"], on=asked["on"])


@command("cameras/survey", {probatio.Required("camera_id"): _CAMERA_ID}, right=Right.HISTORY)
async def survey(asked: Asked) -> Json:
    """Tell how well a camera read within the last days, by hour; no sighting is shown."""
    since = dt_util.utcnow() - _SURVEYED
    search = SightingQuery(camera_id=asked["camera_id"], since=since)
    client = asked.placa.client
    await client.record_audit(audit_of(AuditAction.LOOKED, asked.who(IN_THE_PANEL), search))
    found: list[Any] = []
    before = None
    while len(found) < _MOST_SURVEYED:
        page = await client.export(search, _PAGE, before)
        found += (one for one in page.sightings if one["state"] == "ended")
        before = page.next
        if before is None:
            break

    @cache
    def dark(hour: datetime) -> bool:
        return not is_up(asked.hass, hour)

    def is_night(at: datetime) -> bool:
        return dark(at.replace(minute=30, second=0, microsecond=0))

    return {
        "camera_id": asked["camera_id"],
        "since": since.isoformat(),
        **surveyed(found, dt_util.as_local, is_night),
    }


@command(
    "cameras/add",
    {probatio.Required("camera"): probatio.Any(_BY_ENTITY, _BY_ADDRESS)},
    admin=True,
)
async def add(asked: Asked) -> Json:
    """Add a camera, as its form does: one picture is fetched from it before."""
    wanted = {key: value for key, value in asked["camera"].items() if value != ""}
    step = "entity" if "entity_id" in wanted else "address"
    country = asked.hass.config.country
    answer = wanted | ({"country": country} if country else {})
    subentry_id = await add_by_form(asked, SUBENTRY_CAMERA, [{"next_step_id": step}, answer])
    return {"camera_id": asked.entry.subentries[subentry_id].data["camera_id"]}


@command(
    "cameras/try",
    {probatio.Required("camera"): probatio.Any(_TRIED_ENTITY, _TRIED_ADDRESS)},
    admin=True,
)
async def try_camera(asked: Asked) -> Json:
    """Fetch a picture from a camera that may be added; nothing of it is kept."""
    wanted = {key: value for key, value in asked["camera"].items() if value != ""}
    entity_id = wanted.pop("entity_id", None)
    texts = form_texts(asked.hass, SUBENTRY_CAMERA)
    tried: Json = {"address": None, "picture": None, "frame_size": None, "problem": None}
    try:
        url = await camera_source(asked.hass, entity_id) if entity_id else wanted["url"]
    except NoSourceError as err:
        return tried | {"problem": texts[f"error.{err}"]}
    tried["address"] = _shown(url, path=entity_id is None)
    look = SightingQuery(camera_id=TRIED)
    await asked.placa.client.record_audit(
        audit_of(AuditAction.LOOKED, asked.who(IN_THE_PANEL), look)
    )
    config = wanted | {"camera_id": TRIED, "name": TRIED, "url": url}
    try:
        trial = await CameraClient(asked.placa.client).try_new(config)
    except RejectedError as err:
        if err.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return tried | {"problem": texts["error.bad_url"]}
    if (failure := trial.failure(config)) is not None:
        return tried | {"problem": texts[f"error.{failure}"]}
    return tried | {
        "frame_size": trial.frame_size and list(trial.frame_size),
        "picture": trial.preview and f"data:image/jpeg;base64,{trial.preview}",
    }


def _shown(address: str, *, path: bool) -> str | None:
    """Return an address without what may be secret in it; a path may be, unless it was typed."""
    try:
        url = URL(address)
        shown = url.with_user(None).with_query(None).with_fragment(None)
        return str(shown if path else shown.origin())
    except ValueError:
        return None


class StillView(HomeAssistantView):
    """Shows a picture of a camera as it looks now, to administrators; that is recorded."""

    url = "/api/placa/{entry_id}/cameras/{camera_id:[a-z0-9_]{1,40}}/still.jpg"
    name = "api:placa:still"

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass

    async def get(self, request: web.Request, entry_id: str, camera_id: str) -> web.Response:
        """Fetch the picture from the engine; nothing of it is kept."""
        check_link(request)
        user = request[KEY_HASS_USER]
        if not user.is_admin:
            raise Unauthorized
        placa = loaded_data(self._hass, entry_id)
        if placa is None:
            raise web.HTTPNotFound
        who = who_of(uuid.uuid4().hex, user.id, IN_THE_PANEL)
        look = SightingQuery(camera_id=camera_id)
        try:
            await placa.client.record_audit(audit_of(AuditAction.LOOKED, who, look))
            still = await placa.client.still(camera_id)
        except EngineError as err:
            raise web.HTTPBadGateway from err
        if still is None:
            raise web.HTTPNotFound
        return web.Response(
            body=still, content_type="image/jpeg", headers={"Cache-Control": "no-store"}
        )
