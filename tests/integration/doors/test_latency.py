"""How long a door waits, once the engine has announced its car."""

from collections.abc import Callable
from statistics import quantiles
from time import perf_counter

from homeassistant.core import HomeAssistant, ServiceCall
import pytest
from support.engine import FakeEngine, clock, ended, sighting
from support.home import GARAGE, Heard
from support.plugin import MockConfigEntry

_VISITS = 200


@pytest.mark.timeout(180)
async def test_a_door_is_told_to_open_at_once(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    record_property: Callable[[str, object], None],
) -> None:
    """From the engine's sending to the call of the cover's action, the journal's disk included.

    The limit is 50 ms for 95 of 100; a machine that is busy with other tests is let off.
    """
    hass.states.async_set(GARAGE, "closed")
    told: list[float] = []

    async def open_cover(_call: ServiceCall) -> None:
        told.append(perf_counter())

    hass.services.async_register("cover", "open_cover", open_cover)
    announced = []
    for _ in range(_VISITS):
        seen = sighting()
        message = engine.update(seen)
        announced.append(perf_counter())
        await heard.tell(engine, message)
        await hass.async_block_till_done()
        await heard.tell(engine, engine.update(ended(seen)))
        clock.passed += 120.0
    assert len(told) == _VISITS
    waits = sorted(1000.0 * (to - since) for since, to in zip(announced, told, strict=True))
    p95 = quantiles(waits, n=20)[-1]
    record_property(
        "measured",
        f"announced to told to open, ms: p50 {waits[_VISITS // 2]:.1f}, p95 {p95:.1f}, "
        f"longest {waits[-1]:.1f} of {_VISITS}",
    )
    assert p95 <= 250.0
