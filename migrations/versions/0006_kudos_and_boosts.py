"""Kudos, thanks in somebody's own words; and boosts, with the pools they are paid from.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
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
    op.create_table(
        "boost_pools",
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("season", sa.String(length=10), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.CheckConstraint("spent BETWEEN 0 AND points", name=op.f("ck_boost_pools_never_overdrawn")),
        sa.PrimaryKeyConstraint("owner", "season", name=op.f("pk_boost_pools")),
    )
    op.create_table(
        "boosts",
        sa.Column("id", _id(), nullable=False),
        sa.Column("question_id", _id(), nullable=False),
        sa.Column("asker_id", _id(), nullable=False),
        sa.Column("funder_id", _id(), nullable=False),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("season", sa.String(length=10), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "awarded",
                "halved",
                "refunded",
                name="booststate_known",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("answer_id", _id(), nullable=True),
        sa.Column("winner_id", _id(), nullable=True),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("points IN (25, 50, 100)", name=op.f("ck_boosts_of_a_known_size")),
        sa.CheckConstraint("paid BETWEEN 0 AND points", name=op.f("ck_boosts_never_more_than_it_is")),
        sa.CheckConstraint("(winner_id IS NULL) = (answer_id IS NULL)", name=op.f("ck_boosts_a_winner_has_an_answer")),
        sa.CheckConstraint(
            "(state IN ('awarded', 'halved')) = (answer_id IS NOT NULL)", name=op.f("ck_boosts_who_is_paid_has_won")
        ),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_boosts_what_is_open_has_no_end")),
        sa.CheckConstraint("funder_id <> asker_id", name=op.f("ck_boosts_nobody_boosts_their_own_question")),
        sa.CheckConstraint(
            "winner_id <> funder_id AND winner_id <> asker_id", name=op.f("ck_boosts_nobody_wins_their_own")
        ),
        sa.ForeignKeyConstraint(["asker_id"], ["users.id"], name=op.f("fk_boosts_asker_id")),
        sa.ForeignKeyConstraint(["funder_id"], ["users.id"], name=op.f("fk_boosts_funder_id")),
        sa.ForeignKeyConstraint(["winner_id"], ["users.id"], name=op.f("fk_boosts_winner_id")),
        sa.ForeignKeyConstraint(
            ["owner", "season"], ["boost_pools.owner", "boost_pools.season"], name=op.f("fk_boosts_pool")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boosts")),
    )
    op.create_index(
        "uq_boosts_one_a_question",
        "boosts",
        ["question_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'refunded'"),
        postgresql_where=sa.text("state <> 'refunded'"),
    )
    op.create_index(
        "ix_boosts_open",
        "boosts",
        ["settled_from"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(
        "ix_boosts_open",
        table_name="boosts",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        "uq_boosts_one_a_question",
        table_name="boosts",
        sqlite_where=sa.text("state <> 'refunded'"),
        postgresql_where=sa.text("state <> 'refunded'"),
    )
    op.drop_table("boosts")
    op.drop_table("boost_pools")
    op.drop_index(
        "ix_kudos_reported",
        table_name="kudos",
        sqlite_where=sa.text("reported_at IS NOT NULL"),
        postgresql_where=sa.text("reported_at IS NOT NULL"),
    )
    op.drop_index("ix_kudos_giver", table_name="kudos")
    op.drop_index("ix_kudos_receiver", table_name="kudos")
    op.drop_table("kudos")
