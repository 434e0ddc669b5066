"""The tables of the database, as the newest migration leaves them."""

from sqlalchemy import Computed, Index, text as sql
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
    trusted even where the machine's clock was not. `folded` is the text with lookalikes folded;
    its parts are in the full-text table `plate_parts`, which triggers keep. `clear` says that the
    sighting ended and was read well enough to count as a plate that was seen.
    """

    __tablename__ = "sightings"
    __table_args__ = (
        Index(
            "sightings_for_finding",
            "sighting_id",
            "camera_id",
            "direction",
            "first_seen",
            "text",
            "folded",
            "has_picture",
        ),
        Index("sightings_by_camera", "camera_id", "sighting_id"),
        Index("sightings_by_direction", "direction", "sighting_id"),
        Index("sightings_by_folded", "folded", "sighting_id"),
        Index("sightings_by_time", "first_seen", "sighting_id"),
        Index("sightings_by_keeping", "kept_since", "state", "folded", "sighting_id"),
        Index("sightings_by_camera_and_keeping", "camera_id", "kept_since"),
        Index("sightings_frequent", "text", "last_seen", sqlite_where=sql("clear")),
        Index("sightings_live", "sighting_id", sqlite_where=sql("state = 'live'")),
        Index("sightings_with_picture", "kept_since", sqlite_where=sql("has_picture")),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    sighting_id: Mapped[str] = mapped_column(unique=True)
    camera_id: Mapped[str]
    state: Mapped[str]
    text: Mapped[str]
    folded: Mapped[str]
    direction: Mapped[str]
    first_seen: Mapped[float]
    last_seen: Mapped[float]
    has_picture: Mapped[bool]
    kept_since: Mapped[float]
    clear: Mapped[bool]
    body: Mapped[str]


class SightingHourRow(Table):
    """How many sightings of a camera began in an hour since 1970, UTC; triggers keep it.

    Their ids lie between `first_id` and `last_id`.
    """

    __tablename__ = "sighting_hours"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hour: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    pictures: Mapped[int]
    first_id: Mapped[str]
    last_id: Mapped[str]


class ClearPlateRow(Table):
    """In how many sightings that are `clear` a plate was seen; triggers keep it."""

    __tablename__ = "clear_plates"
    __table_args__ = (
        Index("clear_plates_by_count", "count", sqlite_where=sql("count > 1")),
        {"sqlite_with_rowid": False},
    )

    text: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


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
        Index("ledger_by_sighting", "sighting_id", "door", "verdict"),
        Index("ledger_by_door", "door", "sighting_id"),
        Index("ledger_by_verdict", "verdict", "sighting_id"),
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
