"""Decodes no more of a live stream than somebody looks at, and loses nothing by it."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import av
import av.error
from av.video.codeccontext import VideoCodecContext

from placa_engine.cameras.sources.attention import Attention
from placa_engine.cameras.sources.packet_sizes import PacketSizes
from placa_engine.cameras.sources.video import Packet, decoder_limits, frames_of, luma_of

LOOK_INTERVAL = 1.8
"""Seconds between two key frames that are looked at while nothing moves and sizes would tell."""

SHORT_GROUP = 1.2
"""Seconds between key frames that alone tell of motion: no car comes and goes in between."""

LONGEST_GROUP = 4.5
"""Seconds between key frames up to which sizes of packets are relied on. What they do not tell
is seen at the next key frame, if it is still there."""

MOST_KEPT = 12.0
"""Seconds for which packets are kept, whatever they tell."""

MOST_BYTES = 6_000_000
"""So many bytes of packets are kept."""

_SHORTEST_GROUP = 0.3
"""Cameras that code nearly every picture on its own are decoded as they come."""

_LATE = 0.5
"""Seconds by which a key frame may be late before its group counts as a longer one than the last:
cameras with "smart" codecs make groups longer while nothing moves."""

_STAY = 1.0
"""Seconds for which everything is decoded after packets have announced motion."""

_GAP = 1.5
"""Seconds without a packet after which something may have come unseen."""

_MOST_DELAYED = 32
"""Packets that a decoder may take before it gives the frame of the first one."""

_LAZY_CODECS = {"h264", "hevc"}


@dataclass(frozen=True, slots=True)
class TimedPacket:
    """A coded picture and when it was taken, in seconds of the engine's monotonic clock."""

    packet: Packet
    taken: float


@dataclass(frozen=True, slots=True)
class TimedFrame:
    """A decoded picture and when it was taken.

    `skipped` counts the pictures before it that were never decoded, `catching_up` says that it
    is decoded later than it could have been, since something began to move after it.
    """

    frame: av.VideoFrame
    taken: float
    skipped: int = 0
    catching_up: bool = False


class LazyDecoder:
    """Decodes one stream's packets, all of them while anything moves or a plate is unclear.

    While nothing does, only a key frame now and then is decoded. The packets since the last one
    are kept, and decoded as soon as a key frame shows motion or sizes of packets announce it, from
    the last key frame on that shows none: so every picture of an approach is seen, if a moment
    later. Where groups of pictures are too long to wait for their key frames and sizes tell
    nothing, everything is decoded.
    """

    def __init__(self, attention: Attention | None) -> None:
        self._attention = attention
        self._sizes = PacketSizes()
        self._recent: deque[tuple[int | None, float]] = deque(maxlen=_MOST_DELAYED)
        self._kept: deque[TimedPacket] | None = None
        self._kept_bytes = 0
        self._continues = True
        self._looked_at = float("-inf")
        self._looked_pts: int | None = None
        self._key_at: float | None = None
        self._group: float | None = None
        self._newest = float("-inf")
        self._stays_until = float("-inf")
        self._announced = False

    @property
    def is_asleep(self) -> bool:
        """Whether packets are kept and not decoded."""
        return self._kept is not None

    def decode(self, packet: Packet, taken: float) -> Iterator[TimedFrame]:
        """Take the next packet; yield the frames to look at."""
        timed = TimedPacket(packet, taken)
        gap, self._newest = taken - self._newest, taken
        attention = self._attention
        if attention is None:
            yield from self._decoded(timed)
            return
        is_idle = attention.is_idle(taken)
        changes = self._measure(timed, is_idle=is_idle)
        if self._kept is None:
            if not is_idle and self._announced:
                self._settle(moved=True)
            if is_idle and taken >= self._stays_until and self._may_sleep(packet):
                self._settle(moved=False)
                self._kept, self._kept_bytes, self._continues = deque(), 0, True
            else:
                yield from self._decoded(timed)
                return
        self._kept.append(timed)
        self._kept_bytes += packet.size
        announced = changes and self._sizes.is_trusted
        if announced or not is_idle or gap > _GAP or not self._has_room():
            self._announced = announced
            yield from self._caught_up(taken, attention)
        elif packet.is_keyframe and (
            taken - self._looked_at >= LOOK_INTERVAL or not self._sizes.is_trusted
        ):
            yield from self._look(timed, attention)

    def forget(self) -> None:
        """Drop what is kept, as packets were lost; the next one is a key frame."""
        self._kept = None

    def _measure(self, timed: TimedPacket, *, is_idle: bool) -> bool:
        """Note the time between key frames and the size of all others."""
        if timed.packet.is_keyframe:
            if self._key_at is not None:
                self._group = timed.taken - self._key_at
            self._key_at = timed.taken
            return False
        return self._sizes.changes(timed.packet.size, is_still=is_idle, is_seen=self._kept is None)

    def _may_sleep(self, packet: Packet) -> bool:
        if self._group is None or packet.pts is None:
            return False
        codec = packet.stream.codec_context
        longest = LONGEST_GROUP if self._sizes.is_trusted else SHORT_GROUP
        since = self._newest - (self._key_at or self._newest)
        return (
            codec.name in _LAZY_CODECS
            and _SHORTEST_GROUP <= self._group <= longest
            and since <= longest + _LATE
        )

    def _has_room(self) -> bool:
        """Return whether more packets may be kept, and it makes sense to keep them."""
        assert self._kept
        return (
            self._kept_bytes <= MOST_BYTES
            and self._kept[-1].taken - self._kept[0].taken <= MOST_KEPT
            and self._may_sleep(self._kept[-1].packet)
        )

    def _settle(self, *, moved: bool) -> None:
        if self._announced:
            self._sizes.note(announced=True, moved=moved)
        self._announced = False

    def _look(self, timed: TimedPacket, attention: Attention) -> Iterator[TimedFrame]:
        """Look at a key frame alone, and go on sleeping if it shows nothing new."""
        assert self._kept
        frame = key_frame_of(timed.packet)
        if frame is None or attention.shows_motion(luma_of(frame)):
            if frame is not None and self._sizes.is_trusted:
                self._sizes.note(announced=False, moved=True)
            yield from self._caught_up(timed.taken, attention)
            return
        skipped = len(self._kept) - 1
        if not self._continues:
            skipped -= 1  # the key frame at the beginning was shown
        self._kept, self._kept_bytes, self._continues = deque([timed]), timed.packet.size, False
        self._looked_at, self._looked_pts = timed.taken, timed.packet.pts
        yield TimedFrame(frame, timed.taken, skipped)

    def _caught_up(self, now: float, attention: Attention) -> Iterator[TimedFrame]:
        """Wake up: decode what was kept, from the last key frame on that shows nothing new."""
        assert self._kept
        kept, self._kept = [*self._kept], None
        self._stays_until = now + _STAY
        skipped = 0
        if still := _newest_still(kept, attention):
            skipped = still - (not self._continues)  # the key frame at the beginning was shown
            kept, self._continues, self._looked_pts = kept[still:], False, None
        if not self._continues:
            kept[0].packet.stream.codec_context.flush_buffers()
        for timed in kept:
            for frame in self._decoded(timed, catching_up=True):
                if self._looked_pts is None or frame.frame.pts != self._looked_pts:
                    yield replace(frame, skipped=skipped)
                    skipped = 0
        self._looked_pts = None

    def _decoded(self, timed: TimedPacket, *, catching_up: bool = False) -> Iterator[TimedFrame]:
        self._recent.append((timed.packet.pts, timed.taken))
        for frame in frames_of(timed.packet):
            taken = dict(self._recent).get(frame.pts, timed.taken)
            yield TimedFrame(frame, taken, catching_up=catching_up)


def _newest_still(kept: Sequence[TimedPacket], attention: Attention) -> int:
    """Return which kept packet is the newest key frame inside, if that shows nothing new; or 0."""
    keys = [number for number, timed in enumerate(kept[:-1]) if timed.packet.is_keyframe]
    newest = max(keys, default=0)
    frame = key_frame_of(kept[newest].packet) if newest else None
    return 0 if frame is None or attention.shows_motion(luma_of(frame)) else newest


def key_frame_of(packet: Packet) -> av.VideoFrame | None:
    """Decode a key frame apart from its stream, unsmoothed; None if it is damaged.

    Without the filter that smooths the borders of blocks, which later pictures need and which
    takes a fifth of the time.
    """
    codec = packet.stream.codec_context
    apart = av.CodecContext.create(codec.name, "r")
    assert isinstance(apart, VideoCodecContext)
    apart.extradata = codec.extradata
    apart.thread_count = 1
    apart.options = decoder_limits()
    apart.options = {"skip_loop_filter": "all"}
    try:
        frames = [*apart.decode(packet), *apart.decode(None)]
    except av.error.FFmpegError:
        return None
    return next(iter(frames), None)
