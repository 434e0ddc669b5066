from contextlib import suppress
from pathlib import Path
import struct

import cv2
from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from placa_engine.cameras.sources.jpeg_stream import JpegStream
from placa_engine.cli.pictures import looks_like_picture, read_picture
from placa_engine.imaging.decoding import LONGEST_SIDE, PictureError, decode_picture
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.picture_header import parse_header
from tests.engine.support.exif import with_exif_orientation
from tests.engine.support.hostile_pictures import claiming, with_scans

FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WebP": ".webp", "BMP": ".bmp"}


def photo(width: int = 96, height: int = 64) -> Picture:
    """A smooth picture, dark on the left and top."""
    x, y = np.meshgrid(np.linspace(20, 230, width), np.linspace(20, 230, height))
    return np.stack([x, y, (x + y) / 2], axis=2).astype(np.uint8)


def encoded(suffix: str, picture: Picture | None = None) -> bytes:
    done, data = cv2.imencode(suffix, photo() if picture is None else picture)
    assert done
    return data.tobytes()


@pytest.mark.parametrize(("name", "suffix"), FORMATS.items())
def test_the_usual_formats_are_read_as_bgr(name: str, suffix: str) -> None:
    data = encoded(suffix)
    header = parse_header(data)
    assert header is not None
    assert (header.format, header.width, header.height) == (name, 96, 64)
    picture = decode_picture(data)
    assert picture.dtype == np.uint8
    assert picture.shape == (64, 96, 3)
    assert np.abs(picture.astype(int) - photo()).mean() < 4


@pytest.mark.parametrize("suffix", FORMATS.values())
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.95, 0.999])
def test_a_truncated_picture_is_refused(suffix: str, part: float) -> None:
    data = encoded(suffix)
    with pytest.raises(PictureError, match=r"is cut off|is not a JPEG"):
        decode_picture(data[: int(len(data) * part)])


def test_a_truncated_jpeg_with_a_whole_thumbnail_is_refused() -> None:
    thumbnail = encoded(".jpg", photo(16, 16))
    body = b"Exif\x00\x00" + thumbnail
    data = encoded(".jpg")
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]
    assert decode_picture(data).shape == (64, 96, 3)
    with pytest.raises(PictureError, match="is cut off"):
        decode_picture(data[:-40])


def test_a_progressive_jpeg_is_read() -> None:
    done, data = cv2.imencode(".jpg", photo(), [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    assert done
    assert decode_picture(data.tobytes()).shape == (64, 96, 3)


def test_bytes_after_the_pictures_end_do_no_harm() -> None:
    assert decode_picture(encoded(".jpg") + b"\x00trailer").shape == (64, 96, 3)


@pytest.mark.parametrize(("orientation", "corner"), [(1, "tl"), (3, "br"), (6, "tr"), (8, "bl")])
def test_a_turned_picture_is_turned_upright(orientation: int, corner: str) -> None:
    picture = decode_picture(with_exif_orientation(encoded(".jpg"), orientation))
    turned = orientation in (6, 8)
    assert picture.shape == ((96, 64, 3) if turned else (64, 96, 3))
    row, column = 0 if "t" in corner else -1, 0 if "l" in corner else -1
    assert picture[row, column].mean() < 60  # the dark corner


@pytest.mark.parametrize(
    ("width", "height"), [(LONGEST_SIDE + 1, 10), (10, 20_000), (12_000, 9_000)]
)
@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_too_large_pictures_are_refused_before_they_are_decoded(
    width: int, height: int, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytearray(encoded(suffix))
    if suffix == ".png":
        data[16:24] = struct.pack(">II", width, height)
    else:
        at = data.index(b"\xff\xc0")
        data[at + 5 : at + 9] = struct.pack(">HH", height, width)

    def must_not_decode(*_: object) -> None:
        raise AssertionError("decoded a picture that is too large")

    monkeypatch.setattr(cv2, "imdecode", must_not_decode)
    with pytest.raises(PictureError, match=f"is too large: {width}x{height} pixels"):
        decode_picture(bytes(data))


@pytest.mark.parametrize("form", ["BMP", "PNG", "JPEG", "WebP"])
def test_no_format_can_claim_more_pixels_than_cameras_send(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cv2, "imdecode", None)
    with pytest.raises(PictureError, match="is too large: 10000x10000 pixels"):
        decode_picture(claiming(form, 10_000, 10_000))


def test_a_jpeg_of_endless_scans_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert decode_picture(with_scans(20)).shape == (64, 64, 3)
    monkeypatch.setattr(cv2, "imdecode", None)
    with pytest.raises(PictureError, match="is cut off or damaged"):
        decode_picture(with_scans(1000))
    assert JpegStream().feed(with_scans(1000)) == []


@pytest.mark.parametrize("data", [b"hello\n", b"<html></html>", bytes(200)])
def test_other_things_than_pictures_are_refused(data: bytes) -> None:
    with pytest.raises(PictureError, match="is not a JPEG, PNG, WebP or BMP picture"):
        decode_picture(data)


@pytest.mark.parametrize(
    ("begin", "name"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avifmif1", "AVIF"),
        (b"II*\x00\x08\x00\x00\x00", "TIFF"),
        (b"MM\x00*\x00\x00\x00\x08", "TIFF"),
        (b"GIF89a\x10\x00\x10\x00", "GIF"),
        (b"\xff\x0a\x00\x10", "JPEG XL"),
    ],
)
def test_a_picture_of_another_format_is_refused_by_its_name(
    tmp_path: Path, begin: bytes, name: str
) -> None:
    path = tmp_path / "photo"
    path.write_bytes(begin + bytes(100))
    assert looks_like_picture(path)
    with pytest.raises(PictureError, match=f"is a {name} picture; please save it as JPEG"):
        read_picture(path)


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(PictureError, match="is empty"):
        decode_picture(b"")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="No such file"):
        read_picture(tmp_path / "missing.jpg")


@given(
    st.sampled_from(sorted(FORMATS.values())),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8),
)
@settings(max_examples=150)
def test_a_damaged_picture_is_read_or_refused_but_nothing_worse(
    suffix: str, damages: list[tuple[float, int]]
) -> None:
    data = bytearray(encoded(suffix))
    for place, value in damages:
        data[int(place * len(data))] = value
    with suppress(PictureError):
        assert decode_picture(bytes(data)).ndim == 3


@given(
    st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b""])
)
def test_any_bytes_are_refused_in_one_sentence(data: bytes, magic: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        decode_picture(magic + data)
    assert "\n" not in str(caught.value)


def test_a_file_means_to_be_a_picture_by_suffix_or_content(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("hello")
    (tmp_path / "picture").write_bytes(encoded(".png"))
    (tmp_path / "notes.txt").write_text("hello")
    assert looks_like_picture(tmp_path / "text.jpg")
    assert looks_like_picture(tmp_path / "picture")
    assert not looks_like_picture(tmp_path / "notes.txt")
    assert not looks_like_picture(tmp_path / "missing")
