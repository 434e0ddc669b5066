"""Login as RTSP cameras ask for it: basic, and digest with MD5 or SHA-256 (RFC 7617, RFC 7616)."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import md5, sha256
import re
import secrets

_PARAMETER = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_HASHES = {"SHA-256": sha256, "MD5": md5}
"""Best first."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """How a camera wants to be shown the login.

    `algorithm` is "" for basic login, which sends the password as it is.
    """

    algorithm: str = ""
    realm: str = ""
    nonce: str = ""
    opaque: str | None = None
    has_qop: bool = False
    stale: bool = False


def best_challenge(offered: Sequence[str]) -> Challenge | None:
    """Return the best of the `WWW-Authenticate` headers that can be answered, None if none can."""
    challenges = [challenge for one in offered if (challenge := _challenge(one)) is not None]
    order = [*_HASHES, ""]
    return min(challenges, key=lambda one: order.index(one.algorithm), default=None)


@dataclass(slots=True)
class Login:
    """Answers one challenge, any number of times."""

    challenge: Challenge
    username: str = field(repr=False)
    password: str = field(repr=False)
    _count: int = 0

    def header(self, method: str, uri: str) -> str:
        """Return the value of `Authorization` for the next request."""
        asked = self.challenge
        if not asked.algorithm:
            login = f"{self.username}:{self.password}".encode()
            return f"Basic {b64encode(login).decode()}"
        self._count += 1
        secret = self._hash(f"{self.username}:{asked.realm}:{self.password}")
        request = self._hash(f"{method}:{uri}")
        said = {"username": self.username, "realm": asked.realm, "nonce": asked.nonce, "uri": uri}
        bare = {"algorithm": asked.algorithm}
        parts: tuple[str, ...] = (secret, asked.nonce, request)
        if asked.has_qop:
            number, own = f"{self._count:08x}", secrets.token_hex(8)
            said["cnonce"] = own
            bare |= {"qop": "auth", "nc": number}
            parts = (secret, asked.nonce, number, own, "auth", request)
        said["response"] = self._hash(":".join(parts))
        if asked.opaque is not None:
            said["opaque"] = asked.opaque
        quoted = [f'{name}="{_escaped(value)}"' for name, value in said.items()]
        unquoted = [f"{name}={value}" for name, value in bare.items()]
        return f"Digest {', '.join(quoted + unquoted)}"

    def _hash(self, text: str) -> str:
        return _HASHES[self.challenge.algorithm](text.encode()).hexdigest()


def _challenge(offered: str) -> Challenge | None:
    scheme, _, rest = offered.partition(" ")
    if scheme.lower() == "basic":
        return Challenge()
    if scheme.lower() != "digest":
        return None
    said = {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare
        for name, quoted, bare in _PARAMETER.findall(rest)
    }
    algorithm = said.get("algorithm", "MD5").upper()
    qop = {one.strip() for one in said.get("qop", "").lower().split(",")} - {""}
    if algorithm not in _HASHES or "nonce" not in said or (qop and "auth" not in qop):
        return None
    return Challenge(
        algorithm=algorithm,
        realm=said.get("realm", ""),
        nonce=said["nonce"],
        opaque=said.get("opaque"),
        has_qop=bool(qop),
        stale=said.get("stale", "").lower() == "true",
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
