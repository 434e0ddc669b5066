"""The conditions "vehicle is here" and "vehicle is away"."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from support.engine import FakeEngine, clock, sighting
from support.home import Heard
from support.plugin import (
    MockConfigEntry,
    TargetSupport,
    assert_conditions_target_support,
    create_target_condition,
)

from custom_components.placa.condition import CONDITIONS

VAN_HERE = "binary_sensor.van_here"
BOTH = [VAN_HERE, "binary_sensor.mini_here"]


async def holds(
    hass: HomeAssistant, name: str, target: dict[str, Any], behavior: str = "any"
) -> bool:
    condition = await create_target_condition(
        hass, condition=f"placa.{name}", target=target, behavior=behavior
    )
    return bool(condition(hass) if callable(condition) else condition.async_check())


async def test_a_vehicle_is_here_or_away_or_neither_is_known(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    target = {"entity_id": VAN_HERE}
    assert not await holds(hass, "is_here", target)
    assert not await holds(hass, "is_away", target)
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="approaching")))
    assert await holds(hass, "is_here", target)
    assert not await holds(hass, "is_away", target)
    clock.passed += 3600
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="receding")))
    assert not await holds(hass, "is_here", target)
    assert await holds(hass, "is_away", target)


async def test_one_or_all_of_several_vehicles_can_be_asked_for(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="approaching")))
    await heard.tell(engine, engine.update(sighting("XY99ZZZ", direction="receding")))
    assert await holds(hass, "is_here", {"entity_id": BOTH}, "any")
    assert not await holds(hass, "is_here", {"entity_id": BOTH}, "all")


@pytest.mark.parametrize("by", ["device", "area"])
async def test_a_device_or_an_area_can_be_the_target(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    by: str,
) -> None:
    entity = entity_registry.async_get(VAN_HERE)
    assert entity is not None
    assert entity.device_id is not None
    device_registry.async_update_device(entity.device_id, area_id="front")
    target = {"device_id": entity.device_id} if by == "device" else {"area_id": "front"}
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="approaching")))
    assert await holds(hass, "is_here", target)


async def test_presence_sensors_of_others_do_not_count(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.states.async_set("binary_sensor.other", "on", {"device_class": "presence"})
    assert not await holds(hass, "is_here", {"entity_id": "binary_sensor.other"})


def test_their_targets_are_resolved_by_home_assistant() -> None:
    assert_conditions_target_support(CONDITIONS, dict.fromkeys(CONDITIONS, TargetSupport.STANDARD))
