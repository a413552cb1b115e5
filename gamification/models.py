"""The tables of the game: an append-only ledger, what is held of it and why, and what follows from it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.models import enum_column


class LedgerEntry(Base):
    """One line of somebody's account. Never changed, never deleted; what is taken back is a counter-line.

    `key` names the outcome and the fact it follows from, so that whatever is retried is written once. A line that a
    limit left nothing of is worth nothing and says why: the outcome itself stays counted. Until `final_at` a line is
    shown but does not count for levels, badges and boards.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("reverses_id"),
        Index("ix_ledger_user", "user_id", "id"),
        Index("ix_ledger_day", "user_id", "day"),
        Index("ix_ledger_item", "item", "event"),
        Index("ix_ledger_pair", "giver_id", "user_id", "at"),
        Index("ix_ledger_final", "final_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    rule_set: Mapped[str] = mapped_column(String(32))
    event: Mapped[str] = mapped_column(String(32))
    credit: Mapped[str] = mapped_column(String(16))
    reputation: Mapped[int] = mapped_column(Integer)
    season_points: Mapped[int] = mapped_column(Integer)
    due: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str | None] = mapped_column(String(48))
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    item: Mapped[str | None] = mapped_column(String(40))
    question_id: Mapped[int | None]
    application_id: Mapped[int | None]
    tags: Mapped[str] = mapped_column(String(240), default="")
    title: Mapped[str] = mapped_column(String(150), default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger.id"))
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    at: Mapped[datetime]
    final_at: Mapped[datetime]
    day: Mapped[str] = mapped_column(String(10))


class BadgeAward(Base):
    """A badge somebody earned: once, or once per thing it was earned with."""

    __tablename__ = "badge_awards"
    __table_args__ = (
        UniqueConstraint("user_id", "badge", "item"),
        Index("ix_badge_awards_badge", "badge", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    badge: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(150), default="")
    at: Mapped[datetime]


class BadgeDesign(Base):
    """A badge an administrator designed; with a criterion of building blocks, or given by hand alone."""

    __tablename__ = "badge_designs"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    picture: Mapped[str] = mapped_column(String(32))
    tier: Mapped[str] = mapped_column(String(8))
    says: Mapped[str] = mapped_column(String(160))
    criterion: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class RuleVersion(Base):
    """A rule set as it stood from one moment on. The one in force is the latest that has begun."""

    __tablename__ = "rule_versions"
    __table_args__ = (Index("ix_rule_versions_begin", "rule_set", "begins_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_set: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime]
    begins_at: Mapped[datetime]


class CaseState(StrEnum):
    """Where a case of fair play stands."""

    OPEN = "open"
    DISMISSED = "dismissed"
    UPHELD = "upheld"
    APPEALED = "appealed"
    OVERTURNED = "overturned"
    CONFIRMED = "confirmed"


class Case(Base):
    """Something that looked like farming, with its evidence, for a person to decide. `key` keeps it from coming twice.

    `sanction` counts how often it came to this within the time that is looked back on: 1 is a friendly note.
    """

    __tablename__ = "fair_cases"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_fair_cases_state", "state", "id"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="a_decision_has_a_person"),
        CheckConstraint("appeal_decided_by_id <> decided_by_id", name="an_appeal_is_decided_by_somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    rule: Mapped[str] = mapped_column(String(24))
    says: Mapped[str] = mapped_column(String(300))
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime]
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState), default=CaseState.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    sanction: Mapped[int] = mapped_column(Integer, default=0)
    appeal: Mapped[str] = mapped_column(String(1000), default="")
    appealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    appealed_at: Mapped[datetime | None]
    appeal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    appeal_decided_at: Mapped[datetime | None]
    appeal_note: Mapped[str] = mapped_column(String(500), default="")


class CasePerson(Base):
    """Somebody a case is about."""

    __tablename__ = "fair_case_people"

    case_id: Mapped[int] = mapped_column(ForeignKey("fair_cases.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class HoldEnd(StrEnum):
    """How a hold ended."""

    RELEASED = "released"
    VOIDED = "voided"


class Hold(Base):
    """A line that does not count until a person has looked. The line itself stays as it is.

    Once a line was judged under a rule, that rule never holds it again.
    """

    __tablename__ = "ledger_holds"
    __table_args__ = (
        UniqueConstraint("ledger_id", "rule"),
        CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="an_end_says_how"),
        Index("ix_ledger_holds_case", "case_id"),
        Index(
            "ix_ledger_holds_open",
            "ledger_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ledger_id: Mapped[int] = mapped_column(ForeignKey("ledger.id", ondelete="CASCADE"))
    rule: Mapped[str] = mapped_column(String(24))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("fair_cases.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[HoldEnd | None] = mapped_column(enum_column(HoldEnd))


class Erasure(Base):
    """The one exception to the ledger never losing a line: what was removed, when, for what reason, by whom.

    The database lets lines go only while one of these is open, and it is closed in the same transaction.
    """

    __tablename__ = "ledger_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(24))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lines: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime]
    before_fact_id: Mapped[int | None]
    closed_at: Mapped[datetime | None]


class EarlierTotal(Base):
    """What is left of somebody's lines once they are too old to be kept: how many, of what, and from how many."""

    __tablename__ = "ledger_earlier"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    event: Mapped[str] = mapped_column(String(32), primary_key=True)
    lines: Mapped[int] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer)
    reputation: Mapped[int] = mapped_column(Integer)


class Licence(Base):
    """What somebody may do with knowledge, given by a person or a quiz, never by points. One standing one a person."""

    __tablename__ = "licences"
    __table_args__ = (
        Index(
            "uq_licences_standing",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    rank: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(300))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RecapWish(Base):
    """Somebody wants a mail when a season ends. `sent_for` is the beginning of the last one that was looked back on."""

    __tablename__ = "recap_wishes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    sent_for: Mapped[datetime | None]


class KudosFor(StrEnum):
    """What one can thank for."""

    ANSWER = "answer"
    COMMENT = "comment"
    ARTICLE = "article"
    SUGGESTION = "suggestion"


class Kudos(Base):
    """Thanks in somebody's own words, for one thing that another person did. The words stand here and nowhere else.

    `hidden_at`: whoever got them does not show them; `reported_at`: they asked IT to look.
    """

    __tablename__ = "kudos"
    __table_args__ = (
        UniqueConstraint("giver_id", "receiver_id", "kind", "subject_id"),
        CheckConstraint("giver_id <> receiver_id", name="nobody_thanks_themselves"),
        CheckConstraint("length(words) BETWEEN 20 AND 500", name="a_sentence_and_no_letter"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="a_removal_has_a_person"),
        Index("ix_kudos_receiver", "receiver_id", "id"),
        Index("ix_kudos_giver", "giver_id", "id"),
        Index(
            "ix_kudos_reported",
            "id",
            sqlite_where=text("reported_at IS NOT NULL"),
            postgresql_where=text("reported_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[KudosFor] = mapped_column(enum_column(KudosFor))
    subject_id: Mapped[int]
    words: Mapped[str] = mapped_column(String(500))
    is_public: Mapped[bool]
    at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class BoostPool(Base):
    """What a department, or IT, can lift questions with in one season. It is never overdrawn: the database holds it."""

    __tablename__ = "boost_pools"
    __table_args__ = (CheckConstraint("spent BETWEEN 0 AND points", name="never_overdrawn"),)

    owner: Mapped[str] = mapped_column(String(24), primary_key=True)
    season: Mapped[str] = mapped_column(String(10), primary_key=True)
    points: Mapped[int] = mapped_column(Integer)
    spent: Mapped[int] = mapped_column(Integer, default=0)


class BoostState(StrEnum):
    """What became of a boost."""

    OPEN = "open"
    AWARDED = "awarded"
    HALVED = "halved"
    REFUNDED = "refunded"


class Boost(Base):
    """A question lifted with points of a pool; one a question, unless all of it went back.

    `settled_from`: when its days, and one more, are over, and the portal settles what nobody has given to an answer.
    """

    __tablename__ = "boosts"
    __table_args__ = (
        Index(
            "uq_boosts_one_a_question",
            "question_id",
            unique=True,
            sqlite_where=text("state <> 'refunded'"),
            postgresql_where=text("state <> 'refunded'"),
        ),
        Index(
            "ix_boosts_open",
            "settled_from",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        ForeignKeyConstraint(["owner", "season"], ["boost_pools.owner", "boost_pools.season"], name="fk_boosts_pool"),
        CheckConstraint("points IN (25, 50, 100)", name="of_a_known_size"),
        CheckConstraint("paid BETWEEN 0 AND points", name="never_more_than_it_is"),
        CheckConstraint("(winner_id IS NULL) = (answer_id IS NULL)", name="a_winner_has_an_answer"),
        CheckConstraint("(state IN ('awarded', 'halved')) = (answer_id IS NOT NULL)", name="who_is_paid_has_won"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="what_is_open_has_no_end"),
        CheckConstraint("funder_id <> asker_id", name="nobody_boosts_their_own_question"),
        CheckConstraint("winner_id <> funder_id AND winner_id <> asker_id", name="nobody_wins_their_own"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int]
    asker_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    funder_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner: Mapped[str] = mapped_column(String(24))
    season: Mapped[str] = mapped_column(String(10))
    points: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    settled_from: Mapped[datetime]
    state: Mapped[BoostState] = mapped_column(enum_column(BoostState), default=BoostState.OPEN)
    answer_id: Mapped[int | None]
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    paid: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[datetime | None]


class Marker(Base):
    """Up to when something that follows the clock has been done."""

    __tablename__ = "game_markers"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    done_until: Mapped[datetime]
