"""Addresses as people type them and as the app tells them."""

from hypothesis import given, strategies as st
import pytest

from custom_components.placa.client.address import (
    InvalidAddressError,
    app_url,
    engine_url,
)
from custom_components.placa.client.pairing import (
    InvalidPairingKeyError,
    PairingKey,
    code_of,
)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (" http://192.168.1.20:8098/ ", "https://192.168.1.20:8098"),
        ("HTTP://Engine.local:8098", "https://engine.local:8098"),
        ("https://example.org/placa/", "https://example.org/placa"),
        ("http://[fd00::1]:8098", "https://[fd00::1]:8098"),
        ("http://engine:8098/?a=b#c", "https://engine:8098"),
    ],
)
def test_an_address_is_tidied(typed: str, url: str) -> None:
    assert engine_url(typed) == url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "engine",
        "engine:8098",
        "/api",
        "http://",
        "http:///api",
        "http://:8098",
        "http://fd00::1:8098",
        "http://me:secret@engine",
        "http://:secret@engine",
        "rtsp://camera",
    ],
)
def test_anything_else_is_refused_and_not_quoted(typed: str) -> None:
    with pytest.raises(InvalidAddressError) as refused:
        engine_url(typed)
    assert "secret" not in str(refused.value)


@given(st.text() | st.text().map("http://{}".format))
def test_an_address_is_refused_or_tidied_for_good(typed: str) -> None:
    try:
        url = engine_url(typed)
    except InvalidAddressError:
        return
    assert engine_url(url) == url


@given(st.text() | st.none() | st.ip_addresses().map(str), st.integers() | st.text() | st.none())
def test_what_the_app_says_is_refused_or_an_address(host: object, port: object) -> None:
    try:
        url = app_url(host, port)
    except InvalidAddressError:
        return
    assert engine_url(url) == url


def test_an_app_with_an_ipv6_address_is_found() -> None:
    assert app_url("fd00::1", 8098) == "https://[fd00::1]:8098"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "the-token-of-the-engine",
        f"{'0' * 63}.the-token-of-the-engine",
        f"{'0' * 64}.short",
        f"{'0' * 64}.{'t' * 201}",
        f"{'g' * 64}.the-token-of-the-engine",
        f"{'0' * 64}.the-token-of\r\nthe-engine",
        f"{'0' * 64}.the-token-of-the-engine\nAnother: line",
        f"{'0' * 64}.the-tökén-of-the-engine",
        None,
        5,
    ],
)
def test_what_is_no_pairing_key_is_refused_and_not_quoted(typed: object) -> None:
    with pytest.raises(InvalidPairingKeyError) as refused:
        PairingKey.parse(typed)
    assert "token" not in str(refused.value)


@given(st.binary(min_size=32, max_size=32), st.text("abc.-~!", min_size=16, max_size=200))
def test_a_pairing_key_is_read_as_it_was_written(fingerprint: bytes, token: str) -> None:
    key = PairingKey.parse(f" {fingerprint.hex()}.{token}\n")
    assert (key.fingerprint, key.token) == (fingerprint.hex(), token)
    assert PairingKey.parse(str(key)) == key
    assert token not in repr(key)


def test_people_compare_the_code_that_the_engine_shows() -> None:
    fingerprint = "00443214c74254b635cf84653a56d7c675be77df" + "0" * 24
    assert code_of(fingerprint) == "ABCD-EFGH-IJKL-MNOP"
