from datetime import UTC, datetime

import cv2
from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.cameras.sources.jpeg_stream import JpegStream
from placa_engine.cameras.sources.picture_frame import picture_frame


def jpeg(seed: int, *options: int, width: int = 40, height: int = 24) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
    return cv2.imencode(".jpg", pixels, options)[1].tobytes()


PICTURES = (
    jpeg(1),
    jpeg(2, cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    jpeg(3, cv2.IMWRITE_JPEG_RST_INTERVAL, 1),
    jpeg(4, cv2.IMWRITE_JPEG_QUALITY, 100),
)

JUNK = st.binary(max_size=60).filter(lambda junk: b"\xff" not in junk)


@given(
    parts=st.lists(st.tuples(JUNK, st.sampled_from(PICTURES)), max_size=5),
    cuts=st.lists(st.integers(1, 400), min_size=1, max_size=30),
)
def test_every_picture_is_found_however_the_stream_is_cut(
    parts: list[tuple[bytes, bytes]], cuts: list[int]
) -> None:
    data = b"".join(junk + picture for junk, picture in parts)
    stream, found, turn = JpegStream(), [], 0
    while data:
        cut = cuts[turn % len(cuts)]
        found += stream.feed(data[:cut])
        data, turn = data[cut:], turn + 1
    assert found == [picture for _, picture in parts]


@given(st.binary(max_size=2000))
def test_any_bytes_are_survived_and_a_later_picture_is_found(junk: bytes) -> None:
    stream = JpegStream()
    found = stream.feed(b"\xff\xd8\xff" + junk)
    for _ in range(200):
        found += stream.feed(PICTURES[0])
    assert PICTURES[0] in found


@given(st.integers(10, len(PICTURES[0]) - 1))
def test_a_cut_off_picture_is_left_out_and_the_stream_goes_on(length: int) -> None:
    stream = JpegStream()
    found = stream.feed(PICTURES[0][:length] + b"\r\n--b\r\n" + PICTURES[1] * 3)
    assert PICTURES[1] in found
    assert PICTURES[0] not in found


def test_a_picture_that_never_ends_takes_no_more_memory_than_allowed() -> None:
    stream = JpegStream(limit=10_000)
    stream.feed(PICTURES[0][:-2])
    for _ in range(100):
        assert stream.feed(b"\x11" * 1000) == []
    assert len(stream._buffer) <= 11_000
    assert stream.feed(PICTURES[1]) == [PICTURES[1]]


@pytest.mark.parametrize("picture", PICTURES)
def test_the_size_is_read_from_the_header(picture: bytes) -> None:
    frame = picture_frame(picture, 0.0, datetime.now(UTC))
    assert frame is not None
    assert frame.size == (40, 24)


@given(st.binary(max_size=500))
def test_anything_else_is_no_frame(data: bytes) -> None:
    assert picture_frame(b"\xff\xd8" + data, 0.0, datetime.now(UTC)) is None
