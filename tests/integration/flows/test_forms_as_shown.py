"""Forms on their way through the frontend: what it shows at first, and what it sends back."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from support.engine import FakeEngine, camera
from support.home import DOOR, GUEST, VAN, door, guest, vehicle
from support.plugin import ClientSessionGenerator, MockConfigEntry, async_mock_service

from custom_components.placa.subentries.household import Household


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
GONE = door(
    all_vehicles=False,
    cameras=["drive", "gone"],
    vehicles=[VAN, "gone"],
    groups=["gone"],
    policy={"second_factor": {"kind": "confirmation", "vehicles": [VAN, "gone"]}},
)
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
    if kind == "vehicle":
        assert shown["plates"] == [""]
    if kind == "door":
        assert shown["arrival"]["directions"] == ["approaching"]
        assert shown["reading"]["min_frames"] == 3


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), GONE]])
async def test_a_door_that_names_what_is_gone_can_still_be_changed(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    path = "/api/config/config_entries/subentries/flow"
    begin = {"handler": [loaded.entry_id, "door"], "subentry_id": DOOR}
    form = await (await client.post(path, json=begin)).json()
    sent = await client.post(f"{path}/{form['flow_id']}", json=as_shown(form["data_schema"]))
    assert (await sent.json())["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    (changed,) = Household.of(loaded.subentries.values()).doors
    assert changed.cameras == {"drive"}
    assert changed.vehicles == frozenset({VAN})
    assert changed.policy.second_factor.vehicles == {VAN}


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-22 14:00:00+00:00", "2026-11-22 23:59:00"),
        ("2026-11-22 23:30:00+00:00", "2026-11-23 23:59:00"),
    ],
)
async def test_a_new_pass_is_offered_for_today(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    now: str,
    until: str,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to(now)
    form = await hass.config_entries.subentries.async_init(
        (loaded.entry_id, "guest_pass"), context={"source": SOURCE_USER}
    )
    assert form["data_schema"] is not None
    (expires,) = (key for key in form["data_schema"].schema if key == "expires")
    assert expires.description["suggested_value"] == until


@pytest.mark.parametrize(("names", "chosen"), [(["drive"], ["drive"]), (["drive", "yard"], [])])
async def test_a_new_door_has_the_only_camera_but_none_of_several(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    names: list[str],
    chosen: list[str],
) -> None:
    """The frontend would choose the first of several by itself."""
    engine.cameras = {name: camera(camera_id=name) for name in names}
    await hass.config_entries.async_reload(loaded.entry_id)
    form = await hass.config_entries.subentries.async_init(
        (loaded.entry_id, "door"), context={"source": SOURCE_USER}
    )
    assert suggested(form)["cameras"] == chosen


async def test_the_apps_go_by_the_names_of_their_phones(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    MockConfigEntry(domain="mobile_app", title="Ada's phone").add_to_hass(hass)
    for action in ("mobile_app_ada_s_phone", "mobile_app_left_over", "mail"):
        async_mock_service(hass, "notify", action)
    form = await hass.config_entries.subentries.async_init(
        (loaded.entry_id, "vehicle"), context={"source": SOURCE_USER}
    )
    assert form["data_schema"] is not None
    fields = form["data_schema"].schema["second_factor"].schema.schema
    assert fields["notify"].config["options"] == [
        {"value": "mobile_app_ada_s_phone", "label": "Ada's phone"},
        {"value": "mobile_app_left_over", "label": "left_over"},
    ]


def suggested(form: SubentryFlowResult) -> dict[str, Any]:
    assert form["data_schema"] is not None
    return {
        str(key): key.description["suggested_value"]
        for key in form["data_schema"].schema
        if key.description and "suggested_value" in key.description
    }
