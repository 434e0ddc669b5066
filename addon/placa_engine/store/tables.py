"""The tables of the database, as the newest migration leaves them."""

from sqlalchemy import Computed, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """The base of all tables."""


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
    """A link of the ledger: `hash` covers `previous` and `body`.

    `body` is a `DecisionRecord` or, if the kind is `audit`, an `AuditRecord` as JSON.
    `sighting_id` is the one that a decision is about, taken from the body.
    """

    __tablename__ = "decisions"
    __table_args__ = (Index("decisions_by_sighting", "sighting_id"),)

    sequence: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column("decision_id", unique=True)
    kind: Mapped[str] = mapped_column(server_default="decision")
    previous: Mapped[str]
    hash: Mapped[str]
    body: Mapped[str]
    sighting_id: Mapped[str | None] = mapped_column(
        Computed(
            "case when json_valid(body) then json_extract(body, '$.sighting_id') end",
            persisted=False,
        )
    )
