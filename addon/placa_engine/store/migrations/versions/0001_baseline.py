"""The tables of the first release."""

from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INDEXES = {
    "for_finding": [
        "sighting_id", "camera_id", "direction", "first_seen", "text", "folded", "has_picture",
    ],
    "by_camera": ["camera_id", "sighting_id"],
    "by_direction": ["direction", "sighting_id"],
    "by_folded": ["folded", "sighting_id"],
    "by_time": ["first_seen", "sighting_id"],
    "by_keeping": ["kept_since", "state", "folded", "sighting_id"],
    "by_camera_and_keeping": ["camera_id", "kept_since"],
}  # fmt: skip

_PARTIAL_INDEXES = {
    "frequent": (["text", "last_seen"], "clear"),
    "live": (["sighting_id"], "state = 'live'"),
    "with_picture": (["kept_since"], "has_picture"),
}


def upgrade() -> None:
    """Create the tables; the ledger refuses changes of what it holds."""
    op.create_table(
        "sightings",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("sighting_id", sa.String(), nullable=False, unique=True),
        sa.Column("camera_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("first_seen", sa.Double(), nullable=False),
        sa.Column("last_seen", sa.Double(), nullable=False),
        sa.Column("has_picture", sa.Boolean(), nullable=False),
        sa.Column("kept_since", sa.Double(), nullable=False),
        sa.Column("clear", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
    )
    for name, columns in _INDEXES.items():
        op.create_index(f"sightings_{name}", "sightings", columns)
    for name, (columns, where) in _PARTIAL_INDEXES.items():
        op.create_index(f"sightings_{name}", "sightings", columns, sqlite_where=sa.text(where))
    _create_plate_parts()
    _create_hours()
    _create_clear_plates()
    op.create_table(
        "cameras",
        sa.Column("camera_id", sa.String(), primary_key=True),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.create_table("paused_cameras", sa.Column("camera_id", sa.String(), primary_key=True))
    op.create_table(
        "trusted_time",
        sa.Column("only", sa.Integer(), primary_key=True),
        sa.Column("seconds", sa.Double(), nullable=False),
    )
    op.create_table(
        "ledger",
        sa.Column("sequence", sa.Integer(), primary_key=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        _of_link("record_id", "$.id"),
        _of_link("kind", "$.kind"),
        _of_link("sighting_id", "$.record.sighting_id"),
        _of_link("door", "$.record.door"),
        _of_link("verdict", "$.record.verdict"),
        _of_link("at", "$.at"),
    )
    op.create_index("ledger_by_record", "ledger", ["record_id"], unique=True)
    op.create_index("ledger_by_sighting", "ledger", ["sighting_id", "door", "verdict"])
    op.create_index("ledger_by_door", "ledger", ["door", "sighting_id"])
    op.create_index("ledger_by_verdict", "ledger", ["verdict", "sighting_id"])
    op.create_table(
        "ledger_contents",
        sa.Column("sequence", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
    )
    for change in ("update", "delete"):
        op.execute(
            f"create trigger ledger_refuses_{change} before {change} on ledger "
            "begin select raise(abort, 'the ledger only grows'); end"
        )


def _create_plate_parts() -> None:
    """Keep an index of all parts of plates, three characters long, lookalikes folded."""
    op.execute(
        "create virtual table plate_parts using fts5("
        "folded, content='sightings', content_rowid='number', tokenize='trigram', "
        "detail='none', columnsize=0)"
    )
    op.execute("insert into plate_parts(plate_parts, rank) values ('secure-delete', 1)")
    new = "insert into plate_parts(rowid, folded) values (new.number, new.folded);"
    old = (
        "insert into plate_parts(plate_parts, rowid, folded) "
        "values ('delete', old.number, old.folded);"
    )
    changed = "update of folded on sightings when new.folded is not old.folded"
    _create_trigger("plate_parts_insert", "insert on sightings", new)
    _create_trigger("plate_parts_delete", "delete on sightings", old)
    _create_trigger("plate_parts_update", changed, old + new)


def _create_hours() -> None:
    """Keep the number of sightings of each hour and camera."""
    op.create_table(
        "sighting_hours",
        sa.Column("hour", sa.Integer(), primary_key=True),
        sa.Column("camera_id", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.String(), nullable=False),
        sa.Column("last_id", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    new = (
        "insert into sighting_hours values (cast(new.first_seen / 3600 as integer), "
        "new.camera_id, 1, new.has_picture, new.sighting_id, new.sighting_id) "
        "on conflict (hour, camera_id) do update set count = count + 1, "
        "pictures = pictures + excluded.pictures, first_id = min(first_id, excluded.first_id), "
        "last_id = max(last_id, excluded.last_id);"
    )
    its_row = "hour = cast(old.first_seen / 3600 as integer) and camera_id = old.camera_id"
    old = (
        "update sighting_hours set count = count - 1, pictures = pictures - old.has_picture "
        f"where {its_row}; delete from sighting_hours where {its_row} and count = 0;"
    )
    changed = (
        "update of first_seen, camera_id, has_picture on sightings when new.first_seen is not "
        "old.first_seen or new.camera_id is not old.camera_id "
        "or new.has_picture is not old.has_picture"
    )
    _create_trigger("sighting_hours_insert", "insert on sightings", new)
    _create_trigger("sighting_hours_delete", "delete on sightings", old)
    _create_trigger("sighting_hours_update", changed, old + new)


def _create_clear_plates() -> None:
    """Keep in how many clear sightings each plate was seen."""
    op.create_table(
        "clear_plates",
        sa.Column("text", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "clear_plates_by_count", "clear_plates", ["count"], sqlite_where=sa.text("count > 1")
    )
    new = (
        "insert into clear_plates select new.text, 1 where new.clear "
        "on conflict (text) do update set count = count + 1;"
    )
    old = (
        "update clear_plates set count = count - 1 where old.clear and text = old.text; "
        "delete from clear_plates where text = old.text and count = 0;"
    )
    changed = (
        "update of text, clear on sightings "
        "when new.text is not old.text or new.clear is not old.clear"
    )
    _create_trigger("clear_plates_insert", "insert on sightings when new.clear", new)
    _create_trigger("clear_plates_delete", "delete on sightings when old.clear", old)
    _create_trigger("clear_plates_update", changed, old + new)


def _create_trigger(name: str, after: str, statements: str) -> None:
    op.execute(f"create trigger {name} after {after} begin {statements} end")


def downgrade() -> None:
    """Drop everything."""
    for table in (
        "ledger_contents", "ledger", "trusted_time", "paused_cameras", "cameras",
        "clear_plates", "sighting_hours", "plate_parts", "sightings",
    ):  # fmt: skip
        op.drop_table(table)


def _of_link(name: str, path: str) -> sa.Column[str]:
    return sa.Column(
        name,
        sa.String(),
        sa.Computed(
            f"case when json_valid(link) then json_extract(link, '{path}') end", persisted=False
        ),
    )
