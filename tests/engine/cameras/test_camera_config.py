from typing import Any
from urllib.parse import quote, unquote

from hypothesis import given, strategies as st
from pydantic import ValidationError
import pytest

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources.address import Address
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.validation_errors import describe_errors


def camera(**changes: Any) -> CameraConfig:
    return CameraConfig.model_validate(
        {"camera_id": "drive", "name": "Drive", "url": "rtsp://cam.example/1", **changes}
    )


@pytest.mark.parametrize(
    "url",
    ["rtsp://cam/1", "rtsps://cam:322/1", "http://10.0.0.1/v.jpg", "https://[fe80::1]:8443/x"],
)
def test_cameras_have_stream_addresses(url: str) -> None:
    assert not camera(url=url).is_file


def test_a_path_is_a_file() -> None:
    assert camera(url="/media/drive.mp4").is_file


@pytest.mark.parametrize(
    "url",
    ["", "/", "ftp://cam/1", "file:///etc/passwd", "rtsp://", "rtsp://:80/1", "http://cam:99999/",
     "http://cam:0/", "http://[::x]/", "rtsp://cam/\nHost: other", "concat:a|b://c"],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        camera(url=url)


@pytest.mark.parametrize(
    ("url", "kind"),
    [("rtsp://cam/1", "mjpeg"), ("http://cam/1", "rtsp"), ("/a.mp4", "snapshot"),
     ("rtsp://c", "file")],
)  # fmt: skip
def test_the_kind_must_fit_the_address(url: str, kind: str) -> None:
    with pytest.raises(ValidationError, match="does not fit"):
        camera(url=url, kind=kind)


@pytest.mark.parametrize("camera_id", ["", "Drive", "a-b", "a" * 41, "../x", "a\n"])
def test_ids_are_slugs(camera_id: str) -> None:
    with pytest.raises(ValidationError):
        camera(camera_id=camera_id)


def test_two_zones_cannot_share_a_name() -> None:
    zone = {"name": "Gate", "polygon": [[0, 0], [1, 0], [1, 1]]}
    with pytest.raises(ValidationError, match="same name"):
        camera(zones=[zone, zone])


@pytest.mark.parametrize("polygon", [[[0, 0], [1, 1]], [[0, 0], [1, 0], [1.2, 1]]])
def test_polygons_have_three_corners_inside_the_picture(polygon: list[list[float]]) -> None:
    with pytest.raises(ValidationError):
        camera(masks=[polygon])


def test_neither_url_nor_login_is_in_the_repr() -> None:
    shown = repr(camera(url="rtsp://a:secret@cam/secret", username="secret", password="secret"))
    assert "secret" not in shown


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1), min_size=1))
def test_complaints_never_repeat_the_data(extra: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        camera(url="ftp://secret", password=["secret"], **{f"secret{key}": 1 for key in extra})
    assert "secret" not in describe_errors(caught.value)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])), st.text())
def test_the_login_survives_being_put_into_a_url(name: str, password: str) -> None:
    if ":" in name or not password.isprintable() or not name:
        return
    address = Address.of(camera(username=name[:200], password=password[:200]))
    login = f"{quote(address.username, safe='')}:{quote(address.password, safe='')}"
    again = Address.of(camera(url=f"rtsp://{login}@cam.example/1"))
    assert (again.username, again.password) == (name[:200], password[:200])
    assert again.url == "rtsp://cam.example/1"


def test_the_login_of_the_settings_goes_before_that_of_the_url() -> None:
    address = Address.of(camera(url="rtsp://old:older@cam/1", username="new", password="newer"))
    assert (address.username, address.password, address.url) == ("new", "newer", "rtsp://cam/1")


@pytest.mark.parametrize("username", ["a:b", "a\nb"])
def test_a_login_that_no_protocol_can_send_is_refused(username: str) -> None:
    with pytest.raises(SourceError):
        Address.of(camera(username=username))


@pytest.mark.parametrize(
    "password", ["pa#ss", "pa/ss", "pa?ss", "#", "a/b?c#d", "p%23/s", "plain", "p@ss"]
)
@pytest.mark.parametrize("place", ["camera/stream", "192.0.2.1:554/s?channel=1", "[fd00::1]:554/"])
def test_a_password_is_typed_as_it_is(password: str, place: str) -> None:
    config = CameraConfig(camera_id="a", name="A", url=f"rtsp://viewer:{password}@{place}")
    address = Address.of(config)
    assert (address.username, address.password) == ("viewer", unquote(password))
    assert address.url == f"rtsp://{place}"


@pytest.mark.parametrize(
    "url", ["http://camera/a@b", "http://camera:80/?who=a@b", "http://camera#a@b"]
)
def test_a_sign_beyond_the_host_makes_no_login(url: str) -> None:
    assert Address.of(CameraConfig(camera_id="a", name="A", url=url)).username == ""


@pytest.mark.parametrize(
    "url",
    ["rtsp://viewer:secret", "rtsp://camera:secret/x", "rtsp://[secret/", "rtsp://a:99999/secret"],
)
def test_what_is_wrong_with_an_address_is_told_without_its_words(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CameraConfig(camera_id="a", name="A", url=url)
    assert "secret" not in describe_errors(refused.value)
