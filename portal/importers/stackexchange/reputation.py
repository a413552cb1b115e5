"""Recomputes everybody's reputation from a dump's events, and compares it with what the site had published.

The dump leaves out two things a member's reputation depends on: whether they had the bonus of 100 for being
at home on another site, and on whose answers they cast a down vote, which cost a point. The comparison says
which of them explains a difference, and which differences nothing explains.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import Enum

from gamification.engine.events import Event
from gamification.engine.loading import load_rules
from gamification.engine.memory import ForgetfulState
from gamification.engine.points import decide
from gamification.engine.rules import Rules
from portal.importers.stackexchange.events import ASSOCIATED, KnownPosts, events, known_posts
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import UserRow


class Agreement(Enum):
    """How a recomputed reputation relates to the published one."""

    EXACT = "exactly equal"
    BONUS = "equal with the bonus of 100, as the events alone say"
    BONUS_FROM_START = "equal with the bonus there before the first down vote"
    DOWN_VOTES = "lower by no more than the down votes cast"
    UNEXPLAINED = "not explained"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One member. `recomputed` knows of no bonus; `with_bonus` had it from the account's first day."""

    id: int
    published: int
    recomputed: int
    with_bonus: int
    bonus: int
    down_votes_cast: int
    posted: bool
    """Asked or answered something that is still there."""

    @property
    def agreement(self) -> Agreement:
        if self.published == self.recomputed:
            return Agreement.EXACT
        if self.published == self.recomputed + self.bonus:
            return Agreement.BONUS
        if self.published == self.with_bonus:
            return Agreement.BONUS_FROM_START
        for known in (self.recomputed, self.recomputed + self.bonus, self.with_bonus):
            if 0 < known - self.published <= self.down_votes_cast:
                return Agreement.DOWN_VOTES
        return Agreement.UNEXPLAINED

    @property
    def matches(self) -> bool:
        """By events alone, allowing exactly the bonus."""
        return self.agreement in (Agreement.EXACT, Agreement.BONUS)

    @property
    def has_bonus(self) -> bool:
        """The published reputation holds the bonus, as far as it can be explained at all."""
        explained = self.agreement not in (Agreement.EXACT, Agreement.UNEXPLAINED)
        return explained and self.published > self.recomputed


@dataclass(frozen=True, slots=True)
class Comparison:
    """Shares, from 0 to 1, of those whose reputation matches by events alone; how many agree in which way."""

    members: int
    matching: float
    posters: int
    posters_matching: float
    agreements: Counter[Agreement]


def rules_for(posts: KnownPosts) -> Rules:
    """The network's rules as they stood when the dump was made."""
    return load_rules("stackexchange").as_of(posts.last_day)


def recompute(dump: Dump) -> list[Recomputed]:
    """Every member of the dump, in its order."""
    posts = known_posts(dump)
    rules = rules_for(posts)
    bonus = rules.events[ASSOCIATED].lead.reputation
    plain, associated = ForgetfulState(rules), ForgetfulState(replace(rules, start=rules.start + bonus))
    _replay(events(dump, posts), rules, (plain, associated))
    posters = {post.owner for post in posts.by_id.values()}
    return [
        Recomputed(
            id=user.id,
            published=user.reputation,
            recomputed=plain.balance(user.id),
            with_bonus=associated.balance(user.id),
            bonus=bonus,
            down_votes_cast=user.down_votes,
            posted=user.id in posters,
        )
        for user in dump.users()
    ]


def bonus_of(member: Recomputed, user: UserRow, posts: KnownPosts) -> Event | None:
    """The event of the bonus, for those who had it: on the day that makes the sum come out as published.

    That is the account's first day where the bonus softened a fall, else the dump's last.
    """
    if not member.has_bonus:
        return None
    at_first = member.agreement is Agreement.BONUS_FROM_START
    day = user.created.date() if at_first else posts.last_day
    return Event(
        key=f"{ASSOCIATED}:{user.id}",
        kind=ASSOCIATED,
        at=datetime.combine(day, time.min, UTC),
        day=day,
        receiver=user.id,
    )


def compare(members: Iterable[Recomputed]) -> Comparison:
    """How well it went. The share of nobody is 1."""
    members = list(members)
    posters = [member for member in members if member.posted]
    return Comparison(
        members=len(members),
        matching=_share(members),
        posters=len(posters),
        posters_matching=_share(posters),
        agreements=Counter(member.agreement for member in members),
    )


def _replay(happened: Iterable[Event], rules: Rules, states: tuple[ForgetfulState, ...]) -> None:
    for event in happened:
        for state in states:
            state.add(decide(event, rules, state))


def _share(members: list[Recomputed]) -> float:
    return sum(member.matches for member in members) / len(members) if members else 1.0
