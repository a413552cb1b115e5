"""What the administrator sees of the game: proofs, rules to come, removed lines, designs, licences. Nobody's points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from gamification.catalogue import Badge
from gamification.designs import as_badge
from gamification.events import GameProved
from gamification.models import BadgeAward, BadgeDesign, Case, CaseState, Erasure, Hold, Licence
from gamification.versions import Version, differences, rules_at, to_come
from portal.core import clock
from portal.core.db import session
from portal.core.models import FactRow, PointsVisibility, User
from portal.web.cards import PersonCard, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor


@dataclass(frozen=True)
class ProofCard:
    """The last proof that everything derived follows from facts and ledger."""

    at: datetime
    people: int
    lines: int
    badges: int
    differences: int


@dataclass(frozen=True)
class Overview:
    """How the game stands, in sums."""

    proof: ProofCard | None
    off: int
    private: int
    public: int
    held: int
    open_cases: int
    coming: Version | None
    changes: Sequence[str]
    erasures: Sequence[tuple[str, datetime, int]]


def overview() -> Overview:
    """How the game stands."""
    now = clock.now()
    rows = session().execute(
        select(User.points_visibility, func.count())
        .where(User.is_imported.is_(False), User.disabled_at.is_(None))
        .group_by(User.points_visibility)
    )
    modes: dict[PointsVisibility, int] = {row[0]: row[1] for row in rows}
    coming = to_come(now)
    erasures = session().execute(
        select(Erasure.reason, Erasure.at, Erasure.lines).order_by(Erasure.id.desc()).limit(10)
    )
    return Overview(
        _last_proof(),
        modes.get(PointsVisibility.OFF, 0),
        modes.get(PointsVisibility.PRIVATE, 0),
        modes.get(PointsVisibility.PUBLIC, 0),
        session().scalar(select(func.count()).select_from(Hold).where(Hold.ended_at.is_(None))) or 0,
        session().scalar(select(func.count()).select_from(Case).where(Case.state == CaseState.OPEN)) or 0,
        coming,
        differences(rules_at(now), coming.rules) if coming else (),
        [(row.reason, row.at, row.lines) for row in erasures],
    )


def _last_proof() -> ProofCard | None:
    row = session().execute(
        select(FactRow.at, FactRow.payload)
        .where(FactRow.kind == GameProved.kind())
        .order_by(FactRow.id.desc())
        .limit(1)
    )
    found = row.first()
    if found is None:
        return None
    said = found.payload
    return ProofCard(found.at, said["people"], said["lines"], said["badges"], said["differences"])


@dataclass(frozen=True)
class DesignCard:
    """A badge of one's own design."""

    badge: Badge
    holders: int
    is_retired: bool
    by_hand: bool


def designs() -> list[DesignCard]:
    """The badges an administrator designed, newest first."""
    counts = session().execute(select(BadgeAward.badge, func.count()).group_by(BadgeAward.badge))
    holders: dict[str, int] = {row[0]: row[1] for row in counts}
    rows = session().scalars(select(BadgeDesign).order_by(BadgeDesign.at.desc(), BadgeDesign.id))
    return [
        DesignCard(as_badge(row), holders.get(row.id, 0), row.retired_at is not None, row.criterion is None)
        for row in rows
    ]


@dataclass(frozen=True)
class LicenceCard:
    """A licence somebody has."""

    person: PersonCard
    rank: str
    reason: str
    at: datetime


def licences(cursor: str | None) -> Page[LicenceCard]:
    """The standing licences, the newest first."""
    wanted = (
        select(Licence.id, Licence.rank, Licence.reason, Licence.granted_at, *person_columns())
        .join(User, User.id == Licence.user_id)
        .where(Licence.ended_at.is_(None))
        .order_by(Licence.id.desc())
        .limit(51)
    )
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(Licence.id < after[0])
    found = cut(session().execute(wanted).all(), lambda row: (row.id,), 50)
    cards = [
        LicenceCard(person, row.rank, row.reason, row.granted_at)
        for row in found.items
        if (person := person_in(row)) is not None
    ]
    return Page(cards, found.next_cursor)
