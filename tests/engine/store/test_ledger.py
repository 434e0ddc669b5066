import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
import json
from pathlib import Path
import sqlite3
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from placa_engine.identity import make_ledger_key
from placa_engine.messages import SightingMessage
from placa_engine.store.database import FILE_NAME, Database
from placa_engine.store.ledger import (
    LATEST,
    BackdatedError,
    LedgerConflictError,
    LedgerQuery,
    LedgerStore,
)
from placa_engine.store.ledger_link import BEGINNING, Content, Head, Link, canonical, following
from tests.engine.support.api import kept_bytes
from tests.engine.support.ledger import NOON, audit, decision, ledger_of, rebuilt, tampered
from tools.wire_contract import examples


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> LedgerStore:
    return ledger_of(database, tmp_path)


async def stored_links(ledger: LedgerStore) -> list[Link]:
    told = await ledger.links(0, 500, contents=False)
    return [Link(one.sequence, one.text, one.hash, one.signature) for one in told.links]


async def test_every_link_holds_the_hash_of_the_one_before_and_is_signed(
    ledger: LedgerStore, tmp_path: Path
) -> None:
    for number in range(1, 6):
        await ledger.append(decision(number))
    page = await ledger.page(LedgerQuery(limit=10))
    assert page.intact
    assert [entry.sequence for entry in page.decisions] == [5, 4, 3, 2, 1]
    key = make_ledger_key(tmp_path).public_key()
    head: Head | None = BEGINNING
    for link in await stored_links(ledger):
        assert head is not None
        head = following(link, head, key)
    assert head is not None
    assert (head.sequence, head.hash) == (5, page.decisions[0].hash)


async def test_the_same_decision_again_changes_nothing(ledger: LedgerStore) -> None:
    first = await ledger.append(decision(1))
    await ledger.append(decision(2))
    assert await ledger.append(decision(1)) == first
    assert len((await ledger.page(LedgerQuery(limit=10))).decisions) == 2


@pytest.mark.parametrize(
    "change", [{"verdict": "refused"}, {"plate": "XY99XYZ"}, {"evidence": {"age": 9.0}}]
)
async def test_another_decision_with_the_same_id_is_refused(
    ledger: LedgerStore, change: dict[str, Any]
) -> None:
    await ledger.append(decision(1))
    with pytest.raises(LedgerConflictError):
        await ledger.append(decision(1, **change))


async def test_decisions_that_come_at_once_form_one_chain(ledger: LedgerStore) -> None:
    await asyncio.gather(*(ledger.append(decision(number)) for number in range(30)))
    page = await ledger.page(LedgerQuery(limit=50))
    assert page.intact
    assert sorted(entry.sequence for entry in page.decisions) == list(range(1, 31))


async def test_one_decision_that_comes_twice_at_once_is_kept_once(ledger: LedgerStore) -> None:
    places = await asyncio.gather(*(ledger.append(decision(1)) for _ in range(5)))
    assert {place.sequence for place in places} == {1}


async def test_older_pages_begin_before_a_sequence_number(ledger: LedgerStore) -> None:
    for number in range(1, 6):
        await ledger.append(decision(number))
    page = await ledger.page(LedgerQuery(limit=2, before=4))
    assert [entry.sequence for entry in page.decisions] == [3, 2]


async def test_the_database_itself_refuses_changes(ledger: LedgerStore, tmp_path: Path) -> None:
    await ledger.append(decision(1))
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    for statement in ("update ledger set link = ''", "delete from ledger"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            connection.execute(statement)
    connection.close()


BY_HAND = (
    "update ledger set link = replace(link, 'granted', 'refused') where sequence = 2",
    'update ledger set link = replace(link, \'"id":"d2"\', \'"id":"d9"\') where sequence = 2',
    "update ledger set link = replace(link, '2026-11-22', '2025-11-22') where sequence = 2",
    "update ledger set link = '{}' where sequence = 2",
    "update ledger set link = 'no JSON' where sequence = 2",
    "update ledger set hash = (select hash from ledger where sequence = 1) where sequence = 3",
    "update ledger set signature = hash || hash where sequence = 3",
    "update ledger set sequence = 9 where sequence = 3",
    "update ledger_contents set content = replace(content, 'B12', 'C12') where sequence = 2",
    "delete from ledger where sequence = 1",
    "delete from ledger where sequence = 2",
)


@pytest.mark.parametrize("statement", BY_HAND)
@pytest.mark.parametrize("stopped", [True, False])
async def test_every_change_by_hand_shows(
    database: Database, tmp_path: Path, statement: str, *, stopped: bool
) -> None:
    ledger = ledger_of(database, tmp_path)
    for number in range(1, 4):
        await ledger.append(decision(number))
    assert (await ledger.page(LedgerQuery())).intact
    tampered(tmp_path, statement)
    if stopped:
        ledger = ledger_of(database, tmp_path)
    shown = (await ledger.page(LedgerQuery())).intact and await ledger.is_intact()
    assert not shown


@pytest.mark.parametrize(
    "statement", ["delete from ledger where sequence = 3", "delete from ledger"]
)
async def test_a_tail_that_is_cut_shows_while_the_engine_runs_even_once_it_has_grown_again(
    ledger: LedgerStore, tmp_path: Path, statement: str
) -> None:
    for number in range(1, 4):
        await ledger.append(decision(number))
    tampered(tmp_path, statement)
    for number in range(11, 15):
        await ledger.append(decision(number))
    assert not (await ledger.page(LedgerQuery())).intact


async def test_a_chain_built_anew_with_the_key_itself_shows_while_the_engine_runs(
    ledger: LedgerStore, tmp_path: Path
) -> None:
    for number in range(1, 4):
        await ledger.append(decision(number))
    rebuilt(tmp_path, lambda record: record | {"verdict": "refused"})
    assert not (await ledger.page(LedgerQuery())).intact


async def test_a_chain_built_anew_with_another_key_shows(
    database: Database, ledger: LedgerStore, tmp_path: Path
) -> None:
    for number in range(1, 4):
        await ledger.append(decision(number))
    rebuilt(tmp_path, lambda record: record, Ed25519PrivateKey.generate())
    assert not (await ledger_of(database, tmp_path).page(LedgerQuery())).intact


async def test_a_link_that_the_engine_did_not_sign_shows(
    database: Database, ledger: LedgerStore, tmp_path: Path
) -> None:
    await ledger.append(decision(1))
    rebuilt(tmp_path, lambda record: record, Ed25519PrivateKey.generate(), since=1, again=True)
    assert not (await ledger_of(database, tmp_path).page(LedgerQuery())).intact


async def test_an_older_copy_of_the_folder_shows_while_the_engine_runs(
    ledger: LedgerStore, tmp_path: Path
) -> None:
    await ledger.append(decision(1))
    with closing(sqlite3.connect(":memory:")) as copy:
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as current:
            current.backup(copy)
        await ledger.append(decision(2))
        assert (await ledger.page(LedgerQuery())).intact
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as current:
            copy.backup(current)
    assert not (await ledger.page(LedgerQuery())).intact


async def test_audits_and_decisions_form_one_chain_and_are_told_apart(ledger: LedgerStore) -> None:
    await ledger.append(decision(1))
    await ledger.append_audit(audit(1))
    await ledger.append(decision(2))
    await ledger.append_audit(audit(2, reason="The parcel is missing."))
    trail = await ledger.audits(10)
    assert trail.intact
    assert [entry.audit.model_dump() for entry in trail.audits] == [
        audit(2, reason="The parcel is missing.").model_dump(),
        audit(1).model_dump(),
    ]
    assert [entry.sequence for entry in trail.audits] == [4, 2]
    assert [entry.sequence for entry in (await ledger.audits(1, before=4)).audits] == [2]
    page = await ledger.page(LedgerQuery())
    assert [entry.sequence for entry in page.decisions] == [3, 1]


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


SEEN = SightingMessage.model_validate(examples()["SightingUpdate"]["sighting"])


@pytest.mark.parametrize("claimed", ["2019-05-01T12:00:00Z", "2030-01-01T00:00:00Z"])
@pytest.mark.parametrize("sighting", [None, SEEN])
async def test_a_decision_of_another_time_is_refused(
    database: Database, tmp_path: Path, claimed: str, sighting: SightingMessage | None
) -> None:
    ledger = ledger_of(database, tmp_path, sighting=sighting)
    with pytest.raises(BackdatedError):
        await ledger.append(decision(1, decided_at=claimed))
    assert (await ledger.page(LedgerQuery())).decisions == ()


async def test_a_decision_that_waited_for_the_engine_is_taken_if_the_sighting_was_then(
    database: Database, tmp_path: Path
) -> None:
    later = NOON + timedelta(days=2)
    ledger = ledger_of(database, tmp_path, at=later, sighting=SEEN)
    await ledger.append(decision(1))
    (entry,) = (await ledger.page(LedgerQuery())).decisions
    assert entry.at == later
    unknown = ledger_of(database, tmp_path, at=later)
    with pytest.raises(BackdatedError):
        await unknown.append(decision(2))


async def test_the_engine_puts_its_own_time_and_what_it_saw_itself_beside_a_decision(
    database: Database, tmp_path: Path
) -> None:
    ledger = ledger_of(database, tmp_path, at=NOON + LATEST, sighting=SEEN)
    await ledger.append(decision(1))
    await ledger.append(decision(2, plate="XY99XYZ"))
    second, first = (await ledger.page(LedgerQuery())).decisions
    assert first.at == second.at == NOON + LATEST
    assert first.seen is not None
    assert (first.seen.camera_id, first.seen.same_plate) == ("drive", True)
    assert second.seen is not None
    assert not second.seen.same_plate
    blind = ledger_of(database, tmp_path, at=NOON)
    await blind.append(decision(3))
    assert (await blind.page(LedgerQuery(limit=1))).decisions[0].seen is None


async def test_time_never_runs_backwards_in_the_chain(database: Database, tmp_path: Path) -> None:
    await ledger_of(database, tmp_path, at=NOON + timedelta(minutes=5)).append_audit(audit(1))
    ledger = ledger_of(database, tmp_path, at=NOON)
    await ledger.append_audit(audit(2))
    newest = (await ledger.audits(1)).audits[0]
    assert newest.at == NOON + timedelta(minutes=5)
    assert await ledger.is_intact()


async def test_an_erased_plate_is_nowhere_and_the_proof_is_as_good_as_before(
    database: Database, ledger: LedgerStore, tmp_path: Path
) -> None:
    await ledger.append(decision(1, plate="CANARY1", evidence={"sighting": {"text": "CANARY1"}}))
    await ledger.append(decision(2))
    await ledger.append_audit(audit(1, scope={"text": "ANAR"}))
    await ledger.append_audit(audit(2, scope={"plates": ["CANARY1", "AB12CDE"]}))
    await ledger.append_audit(audit(3, reason="Who drives ca-nary 1?"))
    await ledger.append_audit(audit(4, reason="A parcel is missing.", scope={"text": "XY9"}))
    before = await stored_links(ledger)
    await ledger.erase({"CANARYI"}, set())
    assert await stored_links(ledger) == before
    assert await ledger.is_intact()
    page = await ledger.page(LedgerQuery())
    assert page.intact
    assert [entry.decision.plate for entry in page.decisions] == ["AB12CDE", None]
    assert page.decisions[1].decision.evidence == {}
    assert page.decisions[1].decision.verdict == "granted"
    kept = [entry.audit.reason for entry in (await ledger.audits(10)).audits]
    assert kept == ["A parcel is missing.", None, None, None]
    await database.close()
    left = kept_bytes(tmp_path).upper()
    for part in (b"CANARY1", b"CA-NARY", b"ANAR"):
        assert part not in left


async def test_what_is_sealed_about_an_erased_sighting_goes_with_it(ledger: LedgerStore) -> None:
    await ledger.append(decision(1, sighting_id="a" * 32))
    await ledger.append(decision(2, sighting_id="b" * 32))
    await ledger.erase((), {"a" * 32})
    page = await ledger.page(LedgerQuery())
    assert [entry.decision.plate for entry in page.decisions] == ["AB12CDE", None]


async def test_the_same_record_again_is_known_even_once_its_content_is_erased(
    ledger: LedgerStore,
) -> None:
    first = await ledger.append(decision(1))
    await ledger.erase({"AB12CDE"}, set())
    assert await ledger.append(decision(1)) == first
    assert (await ledger.page(LedgerQuery())).decisions[0].decision.plate is None


async def test_sealed_content_is_forgotten_in_time(database: Database, tmp_path: Path) -> None:
    for number, days in enumerate((0, 10, 40)):
        at = NOON + timedelta(days=days)
        await ledger_of(database, tmp_path, at=at).append_audit(audit(number))
    ledger = ledger_of(database, tmp_path)
    await ledger.forget_before(NOON + timedelta(days=10))
    reasons = [entry.audit.reason for entry in (await ledger.audits(10)).audits]
    assert [reason is None for reason in reasons] == [False, False, True]
    await ledger.forget_before(NOON + timedelta(days=100))
    reasons = [entry.audit.reason for entry in (await ledger.audits(10)).audits]
    assert reasons == [None] * 3
    assert await ledger.is_intact()


async def test_the_same_content_never_has_the_same_seal(ledger: LedgerStore) -> None:
    """Else whoever has the chain could try plates until one fits."""
    await ledger.append_audit(audit(1))
    await ledger.append_audit(audit(2))
    seals = {json.loads(link.text)["seal"] for link in await stored_links(ledger)}
    assert len(seals) == 2


async def test_a_page_checks_only_what_has_come_since_the_last_one(
    database: Database, ledger: LedgerStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[int] = []

    def noted(link: Link, before: Head, key: Any) -> Head | None:
        checked.append(link.sequence)
        return following(link, before, key)

    monkeypatch.setattr("placa_engine.store.ledger.following", noted)
    for number in range(1, 6):
        await ledger.append(decision(number))
    await ledger.page(LedgerQuery())
    assert checked == []
    restarted = ledger_of(database, tmp_path)
    await restarted.page(LedgerQuery())
    await restarted.append(decision(6))
    await restarted.page(LedgerQuery())
    assert checked == [1, 2, 3, 4, 5]
    await restarted.is_intact()
    assert checked == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6]


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
    text = canonical(evidence)
    assert text == canonical(turned)
    assert json.loads(text) == evidence
    assert Content("00" * 32, text).seal == Content("00" * 32, canonical(turned)).seal
