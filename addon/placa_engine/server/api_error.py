"""Errors in the form that the API answers them."""

from aiohttp import web

from placa_engine.messages import ErrorMessage


class ApiError(Exception):
    """A request that is not done: an HTTP status, a code for programs, a sentence for people.

    `retry_after` are the seconds after which it may be tried again, if that is known.
    """

    def __init__(
        self, status: int, code: str, sentence: str, retry_after: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
        self.status = status
        self.code = code

    @property
    def response(self) -> web.Response:
        """The answer that says so."""
        message = ErrorMessage(error=self.code, message=str(self))
        response = web.Response(
            status=self.status, text=message.model_dump_json(), content_type="application/json"
        )
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(self.retry_after)
        return response


def not_found(what: str) -> ApiError:
    """Return the error for something that is not there."""
    return ApiError(404, "not_found", f"There is no such {what}.")
