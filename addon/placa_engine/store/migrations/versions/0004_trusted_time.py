"""Sightings are forgotten by a time that is trusted, and marked where the clock was not."""

from alembic import op
import sqlalchemy as sa

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the machine's clock for right so far."""
    op.create_table(
        "trusted_time",
        sa.Column("only", sa.Integer(), primary_key=True),
        sa.Column("seconds", sa.Double(), nullable=False),
    )
    op.add_column(
        "sightings", sa.Column("kept_since", sa.Double(), nullable=False, server_default="0")
    )
    op.execute("update sightings set kept_since = last_seen")
    op.create_index("sightings_by_keeping", "sightings", ["kept_since"])


def downgrade() -> None:
    """Believe the machine's clock."""
    op.drop_index("sightings_by_keeping", "sightings")
    op.drop_column("sightings", "kept_since")
    op.drop_table("trusted_time")
