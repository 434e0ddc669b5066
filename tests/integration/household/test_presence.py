"""A vehicle arrives and leaves by where it drives; nothing else moves it."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, strategies as st
import pytest
from support.people import NOON, sighting, sightings

from custom_components.placa.client.models import Direction, Sighting
from custom_components.placa.household.presence import Facing, Movement, Presence, Whereabouts, see

HERE = Presence(Whereabouts.HERE, NOON, "before", "drive", NOON)
AWAY = Presence(Whereabouts.AWAY, NOON, "before", "drive", NOON)
LATER = NOON + timedelta(hours=1)


def drive(direction: Direction, **changes: Any) -> Sighting:
    times = {"first_seen": LATER - timedelta(seconds=2), "last_seen": LATER}
    return sighting(direction=direction, **times | changes)


@pytest.mark.parametrize(
    ("facing", "direction", "whereabouts", "movement"),
    [
        (Facing.OUT, Direction.APPROACHING, Whereabouts.HERE, Movement.ARRIVED),
        (Facing.OUT, Direction.RECEDING, Whereabouts.AWAY, Movement.LEFT),
        (Facing.OUT, Direction.STATIONARY, Whereabouts.HERE, Movement.ARRIVED),
        (Facing.OUT, Direction.LEFT, Whereabouts.UNKNOWN, None),
        (Facing.OUT, Direction.RIGHT, Whereabouts.UNKNOWN, None),
        (Facing.OUT, Direction.UNKNOWN, Whereabouts.UNKNOWN, None),
        (Facing.IN, Direction.APPROACHING, Whereabouts.AWAY, Movement.LEFT),
        (Facing.IN, Direction.RECEDING, Whereabouts.HERE, Movement.ARRIVED),
        (Facing.ROAD, Direction.APPROACHING, Whereabouts.UNKNOWN, None),
        (Facing.ROAD, Direction.STATIONARY, Whereabouts.UNKNOWN, None),
    ],
)
def test_where_a_vehicle_is_follows_from_its_way_and_where_the_camera_looks(
    facing: Facing, direction: Direction, whereabouts: Whereabouts, movement: Movement | None
) -> None:
    after, moved = see(Presence(), drive(direction), facing)
    assert (after.whereabouts, moved) == (whereabouts, movement)
    assert (after.camera_id, after.last_seen) == ("drive", LATER)
    assert after.since == (LATER if movement else None)


def test_a_vehicle_that_is_here_leaves_and_comes_back() -> None:
    gone, left = see(HERE, drive(Direction.RECEDING))
    assert (gone.whereabouts, left) == (Whereabouts.AWAY, Movement.LEFT)
    back, arrived = see(gone, drive(Direction.APPROACHING, last_seen=LATER + timedelta(hours=1)))
    assert (back.whereabouts, arrived) == (Whereabouts.HERE, Movement.ARRIVED)


def test_further_updates_of_the_same_arrival_say_nothing_new() -> None:
    first = drive(Direction.APPROACHING)
    here, moved = see(AWAY, first)
    assert moved is Movement.ARRIVED
    again, nothing = see(here, drive(Direction.APPROACHING, last_seen=LATER + timedelta(minutes=9)))
    assert nothing is None
    assert again.since == LATER


def test_a_vehicle_that_drives_past_several_cameras_arrives_once() -> None:
    here, _ = see(AWAY, drive(Direction.APPROACHING))
    second = drive(
        Direction.APPROACHING,
        sighting_id="b" * 32,
        camera_id="yard",
        first_seen=LATER + timedelta(seconds=60),
        last_seen=LATER + timedelta(seconds=62),
    )
    after, moved = see(here, second)
    assert moved is None
    assert after.camera_id == "yard"


def test_a_vehicle_that_arrives_while_it_is_here_is_told() -> None:
    after, moved = see(HERE, drive(Direction.APPROACHING))
    assert moved is Movement.ARRIVED_AGAIN
    assert after.whereabouts is Whereabouts.HERE
    assert after.since == NOON
    _, told = see(after, drive(Direction.APPROACHING, last_seen=LATER + timedelta(seconds=1)))
    assert told is None


@pytest.mark.parametrize(
    "seen",
    [
        drive(Direction.STATIONARY),
        drive(Direction.APPROACHING, arrived=False),
        drive(Direction.APPROACHING, first_seen=NOON + timedelta(seconds=119)),
    ],
)
def test_a_vehicle_that_stands_or_has_not_come_anew_does_not_arrive_again(seen: Sighting) -> None:
    assert see(HERE, seen)[1] is None


def test_old_news_changes_nothing() -> None:
    old = drive(Direction.RECEDING, last_seen=NOON - timedelta(seconds=1))
    assert see(HERE, old) == (HERE, None)


@given(st.lists(sightings), st.sampled_from(Facing))
def test_a_vehicle_leaves_and_arrives_by_turns(updates: list[Sighting], facing: Facing) -> None:
    presence, moves = Presence(), []
    for number, update in enumerate(updates):
        seen = drive(update.direction, last_seen=NOON + timedelta(seconds=number))
        before = presence
        presence, movement = see(presence, seen, facing)
        assert (presence.whereabouts is before.whereabouts) == (movement is None)
        moves += [movement] if movement else []
    assert all(one is not other for one, other in pairwise(moves))
