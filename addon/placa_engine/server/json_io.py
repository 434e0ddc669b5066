"""Requests in, messages out."""

import asyncio

from aiohttp import web
from pydantic import BaseModel, ValidationError

from placa_engine.server.api_error import ApiError
from placa_engine.validation_errors import describe_errors

MOST_JSON = 256 * 1024
SLOWEST_BODY = 30.0
"""Seconds that a client may take to send the body of a request."""


async def read_body(request: web.Request, most: int) -> bytes:
    """Return the body. Raises ApiError for one that is too slow, or larger than `most` bytes."""
    too_large = ApiError(413, "too_large", f"The request is larger than {most // 1024} KiB.")
    if (request.content_length or 0) > most:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise ApiError(408, "too_slow", "The request took too long to arrive.") from None
    return bytes(body)


async def parse[Model: BaseModel](request: web.Request, model: type[Model]) -> Model:
    """Return the body as a message. Raises ApiError for any other body."""
    body = await read_body(request, MOST_JSON)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise ApiError(422, "invalid", describe_errors(error)) from None


def parse_query[Model: BaseModel](request: web.Request, model: type[Model]) -> Model:
    """Return the query as a model. Raises ApiError if it does not fit."""
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        raise ApiError(422, "invalid", describe_errors(error)) from None


class Answer[Message: BaseModel](web.Response):
    """A message as JSON; a handler's return type says which one."""


def answer[Message: BaseModel](message: Message, status: int = 200) -> Answer[Message]:
    """Return a message as JSON that must not be cached."""
    return Answer(
        status=status,
        text=message.model_dump_json(),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
