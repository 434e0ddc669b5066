"""Diagnostics can be posted in public."""

import json

from conftest import GARAGE, Heard
from engine import TOKEN, FakeEngine, camera, sighting
from homeassistant.core import HomeAssistant
from hypothesis import given, settings, strategies as st
from people import NOON, sighting as seen
from plugin import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.placa.diagnostics import async_get_config_entry_diagnostics, describe
from custom_components.placa.doors.policy import CameraZone, Door, DoorMode, DoorPolicy
from custom_components.placa.engine.models import Camera, CameraState, EngineInfo, Inference
from custom_components.placa.engine.state import EngineState
from custom_components.placa.household.household import Household
from custom_components.placa.household.matcher import Vehicle


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
    report = await async_get_config_entry_diagnostics(hass, loaded)
    assert report == snapshot
    text = json.dumps(report)
    for secret in (
        "AB12CDE",
        "XY99ZZZ",
        "Van",
        "Mini",
        "Garage",
        TOKEN,
        engine.url,
        "Yard",
        "drive",
    ):
        assert secret not in text


SECRETS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=9, max_size=16)


@settings(max_examples=100)
@given(st.lists(SECRETS, min_size=8, max_size=8, unique=True))
def test_no_name_plate_or_identity_can_leak(secrets: list[str]) -> None:
    server, camera_id, camera_name, zone, plate, name, text, door_name = secrets
    state = EngineState(
        info=EngineInfo(server, "0.1.0", 1, NOON, Inference("CPU", "int8", "0.1.0", "0.1.0")),
        cameras={camera_id: Camera(camera_id, camera_name, CameraState.STREAMING, None, (zone,))},
        live={text: seen(text=text, camera_id=camera_id)},
        latest={camera_id: seen(text=text, camera_id=camera_id)},
    )
    household = Household(
        vehicles=(Vehicle(name, name, (plate,)),),
        doors=(
            Door(
                door_name,
                door_name,
                f"cover.{door_name}",
                frozenset({camera_id}),
                None,
                DoorMode.ARMED,
                DoorPolicy(
                    zones=frozenset({CameraZone(camera_id, zone)}),
                    schedule=f"schedule.{name}",
                    alarm=f"alarm_control_panel.{name}",
                ),
            ),
        ),
    )
    report = json.dumps(describe(state, household))
    assert not [secret for secret in secrets if secret in report]
