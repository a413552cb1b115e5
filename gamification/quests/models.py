"""The tables of quests: what is offered, and who has taken what on."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from gamification.quests.templates import QuestKind
from portal.core.db import Base
from portal.core.models import enum_column

OFFERED = "state = 'offered'"
OPEN = "state IN ('active', 'settling')"


class QuestState(StrEnum):
    """Where a quest stands. A team's or the company's is offered as long as it runs."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    OFFERED = "offered"
    MET = "met"
    ENDED = "ended"


class Quest(Base):
    """A quest from a template: somebody's proposal, or offered by an analyst.

    `season_points` and what there is to reach are copied from the template and from the department's own figures, so
    that nothing moves under those who have taken it on. `target` is a number of things, a share in percent, or hours;
    `least` how many questions a share takes; `baseline` the share of the department's last quarter. `have` and
    `counted` are what a team or the company has reached, and of how many, as it was last looked at.
    """

    __tablename__ = "quests"
    __table_args__ = (
        Index("ix_quests_state", "state", "id"),
        Index("ix_quests_department", "department_id"),
        Index(
            "uq_quests_one_of_the_company",
            "kind",
            unique=True,
            sqlite_where=text(f"{OFFERED} AND kind = 'company'"),
            postgresql_where=text(f"{OFFERED} AND kind = 'company'"),
        ),
        Index(
            "uq_quests_one_of_a_team",
            "department_id",
            "template",
            unique=True,
            sqlite_where=text(f"{OFFERED} AND kind = 'team'"),
            postgresql_where=text(f"{OFFERED} AND kind = 'team'"),
        ),
        Index(
            "uq_quests_one_of_a_kind",
            "template",
            "tag",
            unique=True,
            sqlite_where=text(f"{OFFERED} AND kind = 'person'"),
            postgresql_where=text(f"{OFFERED} AND kind = 'person'"),
        ),
        CheckConstraint("starts_at < ends_at", name="it_ends_after_it_began"),
        CheckConstraint("(kind = 'team') = (department_id IS NOT NULL)", name="a_team_is_a_department"),
        CheckConstraint("kind <> 'company' OR season_points = 0", name="all_of_us_are_paid_nothing"),
        CheckConstraint("(state IN ('offered', 'proposed')) = (ended_at IS NULL)", name="an_end_has_a_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(32))
    kind: Mapped[QuestKind] = mapped_column(enum_column(QuestKind))
    state: Mapped[QuestState] = mapped_column(enum_column(QuestState))
    tag: Mapped[str] = mapped_column(String(40), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    days: Mapped[int] = mapped_column(Integer)
    season_points: Mapped[int] = mapped_column(Integer)
    target: Mapped[int] = mapped_column(Integer)
    least: Mapped[int] = mapped_column(Integer, default=0)
    baseline: Mapped[int | None] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    have: Mapped[int] = mapped_column(Integer, default=0)
    counted: Mapped[int] = mapped_column(Integer, default=0)
    looked_at: Mapped[datetime | None]


class RunState(StrEnum):
    """Where somebody stands with a quest. Settling: its time is over, and its last lines are not final yet."""

    ACTIVE = "active"
    SETTLING = "settling"
    COMPLETED = "completed"
    OVER = "over"
    VOIDED = "voided"


OPEN_STATES = (RunState.ACTIVE, RunState.SETTLING)


class QuestRun(Base):
    """Somebody's own time with a quest. Who leaves one leaves no row.

    `slot` keeps anybody from more than two at once. `have` of `need` is what was reached when it was last looked at,
    and `soon` what it will be once everything is final.
    """

    __tablename__ = "quest_runs"
    __table_args__ = (
        Index(
            "uq_quest_runs_two_at_once",
            "user_id",
            "slot",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index(
            "uq_quest_runs_one_of_a_kind",
            "user_id",
            "template",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_quest_runs_user_id", "user_id", "id"),
        Index("ix_quest_runs_quest_id", "quest_id"),
        Index("ix_quest_runs_open", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        CheckConstraint("slot BETWEEN 1 AND 2", name="two_at_once"),
        CheckConstraint(f"({OPEN}) = (ended_at IS NULL)", name="an_end_has_a_moment"),
        CheckConstraint("(state = 'voided') = (case_id IS NOT NULL)", name="a_case_voids"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quest_id: Mapped[int] = mapped_column(ForeignKey("quests.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    template: Mapped[str] = mapped_column(String(32))
    slot: Mapped[int] = mapped_column(Integer)
    state: Mapped[RunState] = mapped_column(enum_column(RunState), default=RunState.ACTIVE)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    have: Mapped[int] = mapped_column(Integer, default=0)
    soon: Mapped[int] = mapped_column(Integer, default=0)
    need: Mapped[int] = mapped_column(Integer)
    looked_at: Mapped[datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("fair_cases.id"))
