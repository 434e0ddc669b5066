"""The tables of the first release."""

from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; the ledger refuses changes of what it holds."""
    op.create_table(
        "sightings",
        sa.Column("sighting_id", sa.String(), primary_key=True),
        sa.Column("camera_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_seen", sa.Double(), nullable=False),
        sa.Column("last_seen", sa.Double(), nullable=False),
        sa.Column("has_picture", sa.Boolean(), nullable=False),
        sa.Column("kept_since", sa.Double(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.create_index("sightings_by_camera", "sightings", ["camera_id", "sighting_id"])
    op.create_index("sightings_by_age", "sightings", ["last_seen"])
    op.create_index("sightings_by_keeping", "sightings", ["kept_since"])
    op.create_index(
        "sightings_for_finding",
        "sightings",
        ["sighting_id", "camera_id", "text", "first_seen", "has_picture"],
    )
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
    op.create_index("ledger_by_sighting", "ledger", ["sighting_id"])
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


def downgrade() -> None:
    """Drop everything."""
    for table in ("ledger_contents", "ledger", "trusted_time", "paused_cameras", "cameras", "sightings"):
        op.drop_table(table)


def _of_link(name: str, path: str) -> sa.Column[str]:
    return sa.Column(
        name,
        sa.String(),
        sa.Computed(
            f"case when json_valid(link) then json_extract(link, '{path}') end", persisted=False
        ),
    )
