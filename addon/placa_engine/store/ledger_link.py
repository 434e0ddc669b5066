"""A link of the ledger: what it says, what seals it, and whether it follows the one before.

A link is one JSON text. It names its place, the hash of the link before, the engine's own time
and what the engine itself knew. What is personal in its record, plates and words, is its
content: beside the chain, which holds only a keyed hash of it. With content and key destroyed
nobody can tell what it was, and the chain is as good a proof as before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
import hmac
import json
import secrets
from typing import Any, Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

type RecordKind = Literal["decision", "audit"]
type Json = Mapping[str, Any]

FIELDS = frozenset({"sequence", "previous", "at", "kind", "id", "record", "seen", "seal"})


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain has come: its last link's number, hash and time."""

    sequence: int
    hash: str
    at: datetime


BEGINNING = Head(0, "0" * 64, datetime(1970, 1, 1, tzinfo=UTC))
"""Where every chain begins."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record in two parts: `public` goes into the chain, `content` is only sealed there.

    `seen` is what the engine itself knew when the record came.
    """

    kind: RecordKind
    record_id: str
    public: Json
    content: Json
    seen: Json | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a seal is about: JSON text, and the key of its hash in hex."""

    key: str
    text: str

    @classmethod
    def of(cls, content: Json) -> Self:
        """Return content with a key of its own."""
        return cls(secrets.token_hex(32), canonical(content))

    @property
    def seal(self) -> str:
        """The keyed hash that stands for it in the chain, 64 hex digits."""
        return hmac.digest(bytes.fromhex(self.key), self.text.encode(), sha256).hex()


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is stored; `hash` and `signature` are hex."""

    sequence: int
    text: str
    hash: str
    signature: str


def canonical(content: Json) -> str:
    """Return the one JSON text of a record: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def forge(record: Record, seal: str, before: Head, at: datetime, key: Ed25519PrivateKey) -> Link:
    """Return the link of a record that follows `before`; its time never runs backwards."""
    text = canonical(
        {
            "sequence": before.sequence + 1,
            "previous": before.hash,
            "at": max(at, before.at).isoformat(),
            "kind": record.kind,
            "id": record.record_id,
            "record": record.public,
            "seen": record.seen,
            "seal": seal,
        }
    )
    digest = sha256(text.encode())
    return Link(before.sequence + 1, text, digest.hexdigest(), key.sign(digest.digest()).hex())


def following(link: Link, before: Head, key: Ed25519PublicKey) -> Head | None:
    """Return how far the chain has come with a link, None if it does not follow."""
    try:
        said = json.loads(link.text)
        at = datetime.fromisoformat(said["at"])
        key.verify(bytes.fromhex(link.signature), bytes.fromhex(link.hash))
        holds = (
            link.sequence == said["sequence"] == before.sequence + 1
            and said["previous"] == before.hash
            and link.hash == sha256(link.text.encode()).hexdigest()
            and said.keys() == FIELDS
            and at >= before.at
        )
    except ValueError, TypeError, KeyError, AttributeError, InvalidSignature:
        return None
    return Head(link.sequence, link.hash, at) if holds else None
