"""RTSP over TCP: its messages between the packets of the media (RFC 2326, 10.12)."""

from dataclasses import dataclass
import re

MOST_BYTES = 262_144
"""No message is longer."""

_FRAME = 0x24
_RESPONSE = re.compile(rb"RTSP/\d\.\d +(\d{3})")
_REQUEST = re.compile(rb"([A-Z_]+) +(\S+) +RTSP/\d\.\d")
_SYNC = re.compile(rb"\$|RTSP/")
_LONGEST_BEGIN = 16


class MessageError(Exception):
    """What was sent is no RTSP."""


@dataclass(frozen=True, slots=True)
class RtspMessage:
    """A request or a response: its first line, its headers as they were written, its body."""

    first_line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def status(self) -> int | None:
        """The status of a response, None of a request."""
        found = _RESPONSE.match(self.first_line.encode("latin-1"))
        return int(found[1]) if found else None

    @property
    def request(self) -> tuple[str, str] | None:
        """The method and the address of a request, None of a response."""
        found = _REQUEST.match(self.first_line.encode("latin-1"))
        return (found[1].decode("latin-1"), found[2].decode("latin-1")) if found else None

    def all(self, name: str) -> list[str]:
        """Return the values of a header, in the order in which they came."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        """Return the first value of a header, empty where it is not there."""
        return next(iter(self.all(name)), "")

    def replaced(self, name: str, value: str | None) -> RtspMessage:
        """Return the message with another value of a header; without it if that is None."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        new = () if value is None else ((name, value),)
        return RtspMessage(self.first_line, new + kept, self.body)

    @property
    def data(self) -> bytes:
        """The message as it is sent."""
        lines = [self.first_line, *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


class RtspSplitter:
    """Takes apart what one side of a connection sends.

    What is neither a message nor a packet is passed over, up to the next that is.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[RtspMessage | bytes]:
        """Take the next bytes; return messages, and whole packets between them as they are.

        Raises MessageError for a message without end.
        """
        self._buffer += data
        parts: list[RtspMessage | bytes] = []
        at = 0
        while True:
            end = self._frames(at)
            if end > at:
                parts.append(bytes(self._buffer[at:end]))
                at = end
            length = self._message_length(at)
            if length:
                parts.append(_parsed(bytes(self._buffer[at : at + length])))
                at += length
            elif not (skipped := self._noise(at)):
                break
            else:
                at += skipped
        del self._buffer[:at]
        if len(self._buffer) > MOST_BYTES:
            raise MessageError
        return parts

    def _frames(self, at: int) -> int:
        """Return the end of the whole packets that begin here."""
        buffer, size = self._buffer, len(self._buffer)
        while at + 4 <= size and buffer[at] == _FRAME:
            end = at + 4 + (buffer[at + 2] << 8 | buffer[at + 3])
            if end > size:
                break
            at = end
        return at

    def _message_length(self, at: int) -> int:
        """Return how long the whole message is that begins here, 0 if there is none."""
        if not (_RESPONSE.match(self._buffer, at) or _REQUEST.match(self._buffer, at)):
            return 0
        head_ends = self._buffer.find(b"\r\n\r\n", at)
        if head_ends < 0:
            return 0
        head = bytes(self._buffer[at:head_ends])
        found = re.search(rb"(?im)^content-length:[ \t]*(\d{1,9})\s*$", head)
        length = head_ends + 4 - at + (int(found[1]) if found else 0)
        if length > MOST_BYTES:
            raise MessageError
        return length if at + length <= len(self._buffer) else 0

    def _noise(self, at: int) -> int:
        """Return how many bytes are neither a packet nor a message, nor the beginning of one."""
        buffer = self._buffer
        rest = len(buffer) - at
        if not rest or buffer[at] == _FRAME or _may_begin(buffer, at):
            return 0
        found = _SYNC.search(buffer, at + 1)
        return found.start() - at if found else max(0, rest - _LONGEST_BEGIN)


def _may_begin(buffer: bytearray, at: int) -> bool:
    """Return whether a message begins here, though its first line may not have come yet."""
    line_ends = buffer.find(b"\r\n", at)
    if line_ends < 0:
        return re.compile(rb"[A-Z_]+[ /]|[A-Z_]{0,16}\Z").match(buffer, at) is not None
    return bool(_RESPONSE.match(buffer, at) or _REQUEST.match(buffer, at))


def _parsed(data: bytes) -> RtspMessage:
    head, _, body = data.partition(b"\r\n\r\n")
    first_line, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    return RtspMessage(first_line, headers, body)
