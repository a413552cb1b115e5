"""Lifting a question with points of a pool: starting a boost, giving it away, and what becomes of it in the end.

Nobody's own points are ever spent. A boost lasts five working days of the asker's site; whoever asked or paid gives it
to an answer, for one more day too. After that half of it goes to the best answer that came since, or all of it back.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from gamification.boosted import OF_IT, forget_boosts, of_department, pool_sizes, season_key
from gamification.counting.facts import hours_of
from gamification.events import BoostAwarded, BoostRefunded, BoostStarted
from gamification.forms import BoostAwardDraft, BoostDraft
from gamification.models import Boost, BoostPool, BoostState
from gamification.numbers import numbers
from portal.core import clock
from portal.core.db import action, after_commit, in_transaction, insert_once, session, transaction
from portal.core.facts import record
from portal.core.items import Answered, Item, answers_to, shelf
from portal.core.models import Role, User
from portal.core.permissions import Actor, Permission, require
from portal.core.play import play
from portal.core.refusals import Conflict, Invalid, NotFound
from portal.core.worktime import BUSINESS_DAY, WorkingHours


class Boosted:
    """A question and whose boost it has, as permissions look at it."""

    def __init__(self, item: Item, funder_id: int | None) -> None:
        self.asker_id = self.author_id = item.people[0]
        self.owner_id, self.is_deleted = funder_id, item.is_deleted


def find_to_lift(actor: Actor, question_id: int) -> Item:
    """A question somebody may lift. Raises NotFound, and NotAllowed."""
    item = _find_question(actor, question_id)
    require(Permission.FUND_BOOST, actor, Boosted(item, None))
    return item


def find_to_award(actor: Actor, question_id: int) -> tuple[Item, Boost]:
    """A question and the boost of it that somebody may give away, held. Raises NotFound, and NotAllowed."""
    item = _find_question(actor, question_id)
    wanted = select(Boost).where(Boost.question_id == question_id, Boost.state != BoostState.REFUNDED)
    if in_transaction():
        wanted = wanted.with_for_update()
    boost = session().scalar(wanted.execution_options(populate_existing=True))
    if boost is None:
        raise NotFound
    require(Permission.AWARD_BOOST, actor, Boosted(item, boost.funder_id))
    return item, boost


@action
def start_boost(actor: Actor, question_id: int, draft: BoostDraft) -> int:
    """Lift a question with points of a pool of one's own. Returns the boost's id; the same sent twice is once."""
    item = find_to_lift(actor, question_id)
    if item.is_private:
        raise Conflict("Only IT reads this question, so there is nobody to call.")
    if item.is_closed:
        raise Conflict("This question is closed and takes no more answers.")
    if item.is_settled:
        raise Conflict("An answer was accepted already, so there is nothing left to win.")
    _check_size(actor, draft.points)
    now, owner = clock.now(), owner_of(actor)
    if owner is None:
        raise Conflict("You belong to no department whose points you could spend.")
    pool = _hold_pool(owner, now)
    standing = _standing(question_id)
    if standing is not None:
        if (standing.funder_id, standing.points, standing.state) == (actor.id, draft.points, BoostState.OPEN):
            return standing.id
        raise Conflict("This question was boosted already. One boost a question is enough.")
    if pool.points - pool.spent < draft.points:
        raise Conflict(f"Only {pool.points - pool.spent} of the {pool.points} points of this season are left.")
    pool.spent += draft.points
    hours = hours_of({item.people[0]}).get(item.people[0], WorkingHours())
    ends_at = hours.after(now, numbers().boosts.business_days * BUSINESS_DAY)
    boost = Boost(
        question_id=question_id,
        asker_id=item.people[0],
        funder_id=actor.id,
        owner=owner,
        season=pool.season,
        points=draft.points,
        started_at=now,
        ends_at=ends_at,
        settled_from=hours.after(ends_at, numbers().boosts.grace_business_days * BUSINESS_DAY),
        state=BoostState.OPEN,
    )
    session().add(boost)
    session().flush()
    after_commit(forget_boosts)
    record(
        BoostStarted(
            boost_id=boost.id,
            question_id=question_id,
            asker_id=boost.asker_id,
            points=boost.points,
            owner=owner,
            title=item.title,
        ),
        actor.id,
    )
    return boost.id


@action
def award_boost(actor: Actor, question_id: int, draft: BoostAwardDraft) -> None:
    """Give all of a boost to an answer, as whoever asked or paid. Twice is once; never to an answer of one's own."""
    item, boost = find_to_award(actor, question_id)
    if boost.state is not BoostState.OPEN:
        if boost.answer_id == draft.answer_id and boost.state is BoostState.AWARDED:
            return
        raise Conflict("This boost was given already.")
    chosen = next((one for one in candidates(boost) if one.id == draft.answer_id), None)
    if chosen is None:
        raise Invalid({"answer_id": "Please choose one of the answers of others."})
    _award(boost, item, chosen, boost.points, actor.id, BoostState.AWARDED)


def settle_boosts() -> int:
    """Settle the boosts whose time is over, each in a transaction of its own. Returns how many that were."""
    due = session().scalars(
        select(Boost.id)
        .where(Boost.state == BoostState.OPEN, Boost.settled_from <= clock.now())
        .order_by(Boost.id)
        .limit(100)
    )
    ids = list(due)
    for boost_id in ids:
        with transaction():
            _settle(boost_id)
    return len(ids)


def _settle(boost_id: int) -> None:
    unheld = session().get_one(Boost, boost_id)
    # the question before the boost, in the order in which everybody holds them
    item = _question_as_it_stands(unheld)
    boost = (
        session()
        .scalars(select(Boost).where(Boost.id == boost_id).with_for_update().execution_options(populate_existing=True))
        .one()
    )
    if boost.state is not BoostState.OPEN:
        return
    rules = numbers().boosts
    found = [
        one
        for one in (candidates(boost) if item is not None else ())
        if one.posted_at > boost.started_at and one.helpful >= rules.least_helpful
    ]
    if not found or item is None:
        _give_back(boost, boost.points)
        boost.state, boost.ended_at = BoostState.REFUNDED, clock.now()
        session().flush()
        after_commit(forget_boosts)
        record(BoostRefunded(boost_id=boost.id, question_id=boost.question_id, points=boost.points), None)
        return
    half = boost.points // 2
    _give_back(boost, boost.points - half)
    _award(boost, item, found[0], half, None, BoostState.HALVED)


def candidates(boost: Boost) -> Sequence[Answered]:
    """The answers a boost can go to, the most helpful first: of nobody who asked or paid."""
    return [one for one in answers_to(boost.question_id) if one.author_id not in (boost.asker_id, boost.funder_id)]


def owner_of(actor: Actor) -> str | None:
    """Whose pool somebody spends: IT's for analysts, their department's for others; None where they have none."""
    if actor.is_analyst:
        return OF_IT
    department = session().scalar(select(User.department_id).where(User.id == actor.id))
    return of_department(department) if department is not None else None


def sizes_for(actor: Actor) -> Sequence[int]:
    """How much somebody may put into one boost."""
    rules = numbers().boosts
    return rules.sizes if actor.is_analyst else (rules.of_a_department,)


def _hold_pool(owner: str, now: datetime) -> BoostPool:
    key = season_key(now)
    insert_once(BoostPool, owner=owner, season=key, points=pool_sizes().get(owner, 0), spent=0)
    return (
        session()
        .scalars(
            select(BoostPool)
            .where(BoostPool.owner == owner, BoostPool.season == key)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        .one()
    )


def _give_back(boost: Boost, points: int) -> None:
    session().execute(
        update(BoostPool)
        .where(BoostPool.owner == boost.owner, BoostPool.season == boost.season)
        .values(spent=BoostPool.spent - points),
        execution_options={"synchronize_session": False},
    )


def _award(boost: Boost, item: Item, chosen: Answered, points: int, by: int | None, state: BoostState) -> None:
    boost.state, boost.answer_id, boost.winner_id = state, chosen.id, chosen.author_id
    boost.paid, boost.ended_at = points, clock.now()
    session().flush()
    record(
        BoostAwarded(
            answer_id=chosen.id,
            boost_id=boost.id,
            winner_id=chosen.author_id,
            points=points,
            question_id=boost.question_id,
            title=item.title,
            application_id=item.application_id,
            tags=item.tags,
        ),
        by,
    )


def _standing(question_id: int) -> Boost | None:
    wanted = select(Boost).where(Boost.question_id == question_id, Boost.state != BoostState.REFUNDED)
    return session().scalar(wanted.execution_options(populate_existing=True))


def _check_size(actor: Actor, points: int) -> None:
    sizes = sizes_for(actor)
    if points not in sizes:
        raise Invalid({"points": f"Please choose one of these: {', '.join(map(str, sizes))}."})


def _find_question(actor: Actor, question_id: int) -> Item:
    if not play().is_on:
        raise NotFound
    return shelf("question").find(actor, question_id)


def _question_as_it_stands(boost: Boost) -> Item | None:
    """The question, for whoever asked it; None where it was removed, or became private to IT."""
    asker = Actor(boost.asker_id, "", "", Role.EMPLOYEE)
    try:
        item = shelf("question").find(asker, boost.question_id)
    except NotFound:
        return None
    return None if item.is_deleted or item.is_private else item
