"""Quests, what is offered and who has taken what on; and who wants a mail when a season ends.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "recap_wishes",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_for", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recap_wishes_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_recap_wishes")),
    )
    op.create_table(
        "quests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "team",
                "company",
                name="questkind_known",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "declined",
                "offered",
                "met",
                "ended",
                name="queststate_known",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("season_points", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("have", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'team') = (department_id IS NOT NULL)", name=op.f("ck_quests_a_team_is_a_department")
        ),
        sa.CheckConstraint(
            "(state IN ('offered', 'proposed')) = (ended_at IS NULL)", name=op.f("ck_quests_an_end_has_a_moment")
        ),
        sa.CheckConstraint("kind <> 'company' OR season_points = 0", name=op.f("ck_quests_all_of_us_are_paid_nothing")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_quests_it_ends_after_it_began")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_quests_department_id")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["users.id"], name=op.f("fk_quests_offered_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_quests_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quests")),
    )
    op.create_index("ix_quests_department", "quests", ["department_id"], unique=False)
    op.create_index("ix_quests_state", "quests", ["state", "id"], unique=False)
    op.create_index(
        "uq_quests_one_of_a_kind",
        "quests",
        ["template", "tag"],
        unique=True,
        sqlite_where=sa.text("state = 'offered' AND kind = 'person'"),
        postgresql_where=sa.text("state = 'offered' AND kind = 'person'"),
    )
    op.create_index(
        "uq_quests_one_of_a_team",
        "quests",
        ["department_id", "template"],
        unique=True,
        sqlite_where=sa.text("state = 'offered' AND kind = 'team'"),
        postgresql_where=sa.text("state = 'offered' AND kind = 'team'"),
    )
    op.create_index(
        "uq_quests_one_of_the_company",
        "quests",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("state = 'offered' AND kind = 'company'"),
        postgresql_where=sa.text("state = 'offered' AND kind = 'company'"),
    )
    op.create_table(
        "quest_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "settling",
                "completed",
                "over",
                "voided",
                name="runstate_known",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("have", sa.Integer(), nullable=False),
        sa.Column("soon", sa.Integer(), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(state = 'voided') = (case_id IS NOT NULL)", name=op.f("ck_quest_runs_a_case_voids")),
        sa.CheckConstraint(
            "(state IN ('active', 'settling')) = (ended_at IS NULL)", name=op.f("ck_quest_runs_an_end_has_a_moment")
        ),
        sa.CheckConstraint("slot BETWEEN 1 AND 2", name=op.f("ck_quest_runs_two_at_once")),
        sa.ForeignKeyConstraint(["case_id"], ["fair_cases.id"], name=op.f("fk_quest_runs_case_id")),
        sa.ForeignKeyConstraint(["quest_id"], ["quests.id"], name=op.f("fk_quest_runs_quest_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_quest_runs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quest_runs")),
    )
    op.create_index(
        "ix_quest_runs_open",
        "quest_runs",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state IN ('active', 'settling')"),
        postgresql_where=sa.text("state IN ('active', 'settling')"),
    )
    op.create_index("ix_quest_runs_quest_id", "quest_runs", ["quest_id"], unique=False)
    op.create_index("ix_quest_runs_user_id", "quest_runs", ["user_id", "id"], unique=False)
    op.create_index(
        "uq_quest_runs_one_of_a_kind",
        "quest_runs",
        ["user_id", "template"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'settling')"),
        postgresql_where=sa.text("state IN ('active', 'settling')"),
    )
    op.create_index(
        "uq_quest_runs_two_at_once",
        "quest_runs",
        ["user_id", "slot"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(
        "uq_quest_runs_two_at_once",
        table_name="quest_runs",
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.drop_index(
        "uq_quest_runs_one_of_a_kind",
        table_name="quest_runs",
        sqlite_where=sa.text("state IN ('active', 'settling')"),
        postgresql_where=sa.text("state IN ('active', 'settling')"),
    )
    op.drop_index("ix_quest_runs_user_id", table_name="quest_runs")
    op.drop_index("ix_quest_runs_quest_id", table_name="quest_runs")
    op.drop_index(
        "ix_quest_runs_open",
        table_name="quest_runs",
        sqlite_where=sa.text("state IN ('active', 'settling')"),
        postgresql_where=sa.text("state IN ('active', 'settling')"),
    )
    op.drop_table("quest_runs")
    op.drop_index(
        "uq_quests_one_of_the_company",
        table_name="quests",
        sqlite_where=sa.text("state = 'offered' AND kind = 'company'"),
        postgresql_where=sa.text("state = 'offered' AND kind = 'company'"),
    )
    op.drop_index(
        "uq_quests_one_of_a_team",
        table_name="quests",
        sqlite_where=sa.text("state = 'offered' AND kind = 'team'"),
        postgresql_where=sa.text("state = 'offered' AND kind = 'team'"),
    )
    op.drop_index(
        "uq_quests_one_of_a_kind",
        table_name="quests",
        sqlite_where=sa.text("state = 'offered' AND kind = 'person'"),
        postgresql_where=sa.text("state = 'offered' AND kind = 'person'"),
    )
    op.drop_index("ix_quests_state", table_name="quests")
    op.drop_index("ix_quests_department", table_name="quests")
    op.drop_table("quests")
    op.drop_table("recap_wishes")
