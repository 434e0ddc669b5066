"""Addresses as people type them and as the app tells them."""

from hypothesis import given, strategies as st
import pytest

from custom_components.placa.client.address import (
    InvalidAddressError,
    InvalidTokenError,
    app_url,
    engine_token,
    engine_url,
)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (" http://192.168.1.20:8098/ ", "http://192.168.1.20:8098"),
        ("HTTP://Engine.local:8098", "http://engine.local:8098"),
        ("https://example.org/placa/", "https://example.org/placa"),
        ("http://[fd00::1]:8098", "http://[fd00::1]:8098"),
        ("http://engine:8098/?a=b#c", "http://engine:8098"),
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
    assert app_url("fd00::1", 8098) == "http://[fd00::1]:8098"


@given(st.text())
def test_a_token_is_refused_or_fits_into_a_header(typed: str) -> None:
    try:
        token = engine_token(typed)
    except InvalidTokenError:
        return
    assert engine_token(token) == token
    assert not set(token) & {"\r", "\n", "\0"}
