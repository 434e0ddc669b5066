"""Searches find by their keys exactly what fits, in the order of ids, and count exactly that."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import random
from zoneinfo import ZoneInfo

import pytest

from placa_engine.messages import DecisionRecord, SightingMessage, Verdict
from placa_engine.store import sighting_search
from placa_engine.store.database import Database
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sightings import SightingStore
from placa_engine.tracking.sighting import Direction
from tests.engine.support.ledger import ledger_of
from tests.engine.support.stored_sightings import NOON, sighting
from tools.wire_contract import examples

CHANCE = random.Random(5)  # noqa: S311  # made-up plates are no secret
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns")]
DOORS = ("garage", "gate")
ALL = [
    sighting(
        number,
        text="".join(CHANCE.choice("AB80O1I") for _ in range(CHANCE.randint(1, 7))),
        camera_id=CHANCE.choice(["gate", "drive"]),
        direction=CHANCE.choice([*Direction]),
        has_picture=CHANCE.random() < 0.5,
        first_seen=NOON - timedelta(hours=number * 7, seconds=CHANCE.uniform(-20_000, 0)),
    )
    for number in range(400)
]
LEFT = [one for number, one in enumerate(ALL) if number % 7]
DECIDED = {one.sighting_id: (CHANCE.choice(DOORS), CHANCE.choice([*Verdict])) for one in LEFT[::3]}


@pytest.fixture(params=[3, 3000])
async def store(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SightingStore]:
    monkeypatch.setattr(sighting_search, "RARE", request.param)
    database = await Database.open(tmp_path)
    filled = SightingStore(database)
    other = {"text": "WRONG", "camera_id": "yard", "first_seen": NOON - timedelta(days=500)}
    await filled.save(one.model_copy(update=other) for one in ALL[:50])
    await filled.save(ALL)
    await filled.forget_pictures([one.sighting_id for one in ALL[::5]])
    await filled.delete([one.sighting_id for one in ALL[::7]])
    ledger = ledger_of(database, tmp_path)
    for sighting_id, (door, verdict) in DECIDED.items():
        decision = {"sighting_id": sighting_id, "door": door, "verdict": verdict}
        record = examples()["DecisionRecord"] | decision | {"decision_id": sighting_id}
        await ledger.append(DecisionRecord.model_validate(record))
    yield filled
    await database.close()


def some[Thing](share: float, thing: Thing) -> Thing | None:
    return thing if CHANCE.random() < share else None


def asked() -> SightingQuery:
    text = CHANCE.choice(ALL).text
    since = NOON - timedelta(hours=CHANCE.choice([CHANCE.randrange(2800), CHANCE.uniform(0, 2800)]))
    plates = tuple(CHANCE.choice(ALL).text for _ in range(3))
    return SightingQuery(
        camera_id=some(0.3, "gate"),
        text=some(0.5, text[CHANCE.randrange(3) :][: CHANCE.randint(1, 6)]) or None,
        alike=CHANCE.random() < 0.5,
        plates=some(0.2, plates) or (),
        other_than=some(0.2, plates[:2]) or (),
        direction=some(0.2, CHANCE.choice([*Direction])),
        since=some(0.4, since),
        until=some(0.4, since + timedelta(hours=CHANCE.choice([0.1, 1, 30, 500]))),
        hours=some(0.2, (8, 9, 20)) or (),
        weekdays=some(0.2, (0, 5, 6)) or (),
        zone=CHANCE.choice(ZONES),
        door=some(0.1, "gate"),
        verdict=some(0.1, CHANCE.choice([*Verdict])),
        before=some(0.2, CHANCE.choice(ALL).sighting_id),
        limit=CHANCE.choice([1, 10, 200]),
    )


def fitting(query: SightingQuery) -> list[SightingMessage]:
    of_sighting = replace(query, door=None, verdict=None)
    found = [one for one in LEFT if of_sighting.fits(one)]
    for index, wanted in enumerate((query.door, query.verdict)):
        if wanted is not None:
            found = [
                one for one in found if DECIDED.get(one.sighting_id, (None,) * 2)[index] == wanted
            ]
    return sorted(found, key=lambda one: one.sighting_id, reverse=True)


async def test_a_search_finds_what_fits_and_nothing_else(store: SightingStore) -> None:
    for _ in range(60):
        query = asked()
        expected = [one.sighting_id for one in fitting(query)]
        page = await store.page(query)
        assert [one.sighting_id for one in page.sightings] == expected[: query.limit], query
        assert (page.next is not None) is (len(expected) > query.limit)
        assert sorted(await store.ids(query), reverse=True) == expected


async def test_counts_are_those_of_what_fits(store: SightingStore) -> None:
    with_picture = {one.sighting_id for one in ALL if one.has_picture} - {
        one.sighting_id for one in ALL[::5]
    }
    for _ in range(60):
        query = asked()
        found = fitting(query)
        counts = await store.counts(query)
        shown = [one.first_seen.astimezone(query.zone) for one in found]
        hours = Counter((at.weekday(), at.hour) for at in shown)
        assert counts.count == len(found), query
        assert counts.pictures == len(with_picture & {one.sighting_id for one in found})
        assert counts.first_seen == min(shown, default=None)
        assert counts.last_seen == max(shown, default=None)
        assert {one.day: one.count for one in counts.days} == Counter(at.date() for at in shown)
        assert counts.hours == tuple(tuple(hours[day, at] for at in range(24)) for day in range(7))
