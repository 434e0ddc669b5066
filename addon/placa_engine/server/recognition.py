"""Plates in a picture that is sent along."""

import asyncio
from collections.abc import Callable
from functools import partial
from threading import Event

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from placa_engine.cameras.config import Country
from placa_engine.imaging.decoding import PictureError, decode_picture
from placa_engine.messages import PlateRead, PlatesRead
from placa_engine.server.abandonment import in_thread, while_connected
from placa_engine.server.api_error import ApiError
from placa_engine.server.app_keys import ENGINE, READING, WAITING
from placa_engine.server.json_io import Answer, answer, parse_query, read_body
from placa_engine.vision.runtime import until
from placa_engine.vision.still_image import read_still
from placa_engine.vision.vision import Vision

MAX_PICTURE_BYTES = 20 * 1024 * 1024

RETRY_AFTER = 5
"""Seconds after which a client may ask again when too many pictures wait."""

routes = web.RouteTableDef()


class RecognitionParameters(BaseModel):
    """The country whose plates are likely, a hint as a camera's is."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    country: Country | None = None


@routes.post("/api/v1/read")
async def read_picture(request: web.Request) -> Answer[PlatesRead]:
    """Return the plates of a picture. Only one picture is read at a time, and few may wait.

    A client that goes makes room at once.
    """
    if not request.content_type.startswith("image/"):
        raise ApiError(415, "not_a_picture", "The request's content type is no picture's.")
    country = parse_query(request, RecognitionParameters).country
    if request.app[WAITING].locked():
        raise ApiError(429, "busy", "Other pictures wait to be read. Try again later.", RETRY_AFTER)
    async with request.app[WAITING]:
        data = await read_body(request, MAX_PICTURE_BYTES)
        read = partial(_read, request.app[ENGINE].vision, data, country)
        try:
            return answer(await while_connected(request, _in_turn(request.app[READING], read)))
        except PictureError as error:
            raise ApiError(422, "not_a_picture", f"The picture {error}.") from None


async def _in_turn(turn: asyncio.Lock, read: Callable[[Event], PlatesRead]) -> PlatesRead:
    async with turn:
        return await in_thread(read)


def _read(vision: Vision, data: bytes, country: str | None, abandoned: Event) -> PlatesRead:
    with until(abandoned):
        found = read_still(vision, decode_picture(data), country=country)
    return PlatesRead(
        plates=tuple(
            PlateRead.of(plate.reading, plate.detection.box, plate.detection.quad)
            for plate in found
        )
    )
