"""Counting over facts: what the ledger's lines do not say by themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from community import events as community
from gamification.catalogue import Criterion
from gamification.counting.lines import REOPENED_WITHIN, theirs
from gamification.counting.reached import Progress, Reached, whole
from gamification.events import KudosGiven, KudosRemoved
from gamification.fairplay.cases import ring_members
from gamification.licences import RANKS
from gamification.lines import STANDING, counted
from gamification.models import Hold, LedgerEntry, Licence
from gamification.versions import rules_at
from knowledge import events as knowledge
from portal.core.db import session
from portal.core.models import FactRow, Site, User
from portal.core.worktime import BUSINESS_DAY, WorkingHours

QUICK = timedelta(minutes=30)
CLOSED_WITHIN = 3 * BUSINESS_DAY
UNTOUCHED_DAYS = 182
_TIDY_REASONS = ("outdated", "duplicate")


def flags(badge: Criterion, person: int, now: datetime) -> Progress:
    """Confirmed flags, and how many of all decided ones were right."""
    flagger = FactRow.payload["flagger_id"].as_integer()
    rows = session().execute(
        select(FactRow.kind, func.count(func.distinct(FactRow.subject_id)))
        .where(
            FactRow.kind.in_((community.FlagConfirmed.kind(), community.FlagDismissed.kind())),
            flagger == person,
            FactRow.at <= now,
        )
        .group_by(FactRow.kind)
    )
    decided = {row[0]: row[1] for row in rows}
    right = decided.get(community.FlagConfirmed.kind(), 0)
    return whole(badge, items=right, accuracy=right / sum(decided.values()) if decided else 0.0)


def given(badge: Criterion, person: int, now: datetime) -> Progress:
    """Kudos one gave that are a day old and stand, and how many different people they went to.

    Counted over facts: that a colleague takes no part in the game, or began anew, takes nothing from whoever thanked.
    """
    removed = aliased(FactRow, name="removed")
    line = aliased(LedgerEntry, name="line")
    taken_back = aliased(LedgerEntry, name="taken_back")
    held = aliased(Hold, name="held")
    receiver = FactRow.payload["receiver_id"].as_integer()
    doubted = or_(
        exists().where(taken_back.reverses_id == line.id),
        exists().where(held.ledger_id == line.id, held.ended_at.is_(None)),
    )
    row = (
        session()
        .execute(
            select(func.count(), func.count(func.distinct(receiver))).where(
                FactRow.actor_id == person,
                FactRow.kind == KudosGiven.kind(),
                FactRow.at <= now - rules_at(now).pending,
                receiver.not_in(ring_members()),
                ~exists().where(
                    removed.subject_type == FactRow.subject_type,
                    removed.subject_id == FactRow.subject_id,
                    removed.kind == KudosRemoved.kind(),
                ),
                ~exists().where(line.item == "kudos:" + cast(FactRow.subject_id, String), doubted),
            )
        )
        .one()
    )
    return whole(badge, items=row[0], people=row[1])


def solved_own(badge: Criterion, person: int, now: datetime) -> Progress:
    """Own problems that what was there solved."""
    number = session().scalar(
        select(func.count(func.distinct(FactRow.subject_type + ":" + cast(FactRow.subject_id, String)))).where(
            FactRow.actor_id == person,
            FactRow.kind.in_((community.AnswerSolvedIt.kind(), knowledge.ArticleSolvedIt.kind())),
            FactRow.at <= now,
        )
    )
    return whole(badge, items=number or 0)


def _with_facts(badge: Criterion, person: int, now: datetime) -> list[Any]:
    """The lines a badge counts, with the facts they follow from."""
    wanted = (
        select(LedgerEntry.item, LedgerEntry.at, LedgerEntry.giver_id, FactRow.payload, FactRow.actor_id)
        .join(FactRow, FactRow.id == LedgerEntry.fact_id)
        .where(theirs(badge, person, now))
        .order_by(LedgerEntry.id)
    )
    return list(session().execute(wanted))


def hours_of(people: set[int]) -> dict[int, WorkingHours]:
    """When each of these people's site is at work."""
    rows = session().execute(
        select(User.id, Site.timezone, Site.opens, Site.closes, Site.working_days)
        .join(Site, Site.id == User.site_id)
        .where(User.id.in_(people))
    )
    return {row.id: WorkingHours(row.timezone, row.opens, row.closes, row.working_days) for row in rows}


def moment(seconds: int) -> datetime:
    """A moment that a fact tells in seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def quick(badge: Criterion, person: int, now: datetime) -> Progress:
    """Answers within half an hour of the asker's working time, accepted, and not reopened for a week."""
    rows = [row for row in _with_facts(badge, person, now) if row.at <= now - REOPENED_WITHIN]
    hours = hours_of({row.payload["asker_id"] for row in rows})
    fast = {
        row.item
        for row in rows
        if hours.get(row.payload["asker_id"], WorkingHours()).between(
            moment(row.payload["asked_at"]), moment(row.payload["answered_at"])
        )
        <= QUICK
    }
    return whole(badge, items=len(fast))


def well_asked(badge: Criterion, person: int, now: datetime) -> Progress:
    """Own questions that said what they were about and were closed by their asker within three working days."""
    rows = [row for row in _with_facts(badge, person, now) if row.payload.get("application_id")]
    hours = hours_of({person}).get(person, WorkingHours())
    closed = {row.item for row in rows if hours.between(moment(row.payload["asked_at"]), row.at) <= CLOSED_WITHIN}
    return whole(badge, items=len(closed))


def welcomed(badge: Criterion, person: int, now: datetime) -> Progress:
    """People whose very first question one answered first, and who found that helpful."""
    rows = [
        row
        for row in _with_facts(badge, person, now)
        if row.payload.get("was_first") and row.giver_id == row.payload["asker_id"]
    ]
    askers = {row.payload["asker_id"] for row in rows}
    first = session().execute(
        select(FactRow.actor_id, func.min(FactRow.subject_id))
        .where(FactRow.actor_id.in_(askers), FactRow.kind == community.QuestionAsked.kind())
        .group_by(FactRow.actor_id)
    )
    firsts: dict[int | None, int] = {row[0]: row[1] for row in first}
    met = {row.payload["asker_id"] for row in rows if firsts.get(row.payload["asker_id"]) == row.payload["question_id"]}
    return whole(badge, people=len(met))


def restored(badge: Criterion, person: int, now: datetime) -> Progress:
    """Improvements, so many of them to what nobody had touched for half a year."""
    rows = _with_facts(badge, person, now)
    dusty = sum(1 for row in rows if row.payload.get("untouched_days", 0) >= UNTOUCHED_DAYS)
    return whole(badge, lines=len(rows), items=dusty)


def tidied(badge: Criterion, person: int, now: datetime) -> Progress:
    """What was taken out of the way and stayed out: confirmed flags, closed doubles, merged tags, retired articles."""
    flagged = FactRow.payload["flagger_id"].as_integer() == person
    reason = FactRow.payload["reason"].as_string()
    by_flag = and_(FactRow.kind == community.FlagConfirmed.kind(), flagged, reason.in_(_TIDY_REASONS))
    by_hand = and_(
        FactRow.actor_id == person,
        or_(
            FactRow.kind.in_((knowledge.ArticleRetired.kind(), community.QuestionClosed.kind())),
            and_(
                FactRow.kind == community.TagChanged.kind(),
                FactRow.payload["change"].as_string() == community.TagChange.MERGED.value,
            ),
        ),
    )
    number = session().scalar(
        select(func.count(func.distinct(FactRow.subject_type + ":" + cast(FactRow.subject_id, String)))).where(
            or_(by_flag, by_hand), FactRow.at <= now
        )
    )
    return whole(badge, items=number or 0)


def swept(badge: Criterion, person: int, now: datetime) -> Progress:
    """Different posts that were outdated or double, said so by a flag that IT confirmed."""
    rows = _with_facts(badge, person, now)
    posts = {
        (row.payload["post_type"], row.payload["post_id"]) for row in rows if row.payload.get("reason") in _TIDY_REASONS
    }
    return whole(badge, items=len(posts))


def quests(badge: Criterion, person: int, now: datetime) -> Progress:
    """Quests completed, and of how many kinds."""
    rows = _with_facts(badge, person, now)
    return whole(badge, items=len(rows), templates=len({row.payload.get("template") for row in rows}))


def team_goals(badge: Criterion, person: int, now: datetime) -> Progress:
    """Goals of one's department that were met with an outcome of one's own; each earns the badge."""
    return {
        row.item: Reached(((1, 1),), row.payload.get("name", ""))
        for row in _with_facts(badge, person, now)
        if row.payload.get("is_team")
    }


def grew(badge: Criterion, person: int, now: datetime) -> Progress:
    """Own questions that many had too, or that an official article grew from."""
    many = session().scalars(
        select(LedgerEntry.item)
        .where(STANDING, counted(now), LedgerEntry.user_id == person, LedgerEntry.event == "me_too")
        .group_by(LedgerEntry.item)
        .having(func.count(func.distinct(LedgerEntry.giver_id)) >= badge.people)
    )
    found = set(many)
    drafted = session().execute(
        select(FactRow.subject_id, FactRow.payload).where(
            FactRow.kind == knowledge.ArticleDrafted.kind(), FactRow.payload["asker_id"].as_integer() == person
        )
    )
    articles = {row.subject_id: row.payload.get("question_id") for row in drafted}
    official = session().scalars(
        select(FactRow.subject_id).where(
            FactRow.subject_type == "article",
            FactRow.subject_id.in_(articles),
            FactRow.kind == knowledge.ArticlePublished.kind(),
            FactRow.at <= now,
        )
    )
    found |= {f"question:{articles[article]}" for article in official}
    return whole(badge, items=len(found))


def licence(badge: Criterion, person: int, now: datetime) -> Progress:
    """A licence of this rank, or of one above it, at any time."""
    ranks = session().scalars(select(Licence.rank).where(Licence.user_id == person, Licence.granted_at <= now))
    best = max((RANKS.index(rank) for rank in ranks if rank in RANKS), default=-1)
    return whole(badge, items=1 if best >= RANKS.index(badge.on) else 0)
