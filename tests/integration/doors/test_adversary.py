"""No plate opens a door that was registered for the plate next to it.

Cars of many countries pass with noisy readings; every plate that is one mistake away from
theirs is registered, each alone. The door may open for the car's own plate, and for no
other. Everything but the reading speaks for opening.
"""

from collections.abc import Callable
import random

from hypothesis import given, strategies as st
import pytest
from support.adversary import opens, wrongly_opened
from support.number_plates import NumberPlate, countries, neighbors, number_plates
from support.passing_cars import DAY, NIGHT, RAIN, View, passing
from support.people import plates, sighting

_CARS = 10
"""Cars of each country in each view."""


@pytest.mark.parametrize(
    ("view", "least"), [(DAY, 0.95), (NIGHT, 0.6), (RAIN, 0.4)], ids=["day", "night", "rain"]
)
def test_a_door_opens_for_its_own_plate_and_for_none_next_to_it(
    view: View, least: float, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(view.name)  # noqa: S311 - not secret
    doors = cars = right = 0
    wrong: list[tuple[NumberPlate, set[str]]] = []
    for country in countries():
        for plate in number_plates(country, _CARS, chance):
            updates = list(passing(plate, view, chance))
            others = (neighbors(plate) | {seen.text for seen in updates}) - {plate.text}
            cars += 1
            doors += len(others)
            right += any(opens(plate.text, seen) for seen in updates)
            if opened := wrongly_opened(others, updates):
                wrong.append((plate, opened))
    record_property(
        "measured",
        f"simulated, {view.name}: {right / cars:.1%} of {cars} cars let in, "
        f"{len(wrong)} of {doors} doors of other plates opened",
    )
    assert wrong == []
    assert right / cars >= least


@given(plates, st.data())
def test_no_single_mistake_however_sure_is_taken_for_the_plate(
    registered: str, data: st.DataObject
) -> None:
    plate = NumberPlate(
        "", (registered[: len(registered) // 2], registered[len(registered) // 2 :])
    )
    read = data.draw(st.sampled_from(sorted(neighbors(plate))))
    assert opens(registered, sighting(text=registered))
    assert not opens(registered, sighting(text=read, confidence=1.0, margin=1.0, frames=30))


@given(plates, plates)
def test_a_door_opens_for_exactly_the_plate_that_is_registered(registered: str, read: str) -> None:
    assert opens(registered, sighting(text=read)) == (registered == read)
