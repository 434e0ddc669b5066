"""What an installation is known by and lets others in with: a certificate, a token, a key.

All are made at the first start and kept in the data folder, for the owner only. The
certificate is self-signed and never expires: nobody vouches for it but the pairing key,
which carries its fingerprint to whoever is to trust it. The key signs the ledger.
"""

from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
import os
from pathlib import Path
import secrets
import ssl

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

IDENTITY = "identity.pem"
LEDGER_KEY = "ledger.pem"
TOKEN = "token"  # noqa: S105  # a file's name

_ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
"""Valid also by a clock that was never set."""


class IdentityError(Exception):
    """What is kept cannot be used. The message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A key that never leaves the data folder, and the certificate that proves it is there.

    `certificate` is in DER; `path` is the file that holds both in PEM.
    """

    path: Path
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, 64 hex digits: what clients pin."""
        return sha256(self.certificate).hexdigest()

    @property
    def server_id(self) -> str:
        """The installation's id, 32 hex digits; it cannot be claimed without the key."""
        return self.fingerprint[:32]

    @property
    def code(self) -> str:
        """The first 80 bits of the fingerprint, as people compare them."""
        text = b32encode(bytes.fromhex(self.fingerprint)[:10]).decode("ascii")
        return "-".join(text[start : start + 4] for start in range(0, len(text), 4))

    def tls(self) -> ssl.SSLContext:
        """Return a server's context; every connection proves the key anew."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.num_tickets = 0
        context.load_cert_chain(self.path)
        return context


def make_identity(data: Path) -> Identity:
    """Return the installation's identity, which is made once. Raises IdentityError."""
    _kept(data / IDENTITY, _new_identity)
    return read_identity(data)


def make_token(data: Path) -> str:
    """Return the installation's token, which is made once. Raises IdentityError."""
    return _kept(data / TOKEN, lambda: f"{secrets.token_urlsafe(32)}\n").strip()


def make_ledger_key(data: Path) -> Ed25519PrivateKey:
    """Return the key that signs the ledger, which is made once. Raises IdentityError."""
    path = data / LEDGER_KEY
    try:
        key = load_pem_private_key(_kept(path, _new_ledger_key).encode("ascii"), None)
    except ValueError, TypeError, UnsupportedAlgorithm:
        raise IdentityError(_unreadable(path)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise IdentityError(_unreadable(path))
    return key


def read_identity(data: Path) -> Identity:
    """Return the identity that was made. Raises IdentityError if there is none to be used."""
    path = data / IDENTITY
    try:
        identity = Identity(path, ssl.PEM_cert_to_DER_cert(_certificate_of(_read(path))))
        identity.tls()
    except ValueError, ssl.SSLError:
        raise IdentityError(_damaged(path)) from None
    return identity


def read_token(data: Path) -> str:
    """Return the token that was made. Raises IdentityError if there is none."""
    return _read(data / TOKEN).strip()


def pairing_key(identity: Identity, token: str) -> str:
    """Return what a client needs to know: whom to trust, and how to be trusted."""
    return f"{identity.fingerprint}.{token}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise IdentityError(f"There is no {path}: the engine has not been started.") from None
    except OSError as error:
        raise IdentityError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise IdentityError(_damaged(path)) from None


def _certificate_of(pem: str) -> str:
    """Return the part of a PEM file that is the certificate. Raises ValueError."""
    return pem[pem.index("-----BEGIN CERTIFICATE-----") :]


def _new_identity() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Placa")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(_ALWAYS[0])
        .not_valid_after(_ALWAYS[1])
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (secret + certificate.public_bytes(Encoding.PEM)).decode("ascii")


def _new_ledger_key() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _kept(path: Path, new: Callable[[], str]) -> str:
    """Return a file's text; a file that is missing or empty is made, whole or not at all."""
    try:
        if path.is_file() and (known := path.read_text(encoding="ascii")):
            return known
    except ValueError:
        raise IdentityError(_damaged(path)) from None
    made = new()
    unfinished = path.with_suffix(".part")
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(made)
        file.flush()
        os.fsync(opened)
    unfinished.replace(path)
    return made


def _unreadable(path: Path) -> str:
    return (
        f"{path} is damaged. Restore it from a backup, or delete it; "
        "then Home Assistant reports that the ledger is signed by another key."
    )


def _damaged(path: Path) -> str:
    return (
        f"{path} is damaged. Restore it from a backup, or delete it; "
        "then Home Assistant must be paired anew."
    )
