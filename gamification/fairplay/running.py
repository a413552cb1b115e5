"""The watch at work: reads what was given lately, opens cases for what looks like farming, holds it, and stops."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from gamification.fairplay.graph import Gift
from gamification.fairplay.watch import Suspicion, suspicions
from gamification.holding import hold, open_case
from gamification.lines import STANDING
from gamification.models import Case, CaseState, Hold, LedgerEntry
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
    for suspicion in suspicions(gifts, teams(), limits, now):
        with transaction():
            held += _hold(suspicion)
    return held


def gifts_since(since: datetime) -> list[Gift]:
    """What colleagues gave one another and nothing has taken back; IT's endorsements are IT's."""
    held = set(session().scalars(select(Hold.ledger_id).where(Hold.ended_at.is_(None))))
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
            STANDING,
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


def _hold(suspicion: Suspicion) -> int:
    fresh = [gift for gift in suspicion.gifts if not gift.is_held]
    if not fresh:
        return 0
    case = _case_for(suspicion)
    held = hold(case, [gift.line for gift in fresh]) if case is not None else 0
    if held:
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
