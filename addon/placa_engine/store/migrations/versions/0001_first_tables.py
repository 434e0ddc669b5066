"""Sightings, cameras and the ledger of decisions."""

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
        sa.Column("body", sa.String(), nullable=False),
    )
    op.create_index("sightings_by_camera", "sightings", ["camera_id", "sighting_id"])
    op.create_index("sightings_by_age", "sightings", ["last_seen"])
    op.create_table(
        "cameras",
        sa.Column("camera_id", sa.String(), primary_key=True),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("sequence", sa.Integer(), primary_key=True),
        sa.Column("decision_id", sa.String(), nullable=False, unique=True),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
    )
    for change in ("update", "delete"):
        op.execute(
            f"create trigger decisions_refuse_{change} before {change} on decisions "
            "begin select raise(abort, 'the ledger only grows'); end"
        )


def downgrade() -> None:
    """Drop everything."""
    op.drop_table("decisions")
    op.drop_table("cameras")
    op.drop_table("sightings")
