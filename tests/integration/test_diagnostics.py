"""Diagnostics can be posted in public."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
import json
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from hypothesis import given, settings, strategies as st
import pytest
from support.engine import EXAMPLES, IDENTITY, FakeEngine, Json, camera, clock, sighting
from support.home import DOOR, GARAGE, GUEST, MINI, VAN, Heard, door, vehicle
from support.identities import TOKEN
from support.plugin import ClientSessionGenerator, MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.placa.background import failing_cameras
from custom_components.placa.client.models import Camera, EngineInfo, Sighting, Snapshot
from custom_components.placa.client.state import from_snapshot
from custom_components.placa.const import SUBENTRY_DOOR, SUBENTRY_GUEST_PASS, SUBENTRY_VEHICLE
from custom_components.placa.diagnostics import async_get_config_entry_diagnostics, describe
from custom_components.placa.serialization import DeserializationError, deserialize
from custom_components.placa.subentries.household import Household


async def test_diagnostics_look_as_they_should(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    snapshot: SnapshotAssertion,
) -> None:
    hass.states.async_set(GARAGE, "open")
    await heard.tell(
        engine,
        engine.update(sighting()),
        engine.camera_update(camera("yard", state="failed", problem="unauthorized")),
    )
    await hass.async_block_till_done()
    assert await async_get_config_entry_diagnostics(hass, loaded) == snapshot


def private_household() -> list[ConfigSubentryDataWithId]:
    van = vehicle(VAN, "Annas van", "AB12CDE")
    van["data"] = {**van["data"], "owner": "person.anna", "notes": "n0tes", "group": "gr0up"}
    gate = door(groups=["gr0up"])
    gate["title"] = "Front g4te"
    return [van, vehicle(MINI, "Bens mini", "AB12CDF"), gate]


@pytest.mark.parametrize("subentries", [private_household()])
async def test_what_is_downloaded_tells_nothing_even_with_every_issue_raised(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    hass_client: ClientSessionGenerator,
    issue_registry: ir.IssueRegistry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Home Assistant adds the ids of the issues, and the texts of those that persist."""
    monkeypatch.setattr(failing_cameras, "PATIENCE", timedelta())
    clock.wrong = 100.0
    engine.cameras = {
        "anna_drive": camera("anna_drive", name="Annas drive", state="failed", problem="ended")
    }
    engine.live = [sighting("ST4NGER", camera_id="anna_drive")]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=False)
    kinds = {issue.translation_key for issue in issue_registry.issues.values()}
    assert {"clock_skew", "missing_entity", "plates_alike", "camera_ended"} <= kinds
    assert await async_setup_component(hass, "diagnostics", {})
    client = await hass_client()
    response = await client.get(f"/api/diagnostics/config_entry/{entry.entry_id}")
    assert response.status == HTTPStatus.OK
    text = await response.text()
    assert '"issues"' in text
    private = (
        *("AB12CDE", "AB12CDF", "ST4NGER", "Annas", "anna", "Bens", "g4te", "n0tes", "gr0up"),
        *(GARAGE, "garage", "drive", TOKEN, IDENTITY.fingerprint, engine.url, str(engine.port)),
    )
    assert not [secret for secret in private if secret in text]
    await hass.config_entries.async_unload(entry.entry_id)


plates = st.from_regex(r"[A-Z0-9]{2,9}", fullmatch=True)
coordinates = st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(
    "{0[0]:.5f},{0[1]:.5f}".format
)
urls = st.builds("{}://{}:{}@{}/{}".format, st.sampled_from(["http", "rtsp"]), *[plates] * 4)
entities = plates.map("person.{}".format) | plates.map("cover.{}".format)
tokens = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)
secrets = st.text() | plates | coordinates | urls | entities | tokens

VEHICLE = {
    "plates": ["a plate", "another"],
    "owner": "a person",
    "group": "a group",
    "notes": "some notes",
    "denied": False,
    "of_a_later_version": "whatever",
}
PASS = {
    "plates": ["a plate", "another"],
    "expires": "2026-11-22T13:00:00+00:00",
    "uses": 1,
    "days": [],
    "doors": ["a door"],
    "notes": "some notes",
}
DOOR_DATA = {
    "entity_id": "cover.a_gate",
    "cameras": ["a camera"],
    "all_vehicles": False,
    "vehicles": ["a vehicle"],
    "groups": ["a group"],
    "mode": "armed",
    "policy": {
        "zones": [{"camera_id": "a camera", "zone": "a zone"}],
        "schedule": "a schedule",
        "alarm": "an alarm",
        "alarm_states": ["a state"],
        "min_frames": 5,
    },
    "of_a_later_version": "whatever",
}


def kept(key: str) -> bool:
    """Whether a text of a subentry is a choice or of a certain form, not whatever people like."""
    return key in ("mode", "entity_id", "expires")


def filled(value: Any, texts: Iterator[str]) -> Any:
    """The same, with other texts wherever there are any."""
    match value:
        case dict():
            return {
                key: inner if kept(key) else filled(inner, texts) for key, inner in value.items()
            }
        case list():
            return [filled(inner, texts) for inner in value]
        case str():
            return next(texts)
        case _:
            return value


def told[Model](example: Json, kind: type[Model], texts: Iterator[str]) -> Model:
    """What the engine could tell of something: any text, wherever the contract allows any."""
    for key in example:
        other = example | {key: filled(example[key], texts)}
        try:
            deserialize(kind, other)
        except DeserializationError:
            continue
        example = other
    return deserialize(kind, example)


def as_id(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def report_with(texts: Iterator[str]) -> Mapping[str, Any]:
    """Diagnostics of a household that is always of the same size, with these texts in it."""
    state = from_snapshot(
        Snapshot(
            nonce="0" * 32,
            sent_at=clock.now(),
            info=deserialize(
                EngineInfo, EXAMPLES["EngineInfo"] | {"server_id": as_id(next(texts))}
            ),
            cameras=(told(camera(), Camera, texts),),
            live=(told(sighting(camera_id="yard"), Sighting, texts),),
            last=(told(sighting(), Sighting, texts),),
        )
    )
    subentries = (
        (SUBENTRY_VEHICLE, VAN, VEHICLE),
        (SUBENTRY_GUEST_PASS, GUEST, PASS),
        (SUBENTRY_DOOR, DOOR, DOOR_DATA | {"entity_id": f"cover.{next(texts)}"}),
    )
    household = Household.of(
        ConfigSubentry(
            data=MappingProxyType(filled(data, texts)),
            subentry_id=subentry_id,
            subentry_type=kind,
            title=next(texts),
            unique_id=next(texts),
        )
        for kind, subentry_id, data in subentries
    )
    return describe(state, household)


def endless(texts: list[str], mark: str) -> Iterator[str]:
    """These texts over and over, each a little different."""
    count = 0
    while True:
        for text in texts:
            count += 1
            yield f"{text}{mark}{count}"


@settings(max_examples=200)
@given(st.lists(secrets, min_size=1, max_size=40))
def test_no_text_of_the_household_or_the_engine_makes_any_difference(texts: list[str]) -> None:
    """So nothing of a plate, name, address, token, place, person or note can be in it."""
    report = json.dumps(report_with(endless(texts, "_")))
    assert report == json.dumps(report_with(endless(["other"], "~")))
