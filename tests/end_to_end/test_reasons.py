"""Every reason to stay shut, brought about for real and read in Home Assistant's own UI.

One camera, one engine, one Home Assistant and a house with many doors. Each asks for one
thing too much, or its surroundings forbid it. Real cars come, and a real browser reads on
Home Assistant's dashboard why the doors stay shut. The garage asks for what is usual, and
opens for its car. At the end processes are killed while doors open.
"""

import ast
import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
import os
from pathlib import Path
import time

import pytest
import pytest_asyncio

from placa_demo.browser import take_picture
from placa_demo.hass_client import HassClient
from placa_demo.household import Household
from tests.end_to_end.event_loop import placa_kept_the_loop_for_less_than_50_ms
from tests.end_to_end.house import BARN, CARS, RELAYS, ROOT, STUCK, Door, House, house as set_up
from tests.end_to_end.misread import Misread, find_misread
from tests.end_to_end.real_clips import pictures, printed_visit

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]

PICTURE = os.environ.get("PLACA_PICTURE")
"""Where to save a picture of the dashboard; nowhere if it is not set."""

OWN, PLUMBER, DENIED, ALIKE, ALIKE_REGISTERED = "77TRSH", "43JSRT", "32LBD6", "VD020P", "VDO20P"

OFTEN = 5
"""Sightings of a plate after which it is taken for one that often passes."""

GARAGE = Door("Garage")
REFUSING = {
    "vehicle": Door("Vehicle", {"all_vehicles": False, "groups": ["Neighbors"]}),
    "frames": Door("Frames", {"reading": {"min_frames": 50}}),
    "confidence": Door("Confidence", {"reading": {"min_confidence": 100}}),
    "margin": Door("Margin", {"reading": {"min_margin": 100}}),
    "moved": Door("Moved", {"arrival": {"min_moved": 2000, "min_growth": 400}}),
    "direction": Door("Direction", {"arrival": {"directions": ["receding"]}}),
    "zone": Door("Zone", {"arrival": {"zones": ["street/Far corner"]}}),
    "running": Door("Running", {"health": {"min_running": 3600}}),
    "schedule": Door("Schedule", {"moment": {"schedule": "input_boolean.deliveries"}}),
    "alarm": Door("Alarm", {"moment": {"alarm": "alarm_control_panel.home"}}),
    "second_factor": Door(
        "Second factor", {"second_factor": {"kind": "confirmation", "max_wait": 10}}
    ),
    "closed": Door("Closed", cover=BARN),
    "acted": Door("Acted", cover=STUCK),
}
"""These refuse the household's own car when it comes, each for its reason."""

ASKING = Door(
    "Asking",
    {
        "second_factor": {"kind": "confirmation", "max_wait": 60},
        "moment": {"cool_down": 5},
        "mode": "off",
    },
)
"""A door that asks anew whenever a car comes, and waits long enough for things to happen.

Most doors move one cover, whose openings count for the cool-down of each.
"""

ASKED_IN_VAIN = Door(
    "Asked in vain",
    {
        "second_factor": {"kind": "confirmation", "max_wait": 10},
        "moment": {"cool_down": 5},
        "mode": "off",
    },
)
LATE, LATER = (Door(name, {"health": {"max_age": 1}, "mode": "off"}) for name in ("Late", "Later"))
"""Doors that are armed at the wrong moment."""

RIGID_MOTION = Door(
    "Carried",
    {
        "all_vehicles": False,
        "groups": ["Misread"],
        "reading": {"second_reader": "off", "min_frames": 8},
        "moment": {"cool_down": 5},
    },
)
"""A door for the plate only that comes without a car around it; it asks no second reader."""

CLOCKS = Door("Clocks", {"health": {"max_clock_skew": 1}, "mode": "off"})
ENGINE_DIES, DIES_BEFORE, DIES_AFTER = (
    Door(name, {"mode": "off"}, cover)
    for name, cover in zip(("Engine dies", "Dies before", "Dies after"), RELAYS, strict=True)
)
EVERY = (
    *(GARAGE, *REFUSING.values(), ASKING, ASKED_IN_VAIN, RIGID_MOTION, LATE, LATER, CLOCKS),
    *(ENGINE_DIES, DIES_BEFORE, DIES_AFTER),
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def misread(tmp_path_factory: pytest.TempPathFactory) -> asyncio.Future[Misread]:
    """Found while everything else starts."""
    folder = tmp_path_factory.mktemp("misread")
    return asyncio.ensure_future(asyncio.to_thread(find_misread, folder))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(
    misread: asyncio.Future[Misread], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async def furnish(client: HassClient, placa: Household) -> None:
        await client.act("alarm_control_panel.alarm_arm_away", "alarm_control_panel.home")
        await client.act("cover.open_cover", BARN.entity_id)
        await placa.add_vehicle("Our car", [OWN])
        await placa.add_vehicle("Neighbor", ["QQ00QQQ"], group="Neighbors")
        await placa.add_vehicle("Banned", [DENIED], denied=True)
        await placa.add_vehicle("Look-alike", [ALIKE_REGISTERED])
        await placa.add_vehicle("Misread", [(await misread).text], group="Misread")
        now = datetime.now(UTC)
        await placa.add_guest_pass(
            "Plumber",
            [PLUMBER],
            expires=f"{now + timedelta(days=1):%Y-%m-%d %H:%M:%S}",
            days=[f"{now + timedelta(days=3):%a}".lower()],
        )

    zones = {"Far corner": [(0.0, 0.0), (0.02, 0.0), (0.02, 0.02)]}
    async with set_up(EVERY, zones, tmp_path_factory.mktemp("house"), furnish) as everything:
        yield everything


def reason_codes() -> set[str]:
    """Every reason the integration knows, read from its source."""
    source = (ROOT / "custom_components/placa/access/reasons.py").read_text()
    (codes,) = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and node.name == "ReasonCode"
    )
    return {ast.literal_eval(line.value) for line in codes.body if isinstance(line, ast.Assign)}


async def test_the_garage_opens_for_our_car_and_each_other_door_says_why_it_does_not(
    house: House,
) -> None:
    came = await house.comes(OWN)
    assert len(came.opened_at) == 1
    assert await house.grants(GARAGE) == 1
    for reason, door in REFUSING.items():
        await house.reads(reason, door)
    if PICTURE:
        await take_picture(house.page, Path(PICTURE))


async def test_a_car_that_comes_again_at_once_is_not_let_in_again(house: House) -> None:
    assert (await house.comes(OWN)).opened_at == ()
    await house.reads("visit", GARAGE)
    await house.reads("cool_down", GARAGE)


async def test_a_door_that_is_disarmed_while_it_asks_stays_shut(house: House) -> None:
    openings = house.street.openings
    async with house.armed(ASKING), house.standing(OWN):
        await house.asks(ASKING)
        await house.disarm(ASKING)
        await house.reads("mode", ASKING)
    assert house.street.openings == openings


@pytest.mark.parametrize(
    ("reason", "plate"), [("guest", PLUMBER), ("deny_list", DENIED), ("exact", ALIKE)]
)
async def test_a_car_that_is_not_welcome_now_is_told_from_ours(
    house: House, reason: str, plate: str
) -> None:
    assert (await house.comes(plate)).opened_at == ()
    await house.reads(reason, GARAGE)


async def test_a_look_alike_that_often_passes_may_be_anybody(house: House) -> None:
    """It came once before. The plates that often pass are asked for at the start, and daily."""
    for _ in range(OFTEN - 1):
        await house.comes(ALIKE)
    await house.client.act("homeassistant.reload_config_entry", house.stream)
    await house.client.until_state(house.stream, "on")
    assert (await house.comes(ALIKE)).opened_at == ()
    await house.reads("plate", GARAGE)


async def test_a_plate_that_the_first_reader_alone_takes_for_ours_opens_nothing(
    house: House, misread: asyncio.Future[Misread]
) -> None:
    shown = await misread
    came = await house.plays("misread", printed_visit(shown.still))
    assert came.opened_at == ()
    await house.reads("second_reader", GARAGE)
    await house.reads("confirmed", GARAGE)
    await house.reads("rigid_motion", RIGID_MOTION)


async def test_a_slow_line_shows_as_clocks_that_disagree(house: House) -> None:
    async with house.delayed(3.0), house.armed(CLOCKS):
        await house.comes(OWN)
        await house.reads("clocks", CLOCKS)


async def test_when_a_camera_stalls_there_is_only_old_news_and_no_confirmation_helps(
    house: House,
) -> None:
    openings = house.street.openings
    async with house.armed(ASKING), house.standing(OWN):
        await house.asks(ASKING)
        async with house.stalled(), house.armed(LATE):
            await house.reads("fresh", LATE)
            # One more picture may have been on its way, or the sighting is over already.
            over = LATE if "live" in house.refused_by(LATE) else LATER
            async with house.armed(LATER):
                await house.reads("live", over)
            await house.client.until_state(house.stream, "off")
            await house.confirm(ASKING)
            await house.reads("camera_health", ASKING)
    assert house.street.openings == openings


async def test_when_the_picture_of_our_car_freezes_no_confirmation_helps(house: House) -> None:
    openings = house.street.openings
    async with house.armed(ASKING), house.standing(OWN):
        await house.asks(ASKING)
        await house.freezes(list(pictures(CARS[OWN]))[-1])
        async with house.armed(LATE):
            await house.confirm(ASKING)
            await house.reads("frozen", ASKING)
    assert house.street.openings == openings


async def test_an_engine_killed_while_a_door_opens_opens_it_once_and_loses_no_record(
    house: House,
) -> None:
    """It is killed when the relay has been told and the ledger has not.

    Another door asks meanwhile. When the engine is back it finds a car that nobody saw come.
    """
    before = await house.ledger(GARAGE)
    decisions = await house.client.subscribe("subscribe_events", event_type="placa_decision")
    house.relay.at_once = house.street.engine.process.kill
    async with house.armed(ENGINE_DIES, ASKED_IN_VAIN), house.standing(OWN, frames=0):
        await house.relay.next_pulse()
        door_id = await house.door_id(ASKED_IN_VAIN)
        for verdict in ("awaiting", "refused"):
            decided = {"door_id": door_id, "verdict": verdict}
            while not decided.items() <= (await decisions.get())["data"].items():
                pass
        await house.disarm(ASKED_IN_VAIN)
        await house.start_engine_again()
        await house.reads("connected", ASKED_IN_VAIN)
        await house.reads("seen_coming", GARAGE)
        assert house.relay.pulses == 1
        assert await house.grants(ENGINE_DIES) == 1
    after = await house.ledger(GARAGE)
    assert after[-len(before) :] == before
    assert await house.grants(GARAGE) == 1


async def test_every_reason_has_been_read(house: House) -> None:
    assert house.shown.keys() == reason_codes()


async def test_with_all_that_placa_never_kept_the_event_loop_for_50_ms(house: House) -> None:
    await placa_kept_the_loop_for_less_than_50_ms(house.street.home)


async def test_home_assistant_killed_before_a_door_is_told_or_just_then_never_tells_it_again(
    house: House,
) -> None:
    """It is killed as soon as the opening is on disk: the relay has been told, or not."""
    before, on_disk = house.relay.pulses, house.openings_on_disk()
    async with house.armed(DIES_BEFORE):
        await house.street.cameras.play("street", house.visit_of(OWN))
        await asyncio.to_thread(wait_until, lambda: house.openings_on_disk() > on_disk)
        await house.street.home.process.kill()
        told = house.relay.pulses
        assert told - before <= 1
        await opens_once_after_home_assistant_was_killed(house, DIES_BEFORE)
    assert house.relay.pulses == told


async def test_home_assistant_killed_when_a_door_is_told_never_tells_it_again(
    house: House,
) -> None:
    before = house.relay.pulses
    async with house.armed(DIES_AFTER):
        house.relay.at_once = house.street.home.process.kill
        await house.street.cameras.play("street", house.visit_of(OWN))
        await house.relay.next_pulse()
        await opens_once_after_home_assistant_was_killed(house, DIES_AFTER)
    assert house.relay.pulses == before + 1


async def test_placa_never_kept_the_event_loop_for_50_ms_after_these_starts(
    house: House,
) -> None:
    await placa_kept_the_loop_for_less_than_50_ms(house.street.home)


async def opens_once_after_home_assistant_was_killed(house: House, door: Door) -> None:
    """Start it again, and let the car come again: it is taken for the same visit."""
    await house.street.cameras.played("street")
    await house.street.until_out_of_view("street")
    await house.start_home_again()
    await house.comes(OWN)
    await house.street.refusal(house.doors[door.name].decision, "visit")
    assert await house.grants(door) == 1


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again, as quickly as possible."""
    give_up = time.monotonic() + 60.0
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.001)
