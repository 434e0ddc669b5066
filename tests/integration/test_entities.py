"""The entities as Home Assistant shows them."""

from http import HTTPStatus
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED, Platform
from homeassistant.core import Event, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import Entity
import pytest
from support.engine import JPEG, FakeEngine, camera, clock, ended, later, sighting
from support.home import MINI, VAN, Heard, door, vehicle
from support.plugin import ClientSessionGenerator, MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.placa import PLATFORMS

IMAGE = "image.drive_plate"


HOUSEHOLD = [
    vehicle(VAN, "Van", "AB12CDE"),
    vehicle(MINI, "Mini", "XY99ZZZ"),
    door(policy={"second_factor": {"kind": "confirmation"}}),
]


@pytest.mark.parametrize(
    ("platform", "subentries"),
    [pytest.param(platform, HOUSEHOLD, id=platform.value) for platform in PLATFORMS],
)
async def test_each_platform_looks_as_it_should(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.placa.PLATFORMS", [platform])
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)
    monkeypatch.setattr("homeassistant.components.image._RND.getrandbits", lambda _bits: 1)
    engine.cameras["yard"] = camera("yard", state="failed", problem="unauthorized")
    engine.last = [ended(sighting(), has_picture=True, last_seen="2026-11-22T12:00:00Z")]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_devices_hang_together(
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    devices = dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    assert sorted(devices, key=lambda device: str(device.name)) == snapshot


async def test_nothing_personal_of_an_event_is_recorded(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    for entity_id in ("event.drive_sighting", "event.garage_decision"):
        state = hass.states.get(entity_id)
        assert state is not None
        assert state.state_info is not None
        kept = {
            key: value
            for key, value in state.attributes.items()
            if key not in state.state_info["unrecorded_attributes"]
        }
        text = str(kept)
        assert "AB12CDE" not in text
        assert "Van" not in text
        assert {"plate", "vehicle", "sighting_id"} <= state.attributes.keys() - kept.keys()


async def test_the_last_plate_is_shown_when_it_is_settled_and_follows_corrections(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    def shown() -> str:
        state = hass.states.get("sensor.drive_last_plate")
        assert state is not None
        return state.state

    assert shown() == "unknown"
    first = sighting("AB12CD", frames=1)
    await heard.tell(engine, engine.update(first))
    assert shown() == "unknown"
    settled = later(first, text="AB12CDF", frames=3)
    await heard.tell(engine, engine.update(settled))
    assert shown() == "AB12CDF"
    corrected = later(settled, text="AB12CDE", frames=7)
    await heard.tell(engine, engine.update(corrected))
    assert shown() == "AB12CDE"
    await heard.tell(engine, engine.update(ended(sighting("EARLIER1", began=60.0))))
    assert shown() == "AB12CDE"


async def test_an_update_that_changes_nothing_shown_is_written_nowhere(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    first = later(sighting("AB12CDE"), frames=5)
    await heard.tell(engine, engine.update(first))
    second = later(first, frames=6)
    await heard.tell(engine, engine.update(second))
    await hass.async_block_till_done()
    written: set[str] = set()

    @callback
    def note(event: Event[Any]) -> None:
        written.add(event.data["entity_id"])

    for kind in (EVENT_STATE_REPORTED, EVENT_STATE_CHANGED):
        hass.bus.async_listen(kind, note, event_filter=callback(lambda _data: True))
    await heard.tell(engine, engine.update(later(second, frames=7)))
    await hass.async_block_till_done()
    assert {one for one in written if ".garage_" in one} <= {"event.garage_decision"}
    assert not {one for one in written if one.startswith(("switch.", "select.", "sensor."))}


async def test_the_picture_is_fetched_when_it_is_looked_at(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    hass_client: ClientSessionGenerator,
) -> None:
    first = sighting(has_picture=True)
    engine.pictures.add(first["sighting_id"])
    await heard.tell(engine, engine.update(first))
    assert (await async_get_image(hass, IMAGE)).content == JPEG
    client = await hass_client()
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.status == HTTPStatus.OK
    assert await response.read() == JPEG


async def test_the_picture_changes_with_the_sighting_and_with_its_end_only(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    def taken() -> str:
        state = hass.states.get(IMAGE)
        assert state is not None
        return state.state

    assert taken() == "unknown"
    await heard.tell(engine, engine.update(first := sighting(age=0.9)))
    assert taken() == "unknown"
    await heard.tell(engine, engine.update(second := later(first, has_picture=True)))
    shown = taken()
    assert shown != "unknown"
    clock.passed += 0.5
    await heard.tell(engine, engine.update(third := later(second)))
    assert taken() == shown
    await heard.tell(engine, engine.update(ended(third)))
    assert taken() != shown


async def test_a_picture_that_is_gone_is_an_error_that_says_so(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    with pytest.raises(HomeAssistantError, match="Unable to get image"):
        await async_get_image(hass, IMAGE)
    await heard.tell(engine, engine.update(sighting(has_picture=True)))
    with pytest.raises(HomeAssistantError, match="Unable to get image"):
        await async_get_image(hass, IMAGE)
    engine.token = "another"
    with pytest.raises(HomeAssistantError, match="did not give the picture"):
        await async_get_image(hass, IMAGE)


@pytest.mark.parametrize("status", [400, 503])
async def test_an_engine_that_fails_to_give_the_picture_is_an_error_that_says_so(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    status: int,
) -> None:
    await heard.tell(engine, engine.update(sighting(has_picture=True)))
    engine.refuse_pictures = status
    with pytest.raises(HomeAssistantError, match="did not give the picture"):
        await async_get_image(hass, IMAGE)
