"""Purges plates from Home Assistant's recorder by its own services, and finds those that stay."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
import sqlite3

from homeassistant.components.recorder.const import DOMAIN as RECORDER
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import (
    EventData,
    StateAttributes,
    States,
    StatesMeta,
)
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance, session_scope
from sqlalchemy import select

from .const import DOMAIN
from .event import DENIED_VEHICLE, KNOWN_VEHICLE, UNKNOWN_VEHICLE

_LAST_PLATE = "_last_plate"
_NO_PLATES = frozenset(
    {KNOWN_VEHICLE, UNKNOWN_VEHICLE, DENIED_VEHICLE, STATE_UNKNOWN, STATE_UNAVAILABLE, ""}
)
_FOR_EVER = 36_500
"""Days that a purge keeps which is there to tidy the files only."""

_BATCHES = 100
_PATIENCE = 120.0
"""Seconds to wait until the recorder has done what it was asked for."""


async def purge_recorder(
    hass: HomeAssistant, entry_id: str, plates: Sequence[str]
) -> tuple[tuple[str, ...], list[str]]:
    """Empty the history of the sensors that told plates; return these, and what is left.

    What an entity of somebody else, an event or an attribute has of the plates stays: the
    recorder can purge whole entities only, and no events.
    """
    instance = get_instance(hass)
    sensors = _plate_sensors(hass, entry_id)
    try:
        async with asyncio.timeout(_PATIENCE):
            await instance.async_block_till_done()
            emptied = await instance.async_add_executor_job(_with_plates, hass, sensors)
            for _ in range(_BATCHES if emptied else 0):
                await hass.services.async_call(
                    RECORDER, "purge_entities", {"entity_id": list(emptied)}, blocking=True
                )
                await instance.async_block_till_done()
                if not await instance.async_add_executor_job(_with_plates, hass, emptied):
                    break
            if emptied:
                tidy = {"keep_days": _FOR_EVER, "repack": _leaves_bytes(instance)}
                await hass.services.async_call(RECORDER, "purge", tidy, blocking=True)
                await instance.async_block_till_done()
    except TimeoutError:
        return (), ["recorder: busy"]
    left = await instance.async_add_executor_job(_left, hass, emptied, plates)
    if emptied and str(instance.dialect_name) != "sqlite":
        left.append("recorder: free_space")
    return emptied, left


@callback
def _plate_sensors(hass: HomeAssistant, entry_id: str) -> tuple[str, ...]:
    """List the sensors that tell plates, those that were removed among them."""
    registry = er.async_get(hass)
    known = [
        (one.entity_id, one.config_entry_id, one.domain, one.platform, one.unique_id)
        for them in (registry.entities.values(), registry.deleted_entities.values())
        for one in them
    ]
    own = (entry_id, Platform.SENSOR, DOMAIN)
    return tuple(
        sorted(
            entity_id
            for entity_id, *whose, unique_id in known
            if tuple(whose) == own and unique_id.endswith(_LAST_PLATE)
        )
    )


def _leaves_bytes(instance: Recorder) -> bool:
    """Whether the database leaves what it deletes in its file until it is packed anew."""
    if str(instance.dialect_name) != "sqlite":
        return True
    with closing(sqlite3.connect(":memory:")) as like_the_recorders:
        (overwrites,) = like_the_recorders.execute("PRAGMA secure_delete").fetchone()
    return not overwrites


def _with_plates(hass: HomeAssistant, sensors: Sequence[str]) -> tuple[str, ...]:
    """Return the sensors in whose history a plate stands; blocks."""
    told = (
        select(StatesMeta.entity_id)
        .join(States, States.metadata_id == StatesMeta.metadata_id)
        .where(StatesMeta.entity_id.in_(sensors), States.state.not_in(_NO_PLATES))
        .distinct()
    )
    with session_scope(hass=hass, read_only=True) as session:
        return tuple(sorted(row[0] for row in session.execute(told)))


def _left(hass: HomeAssistant, emptied: Sequence[str], plates: Sequence[str]) -> list[str]:
    """Find where in the database one of the plates stands; blocks."""
    left: set[str] = set()
    with session_scope(hass=hass, read_only=True) as session:
        of_entities = select(StatesMeta.entity_id).join(
            States, States.metadata_id == StatesMeta.metadata_id
        )
        with_attributes = of_entities.join(
            StateAttributes, StateAttributes.attributes_id == States.attributes_id
        )
        for plate in plates:
            for found in (
                of_entities.where(States.state.contains(plate)),
                with_attributes.where(StateAttributes.shared_attrs.contains(plate)),
            ):
                for (entity_id,) in session.execute(found.distinct()):
                    if entity_id not in emptied:
                        left.add(f"recorder: {entity_id}")
            events = select(EventData.data_id).where(EventData.shared_data.contains(plate))
            if session.execute(events.limit(1)).first():
                left.add("recorder: events")
    return sorted(left)
