"""Whether the engine's ledger goes on from where it was seen last. Pure.

A link is one JSON text, `hash` its SHA-256 and `signature` Ed25519 over that hash. The text
names the number of the link and the hash of the one before, so that whoever remembers one
number and one hash can tell whether anything up to there was changed, left out or put in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
import json
from typing import Annotated, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..serialization import Between
from .models import Hash, LedgerLink

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the ledger had come: the number and the hash of a link."""

    sequence: Annotated[int, Between(1, 2**53)]
    hash: Hash

    def __str__(self) -> str:
        """Write it as people keep it."""
        return f"{self.sequence}:{self.hash}"


class LedgerProblem(StrEnum):
    """How a ledger does not go on from where it was seen."""

    SHORTER = "shorter"
    CHANGED = "changed"
    BROKEN = "broken"
    OTHER_KEY = "other_key"


class LedgerProblemError(Exception):
    """The ledger is not the one that was seen before."""

    def __init__(self, problem: LedgerProblem, sequence: int) -> None:
        super().__init__(f"{problem.value} at {sequence}")
        self.problem = problem
        self.sequence = sequence


@dataclass(frozen=True, slots=True)
class LedgerMemory:
    """What Home Assistant remembers of an engine's ledger.

    `engine` is the fingerprint of its certificate, `public_key` what signs its ledger,
    `checked` how far every link was checked, `told` what the engine said last of a record
    that it had taken.
    """

    engine: Hash
    public_key: Hash | None = None
    checked: Checkpoint | None = None
    told: Checkpoint | None = None


@dataclass(slots=True)
class Follower:
    """Follows a ledger link by link, from the last one that was checked, which comes again."""

    witness: LedgerMemory
    public_key: str
    head: Checkpoint | None = field(init=False, default=None)
    _at: datetime = field(init=False, default=_LONG_AGO)

    def __post_init__(self) -> None:
        """Raise LedgerProblemError if another key signs now than before."""
        if self.witness.public_key not in (None, self.public_key):
            raise LedgerProblemError(LedgerProblem.OTHER_KEY, self._expected)

    @property
    def after(self) -> int:
        """After which number the next links are wanted."""
        return self._expected - 1

    @property
    def _expected(self) -> int:
        if self.head is not None:
            return self.head.sequence + 1
        return self.witness.checked.sequence if self.witness.checked else 1

    def follow(self, links: Iterable[LedgerLink]) -> None:
        """Check some links, oldest first. Raises LedgerProblemError."""
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
        for link in links:
            self._check(link, key)

    def end(self) -> Checkpoint | None:
        """Return how far the ledger has come. Raises LedgerProblemError if that is too short."""
        seen = self.head.sequence if self.head else 0
        for known in (self.witness.checked, self.witness.told):
            if known is not None and known.sequence > seen:
                raise LedgerProblemError(LedgerProblem.SHORTER, seen)
        return self.head

    def _check(self, link: LedgerLink, key: Ed25519PublicKey) -> None:
        expected, at = self._expected, self._at
        for known in (self.witness.checked, self.witness.told):
            if known and known.sequence == link.sequence and known.hash != link.hash:
                raise LedgerProblemError(LedgerProblem.CHANGED, link.sequence)
        try:
            said: Any = json.loads(link.text)
            at = datetime.fromisoformat(said["at"])
            key.verify(bytes.fromhex(link.signature), bytes.fromhex(link.hash))
            holds = (
                link.sequence == said["sequence"] == expected
                and link.hash == sha256(link.text.encode()).hexdigest()
                and (said["previous"] == self.head.hash if self.head else self._may_begin(said))
                and at >= self._at
            )
        except ValueError, TypeError, KeyError, RecursionError, InvalidSignature:
            holds = False
        if not holds:
            raise LedgerProblemError(LedgerProblem.BROKEN, expected)
        self.head = Checkpoint(link.sequence, link.hash)
        self._at = at

    def _may_begin(self, said: Any) -> bool:
        """Whether a link can be the first: the one that was seen, or the very first of all."""
        return self.witness.checked is not None or bool(said["previous"] == "0" * 64)
