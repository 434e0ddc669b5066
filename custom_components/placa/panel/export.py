"""Files of sightings for those who may have them; each is fetched once, and soon."""

from collections.abc import Iterator, Mapping
import csv
from dataclasses import dataclass
import io
import json
import secrets
import time
from typing import Any
import zipfile

from aiohttp import web
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..client.client import EngineError
from ..client.sighting_query import SightingQuery
from ..const import DOMAIN
from ..coordinator import PlacaData
from ..media.view import loaded_data
from .command import invalid
from .describe import Json, decisions_about

FORMATS = ("csv", "json", "zip")
_MOST = 10_000
_MOST_WITH_PICTURES = 2_000
_PAGE = 200
_GOOD_FOR = 120.0
_COLUMNS = (
    "sighting_id", "first_seen", "last_seen", "camera", "plate", "read_as", "vehicle",
    "direction", "zones", "confidence", "decisions",
)  # fmt: skip
_TYPES = {"csv": "text/csv", "json": "application/json", "zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class Export:
    """What a user asked for; `pictures` says whether they may have these."""

    user_id: str
    search: SightingQuery
    format: str
    pictures: bool

    def check(self, count: int) -> None:
        """Refuse what is too much for one file. Raises ServiceValidationError."""
        most = _MOST_WITH_PICTURES if self.format == "zip" else _MOST
        if count > most:
            raise invalid("export_too_large")


class Exports:
    """The exports that were asked for and not fetched yet, by a secret each."""

    def __init__(self) -> None:
        self._offered: dict[str, tuple[Export, float]] = {}

    @callback
    def offer(self, entry_id: str, export: Export) -> str:
        """Return the path where an export can be fetched."""
        self._forget_old()
        secret = secrets.token_hex(16)
        self._offered[secret] = (export, time.monotonic())
        return f"/api/placa/{entry_id}/exports/{secret}"

    @callback
    def take(self, secret: str, user_id: str) -> Export | None:
        """Return an export that this user asked for, and never again."""
        self._forget_old()
        export, _ = self._offered.get(secret, (None, 0.0))
        if export is None or export.user_id != user_id:
            return None
        del self._offered[secret]
        return export

    def _forget_old(self) -> None:
        now = time.monotonic()
        for secret, (_, at) in list(self._offered.items()):
            if now - at > _GOOD_FOR:
                del self._offered[secret]


EXPORTS: HassKey[Exports] = HassKey(f"{DOMAIN}_exports")


class ExportView(HomeAssistantView):
    """Hands an export over."""

    url = "/api/placa/{entry_id}/exports/{secret:[0-9a-f]{32}}"
    name = "api:placa:export"

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass

    async def get(self, request: web.Request, entry_id: str, secret: str) -> web.Response:
        """Collect what was asked for, and hand it over."""
        export = self._hass.data[EXPORTS].take(secret, request[KEY_HASS_USER].id)
        placa = loaded_data(self._hass, entry_id)
        if export is None or placa is None:
            raise web.HTTPNotFound
        try:
            body = await self._file(placa, export)
        except EngineError as err:
            raise web.HTTPBadGateway from err
        name = f"placa-{dt_util.now():%Y-%m-%d}.{export.format}"
        return web.Response(
            body=body,
            content_type=_TYPES[export.format],
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": f'attachment; filename="{name}"',
            },
        )

    async def _file(self, placa: PlacaData, export: Export) -> bytes:
        found = [one async for one in _found(placa, export.search)]
        if export.format == "csv":
            return _table(placa, found).encode("utf-8-sig")
        told = json.dumps(found, indent=2, ensure_ascii=False).encode()
        if export.format == "json":
            return told
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
            file.writestr("sightings.json", told)
            file.writestr("sightings.csv", _table(placa, found).encode("utf-8-sig"))
            for one in found if export.pictures else ():
                for name in ("crop", "frame"):
                    picture = await placa.client.picture(one["sighting_id"], name)
                    if picture is not None:
                        file.writestr(f"pictures/{one['sighting_id']}.{name}.jpg", picture)
        return packed.getvalue()


async def _found(placa: PlacaData, search: SightingQuery) -> Any:
    """Yield every SightingMessage that fits, with the decisions about it. Raises EngineError."""
    before = None
    while True:
        page = await placa.client.export(search, _PAGE, before)
        ids = [one["sighting_id"] for one in page.sightings]
        decisions = await decisions_about(placa, ids)
        for one in page.sightings:
            yield {**one, "decisions": decisions.get(one["sighting_id"], [])}
        before = page.next
        if before is None:
            return


def _table(placa: PlacaData, found: list[Json]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for one in found:
        writer.writerow([_harmless(cell) for cell in _cells(placa, one)])
    return text.getvalue()


def _cells(placa: PlacaData, one: Mapping[str, Any]) -> Iterator[str]:
    household = placa.household
    match = household.match(one["text"])
    camera = placa.coordinator.data.cameras.get(one["camera_id"])
    doors = {door.door_id: door.name for door in household.doors}
    yield one["sighting_id"]
    yield one["first_seen"]
    yield one["last_seen"]
    yield camera.name if camera else one["camera_id"]
    yield one["text"]
    yield one.get("read_as") or ""
    yield match.vehicle.name if match else ""
    yield one["direction"]
    yield "; ".join(one["zones"])
    yield f"{one['confidence']:.3f}"
    yield "; ".join(
        f"{doors.get(decision['door'], decision['door'])}: {decision['verdict']}"
        for decision in one["decisions"]
    )


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
