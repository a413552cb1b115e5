"""The watch at work: reads what was given lately, opens cases for what looks like farming, holds it, and stops."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from gamification.fairplay.cases import AGAINST, SINGLE_LINES
from gamification.fairplay.graph import Gift
from gamification.fairplay.watch import Suspicion, suspicions
from gamification.holding import hold, open_case
from gamification.lines import STANDING
from gamification.models import Case, CasePerson, CaseState, Hold, HoldEnd, LedgerEntry
from gamification.numbers import FairPlay, numbers
from gamification.standings import settle_person
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.models import FactRow, Role, User

WATCHED = ("answer_accepted", "helpful_vote", "solved_it", "me_too", "first_good_reply", "rescue", "item_reused")
_MOST_NAMED = 200
_EXACT = ("burst_minutes", "days", "pair_days", "share_days", "jitter_percent", "ring_fewest", "ring_most")


def watch() -> int:
    """Look at the last days, hold what looks like farming. Returns how many lines were newly held."""
    now = clock.now()
    limits = jittered(numbers().fair_play, _seed())
    gifts = gifts_since(now - timedelta(days=limits.days))
    held = 0
    seen: set[int] = set()
    for suspicion in suspicions(gifts, teams(), limits, now, marked_groups(now - timedelta(days=limits.sanction_days))):
        with transaction():
            held += _hold(suspicion, seen)
    return held


def gifts_since(since: datetime) -> list[Gift]:
    """What colleagues gave one another; IT's endorsements are IT's.

    What was taken back by its giver is none. What a case took back stays evidence for the next one.
    """
    rows_held = session().execute(
        select(Hold.ledger_id, Hold.ended_as).where(or_(Hold.ended_at.is_(None), Hold.ended_as == HoldEnd.VOIDED))
    )
    held = {row.ledger_id for row in rows_held}
    voided = select(Hold.ledger_id).where(Hold.ended_as == HoldEnd.VOIDED)
    rows = session().execute(
        select(
            LedgerEntry.id,
            LedgerEntry.at,
            LedgerEntry.event,
            LedgerEntry.giver_id,
            LedgerEntry.user_id,
            LedgerEntry.reputation,
            LedgerEntry.item,
        )
        .where(
            or_(STANDING, and_(LedgerEntry.reverses_id.is_(None), LedgerEntry.id.in_(voided))),
            LedgerEntry.at >= since,
            LedgerEntry.rule_set == "default",
            LedgerEntry.event.in_(WATCHED),
            LedgerEntry.giver_id.is_not(None),
            LedgerEntry.reputation > 0,
        )
        .order_by(LedgerEntry.at, LedgerEntry.id)
    )
    return [
        Gift(row.id, row.at, row.event, row.giver_id, row.user_id, row.reputation, row.item or "", row.id in held)
        for row in rows
    ]


def teams() -> dict[int, int | None]:
    """Everybody's department."""
    rows = session().execute(select(User.id, User.department_id).where(User.role.in_((Role.EMPLOYEE, Role.SUPERUSER))))
    return {row.id: row.department_id for row in rows}


def marked_groups(since: datetime) -> list[frozenset[int]]:
    """The people of cases that are open, or were decided against them since."""
    rows = session().execute(
        select(CasePerson.case_id, CasePerson.user_id)
        .join(Case, Case.id == CasePerson.case_id)
        .where(Case.rule.not_in(SINGLE_LINES))
        .where((Case.state == CaseState.OPEN) | (Case.state.in_(AGAINST) & (Case.decided_at > since)))
    )
    groups: dict[int, set[int]] = {}
    for row in rows:
        groups.setdefault(row.case_id, set()).add(row.user_id)
    return sorted({frozenset(people) for people in groups.values()}, key=sorted)


def jittered(limits: FairPlay, seed: int) -> FairPlay:
    """The same thresholds, each moved a little, so that knowing the published ones does not help."""
    if not limits.jitter_percent:
        return limits
    chance = random.Random(seed)  # noqa: S311 -- chance that stays the same, not a secret key
    moved: dict[str, int] = {}
    for name, value in limits.model_dump().items():
        factor = 1 + chance.uniform(-limits.jitter_percent, limits.jitter_percent) / 100
        moved[name] = value if name in _EXACT or value <= 1 else max(1, round(value * factor))
    return limits.model_copy(update=moved)


def _seed() -> int:
    first = session().scalar(select(FactRow.at).order_by(FactRow.id).limit(1))
    return first.microsecond + int(first.timestamp()) if first is not None else 0


def _hold(suspicion: Suspicion, seen: set[int]) -> int:
    """Hold what is not held yet; `seen` are the lines that this look has held already, under whatever rule."""
    fresh = [gift for gift in suspicion.gifts if not gift.is_held and gift.line not in seen]
    if not fresh:
        return 0
    case = _case_for(suspicion)
    held = hold(case, [gift.line for gift in fresh]) if case is not None else 0
    if held:
        seen.update(gift.line for gift in fresh)
        for person in sorted({gift.receiver for gift in fresh}):
            settle_person(person, clock.now())
    return held


def _case_for(suspicion: Suspicion) -> Case | None:
    """The open case of these people, or a new one; None where a person has looked and found nothing in it."""
    known = session().scalars(select(Case).where(Case.key.startswith(suspicion.key, autoescape=True)).order_by(Case.id))
    earlier: Sequence[Case] = [case for case in known if case.key.partition("#")[0] == suspicion.key]
    if any(case.state in (CaseState.DISMISSED, CaseState.OVERTURNED) for case in earlier):
        return None
    for case in earlier:
        if case.state is CaseState.OPEN:
            return case
    key = suspicion.key if not earlier else f"{suspicion.key}#{len(earlier) + 1}"
    return open_case(key, suspicion.rule, suspicion.says, suspicion.people, evidence(suspicion))


def _open_case_of(people: frozenset[int]) -> Case | None:
    numbers_of = select(CasePerson.case_id).group_by(CasePerson.case_id).having(func.count() == len(people))
    mine = select(CasePerson.case_id).where(CasePerson.user_id.in_(people)).group_by(CasePerson.case_id)
    return session().scalar(
        select(Case)
        .where(Case.state == CaseState.OPEN, Case.rule.not_in(SINGLE_LINES))
        .where(Case.id.in_(numbers_of), Case.id.in_(mine.having(func.count() == len(people))))
        .order_by(Case.id)
        .limit(1)
    )


def evidence(suspicion: Suspicion) -> dict[str, Any]:
    """What a person sees who has to decide: how much went from whom to whom."""
    ties: dict[tuple[int, int], list[int]] = {}
    for gift in suspicion.gifts:
        tie = ties.setdefault((gift.giver, gift.receiver), [0, 0])
        tie[0] += gift.points
        tie[1] += 1
    strongest = sorted(ties.items(), key=lambda item: -item[1][0])[:_MOST_NAMED]
    return {
        "points": suspicion.points,
        "ties": [[giver, receiver, points, count] for (giver, receiver), (points, count) in strongest],
    }
