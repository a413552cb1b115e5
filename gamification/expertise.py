"""What somebody is good at: tags in which their answers were accepted or endorsed, in three tiers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy import or_, select

from gamification.engine.badges import Tier
from gamification.fairplay.cases import ring_members
from gamification.lines import STANDING, counted
from gamification.models import LedgerEntry
from gamification.numbers import numbers
from portal.core import clock
from portal.core.db import session

_VOUCHED = ("answer_accepted", "answer_endorsed")
MOST_TAGS = 12


@dataclass(frozen=True)
class Expertise:
    """A tag somebody knows. `is_fresh`: a colleague or IT confirmed it within the year; greyed where not."""

    tag: str
    tier: Tier
    answers: int
    is_fresh: bool

    @property
    def href(self) -> str:
        """The tag's page."""
        return f"/tags/{quote(self.tag, safe='')}"


def expertise(person: int) -> list[Expertise]:
    """The tags somebody knows, the deepest first: answers that helped, for so many different people."""
    now = clock.now()
    rows = session().execute(
        select(LedgerEntry.item, LedgerEntry.tags, LedgerEntry.giver_id, LedgerEntry.event, LedgerEntry.at).where(
            STANDING,
            counted(now),
            LedgerEntry.user_id == person,
            LedgerEntry.event.in_(_VOUCHED),
            LedgerEntry.reason != "own",
            LedgerEntry.tags != "",
            or_(LedgerEntry.giver_id.is_(None), LedgerEntry.giver_id.not_in(ring_members())),
        )
    )
    answers: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[int]] = defaultdict(set)
    latest: dict[str, datetime] = {}
    for row in rows:
        for tag in row.tags.split(","):
            answers[tag].add(row.item)
            latest[tag] = max(row.at, latest.get(tag, row.at))
            if row.giver_id is not None:
                people[tag].add(row.giver_id)
    fresh = now - timedelta(days=numbers().experts.verified_within_days)
    found = [
        Expertise(tag, tier, len(items), latest[tag] >= fresh)
        for tag, items in answers.items()
        if (tier := tier_of(len(items), len(people[tag]))) is not None
    ]
    return sorted(found, key=lambda one: (-one.answers, one.tag))[:MOST_TAGS]


def tier_of(answers: int, people: int) -> Tier | None:
    """The tier of so many answers for so many different people; None below the first."""
    steps = numbers().experts
    for tier, (least, different) in ((Tier.GOLD, steps.gold), (Tier.SILVER, steps.silver), (Tier.BRONZE, steps.bronze)):
        if answers >= least and people >= different:
            return tier
    return None
