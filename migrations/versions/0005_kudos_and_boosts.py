"""Kudos: thanks in somebody's own words.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "kudos",
        sa.Column("id", _id(), nullable=False),
        sa.Column("giver_id", _id(), nullable=False),
        sa.Column("receiver_id", _id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "answer",
                "comment",
                "article",
                "suggestion",
                name="kudosfor_known",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", _id(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", _id(), nullable=True),
        sa.CheckConstraint("giver_id <> receiver_id", name=op.f("ck_kudos_nobody_thanks_themselves")),
        sa.CheckConstraint("length(words) BETWEEN 20 AND 500", name=op.f("ck_kudos_a_sentence_and_no_letter")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)", name=op.f("ck_kudos_a_removal_has_a_person")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["users.id"], name=op.f("fk_kudos_giver_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["users.id"], name=op.f("fk_kudos_receiver_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["users.id"], name=op.f("fk_kudos_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
        sa.UniqueConstraint(
            "giver_id",
            "receiver_id",
            "kind",
            "subject_id",
            name=op.f("uq_kudos_giver_id_receiver_id_kind_subject_id"),
        ),
    )
    op.create_index("ix_kudos_receiver", "kudos", ["receiver_id", "id"], unique=False)
    op.create_index("ix_kudos_giver", "kudos", ["giver_id", "id"], unique=False)
    op.create_index(
        "ix_kudos_reported",
        "kudos",
        ["id"],
        unique=False,
        sqlite_where=sa.text("reported_at IS NOT NULL"),
        postgresql_where=sa.text("reported_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(
        "ix_kudos_reported",
        table_name="kudos",
        sqlite_where=sa.text("reported_at IS NOT NULL"),
        postgresql_where=sa.text("reported_at IS NOT NULL"),
    )
    op.drop_index("ix_kudos_giver", table_name="kudos")
    op.drop_index("ix_kudos_receiver", table_name="kudos")
    op.drop_table("kudos")
