"""Cameras can be paused."""

from alembic import op
import sqlalchemy as sa

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table("paused_cameras", sa.Column("camera_id", sa.String(), primary_key=True))


def downgrade() -> None:
    """Watch all cameras again."""
    op.drop_table("paused_cameras")
