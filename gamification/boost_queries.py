"""What pages show of boosts: that of a question, what is left in a pool, and which questions are lifted now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from gamification.actions.boosts import candidates, sizes_for
from gamification.boosted import OF_IT, of_department, pool_of
from gamification.models import Boost, BoostState
from portal.core import clock
from portal.core.db import fetch, session
from portal.core.items import Name, shelf
from portal.core.models import User
from portal.core.permissions import Actor
from portal.web.cards import PersonCard, people, person_columns, person_in


@dataclass(frozen=True)
class BoostCard:
    """A question's boost. `choices`: the answers this viewer may give it to, if they may."""

    points: int
    ends_at: datetime
    is_open: bool
    is_over: bool
    paid: int
    funder: PersonCard | None
    winner: PersonCard | None
    answer_id: int | None
    choices: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class PoolCard:
    """What somebody could put into a boost: how much at once, and how much is left this season."""

    sizes: Sequence[int]
    left: int
    points: int
    of: str


@dataclass(frozen=True)
class LiftedCard:
    """A question that is boosted now."""

    name: Name
    points: int
    ends_at: datetime


_funder: Any = people("funder")
_winner: Any = people("winner")
_BOOST = (
    select(Boost, *person_columns(_funder, "funder"), *person_columns(_winner, "winner"))
    .join(_funder, _funder.id == Boost.funder_id)
    .outerjoin(_winner, _winner.id == Boost.winner_id)
)


def boost_of(actor: Actor, question_id: int) -> BoostCard | None:
    """The boost of a question, for somebody who may read it; None for most."""
    wanted = _BOOST.where(Boost.question_id == question_id, Boost.state != BoostState.REFUNDED)
    row = session().execute(wanted).first()
    if row is None:
        return None
    boost: Boost = row.Boost
    is_open = boost.state is BoostState.OPEN
    gives = is_open and actor.id in (boost.asker_id, boost.funder_id)
    return BoostCard(
        boost.points,
        boost.ends_at,
        is_open,
        is_open and boost.ends_at <= clock.now(),
        boost.paid,
        person_in(row, "funder"),
        person_in(row, "winner"),
        boost.answer_id,
        _choices(boost) if gives else (),
    )


def _choices(boost: Boost) -> list[tuple[int, str]]:
    found = candidates(boost)
    wanted = select(User.id, User.name).where(User.id.in_([one.author_id for one in found]))
    names = {row.id: row.name for row in session().execute(wanted)}
    return [(one.id, names.get(one.author_id, "")) for one in found]


def pool_for(actor: Actor, department_id: int | None) -> PoolCard | None:
    """What somebody of a department who may fund boosts has to spend; None where they have no pool."""
    if not actor.is_analyst and department_id is None:
        return None
    pool = pool_of(OF_IT if department_id is None or actor.is_analyst else of_department(department_id))
    of = "IT" if actor.is_analyst else "your department"
    return PoolCard([size for size in sizes_for(actor) if size <= pool.left], pool.left, pool.points, of)


def lifted(actor: Actor, most: int) -> list[LiftedCard]:
    """The questions that are boosted now and that somebody may read, those that end first before the others."""
    questions = shelf("question")
    column: ColumnElement[int] = Boost.question_id.expression
    rows = fetch(
        select(Boost.question_id, Boost.points, Boost.ends_at)
        .where(Boost.state == BoostState.OPEN, Boost.ends_at > clock.now(), Boost.asker_id != actor.id)
        .where(questions.seen(actor, column))
        .order_by(Boost.ends_at, Boost.id)
        .limit(most)
    ).all()
    if not rows:
        return []
    names = questions.named(actor, [row.question_id for row in rows])
    return [LiftedCard(names[row.question_id], row.points, row.ends_at) for row in rows]
