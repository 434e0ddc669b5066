"""The tables of the database, as the newest migration leaves them."""

from sqlalchemy import Computed, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """The base of all tables."""


def _of_link(path: str) -> Computed:
    return Computed(
        f"case when json_valid(link) then json_extract(link, '{path}') end", persisted=False
    )


class SightingRow(Table):
    """A sighting: `body` is its `SightingMessage` as JSON, the rest is for finding it.

    Ids begin with the time, so their order is the order of the sightings. Times are
    seconds since 1970, UTC. `kept_since` is when the sighting was last seen, by a time that is
    trusted even where the machine's clock was not.
    """

    __tablename__ = "sightings"
    __table_args__ = (
        Index("sightings_by_camera", "camera_id", "sighting_id"),
        Index("sightings_by_age", "last_seen"),
        Index(
            "sightings_for_finding",
            "sighting_id",
            "camera_id",
            "text",
            "first_seen",
            "has_picture",
        ),
        Index("sightings_by_keeping", "kept_since"),
    )

    sighting_id: Mapped[str] = mapped_column(primary_key=True)
    camera_id: Mapped[str]
    state: Mapped[str]
    text: Mapped[str]
    first_seen: Mapped[float]
    last_seen: Mapped[float]
    has_picture: Mapped[bool]
    kept_since: Mapped[float]
    body: Mapped[str]


class CameraRow(Table):
    """A camera that was added over the API: `body` is its `CameraConfig` as JSON."""

    __tablename__ = "cameras"

    camera_id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]


class PausedCameraRow(Table):
    """A camera that is not to be watched, whether it was added or is configured."""

    __tablename__ = "paused_cameras"

    camera_id: Mapped[str] = mapped_column(primary_key=True)


class TrustedTimeRow(Table):
    """The last time that could be trusted, in seconds since 1970, UTC; there is one row."""

    __tablename__ = "trusted_time"

    only: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[float]


class LedgerRow(Table):
    """A link of the ledger, see `placa_engine.store.ledger_link`.

    What stands beside `link`, its hash and its signature is taken from it, for finding it.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        Index("ledger_by_record", "record_id", unique=True),
        Index("ledger_by_sighting", "sighting_id"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True)
    link: Mapped[str]
    hash: Mapped[str]
    signature: Mapped[str]
    record_id: Mapped[str | None] = mapped_column(_of_link("$.id"))
    kind: Mapped[str | None] = mapped_column(_of_link("$.kind"))
    sighting_id: Mapped[str | None] = mapped_column(_of_link("$.record.sighting_id"))
    door: Mapped[str | None] = mapped_column(_of_link("$.record.door"))
    verdict: Mapped[str | None] = mapped_column(_of_link("$.record.verdict"))
    at: Mapped[str | None] = mapped_column(_of_link("$.at"))


class LedgerContentRow(Table):
    """What a link of the ledger has sealed, and the key of the seal; both are erased together."""

    __tablename__ = "ledger_contents"

    sequence: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    content: Mapped[str]
