"""A household whose plumber has a guest pass, and the time that passes for it."""

from homeassistant.core import HomeAssistant
from support.engine import clock
from support.home import VAN, door, guest, until, vehicle
from support.plugin import MockConfigEntry, async_fire_time_changed

PLATE = "PL10MBR"
PLUMBER = "Plumber"
DECISION = "event.garage_decision"
USES_LEFT = "sensor.guest_pass_uses_left"
VALID_UNTIL = "sensor.guest_pass_valid_until"
WITH_A_PLUMBER = [vehicle(VAN, "Van", "AB12CDE"), door(), guest()]


async def pass_time(hass: HomeAssistant, entry: MockConfigEntry, seconds: float) -> None:
    """Let time pass, and all that waits for it happen; then the engine is connected again."""
    clock.passed += seconds
    async_fire_time_changed(hass, clock.now())
    await hass.async_block_till_done()
    coordinator = entry.runtime_data.coordinator
    await until(coordinator, lambda: coordinator.last_update_success)
