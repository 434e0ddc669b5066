"""Audit records stand in the ledger beside the decisions."""

from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell the two kinds of records apart."""
    op.add_column(
        "decisions", sa.Column("kind", sa.String(), nullable=False, server_default="decision")
    )


def downgrade() -> None:
    """Forget the difference."""
    op.drop_column("decisions", "kind")
