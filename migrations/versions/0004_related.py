"""What is related to each question and article."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "search_neighbours",
        sa.Column("thread", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("thread", name=op.f("pk_search_neighbours")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("search_neighbours")
