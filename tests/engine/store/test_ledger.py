import asyncio
from collections.abc import AsyncIterator
import json
from pathlib import Path
import sqlite3
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from placa_engine.messages import AuditRecord, DecisionRecord
from placa_engine.store.database import FILE_NAME, Database
from placa_engine.store.ledger import (
    BEGINNING,
    LedgerConflictError,
    LedgerQuery,
    LedgerStore,
    canonical,
    link_hash,
)
from tools.wire_contract import examples

EXAMPLE = examples()["DecisionRecord"]


def decision(number: int = 1, **changes: Any) -> DecisionRecord:
    return DecisionRecord.model_validate({**EXAMPLE, "decision_id": f"d{number}", **changes})


def audit(number: int = 1, **changes: Any) -> AuditRecord:
    example = examples()["AuditRecord"]
    return AuditRecord.model_validate({**example, "audit_id": f"a{number}", **changes})


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def ledger(database: Database) -> LedgerStore:
    return LedgerStore(database)


async def tampered(database: Database, folder: Path, statement: str) -> bool:
    """Change the file as somebody with a database tool would; return whether it shows."""
    connection = sqlite3.connect(folder / FILE_NAME)
    for (name,) in connection.execute(
        "select name from sqlite_master where type = 'trigger'"
    ).fetchall():
        connection.execute(f"drop trigger {name}")
    connection.execute(statement)
    connection.commit()
    connection.close()
    return not (await LedgerStore(database).page(LedgerQuery(limit=10))).intact


async def test_every_link_holds_the_hash_of_the_one_before(ledger: LedgerStore) -> None:
    for number in range(1, 6):
        await ledger.append(decision(number))
    page = await ledger.page(LedgerQuery(limit=10))
    assert page.intact
    assert [entry.sequence for entry in page.decisions] == [5, 4, 3, 2, 1]
    oldest_first = page.decisions[::-1]
    previous = BEGINNING
    for entry in oldest_first:
        assert entry.previous == previous
        assert entry.hash == link_hash(previous, canonical(entry.decision))
        previous = entry.hash


async def test_the_same_decision_again_changes_nothing(ledger: LedgerStore) -> None:
    first = await ledger.append(decision(1))
    await ledger.append(decision(2))
    assert await ledger.append(decision(1)) == first
    assert len((await ledger.page(LedgerQuery(limit=10))).decisions) == 2


async def test_another_decision_with_the_same_id_is_refused(ledger: LedgerStore) -> None:
    await ledger.append(decision(1))
    with pytest.raises(LedgerConflictError):
        await ledger.append(decision(1, verdict="refused"))


async def test_decisions_that_come_at_once_form_one_chain(ledger: LedgerStore) -> None:
    await asyncio.gather(*(ledger.append(decision(number)) for number in range(30)))
    page = await ledger.page(LedgerQuery(limit=50))
    assert page.intact
    assert sorted(entry.sequence for entry in page.decisions) == list(range(1, 31))


async def test_older_pages_begin_before_a_sequence_number(ledger: LedgerStore) -> None:
    for number in range(1, 6):
        await ledger.append(decision(number))
    page = await ledger.page(LedgerQuery(limit=2, before=4))
    assert [entry.sequence for entry in page.decisions] == [3, 2]


async def test_the_database_itself_refuses_changes(database: Database, tmp_path: Path) -> None:
    await LedgerStore(database).append(decision(1))
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    for statement in ("update decisions set body = ''", "delete from decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        """update decisions set body = replace(body, 'granted', 'refused') where sequence = 2""",
        "update decisions set decision_id = 'other' where sequence = 2",
        "update decisions set previous = hash where sequence = 2",
        "update decisions set hash = previous where sequence = 3",
        "update decisions set sequence = 9 where sequence = 3",
        "update decisions set kind = 'audit' where sequence = 2",
        "delete from decisions where sequence = 1",
        "delete from decisions where sequence = 2",
    ],
)
async def test_every_change_by_hand_shows(
    database: Database, tmp_path: Path, statement: str
) -> None:
    ledger = LedgerStore(database)
    for number in range(1, 4):
        await ledger.append(decision(number))
    assert await tampered(database, tmp_path, statement)


async def test_audits_and_decisions_form_one_chain_and_are_told_apart(
    database: Database, tmp_path: Path
) -> None:
    ledger = LedgerStore(database)
    await ledger.append(decision(1))
    await ledger.append_audit(audit(1))
    await ledger.append(decision(2))
    await ledger.append_audit(audit(2, reason="The parcel is missing."))
    trail = await ledger.audits(10)
    assert trail.intact
    assert [entry.audit for entry in trail.audits] == [
        audit(2, reason="The parcel is missing."),
        audit(1),
    ]
    assert [entry.sequence for entry in trail.audits] == [4, 2]
    assert [entry.sequence for entry in (await ledger.audits(1, before=4)).audits] == [2]
    page = await ledger.page(LedgerQuery())
    assert [entry.sequence for entry in page.decisions] == [3, 1]
    assert await tampered(
        database, tmp_path, "update decisions set body = replace(body, 'parcel', 'cat')"
    )


async def test_an_audit_cannot_take_the_id_of_a_decision(ledger: LedgerStore) -> None:
    await ledger.append(decision(1))
    with pytest.raises(LedgerConflictError):
        await ledger.append_audit(audit(1, audit_id="d1"))


async def test_decisions_are_found_by_door_by_sighting_and_by_id(ledger: LedgerStore) -> None:
    await ledger.append(decision(1, sighting_id="a" * 32))
    await ledger.append(decision(2, sighting_id="b" * 32))
    await ledger.append(decision(3, sighting_id="b" * 32, door="gate"))

    async def found(query: LedgerQuery) -> list[str]:
        return [entry.decision.decision_id for entry in (await ledger.page(query)).decisions]

    assert await found(LedgerQuery(sightings=("b" * 32,))) == ["d3", "d2"]
    assert await found(LedgerQuery(door="garage")) == ["d2", "d1"]
    assert await found(LedgerQuery(door="garage", sightings=("b" * 32,))) == ["d2"]
    assert await found(LedgerQuery(door="none")) == []
    assert await found(LedgerQuery(decision_id="d2")) == ["d2"]
    assert await found(LedgerQuery(decision_id="d2", door="gate")) == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(), JSON_VALUES, max_size=4))
def test_the_canonical_text_does_not_depend_on_the_order_and_loses_nothing(
    evidence: dict[str, Any],
) -> None:
    turned = dict(reversed(evidence.items()))
    text = canonical(decision(evidence=evidence))
    assert text == canonical(decision(evidence=turned))
    assert DecisionRecord.model_validate_json(text) == decision(evidence=evidence)
    assert json.loads(text)["evidence"] == evidence
