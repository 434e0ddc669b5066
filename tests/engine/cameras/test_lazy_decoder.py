"""A lazily decoded stream tells the same as one of which every picture is decoded."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.video.stream import VideoStream
import numpy as np
import pytest

from benchmarks.approaches import watch
from placa_engine.cameras.sources.lazy_decoder import (
    LONGEST_GROUP,
    MOST_KEPT,
    LazyDecoder,
    key_frame_of,
)
from placa_engine.cameras.sources.source_frame import Luma
from placa_engine.cameras.sources.video import Packet, opened_video, packets
from placa_engine.imaging.frame import Picture
from placa_engine.vision.vision import Vision
from tests.engine.support.moving_plate import FPS
from tests.engine.support.tiny_networks import draw_plate, scene

AFTER = 5.0
_OPTIONS: dict[str, object] = {"preset": "ultrafast", "tune": "zerolatency"}


def stream(path: Path, pictures: Iterator[Picture], group: float, codec: str = "libx264") -> Path:
    """Write a camera's stream with a key frame every `group` seconds and next to no loss."""
    form = {"libx264": "h264", "libx265": "hevc"}[codec]
    keys = f"keyint={round(group * FPS)}:min-keyint={round(group * FPS)}:scenecut=0"
    with av.open(str(path), "w", format=form) as container:
        video = container.add_stream(codec, rate=FPS, width=512, height=288)
        assert isinstance(video, VideoStream)
        video.pix_fmt = "yuv444p"
        video.options = _OPTIONS | (
            {"qp": "0", "x264-params": f"{keys}:repeat-headers=1"}
            if codec == "libx264"
            else {"x265-params": f"{keys}:lossless=1:log-level=none:repeat-headers=1"}
        )
        for picture in pictures:
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(video.encode(None))
    return path


def drive(lead: float, *, noise: float = 0.0, parked: float = 0.0) -> Iterator[Picture]:
    """Yield an empty scene, a plate that crosses it and may stop on the way, the scene again."""
    numbers = np.random.default_rng(1)

    def seen(picture: Picture, strength: float) -> Picture:
        added = numbers.normal(0, strength, picture.shape) if strength else 0
        return np.asarray(np.clip(picture + added, 0, 255), np.uint8)

    for _ in range(round(lead * FPS)):
        # noise that comes and goes, so that the sizes say nothing
        yield seen(scene(), noise * numbers.integers(0, 2))
    stops = round(parked * FPS)
    for step in [*range(15), *[15] * stops, *range(15, 30)]:
        picture = scene()
        draw_plate(picture, "AB12CDE", left=20 + 8 * step, top=120)
        yield seen(picture, noise * 0.2)
    for _ in range(round(AFTER * FPS)):
        yield seen(scene(), noise * 0.2)


@pytest.mark.parametrize("phase", [0.0, 0.4, 0.9])
@pytest.mark.parametrize("group", [1.0, 2.0, 4.0, 10.0])
def test_an_approach_at_any_moment_is_seen_as_a_whole(
    tiny_vision: Vision, tmp_path: Path, group: float, phase: float
) -> None:
    lead = (np.ceil(6 / group) + 2 + phase) * group
    path = stream(tmp_path / "drive.h264", drive(lead), group)
    full, lazy = (watch(path, FPS, tiny_vision, lazily=lazily) for lazily in (False, True))
    assert [sighting[0] for sighting in full.sightings] == ["AB12CDE"]
    assert lazy.sightings == full.sightings
    assert set(lazy.looked_at) >= {at for at in full.looked_at if at >= lead}
    assert lazy.told_at["AB12CDE"] - full.told_at["AB12CDE"] < 0.3
    asleep = lazy.frames - lazy.decoded
    assert asleep > 0.1 * lazy.frames if group <= LONGEST_GROUP else asleep == 0


def test_h265_is_decoded_as_lazily(tiny_vision: Vision, tmp_path: Path) -> None:
    path = stream(tmp_path / "drive.hevc", drive(11.3), 2.0, "libx265")
    full, lazy = (watch(path, FPS, tiny_vision, lazily=lazily) for lazily in (False, True))
    assert lazy.sightings == full.sightings != ()
    assert lazy.decoded < 0.8 * lazy.frames


def test_where_sizes_say_nothing_key_frames_do(tiny_vision: Vision, tmp_path: Path) -> None:
    path = stream(tmp_path / "drive.h264", drive(11.3, noise=3.0), 1.0)
    full, lazy = (watch(path, FPS, tiny_vision, lazily=lazily) for lazily in (False, True))
    assert lazy.sightings == full.sightings != ()
    assert lazy.told_at["AB12CDE"] - full.told_at["AB12CDE"] <= 1.0
    assert lazy.decoded < 0.8 * lazy.frames


def test_where_neither_does_soon_enough_everything_is_decoded(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    path = stream(tmp_path / "drive.h264", drive(13.3, noise=3.0), 2.0)
    full, lazy = (watch(path, FPS, tiny_vision, lazily=lazily) for lazily in (False, True))
    assert lazy.sightings == full.sightings != ()
    assert lazy.told_at == full.told_at


def test_a_plate_that_has_stopped_is_read_and_then_left_alone(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    path = stream(tmp_path / "drive.h264", drive(8.0, parked=30.0), 2.0)
    full, lazy = (watch(path, FPS, tiny_vision, lazily=lazily) for lazily in (False, True))
    texts = [sighting[0] for sighting in full.sightings]
    assert [sighting[0] for sighting in lazy.sightings] == texts == ["AB12CDE"]
    standing = [at for at in lazy.looked_at if 25 <= at <= 39]
    assert 0 < len(standing) < 10
    assert lazy.decoded < 0.6 * lazy.frames


def test_cameras_that_code_every_picture_alone_are_decoded_as_they_come(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    path = stream(tmp_path / "drive.h264", drive(8.0), 1 / FPS)
    lazy = watch(path, FPS, tiny_vision, lazily=True)
    assert lazy.decoded == lazy.frames


class Sleepy:
    """Nothing ever moves."""

    def is_idle(self, _at: float) -> bool:
        return True

    def shows_motion(self, _luma: Luma) -> bool:
        return False


@pytest.fixture
def still(tmp_path: Path) -> Iterator[list[Packet]]:
    """Half a minute of an empty scene with a key frame every two seconds."""
    path = stream(tmp_path / "still.h264", (scene() for _ in range(30 * FPS)), 2.0)
    with opened_video(str(path), {}) as container:
        coming = [packet for packet in packets(container, 5.0) if packet.size]
        for number, packet in enumerate(coming):
            packet.pts = number
        yield coming


def test_what_was_never_decoded_is_counted(still: list[Packet]) -> None:
    decoder = LazyDecoder(Sleepy())
    frames = [
        frame
        for number, packet in enumerate(still)
        for frame in decoder.decode(packet, number / FPS)
    ]
    asleep = len(still) - len(frames)
    assert asleep > 20 * FPS
    assert asleep - 2 * FPS < sum(frame.skipped for frame in frames) <= asleep


def test_after_a_gap_everything_that_was_kept_is_decoded(still: list[Packet]) -> None:
    decoder = LazyDecoder(Sleepy())
    frames = []
    for number, packet in enumerate(still):
        at = number / FPS + (3.0 if number >= 20 * FPS + 7 else 0.0)
        frames += [frame for frame in decoder.decode(packet, at) if 19.9 < frame.taken < 23.6]
    times = [frame.taken for frame in frames]
    assert times == sorted(set(times))
    assert 20 + 7 / FPS + 3 in times
    assert sum(frame.catching_up for frame in frames) >= 7


@pytest.mark.parametrize("woken", [19.5, 21.5, 23.5, 25.5])
def test_waking_up_takes_no_more_than_the_last_group_that_begins_with_nothing_new(
    still: list[Packet], woken: float
) -> None:
    class Woken(Sleepy):
        def is_idle(self, at: float) -> bool:
            return at < woken

    decoder = LazyDecoder(Woken())
    frames = [
        frame
        for number, packet in enumerate(still)
        for frame in decoder.decode(packet, number / FPS)
    ]
    late = [frame for frame in frames if frame.catching_up and frame.taken > 10]
    assert 0 < len(late) <= 2 * FPS
    assert len(frames) + sum(frame.skipped for frame in frames) == len(still)
    times = [frame.taken for frame in frames]
    assert times == sorted(set(times))


def test_packets_without_key_frames_are_kept_for_a_limited_time(still: list[Packet]) -> None:
    decoder = LazyDecoder(Sleepy())
    several = [p for p in still if not p.is_keyframe]
    decoder_input = [*still[: 6 * FPS], *several]
    waited = longest = 0
    for number, packet in enumerate(decoder_input):
        list(decoder.decode(packet, number / FPS))
        waited = waited + 1 if decoder.is_asleep else 0
        longest = max(longest, waited)
    assert longest <= (MOST_KEPT + 3) * FPS


def test_a_group_that_turns_out_to_be_too_long_is_decoded(still: list[Packet]) -> None:
    decoder = LazyDecoder(Sleepy())
    several = [packet for packet in still if not packet.is_keyframe]
    begins = next(number for number in range(8 * FPS, len(still)) if still[number].is_keyframe)
    asleep = []
    for number, packet in enumerate([*still[: begins + 1], *several[: 10 * FPS]]):
        list(decoder.decode(packet, number / FPS))
        if decoder.is_asleep:
            asleep.append(number / FPS)
    assert asleep
    assert max(asleep) <= begins / FPS + LONGEST_GROUP + 1.0


def test_a_damaged_key_frame_is_no_picture(still: list[Packet]) -> None:
    assert key_frame_of(still[0]) is not None
    assert key_frame_of(still[1]) is None
