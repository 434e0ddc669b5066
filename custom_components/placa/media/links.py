"""Links to pictures: they need no login, and are good for minutes, whoever made them."""

from datetime import timedelta
import time

from aiohttp import web
from homeassistant.components.http.auth import SIGN_QUERY_PARAM
from homeassistant.core import callback
import jwt

LINKS_LAST = timedelta(minutes=10)
"""How long a link to a picture or an export is good for."""


@callback
def check_link(request: web.Request) -> None:
    """Refuse a link that was signed long ago, however long its maker wanted it to last.

    Every user may have Home Assistant sign a path for years, and its media browser takes a
    day. Home Assistant itself has verified the signature.
    """
    signature = request.query.get(SIGN_QUERY_PARAM)
    if signature is None:
        return
    try:
        claims = jwt.decode(signature, options={"verify_signature": False, "verify_exp": False})
        age = time.time() - claims["iat"]
    except jwt.InvalidTokenError, KeyError, TypeError:
        raise web.HTTPForbidden from None
    if age > LINKS_LAST.total_seconds():
        raise web.HTTPForbidden
