"""Guest passes are made in the form and by action, and what cannot be is refused."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from support.engine import FakeEngine, sighting
from support.home import DOOR, Act, Heard
from support.plugin import MockConfigEntry
from support.plumber import DECISION, PLATE, WITH_A_PLUMBER

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def subentries() -> list[Any]:
    return WITH_A_PLUMBER


@pytest.fixture
def create(act: Act) -> Act:
    """Create a guest pass by action."""

    async def call(**data: Any) -> Any:
        aunt = {"name": "Aunt", "plates": ["AU 17 NTY"], "expires": "2026-11-23 18:00:00"}
        return await act("create_guest_pass", **aunt | data)

    return call


async def test_a_pass_is_made_in_the_form_and_its_times_are_local(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    form = await hass.config_entries.subentries.async_init(
        (loaded.entry_id, "guest_pass"), context={"source": SOURCE_USER}
    )
    answer = {
        "name": " Aunt  Mae ",
        "plates": ["au-17 nty"],
        "expires": "2026-11-22 18:30:00",
        "uses": 3.0,
        "days": ["sat", "sun"],
        "start": "08:00:00",
        "end": "20:00:00",
        "doors": [DOOR],
        "notes": " Blue ",
    }
    flows = hass.config_entries.subentries
    check = await flows.async_configure(form["flow_id"], answer)
    assert check["step_id"] == "check"
    done = await flows.async_configure(form["flow_id"], {"next_step_id": "save"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "Aunt Mae"
    assert done["data"] == {
        "plates": ["AU17NTY"],
        "expires": "2026-11-22T17:30:00+00:00",
        "uses": 3,
        "days": ["sat", "sun"],
        "start": "08:00:00",
        "end": "20:00:00",
        "doors": [DOOR],
        "notes": "Blue",
    }
    await hass.async_block_till_done()
    assert engine.known_plates is not None
    assert "AU17NTY" in engine.known_plates
    (pass_id,) = {key for key, one in loaded.subentries.items() if one.title == "Aunt Mae"}
    again = await loaded.start_subentry_reconfigure_flow(hass, pass_id)
    assert again["data_schema"] is not None
    shown = {
        str(key): (key.description or {}).get("suggested_value")
        for key in again["data_schema"].schema
    }
    assert shown["expires"] == "2026-11-22 18:30:00"
    assert shown["doors"] == [DOOR]
    kept = await flows.async_configure(again["flow_id"], answer | {"uses": 4})
    assert kept["reason"] == "reconfigure_successful"
    assert loaded.subentries[pass_id].data["uses"] == 4


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"expires": "2026-11-22 12:00:00"}, {"expires": "expired"}),
        ({"expires": "0001-01-01 00:00:00"}, {"expires": "too_far"}),
        ({"start": "08:00:00"}, {"end": "hours_incomplete"}),
        ({"end": "08:00:00"}, {"start": "hours_incomplete"}),
        ({"plates": ["ab12cde"]}, {"plates": "plate_taken"}),
        ({"name": "Van"}, {"name": "name_taken"}),
        ({"plates": ["?"]}, {"plates": "invalid_plate"}),
    ],
)
async def test_a_pass_that_cannot_be_is_explained_and_can_be_mended(
    hass: HomeAssistant, loaded: MockConfigEntry, changes: dict[str, Any], errors: dict[str, str]
) -> None:
    await hass.config.async_set_time_zone("UTC")
    flows = hass.config_entries.subentries
    form = await flows.async_init((loaded.entry_id, "guest_pass"), context={"source": SOURCE_USER})
    answer = {"name": "Aunt", "plates": ["AU17NTY"], "expires": "2026-11-23 18:00:00"}
    failed = await flows.async_configure(form["flow_id"], answer | changes)
    assert failed["errors"] == errors
    await flows.async_configure(form["flow_id"], answer)
    done = await flows.async_configure(form["flow_id"], {"next_step_id": "save"})
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_guests_plate_too_alike_a_registered_one_is_warned_of(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    flows = hass.config_entries.subentries
    form = await flows.async_init((loaded.entry_id, "guest_pass"), context={"source": SOURCE_USER})
    answer = {"name": "Aunt", "plates": ["AB12CDF"], "expires": "2026-11-23 18:00:00"}
    warning = await flows.async_configure(form["flow_id"], answer)
    assert warning["step_id"] == "alike"
    placeholders = warning["description_placeholders"]
    assert placeholders is not None
    assert placeholders["alike"] == "- AB12CDF: Van (AB12CDE)"


async def test_a_pass_is_made_by_action_and_the_guest_is_let_in(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    entity_registry: er.EntityRegistry,
    create: Act,
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    entity = entity_registry.async_get(DECISION)
    assert entity is not None
    made = await create(
        uses=2,
        days=["sun"],
        start="08:00",
        end="20:00",
        doors=[entity.device_id],
        notes="With the dog",
    )
    assert made["plates"] == ["AU17NTY"]
    assert made["expires"] == "2026-11-23T17:00:00+00:00"
    data = loaded.subentries[made["pass_id"]].data
    assert (data["uses"], data["doors"], data["start"]) == (2, [DOOR], "08:00:00")
    await heard.tell(engine, engine.update(sighting("AU17NTY")))
    await hass.async_block_till_done()
    assert len(garage) == 1


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"expires": "2026-11-22T11:00:00+00:00"}, "This time is past"),
        ({"plates": ["AB12CDF"]}, "too alike another vehicle's"),
        ({"plates": [PLATE]}, "belongs to Plumber already"),
        ({"doors": ["nowhere"]}, "not a door"),
    ],
)
async def test_what_the_form_refuses_the_action_refuses_in_the_same_words(
    loaded: MockConfigEntry, create: Act, data: dict[str, Any], complaint: str
) -> None:
    before = dict(loaded.subentries)
    with pytest.raises(ServiceValidationError, match=complaint):
        await create(**data)
    assert dict(loaded.subentries) == before


async def test_a_moment_with_its_own_time_zone_is_understood(
    hass: HomeAssistant, loaded: MockConfigEntry, create: Act
) -> None:
    await hass.config.async_set_time_zone("America/New_York")
    made = await create(expires="2026-11-22T20:00:00+01:00")
    assert made["expires"] == "2026-11-22T19:00:00+00:00"
