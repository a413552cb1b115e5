"""The whole game: rule versions, holds and cases, erasures, licences, badges of one's own design, switches.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and let lines of the ledger go while an erasure that is written down is open."""
    op.create_table(
        "game_switches",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_game_switches")),
    )
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule_set", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
    )
    op.create_index("ix_rule_versions_begin", "rule_versions", ["rule_set", "begins_at", "id"], unique=False)
    op.create_table(
        "badge_designs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("picture", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.String(length=8), nullable=False),
        sa.Column("says", sa.String(length=160), nullable=False),
        sa.Column("criterion", sa.JSON(), nullable=True),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_badge_designs_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_designs")),
        sa.UniqueConstraint("name", name=op.f("uq_badge_designs_name")),
    )
    op.create_table(
        "fair_cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("says", sa.String(length=300), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "dismissed",
                "upheld",
                "appealed",
                "overturned",
                "confirmed",
                name="casestate_known",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("sanction", sa.Integer(), nullable=False),
        sa.Column("appeal", sa.String(length=1000), nullable=False),
        sa.Column("appealed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("appeal_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_fair_cases_a_decision_has_a_person")
        ),
        sa.CheckConstraint(
            "appeal_decided_by_id <> decided_by_id", name=op.f("ck_fair_cases_an_appeal_is_decided_by_somebody_else")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_decided_by_id"], ["users.id"], name=op.f("fk_fair_cases_appeal_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["appealed_by_id"], ["users.id"], name=op.f("fk_fair_cases_appealed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_fair_cases_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_cases")),
        sa.UniqueConstraint("key", name=op.f("uq_fair_cases_key")),
    )
    op.create_index("ix_fair_cases_state", "fair_cases", ["state", "id"], unique=False)
    op.create_table(
        "ledger_earlier",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reputation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ledger_earlier_user_id")),
        sa.PrimaryKeyConstraint("user_id", "event", name=op.f("pk_ledger_earlier")),
    )
    op.create_table(
        "ledger_erasures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_fact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_ledger_erasures_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ledger_erasures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_erasures")),
    )
    op.create_index(op.f("ix_ledger_erasures_user_id"), "ledger_erasures", ["user_id"], unique=False)
    op.create_table(
        "licences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_licences_granted_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_licences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
    )
    op.create_index(
        "uq_licences_standing",
        "licences",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "fair_case_people",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["fair_cases.id"], name=op.f("fk_fair_case_people_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_fair_case_people_user_id")),
        sa.PrimaryKeyConstraint("case_id", "user_id", name=op.f("pk_fair_case_people")),
    )
    op.create_index(op.f("ix_fair_case_people_user_id"), "fair_case_people", ["user_id"], unique=False)
    op.create_table(
        "ledger_holds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ledger_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_as",
            sa.Enum("released", "voided", name="holdend_known", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name=op.f("ck_ledger_holds_an_end_says_how")),
        sa.ForeignKeyConstraint(["case_id"], ["fair_cases.id"], name=op.f("fk_ledger_holds_case_id")),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["ledger.id"], name=op.f("fk_ledger_holds_ledger_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_holds")),
        sa.UniqueConstraint("ledger_id", "rule", name=op.f("uq_ledger_holds_ledger_id_rule")),
    )
    op.create_index("ix_ledger_holds_case", "ledger_holds", ["case_id"], unique=False)
    op.create_index(
        "ix_ledger_holds_open",
        "ledger_holds",
        ["ledger_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("users", sa.Column("points_wish", sa.String(length=24), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ledger_no_delete")
        op.execute(
            "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger "
            "WHEN NOT EXISTS (SELECT 1 FROM ledger_erasures WHERE closed_at IS NULL) "
            "BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM ledger_erasures WHERE closed_at IS NULL) "
        "THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute("DROP TRIGGER ledger_append_only ON ledger")
    op.execute(
        "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger "
        "FOR EACH ROW EXECUTE FUNCTION keep_ledger()"
    )


def downgrade() -> None:
    """Undo it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ledger_no_delete")
        op.execute(
            "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger "
            "BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER ledger_append_only ON ledger")
        op.execute(
            "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute("DROP FUNCTION keep_ledger()")

    op.drop_column("users", "points_wish")
    op.drop_index(
        "ix_ledger_holds_open",
        table_name="ledger_holds",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_ledger_holds_case", table_name="ledger_holds")
    op.drop_table("ledger_holds")
    op.drop_index(op.f("ix_fair_case_people_user_id"), table_name="fair_case_people")
    op.drop_table("fair_case_people")
    op.drop_index(
        "uq_licences_standing",
        table_name="licences",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("licences")
    op.drop_index(op.f("ix_ledger_erasures_user_id"), table_name="ledger_erasures")
    op.drop_table("ledger_erasures")
    op.drop_table("ledger_earlier")
    op.drop_index("ix_fair_cases_state", table_name="fair_cases")
    op.drop_table("fair_cases")
    op.drop_table("badge_designs")
    op.drop_index("ix_rule_versions_begin", table_name="rule_versions")
    op.drop_table("rule_versions")
    op.drop_table("game_switches")
