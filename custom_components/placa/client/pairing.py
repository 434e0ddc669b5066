"""Which engine is trusted, and what makes it trust Home Assistant. Pure."""

from base64 import b32encode
from dataclasses import dataclass, field
import re
from typing import Self

_KEY = re.compile(r"([0-9a-f]{64})\.([!-~]{16,200})")


class InvalidPairingKeyError(ValueError):
    """The text is no pairing key of an engine; it is not quoted, it may hold a secret."""


@dataclass(frozen=True, slots=True)
class PairingKey:
    """What `placa pair` prints and the app tells.

    `fingerprint` is the SHA-256 of the engine's certificate, 64 hex digits. `token` is sent
    to nobody but who holds that certificate's key.
    """

    fingerprint: str
    token: str = field(repr=False)

    @classmethod
    def parse(cls, typed: object) -> Self:
        """Read a pairing key. Raises InvalidPairingKeyError."""
        found = _KEY.fullmatch(typed.strip()) if isinstance(typed, str) else None
        if found is None:
            raise InvalidPairingKeyError("not a pairing key")
        return cls(found[1], found[2])

    @property
    def server_id(self) -> str:
        """The id that the engine goes by, 32 hex digits."""
        return self.fingerprint[:32]

    def __str__(self) -> str:
        """Write it as it was read."""
        return f"{self.fingerprint}.{self.token}"


def code_of(fingerprint: str) -> str:
    """Return the beginning of a fingerprint as people compare it, like the engine's log does."""
    text = b32encode(bytes.fromhex(fingerprint)[:10]).decode("ascii")
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
