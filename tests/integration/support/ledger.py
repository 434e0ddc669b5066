"""A ledger as the engine keeps it, written anew from the wire contract alone."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

type Json = dict[str, Any]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class FakeLedger:
    """A chain of signed links, and what somebody does to it who has the engine's folder."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.links: list[Json] = []

    def append(self, kind: str, record_id: str, record: Json, at: datetime = NOON) -> str:
        """Add a record; return the checkpoint that the engine tells."""
        for sequence, link in enumerate(self.links, start=1):
            if json.loads(link["text"])["id"] == record_id:
                return f"{sequence}:{link['hash']}"
        text = json.dumps(
            {
                "sequence": len(self.links) + 1,
                "previous": self.links[-1]["hash"] if self.links else "0" * 64,
                "at": at.isoformat(),
                "kind": kind,
                "id": record_id,
                "record": record,
                "seen": None,
                "seal": "0" * 64,
            },
            sort_keys=True,
        )
        self.links.append(self._signed(text))
        return f"{len(self.links)}:{self.links[-1]['hash']}"

    def rebuild(self, change: Callable[[list[Json]], list[Json]]) -> None:
        """Change what the links say, and build the chain anew with the engine's own key."""
        said = [json.loads(link["text"]) for link in self.links]
        self.links = []
        for one in change(deepcopy(said)):
            at = datetime.fromisoformat(one["at"])
            self.append(one["kind"], one["id"], one["record"], at)

    def page(self, after: int, limit: int = 500) -> Json:
        return {
            "public_key": self.key.public_key().public_bytes_raw().hex(),
            "links": [link for link in self.links if link["sequence"] > after][:limit],
        }

    def _signed(self, text: str) -> Json:
        digest = sha256(text.encode())
        return {
            "sequence": len(self.links) + 1,
            "text": text,
            "hash": digest.hexdigest(),
            "signature": self.key.sign(digest.digest()).hex(),
            "content": None,
        }
