"""Looks at sightings and pictures: each is in the ledger before anything is shown.

Whoever shows them to people, as the integration does, records who looks at what and why first.
What no such record of the last half hour is about the engine records by itself, under the name
of the token. So nobody who has a token reads without a trace.
"""

import secrets

from aiohttp import web

from placa_engine.messages import AuditAction, AuditRecord, AuditScope
from placa_engine.server.app_keys import ENGINE, LOOKS, SCOPE
from placa_engine.server.record import recorded


async def look_at_page(
    request: web.Request, action: AuditAction, scope: AuditScope, sighting_ids: set[str]
) -> None:
    """Have it on record that these sightings are found and shown. Raises ApiError."""
    looks, token = request.app[LOOKS], request[SCOPE]
    if not looks.is_on_record(token, scope):
        await record_look(request, action, scope, len(sighting_ids))
    looks.show(token, sighting_ids)


async def look_at_one(request: web.Request, sighting_id: str) -> None:
    """Have it on record that a sighting or its picture is shown. Raises ApiError."""
    if not request.app[LOOKS].was_shown(request[SCOPE], sighting_id):
        await record_look(request, AuditAction.LOOKED, AuditScope(sighting_id=sighting_id))


async def look_at_camera(request: web.Request, camera_id: str) -> None:
    """Have it on record that what a camera sees now is shown. Raises ApiError."""
    scope = AuditScope(camera_id=camera_id)
    if not request.app[LOOKS].is_on_record(request[SCOPE], scope):
        await record_look(request, AuditAction.LOOKED, scope)


async def record_stream(request: web.Request) -> None:
    """Have it on record that all that goes on is followed from now on. Raises ApiError."""
    await _record(request, AuditAction.LOOKED, AuditScope(), None)


async def record_look(
    request: web.Request, action: AuditAction, scope: AuditScope, count: int | None = None
) -> None:
    """Record a look under the name of the token; the same one for a while. Raises ApiError."""
    await _record(request, action, scope, count)
    request.app[LOOKS].record(request[SCOPE], scope)


async def _record(
    request: web.Request, action: AuditAction, scope: AuditScope, count: int | None
) -> None:
    record = AuditRecord(
        audit_id=secrets.token_hex(16),
        action=action,
        actor=None,
        reason=f"{request[SCOPE]}_token",
        scope=scope,
        count=count,
    )
    await recorded(request, request.app[ENGINE].ledger.append_audit(record))
