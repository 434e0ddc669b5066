"""Forms on their way through the frontend: what it shows at first, and what it sends back."""

from typing import Any

from conftest import DOOR, GUEST, VAN, door, guest, vehicle
from engine import FakeEngine
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from plugin import ClientSessionGenerator, MockConfigEntry
import pytest

from custom_components.placa.household.household import Household


def as_shown(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """What the frontend has in a form at first, and gives back if nothing is touched."""
    shown: dict[str, Any] = {}
    for field in fields:
        suggested = field.get("description", {}).get("suggested_value")
        if suggested is not None:
            shown[field["name"]] = suggested
        elif "default" in field:
            shown[field["name"]] = field["default"]
        elif field.get("type") == "expandable":
            shown[field["name"]] = as_shown(field["schema"])
            missing = [
                one["name"]
                for one in field["schema"]
                if one.get("required") and one["name"] not in shown[field["name"]]
            ]
            assert missing == []
    return shown


STRICT = {
    "min_frames": 7,
    "directions": ["approaching", "left"],
    "zones": [{"camera_id": "drive", "zone": "Drive"}],
    "schedule": "schedule.day",
    "second_factor": {"kind": "confirmation", "start": "22:00:00", "notify": ["family"]},
}
SECRETIVE = {
    "plates": ["AB12CDE"],
    "denied": True,
    "owner": "person.ada",
    "second_factor": {"kind": "presence", "arrived_within": 5},
}


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE") | {"data": SECRETIVE},
            guest(expires="2099-01-01T00:00:00+00:00", start="08:00:00", end="17:00:00"),
            door(policy=STRICT),
        ]
    ],
)
@pytest.mark.parametrize(
    ("kind", "subentry_id"), [("vehicle", VAN), ("guest_pass", GUEST), ("door", DOOR)]
)
async def test_a_form_that_is_opened_and_sent_changes_nothing(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    kind: str,
    subentry_id: str,
) -> None:
    """Nothing is lost on the way through the frontend, also in sections nobody opens."""
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    before = Household.of(loaded.subentries.values())
    path = "/api/config/config_entries/subentries/flow"
    begin = {
        "handler": [loaded.entry_id, kind],
        "subentry_id": subentry_id,
        "show_advanced_options": False,
    }
    form = await (await client.post(path, json=begin)).json()
    answer = as_shown(form["data_schema"])
    sent = await client.post(f"{path}/{form['flow_id']}", json=answer)
    done = await sent.json()
    await hass.async_block_till_done()
    assert (done["type"], done.get("reason")) == ("abort", "reconfigure_successful")
    assert Household.of(loaded.subentries.values()) == before


@pytest.mark.parametrize("kind", ["vehicle", "door"])
async def test_a_new_form_shows_the_defaults_of_its_sections(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    kind: str,
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    path = "/api/config/config_entries/subentries/flow"
    form = await (await client.post(path, json={"handler": [loaded.entry_id, kind]})).json()
    shown = as_shown(form["data_schema"])
    assert shown["second_factor"]["kind"] == "none"
    assert shown["second_factor"]["max_wait"] == 60
    if kind == "door":
        assert shown["arrival"]["directions"] == ["approaching"]
        assert shown["reading"]["min_frames"] == 3
