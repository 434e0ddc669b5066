"""Indexes to count and find sightings without reading them, and to find what doors decided."""

from alembic import op
import sqlalchemy as sa

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes."""
    op.create_index(
        "sightings_for_finding",
        "sightings",
        ["sighting_id", "camera_id", "text", "first_seen", "has_picture"],
    )
    op.add_column(
        "decisions",
        sa.Column(
            "sighting_id",
            sa.String(),
            sa.Computed("case when json_valid(body) then json_extract(body, '$.sighting_id') end", persisted=False),
        ),
    )
    op.create_index("decisions_by_sighting", "decisions", ["sighting_id"])


def downgrade() -> None:
    """Drop the indexes."""
    op.drop_index("decisions_by_sighting")
    op.drop_column("decisions", "sighting_id")
    op.drop_index("sightings_for_finding")
