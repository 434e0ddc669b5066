"""Certificates as engines make them: self-signed, with a key of their own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
import ssl
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

TOKEN = "the-token-of-the-fake-engine"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an engine shows to whoever connects, and what it can prove with."""

    context: ssl.SSLContext
    fingerprint: str

    @property
    def server_id(self) -> str:
        return self.fingerprint[:32]

    def pairing_key(self, token: str = TOKEN) -> str:
        return f"{self.fingerprint}.{token}"


def new_identity() -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Placa")])
    since = datetime(2000, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=365 * 500))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile() as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.write(certificate.public_bytes(Encoding.PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return Identity(context, sha256(certificate.public_bytes(Encoding.DER)).hexdigest())
