"""What somebody does to the engine's ledger shows in Home Assistant, which has seen it before."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from homeassistant.core import Event, HomeAssistant, ServiceCall, callback
from homeassistant.helpers.issue_registry import EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED
from homeassistant.util import dt as dt_util
import pytest
from support.engine import FakeEngine, sighting
from support.home import Heard
from support.identities import new_identity
from support.plugin import MockConfigEntry, async_fire_time_changed
from support.repairing import Issues, Repairs, issue

from custom_components.placa.background.ledger_watch import compare_ledger
from custom_components.placa.client.ledger_proof import Checkpoint
from custom_components.placa.const import CONF_PAIRING_KEY

type Json = dict[str, Any]


async def filled(hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry) -> None:
    """Have five records in the ledger, all of which Home Assistant has seen."""
    for number in range(1, 6):
        engine.ledger.append("audit", f"a{number}", {"action": "looked", "count": number})
    await compare_ledger(hass, entry)
    assert entry.runtime_data.stores.ledger.value.checked == head_of(engine)


def head_of(engine: FakeEngine) -> Checkpoint:
    newest = engine.ledger.links[-1]
    return Checkpoint(newest["sequence"], newest["hash"])


def told_of_issues(hass: HomeAssistant) -> asyncio.Event:
    """Return what is set once an issue is raised."""
    reported = asyncio.Event()

    @callback
    def note(_event: Event[Any]) -> None:
        reported.set()

    hass.bus.async_listen(EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, note)
    return reported


def cut_the_tail(engine: FakeEngine) -> None:
    del engine.ledger.links[-1]


def cut_the_tail_and_go_on(engine: FakeEngine) -> None:
    del engine.ledger.links[-2:]
    for number in range(11, 20):
        engine.ledger.append("audit", f"a{number}", {"action": "looked"})


def delete_all(engine: FakeEngine) -> None:
    engine.ledger.links = []


def delete_all_and_go_on(engine: FakeEngine) -> None:
    engine.ledger.links = []
    for number in range(11, 20):
        engine.ledger.append("audit", f"a{number}", {"action": "looked"})


def rebuild_with_another_record(engine: FakeEngine) -> None:
    engine.ledger.rebuild(lambda said: [one | {"record": {}} for one in said])


def insert_in_the_past_and_rebuild(engine: FakeEngine) -> None:
    engine.ledger.rebuild(lambda said: [said[0] | {"id": "forged"}, *said])


def backdate_and_rebuild(engine: FakeEngine) -> None:
    old = "2019-05-01T00:00:00+00:00"
    engine.ledger.rebuild(lambda said: [said[0] | {"at": old}, *said[1:]])


def leave_one_out_and_rebuild(engine: FakeEngine) -> None:
    engine.ledger.rebuild(lambda said: [*said[:2], *said[3:]])


def put_an_older_copy_back(engine: FakeEngine) -> None:
    del engine.ledger.links[3:]
    engine.ledger.append("audit", "other", {})
    engine.ledger.append("audit", "another", {})
    engine.ledger.append("audit", "more", {})


def append_a_forgery(engine: FakeEngine) -> None:
    """Whoever has the database but not the key."""
    key, engine.ledger.key = engine.ledger.key, Ed25519PrivateKey.generate()
    engine.ledger.append("decision", "forged", {"verdict": "granted"})
    engine.ledger.key = key


def append_a_link_to_nothing(engine: FakeEngine) -> None:
    links, engine.ledger.links = engine.ledger.links, engine.ledger.links[:3]
    engine.ledger.append("decision", "forged", {"verdict": "granted"})
    forged = engine.ledger.links[-1] | {"sequence": len(links) + 1}
    engine.ledger.links = [*links, forged]


def change_what_a_new_link_says(engine: FakeEngine) -> None:
    engine.ledger.append("decision", "d1", {"verdict": "refused"})
    link = engine.ledger.links[-1]
    link["text"] = link["text"].replace("refused", "granted")


def change_what_a_new_link_says_and_its_hash(engine: FakeEngine) -> None:
    change_what_a_new_link_says(engine)
    link = engine.ledger.links[-1]
    link["hash"] = sha256(link["text"].encode()).hexdigest()


def say_that_a_new_link_is_of_another_time(engine: FakeEngine) -> None:
    engine.ledger.append("audit", "late", {}, dt_util.utc_from_timestamp(0))


def replace_the_key(engine: FakeEngine) -> None:
    engine.ledger.key = Ed25519PrivateKey.generate()


TAMPERINGS = (
    (cut_the_tail, "shorter"),
    (cut_the_tail_and_go_on, "changed"),
    (delete_all, "shorter"),
    (delete_all_and_go_on, "changed"),
    (rebuild_with_another_record, "changed"),
    (insert_in_the_past_and_rebuild, "changed"),
    (backdate_and_rebuild, "changed"),
    (leave_one_out_and_rebuild, "shorter"),
    (put_an_older_copy_back, "changed"),
    (append_a_forgery, "broken"),
    (append_a_link_to_nothing, "broken"),
    (change_what_a_new_link_says, "broken"),
    (change_what_a_new_link_says_and_its_hash, "broken"),
    (say_that_a_new_link_is_of_another_time, "broken"),
    (replace_the_key, "other_key"),
)


@pytest.mark.parametrize(("tamper", "problem"), TAMPERINGS)
async def test_whatever_is_done_to_the_ledger_is_reported(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    issue_registry: Issues,
    tamper: Callable[[FakeEngine], None],
    problem: str,
) -> None:
    await filled(hass, engine, loaded)
    seen = loaded.runtime_data.stores.ledger.value.checked
    issue_id = f"ledger_{loaded.entry_id}"
    assert issue(issue_registry, issue_id) is None
    tamper(engine)
    await compare_ledger(hass, loaded)
    found = issue(issue_registry, issue_id)
    assert found is not None
    assert found.translation_key == f"ledger_{problem}"
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["checkpoint"] == str(seen)
    assert loaded.runtime_data.stores.ledger.value.checked == seen


async def test_a_ledger_that_only_grew_is_left_alone_and_only_what_is_new_is_asked_for(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await filled(hass, engine, loaded)
    engine.ledger.append("audit", "a6", {"action": "looked"})
    engine.ledger_asked.clear()
    await compare_ledger(hass, loaded)
    assert engine.ledger_asked == [4, 6]
    assert issue(issue_registry, f"ledger_{loaded.entry_id}") is None
    assert loaded.runtime_data.stores.ledger.value.checked == head_of(engine)


async def test_a_record_that_the_engine_took_and_lost_before_the_next_look_is_missed(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await filled(hass, engine, loaded)
    await loaded.runtime_data.client.record_audit(
        {
            "audit_id": "look",
            "action": "looked",
            "actor": None,
            "reason": "panel",
            "scope": {},
        }
    )
    assert loaded.runtime_data.stores.ledger.value.told == head_of(engine)
    cut_the_tail(engine)
    await compare_ledger(hass, loaded)
    found = issue(issue_registry, f"ledger_{loaded.entry_id}")
    assert found is not None
    assert found.translation_key == "ledger_shorter"


async def test_the_ledger_is_compared_at_each_connection(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await filled(hass, engine, loaded)
    cut_the_tail(engine)
    reported = told_of_issues(hass)
    await engine.drop()
    async with asyncio.timeout(10):
        await reported.wait()
    assert issue(issue_registry, f"ledger_{loaded.entry_id}") is not None


async def test_the_ledger_is_compared_every_day(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await filled(hass, engine, loaded)
    cut_the_tail(engine)
    reported = told_of_issues(hass)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(days=1, minutes=1))
    async with asyncio.timeout(10):
        await reported.wait()
    assert issue(issue_registry, f"ledger_{loaded.entry_id}") is not None


async def test_what_was_seen_outlives_a_restart_of_home_assistant(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await filled(hass, engine, loaded)
    await hass.config_entries.async_unload(loaded.entry_id)
    rebuild_with_another_record(engine)
    await hass.config_entries.async_setup(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=False)
    await compare_ledger(hass, loaded)
    found = issue(issue_registry, f"ledger_{loaded.entry_id}")
    assert found is not None
    assert found.translation_key == "ledger_changed"


async def test_the_owner_takes_the_ledger_as_it_is_after_a_backup_was_restored(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    issue_registry: Issues,
    repairs: Repairs,
) -> None:
    await filled(hass, engine, loaded)
    issue_id = f"ledger_{loaded.entry_id}"
    links = list(engine.ledger.links)
    cut_the_tail(engine)
    await compare_ledger(hass, loaded)
    await repairs.start(issue_id)
    assert (await repairs.choose("look_again"))["reason"] == "still_there"
    await repairs.start(issue_id)
    assert (await repairs.choose("accept"))["type"] == "create_entry"
    assert issue(issue_registry, issue_id) is None
    assert loaded.runtime_data.stores.ledger.value.checked == head_of(engine)
    engine.ledger.links = links
    await compare_ledger(hass, loaded)
    assert issue(issue_registry, issue_id) is None


@pytest.mark.parametrize("option", ["look_again", "accept"])
async def test_nothing_is_compared_while_the_engine_is_away(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    issue_registry: Issues,
    repairs: Repairs,
    option: str,
) -> None:
    await filled(hass, engine, loaded)
    issue_id = f"ledger_{loaded.entry_id}"
    cut_the_tail(engine)
    await compare_ledger(hass, loaded)
    await engine.stop()
    await repairs.start(issue_id)
    assert (await repairs.choose(option))["reason"] == "engine_away"
    await hass.config_entries.async_unload(loaded.entry_id)
    await repairs.start(issue_id)
    assert (await repairs.choose(option))["reason"] == "engine_away"
    assert issue(issue_registry, issue_id) is not None


async def test_a_ledger_that_is_right_again_takes_the_issue_back(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await filled(hass, engine, loaded)
    links = list(engine.ledger.links)
    delete_all(engine)
    await compare_ledger(hass, loaded)
    assert issue(issue_registry, f"ledger_{loaded.entry_id}") is not None
    engine.ledger.links = links
    await compare_ledger(hass, loaded)
    assert issue(issue_registry, f"ledger_{loaded.entry_id}") is None


async def test_the_ledger_of_another_engine_is_another_one(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await filled(hass, engine, loaded)
    await hass.config_entries.async_unload(loaded.entry_id)
    other = new_identity()
    await engine.become(other)
    delete_all(engine)
    replace_the_key(engine)
    hass.config_entries.async_update_entry(
        loaded, data={**loaded.data, CONF_PAIRING_KEY: other.pairing_key()}
    )
    await hass.config_entries.async_setup(loaded.entry_id)
    await compare_ledger(hass, loaded)
    assert issue(issue_registry, f"ledger_{loaded.entry_id}") is None


async def test_decisions_are_seen_to_be_in_the_ledger(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done(wait_background_tasks=False)
    assert loaded.runtime_data.stores.ledger.value.told == head_of(engine)
