"""Rubbish given to the actions: each says what is wrong, and none of it gets into the log."""

import json
import logging
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util.yaml import load_yaml_dict
from hypothesis import given, settings, strategies as st
import pytest
from support.engine import FakeEngine
from support.home import DOOR, MINI, VAN, door, vehicle
from support.plugin import MockConfigEntry, WebSocketGenerator

from custom_components.placa.device import camera_identifier, subentry_identifier

PACKAGE = Path(__file__).parents[3] / "custom_components" / "placa"
strings: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text())
SERVICES: dict[str, Any] = load_yaml_dict(str(PACKAGE / "services.yaml"))
PLATES = ("AB12CDE", "XY99ZZZ")
NAMES = ("Ada's roadster", "Mini of Grace")
NO_RESPONSE = {"remove_vehicle"}
TOLD = {"service_validation_error", "home_assistant_error"}
"""What Home Assistant answers when an action says itself what is wrong."""

WRONG_TYPE = "invalid_format"
"""What it answers when a schema refuses the data."""

plausible = st.sampled_from(
    [
        *PLATES,
        *NAMES,
        *("AB12CDF", "b1-2c", "--", " ", "", "\0", "\u0416", "A" * 100_000),
        *("2026-11-22 12:00:00", "2099-01-01T00:00:00+14:00", "2026-11-22"),
        *("9999-12-31 23:59:59", "0001-01-01 00:00:00", "0001-01-01T00:00:00+14:00"),
        *("00:00:00", "23:59:59", "24:00", "mon", "person.ada", "camera.none", "person."),
        *("/etc/passwd", "../..", "~", "/" + "a/" * 3000, "table.csv"),
        "name,plates\nGolf,NEW1",
        "name,plates\nGolf,NEW1,more",
        "name,plates,name\n,,",
        "name;plates\n" + "A;B2\n" * 1001,
        *(0, 1, -1, 1000, 1001, 10**30, 1e308, True, [], ["AB12CDE"] * 2000, [["mon"]]),
    ]
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
rubbish = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


def is_for_people(record: logging.LogRecord) -> bool:
    """Home Assistant notes new entities, whose ids have the names of the household's vehicles."""
    return record.levelno > logging.DEBUG and "_registry" not in record.name


moments = st.datetimes().map(str) | st.sampled_from(["0001-01-01 00:00:00", "9999-12-31 23:59:59"])

RIGHT: dict[str, st.SearchStrategy[Any]] = {
    "name": texts,
    "plates": st.lists(st.text("AB12", min_size=2, max_size=8), min_size=1, max_size=2),
    "plate": st.just(PLATES[0]),
    "vehicle": st.sampled_from(NAMES),
    "reason": st.just("Why not?"),
    "expires": moments,
    "since": moments,
    "until": moments,
    "start": st.times().map(str),
    "end": st.times().map(str),
    "owner": st.just("person.ada"),
    "uses": st.integers(1, 1000),
    "limit": st.integers(1, 200),
    "decision_id": st.just("5919ed9b42e647efbf64193baebfdca5"),
}


@st.composite
def calls(draw: st.DrawFn, ids: list[str]) -> tuple[str, dict[str, Any]]:
    """An action with most of what is required right, some wrong, and some of what is not."""
    action = draw(st.sampled_from(sorted(SERVICES)))
    anything = st.one_of(plausible, st.sampled_from(ids), rubbish)
    # Home Assistant quotes the id of an entry that it does not have: no plate or name is one.
    entry_ids = st.just(ids[0]) | st.sampled_from(ids) | st.none() | st.integers()
    data = {}
    for name, field in SERVICES[action]["fields"].items():
        if field["required"] or draw(st.integers(0, 3)) == 0:
            wrong = entry_ids if name == "config_entry_id" else anything
            data[name] = draw(RIGHT.get(name, wrong) if draw(st.integers(0, 3)) else wrong)
    if draw(st.integers(0, 19)) == 0:
        data |= draw(st.dictionaries(texts, rubbish, max_size=2))
    return action, data


@pytest.mark.parametrize(
    "subentries",
    [[vehicle(VAN, NAMES[0], PLATES[0]), vehicle(MINI, NAMES[1], PLATES[1]), door(mode="shadow")]],
)
def test_an_action_says_what_is_wrong_and_keeps_it_to_itself(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wait = hass.loop.run_until_complete
    client = wait(hass_ws_client(hass))
    devices = dr.async_get(hass)
    own = [camera_identifier(loaded.entry_id, "drive"), subentry_identifier(loaded.entry_id, DOOR)]
    found = [devices.async_get_device_by_identifier(one, loaded.entry_id) for one in own]
    ids = [loaded.entry_id, *(device.id for device in found if device), VAN, DOOR]

    @settings(max_examples=400, deadline=None)
    @given(calls(ids))
    def is_answered(call: tuple[str, dict[str, Any]]) -> None:
        action, data = call
        caplog.clear()
        asked = {"type": "call_service", "domain": "placa", "service": action}
        returns = {} if action in NO_RESPONSE else {"return_response": True}
        wait(client.send_json_auto_id({**asked, "service_data": data, **returns}))
        answer = wait(client.receive_json())
        wait(hass.async_block_till_done())
        if not answer["success"]:
            problem = answer["error"]
            assert problem["code"] in {WRONG_TYPE, *TOLD}, problem
            if problem["code"] in TOLD and problem["translation_domain"] == "placa":
                assert problem["translation_key"] in strings["exceptions"]
            elif problem["code"] in TOLD:
                assert problem["translation_domain"] == "homeassistant", problem
        told = [record for record in caplog.records if is_for_people(record)]
        assert not any(record.exc_info for record in told)
        logged = "\n".join(record.getMessage() for record in told)
        assert not any(secret in logged for secret in (*PLATES, *NAMES)), logged

    is_answered()
    wait(client.close())
