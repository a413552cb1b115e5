"""Recomputes from a dump the badges that its own numbers decide; compares them with the published ones."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from gamification.engine.badges import Award, Fact, Standing, Subject, award
from gamification.engine.events import BadgeId
from gamification.engine.loading import load_rules
from portal.importers.ordering import IntRow, in_order
from portal.importers.stackexchange.kinds import PostType, VoteType
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import PostRow, UserRow

_WORTH = {VoteType.UP: 1, VoteType.DOWN: -1}
_ROW = 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """One badge: how many were published, how many recomputed, and how many of these are the same."""

    name: str
    published: int
    recomputed: int
    common: int

    @property
    def precision(self) -> float:
        """The share of the recomputed that were published; of none, 1."""
        return self.common / self.recomputed if self.recomputed else 1.0

    @property
    def recall(self) -> float:
        """The share of the published that were recomputed; of none, 1."""
        return self.common / self.published if self.published else 1.0


def recomputed_badges(dump: Dump) -> Iterator[Award]:
    """The awards of the rule set `stackexchange` that the dump's members deserve, posts before persons."""
    return award(standings(dump), load_rules("stackexchange").badges)


def compare_badges(dump: Dump, awards: Iterable[Award]) -> list[Agreement]:
    """Badge by badge, counted by member: of those given for each post, how many each member has."""
    badges = load_rules("stackexchange").badges
    names = {badge.name for badge in badges}
    published: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for row in dump.badges():
        # a tag may be called like a badge
        if row.name in names and not row.for_tag:
            published[row.name][row.user_id] += 1
    recomputed: defaultdict[BadgeId, Counter[int]] = defaultdict(Counter)
    for given in awards:
        recomputed[given.badge][given.person] += 1
    return [
        Agreement(
            name=badge.name,
            published=published[badge.name].total(),
            recomputed=recomputed[badge.id].total(),
            common=(published[badge.name] & recomputed[badge.id]).total(),
        )
        for badge in badges
    ]


def standings(dump: Dump) -> Iterator[Standing]:
    """What is known of every question, answer and member that a badge could be given for."""
    best = best_scores(dump)
    questions = {
        post.id: _Asked(post.owner_id, post.created) for post in dump.posts() if post.type is PostType.QUESTION
    }
    for post in dump.posts():
        if post.owner_id is None or post.owner_id < 1:
            continue
        if post.type is PostType.QUESTION:
            yield _question(post, post.owner_id, best.get(post.id, 0))
        elif post.type is PostType.ANSWER:
            yield _answer(post, post.owner_id, best.get(post.id, 0), questions.get(post.parent_id or 0))
    comments = Counter(comment.user_id for comment in dump.comments())
    for user in dump.users():
        if user.id > 0:
            yield _member(user, comments[user.id])


def best_scores(dump: Dump) -> dict[int, int]:
    """The highest score each post had at the end of any day; posts that were never above 0 are left out.

    Within a day nobody knows the order: an up and a down vote of the same day are worth nothing together.
    """
    scores: Counter[int] = Counter()
    best: dict[int, int] = {}
    for _, votes in groupby(in_order(_worths(dump), _ROW), key=lambda row: row[0]):
        changed = set()
        for _, _, post, worth in votes:
            scores[post] += worth
            changed.add(post)
        for post in changed:
            if scores[post] > best.get(post, 0):
                best[post] = scores[post]
    return best


@dataclass(frozen=True, slots=True)
class _Asked:
    by: int | None
    at: datetime


def _worths(dump: Dump) -> Iterator[IntRow]:
    for vote in dump.votes():
        if worth := _WORTH.get(vote.type):
            yield vote.day.toordinal(), vote.id, vote.post_id, worth


def _question(post: PostRow, owner: int, best_score: int) -> Standing:
    facts = {
        Fact.BEST_SCORE: best_score,
        Fact.VIEWS: post.views,
        Fact.HAS_ACCEPTED: int(post.accepted_answer_id is not None),
    }
    return Standing(Subject.QUESTION, owner, f"question:{post.id}", facts, post.active)


def _answer(post: PostRow, owner: int, best_score: int, question: _Asked | None) -> Standing:
    facts = {Fact.BEST_SCORE: best_score}
    if question is not None:
        facts[Fact.IS_OWN_QUESTION] = int(question.by == owner)
        facts[Fact.DAYS_AFTER_QUESTION] = (post.created - question.at).days
    return Standing(Subject.ANSWER, owner, f"answer:{post.id}", facts, post.active)


def _member(user: UserRow, comments: int) -> Standing:
    facts = {
        Fact.UP_VOTES_CAST: user.up_votes,
        Fact.DOWN_VOTES_CAST: user.down_votes,
        Fact.COMMENTS_LEFT: comments,
    }
    return Standing(Subject.PERSON, user.id, None, facts, user.last_seen or user.created)
