"""What the desk sees of cases, and what a person sees of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from gamification.fairplay.drawing import Tie
from gamification.lines import STANDING
from gamification.models import Case, CasePerson, CaseState, Hold, HoldEnd, LedgerEntry
from gamification.numbers import numbers
from gamification.telling import item_href, sentence
from portal.core import clock
from portal.core.db import session
from portal.core.models import User
from portal.web.cards import PersonCard, people, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor

_WAITING = (CaseState.OPEN, CaseState.APPEALED)
_A_PAGE = 30


@dataclass(frozen=True)
class CaseCard:
    """A case in the list."""

    id: int
    rule: str
    says: str
    state: str
    opened_at: datetime
    people: int
    lines: int
    points: int

    @property
    def href(self) -> str:
        """Its page."""
        return f"/desk/fair-play/{self.id}"


def waiting() -> int:
    """How many cases wait for a person."""
    return session().scalar(select(func.count()).select_from(Case).where(Case.state.in_(_WAITING))) or 0


def cases(state: str, cursor: str | None) -> Page[CaseCard]:
    """The cases that wait, or those that were decided; the newest first."""
    concerned = select(func.count()).where(CasePerson.case_id == Case.id).scalar_subquery()
    held = (
        select(func.count(), func.coalesce(func.sum(LedgerEntry.reputation), 0))
        .join(Hold, Hold.ledger_id == LedgerEntry.id)
        .where(Hold.case_id == Case.id)
    )
    wanted = (
        select(
            Case,
            concerned.label("people"),
            held.with_only_columns(func.count()).scalar_subquery().label("lines"),
            held.with_only_columns(func.coalesce(func.sum(LedgerEntry.reputation), 0))
            .scalar_subquery()
            .label("points"),
        )
        .where(Case.state.in_(_WAITING) if state == "open" else Case.state.not_in(_WAITING))
        .order_by(Case.id.desc())
        .limit(_A_PAGE + 1)
    )
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(Case.id < after[0])
    found = cut(session().execute(wanted).all(), lambda row: (row.Case.id,), _A_PAGE)
    return Page([_card(row) for row in found.items], found.next_cursor)


def _card(row: Any) -> CaseCard:
    one = row.Case
    return CaseCard(one.id, one.rule, one.says, one.state.value, one.opened_at, row.people, row.lines, int(row.points))


@dataclass(frozen=True)
class CaseFile:
    """A case with all that a person needs to decide it."""

    id: int
    rule: str
    says: str
    state: CaseState
    opened_at: datetime
    people: Sequence[tuple[PersonCard, str]]
    ties: Sequence[Tie]
    decided_by_id: int | None
    decided_at: datetime | None
    note: str
    sanction: int
    appeal: str
    appeal_note: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state is CaseState.OPEN

    @property
    def is_appealed(self) -> bool:
        """Whether somebody asks for another look."""
        return self.state is CaseState.APPEALED


def case(case_id: int) -> CaseFile | None:
    """One case."""
    found = session().get(Case, case_id)
    if found is None:
        return None
    rows = session().execute(
        select(User.id, *person_columns(), User.job)
        .join(CasePerson, CasePerson.user_id == User.id)
        .where(CasePerson.case_id == case_id)
        .order_by(User.sort_name, User.id)
    )
    known = {row.id: (card, row.job) for row in rows if (card := person_in(row)) is not None}
    names = {person: card.name for person, (card, _job) in known.items()}
    return CaseFile(
        found.id,
        found.rule,
        found.says,
        found.state,
        found.opened_at,
        list(known.values()),
        _ties(case_id, names),
        found.decided_by_id,
        found.decided_at,
        found.note,
        found.sanction,
        found.appeal,
        found.appeal_note,
    )


def _ties(case_id: int, names: dict[int, str]) -> list[Tie]:
    """How much of what is held went from whom to whom; counted anew, so that it is what is held now."""
    rows = session().execute(
        select(
            LedgerEntry.giver_id,
            LedgerEntry.user_id,
            func.sum(LedgerEntry.reputation).label("points"),
            func.count().label("times"),
        )
        .join(Hold, Hold.ledger_id == LedgerEntry.id)
        .where(Hold.case_id == case_id, LedgerEntry.giver_id.is_not(None))
        .group_by(LedgerEntry.giver_id, LedgerEntry.user_id)
        .order_by(func.sum(LedgerEntry.reputation).desc(), LedgerEntry.giver_id, LedgerEntry.user_id)
        .limit(60)
    )
    return [
        Tie(names.get(row.giver_id, "somebody"), names.get(row.user_id, "somebody"), int(row.points), row.times)
        for row in rows
    ]


@dataclass(frozen=True)
class HeldLine:
    """A line of a case: who gave whom what, when, for what."""

    at: datetime
    giver: PersonCard | None
    receiver: PersonCard | None
    words: str
    points: int
    title: str
    href: str | None
    became: str


def lines(case_id: int, cursor: str | None) -> Page[HeldLine]:
    """The lines of a case, in the order they came about."""
    giver, receiver = people("giver"), people("receiver")
    wanted = (
        select(
            LedgerEntry,
            Hold.ended_as,
            *person_columns(giver, "giver"),
            *person_columns(receiver, "receiver"),
        )
        .join(Hold, Hold.ledger_id == LedgerEntry.id)
        .join(receiver, receiver.id == LedgerEntry.user_id)
        .outerjoin(giver, giver.id == LedgerEntry.giver_id)
        .where(Hold.case_id == case_id)
        .order_by(LedgerEntry.id)
        .limit(_A_PAGE + 1)
    )
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(LedgerEntry.id > after[0])
    found = cut(session().execute(wanted).all(), lambda row: (row.LedgerEntry.id,), _A_PAGE)
    return Page([_line(row) for row in found.items], found.next_cursor)


def _line(row: Any) -> HeldLine:
    line = row.LedgerEntry
    became = {None: "held", HoldEnd.RELEASED: "counts", HoldEnd.VOIDED: "taken back"}[row.ended_as]
    return HeldLine(
        line.at,
        person_in(row, "giver"),
        person_in(row, "receiver"),
        sentence(line),
        line.reputation,
        line.title,
        item_href(line),
        became,
    )


@dataclass(frozen=True)
class OwnCase:
    """What a person sees of a case about them: what was taken back, why, and whether they can ask again."""

    id: int
    says: str
    note: str
    state: str
    decided_at: datetime
    points: int
    can_appeal: bool


def own_cases(person: int) -> list[OwnCase]:
    """What was decided against a person, the newest first."""
    now = clock.now()
    taken = aliased(LedgerEntry, name="taken")
    points = (
        select(func.coalesce(func.sum(taken.reputation), 0))
        .join(Hold, and_(Hold.ledger_id == taken.id, Hold.ended_as == HoldEnd.VOIDED))
        .where(Hold.case_id == Case.id, taken.user_id == person)
        .scalar_subquery()
    )
    rows = session().execute(
        select(Case, points.label("points"))
        .join(CasePerson, CasePerson.case_id == Case.id)
        .where(CasePerson.user_id == person, Case.decided_at.is_not(None), Case.state != CaseState.DISMISSED)
        .order_by(Case.id.desc())
        .limit(20)
    )
    until = timedelta(days=numbers().fair_play.appeal_days)
    return [
        OwnCase(
            row.Case.id,
            row.Case.says,
            row.Case.note,
            row.Case.state.value,
            row.Case.decided_at,
            int(row.points),
            row.Case.state is CaseState.UPHELD and now <= row.Case.decided_at + until,
        )
        for row in rows
    ]


def held_points(person: int) -> int:
    """How many of a person's points wait for somebody to look."""
    wanted = (
        select(func.coalesce(func.sum(LedgerEntry.reputation), 0))
        .join(Hold, Hold.ledger_id == LedgerEntry.id)
        .where(LedgerEntry.user_id == person, Hold.ended_at.is_(None), STANDING)
    )
    return int(session().scalar(wanted) or 0)
