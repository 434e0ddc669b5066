"""The parsers understand every message of the wire contract, and nothing that breaks it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields
from functools import partial
from typing import Any

from hypothesis import given, strategies as st
import pytest
from support.engine import CONTRACT, EXAMPLES, check

from custom_components.placa.client.client import InvalidAnswerError, _json as decode_json
from custom_components.placa.client.models import (
    Camera,
    CameraProblem,
    CameraRemoved,
    CameraState,
    CameraUpdate,
    Direction,
    EngineInfo,
    Origin,
    SecondOpinion,
    Sighting,
    SightingState,
    SightingUpdate,
    Snapshot,
    parse_stream_message,
)
from custom_components.placa.serialization import DeserializationError, deserialize

PARSERS: dict[str, Callable[[Any], Any]] = {
    "CameraMessage": partial(deserialize, Camera),
    "EngineInfo": partial(deserialize, EngineInfo),
    "SightingMessage": partial(deserialize, Sighting),
    "SnapshotMessage": parse_stream_message,
    "SightingUpdate": parse_stream_message,
    "CameraUpdate": parse_stream_message,
    "CameraRemoved": parse_stream_message,
}
STREAM = {
    "SnapshotMessage": Snapshot,
    "SightingUpdate": SightingUpdate,
    "CameraUpdate": CameraUpdate,
    "CameraRemoved": CameraRemoved,
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_examples_follow_the_contract(name: str) -> None:
    check(name, EXAMPLES[name])


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_each_example_is_understood(name: str) -> None:
    parsed = PARSERS[name](EXAMPLES[name])
    expected = {name, name.removesuffix("Message"), STREAM.get(name, Sighting).__name__}
    assert type(parsed).__name__ in expected


@pytest.mark.parametrize("name", sorted(STREAM))
def test_each_message_of_the_stream_becomes_its_own_type(name: str) -> None:
    assert isinstance(parse_stream_message(EXAMPLES[name]), STREAM[name])


@pytest.mark.parametrize(
    ("model", "name"),
    [(Camera, "CameraMessage"), (EngineInfo, "EngineInfo"), (Sighting, "SightingMessage")],
)
def test_each_field_exists_in_the_contract_and_arrives_unchanged(
    model: type[Any], name: str
) -> None:
    properties = CONTRACT["$defs"][name]["properties"]
    parsed = PARSERS[name](EXAMPLES[name])
    for field in fields(model):
        assert field.name in properties
        raw = EXAMPLES[name][field.name]
        if isinstance(raw, str | int | float | None) and not field.name.endswith(
            ("_at", "_seen", "since")
        ):
            assert getattr(parsed, field.name) == raw


@pytest.mark.parametrize(
    ("choices", "name"),
    [
        (CameraState, "CameraState"),
        (CameraProblem, "CameraProblem"),
        (Origin, "Origin"),
        (Direction, "Direction"),
        (SightingState, "SightingState"),
        (SecondOpinion, "SecondOpinion"),
    ],
)
def test_the_choices_are_those_of_the_contract(choices: type[Any], name: str) -> None:
    assert {choice.value for choice in choices} == set(CONTRACT["$defs"][name]["enum"])


def test_an_engine_that_pauses_no_cameras_watches_them_all() -> None:
    message = {
        key: value
        for key, value in EXAMPLES["CameraMessage"].items()
        if key not in ("detection", "since")
    }
    told = deserialize(Camera, message)
    assert told.detection
    assert told.since is None


@pytest.mark.parametrize("size", [[1280], [1280, "720"], "1280x720", [1280, 720, 3], {}])
def test_a_picture_has_a_width_and_a_height(size: Any) -> None:
    with pytest.raises(DeserializationError, match="frame_size"):
        deserialize(Camera, EXAMPLES["CameraMessage"] | {"frame_size": size})


def test_an_engine_without_a_second_reader_has_no_second_opinion() -> None:
    message = {
        key: value for key, value in EXAMPLES["SightingMessage"].items() if key != "second_opinion"
    }
    assert deserialize(Sighting, message).second_opinion is SecondOpinion.NONE


@pytest.mark.parametrize("field", ["rigid_motion", "at_start"])
def test_evidence_that_an_engine_does_not_have_is_not_known(field: str) -> None:
    message = dict(EXAMPLES["SightingMessage"])
    assert getattr(deserialize(Sighting, message | {field: None}), field) is None
    del message[field]
    assert getattr(deserialize(Sighting, message), field) is None


def test_an_engine_that_does_not_look_for_frozen_cameras_names_none() -> None:
    message = {key: value for key, value in EXAMPLES["CameraMessage"].items() if key != "frozen"}
    assert not deserialize(Camera, message).frozen


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_fields_of_a_newer_engine_are_ignored(name: str) -> None:
    message = EXAMPLES[name] | {"something_new": {"deep": [1, 2]}}
    assert PARSERS[name](message) == PARSERS[name](EXAMPLES[name])


def test_messages_of_a_newer_engine_are_ignored() -> None:
    assert parse_stream_message({"type": "weather", "sent_at": "2026-11-22T12:00:00Z"}) is None


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_missing_field_is_refused_by_name(name: str) -> None:
    used = 0
    for key in EXAMPLES[name]:
        message = {other: value for other, value in EXAMPLES[name].items() if other != key}
        try:
            PARSERS[name](message)
        except DeserializationError as err:
            assert key in str(err)
            used += 1
    assert used >= 2


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=5),
    st.floats(),
    st.integers(-5, 5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@given(st.sampled_from(sorted(PARSERS)), st.data(), JUNK)
def test_junk_in_a_field_is_refused_or_kept_out_but_never_crashes(
    name: str, data: st.DataObject, junk: Any
) -> None:
    message = deepcopy(EXAMPLES[name])
    place = message
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        if isinstance(place[key], dict) and data.draw(st.booleans()):
            place = place[key]
            continue
        place[key] = junk
        break
    try:
        PARSERS[name](message)
    except DeserializationError as err:
        assert str(err).split()[0].isidentifier()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("confidence", 1.01),
        ("confidence", -0.01),
        ("confidence", float("nan")),
        ("confidence", True),
        ("confidence", "0.9"),
        ("frames", 3.0),
        ("frames", True),
        ("arrived", 1),
        ("arrived", "yes"),
        ("at_start", 0),
        ("rigid_motion", 1.5),
        ("rigid_motion", "most"),
        ("moved", float("inf")),
        ("moved", 10**400),
        ("captured_at", "0001-01-01T00:00:00+01:00"),
        ("captured_at", "9999-12-31T23:59:59-01:00"),
        ("captured_at", "yesterday"),
        ("captured_at", "2026-11-22T12:00:00"),
        ("captured_at", 1763812800),
        ("state", "parked"),
        ("zones", "Gate"),
        ("zones", [1]),
        ("text", None),
    ],
)
def test_a_wrong_type_is_refused_without_quoting_it(field: str, value: Any) -> None:
    with pytest.raises(DeserializationError) as refused:
        deserialize(Sighting, EXAMPLES["SightingMessage"] | {field: value})
    assert field in str(refused.value)
    assert "yesterday" not in str(refused.value)


@pytest.mark.parametrize("raw", [None, [], "text", 3])
def test_what_is_no_object_is_refused(raw: Any) -> None:
    for parse in PARSERS.values():
        with pytest.raises(DeserializationError):
            parse(raw)


@pytest.mark.parametrize(
    ("told", "health"),
    [
        ({}, CameraState.STREAMING),
        ({"fps": None}, CameraState.STREAMING),
        ({"fps": 0.9}, CameraState.STREAMING),
        ({"fps": 0.7}, CameraState.STALLED),
        ({"frozen": True}, CameraState.STALLED),
        ({"state": "failed", "fps": 0.0}, CameraState.FAILED),
        ({"state": "idle", "detection": False}, CameraState.IDLE),
    ],
)
def test_a_camera_with_next_to_no_new_pictures_is_not_well(
    told: dict[str, Any], health: CameraState
) -> None:
    assert deserialize(Camera, EXAMPLES["CameraMessage"] | told).health is health


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("revision", 10**400),
        ("revision", 2**31),
        ("revision", -1),
        ("frames", 10**400),
        ("moved", 1e300),
        ("growth", -1.0),
        ("text", "A" * 33),
        ("text", "<b>AB12</b>"),
        ("text", "=AB12"),
        ("text", "../AB12"),
        ("text", ""),
        ("sighting_id", "../../api/v1/cameras"),
        ("sighting_id", "0" * 33),
        ("camera_id", "drive/../gate"),
        ("camera_id", "d" * 41),
        ("zones", ["zone"] * 65),
        ("zones", ["z" * 201]),
        ("state", "live" * 100),
    ],
)
def test_a_message_beyond_its_bounds_is_refused_by_the_name_of_the_field(
    field: str, value: Any
) -> None:
    """Whatever is let in is kept in files, shown to people and put into addresses."""
    with pytest.raises(DeserializationError, match=field) as refused:
        deserialize(Sighting, EXAMPLES["SightingMessage"] | {field: value})
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize("text", ["[" * 200_000, "1" * 5000, "not JSON", '{"a": ' * 200_000])
def test_an_answer_that_no_parser_should_be_given_is_refused(text: str) -> None:
    with pytest.raises(InvalidAnswerError):
        decode_json(text)
