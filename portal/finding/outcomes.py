"""How searches ended: settled a while later by a chore, which also forgets who searched."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from portal.core import clock
from portal.core.db import session, transaction
from portal.core.models import FactRow
from portal.finding.models import Outcome, Searched
from portal.finding.rules import finding_rules

MOST_AT_ONCE = 500
SOLVED = ("answer_solved_it", "article_solved_it")
ASKED = "question_asked"


def settle_searches() -> int:
    """Settle the searches that ended some time ago. Returns how many; a chore of the worker."""
    told = finding_rules().session
    until = clock.now() - timedelta(minutes=told.settled_minutes)
    due = (
        select(Searched)
        .where(Searched.outcome.is_(None), Searched.at <= until)
        .order_by(Searched.at, Searched.id)
        .limit(MOST_AT_ONCE)
    )
    with transaction():
        searches = session().scalars(due).all()
        for search in searches:
            _settle(search)
            session().flush()
    return len(searches)


def forget_names() -> int:
    """Forget who searched what weeks ago, and what was searched for more than a year ago. Returns how many rows."""
    told, now = finding_rules().privacy, clock.now()
    nameless = update(Searched).where(
        Searched.at < now - timedelta(days=told.names_days), Searched.user_id.is_not(None)
    )
    old = delete(Searched).where(Searched.at < now - timedelta(days=told.searches_days))
    with transaction():
        forgotten = session().execute(nameless.values(user_id=None, session=None).returning(Searched.id)).all()
        gone = session().execute(old.returning(Searched.id)).all()
    return len(forgotten) + len(gone)


def _settle(search: Searched) -> None:
    told = finding_rules().session
    before, following = _neighbour(search, -1), _neighbour(search, 1)
    is_new = before is None or search.at - before.at > timedelta(minutes=told.gap_minutes)
    search.session = search.id if is_new or before is None else before.session
    ends = search.at + timedelta(minutes=told.settled_minutes)
    until = min(following.at, ends) if following is not None else ends
    happened = _facts_of(search, until)
    search.asked = ASKED in happened
    if any(kind in SOLVED for kind in happened):
        search.outcome = Outcome.SOLVED
    else:
        search.outcome = _outcome(search, following)


def _outcome(search: Searched, following: Searched | None) -> Outcome:
    told = finding_rules().session
    if search.opened_at is not None:
        stayed = following is None or following.at - search.opened_at >= timedelta(seconds=told.dwell_seconds)
        return Outcome.FOUND if stayed and not search.asked else Outcome.REFINED if following else Outcome.ABANDONED
    if not search.found:
        return Outcome.NOTHING
    if following is not None and following.at - search.at <= timedelta(seconds=told.refined_seconds):
        return Outcome.REFINED
    return Outcome.ABANDONED


def _neighbour(search: Searched, step: int) -> Searched | None:
    """The search of the same person before (-1) or after (1) this one."""
    wanted = select(Searched).where(Searched.user_id == search.user_id, Searched.id != search.id)
    if search.user_id is None:
        return None
    if step < 0:
        wanted = wanted.where(Searched.at <= search.at, Searched.id < search.id).order_by(
            Searched.at.desc(), Searched.id.desc()
        )
    else:
        wanted = wanted.where(Searched.at >= search.at, Searched.id > search.id).order_by(Searched.at, Searched.id)
    return session().scalar(wanted.limit(1))


def _facts_of(search: Searched, until: datetime) -> Sequence[str]:
    """What the person did between the search and the next one, or its end."""
    if search.user_id is None:
        return ()
    return (
        session()
        .scalars(
            select(FactRow.kind).where(
                FactRow.actor_id == search.user_id,
                FactRow.kind.in_((*SOLVED, ASKED)),
                FactRow.at >= search.at,
                FactRow.at <= until,
            )
        )
        .all()
    )
