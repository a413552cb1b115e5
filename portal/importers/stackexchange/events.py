"""Turns the votes, acceptances, bounties and approved edits of a dump into events for the points engine.

The events come in the order of time: days, and within a day the numbers of the votes, which were given out as
the votes were cast. A vote on a post that is gone, or whose author is gone, is no event. Kinds are those of
the rule set `stackexchange`; `as_default` translates them for a company that wants its own.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import IntEnum

from gamification.engine.events import Circumstance, Event, EventKind
from portal.importers.ordering import IntRow, in_order
from portal.importers.stackexchange.kinds import HistoryType, PostType, VoteType
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import PostHistoryRow, VoteRow

ANSWER_UPVOTED = EventKind("answer_upvoted")
QUESTION_UPVOTED = EventKind("question_upvoted")
DOWNVOTED = EventKind("downvoted")
DOWNVOTES_CAST = EventKind("downvotes_cast")
ANSWER_ACCEPTED = EventKind("answer_accepted")
ACCEPTED_AN_ANSWER = EventKind("accepted_an_answer")
EDIT_APPROVED = EventKind("edit_approved")
BOUNTY_OFFERED = EventKind("bounty_offered")
BOUNTY_WON = EventKind("bounty_won")
ASSOCIATED = EventKind("associated")

_PROPOSED_BY = re.compile(r"Proposed by (\d{1,12}) approved by")
_REMEMBERED_REVISIONS = 500
_LATE = 1 << 60
"""The order within a day of what has no vote's number."""


class _Act(IntEnum):
    """What a sorted row stands for; a row is (day, order, act, post or person, amount or person)."""

    UP = 1
    DOWN = 2
    ACCEPT = 3
    BOUNTY_OFFERED = 4
    BOUNTY_WON = 5
    EDIT = 6


_ACTS = {
    VoteType.UP: _Act.UP,
    VoteType.DOWN: _Act.DOWN,
    VoteType.ACCEPTED: _Act.ACCEPT,
    VoteType.BOUNTY_START: _Act.BOUNTY_OFFERED,
    VoteType.BOUNTY_CLOSE: _Act.BOUNTY_WON,
}
_ROW = 5


@dataclass(frozen=True, slots=True)
class KnownPost:
    """What the events need to know of a post; one is kept for each question and answer."""

    is_answer: bool
    owner: int | None
    parent: int | None
    accepted: int | None
    wiki_since: int | None
    """Ordinal of the day it became everybody's."""


@dataclass(frozen=True, slots=True)
class KnownPosts:
    """The questions and answers of a dump, by number: some 250 bytes each."""

    by_id: dict[int, KnownPost]
    last_day: date
    """On which anything happened to any of them."""


def known_posts(dump: Dump) -> KnownPosts:
    """Goes once through the posts."""
    by_id: dict[int, KnownPost] = {}
    last_day = date.min
    for post in dump.posts():
        last_day = max(last_day, post.active.date())
        if post.type in (PostType.QUESTION, PostType.ANSWER):
            by_id[post.id] = KnownPost(
                is_answer=post.type is PostType.ANSWER,
                owner=_person(post.owner_id),
                parent=post.parent_id,
                accepted=post.accepted_answer_id,
                wiki_since=post.community_owned.toordinal() if post.community_owned else None,
            )
    return KnownPosts(by_id, last_day)


def events(dump: Dump, posts: KnownPosts) -> Iterator[Event]:
    """Everything in a dump that was worth points. Memory does not grow with the votes.

    Last come the down votes that members cast, of which the dump knows the number alone. Where they cost nothing
    (see the rule set), their lines are due nothing and need not be kept.
    """
    approvals = _approvals(dump)
    for day, order, act, subject, extra in in_order(_acts(dump, approvals), _ROW):
        yield from _events(posts.by_id, _Moment(date.fromordinal(day), order), _Act(act), subject, extra)
    last = _Moment(posts.last_day, 0)
    for user in dump.users():
        if user.id > 0 and user.down_votes > 0:
            yield replace(
                _event(DOWNVOTES_CAST, last, user.id, amount=user.down_votes),
                key=f"{DOWNVOTES_CAST}:{user.id}",
            )


def as_default(event: Event) -> Event | None:
    """The same event under the rule set `default`; None for what that does not pay."""
    kind = _IN_DEFAULT.get(event.kind)
    return replace(event, kind=kind) if kind else None


_IN_DEFAULT = {
    ANSWER_UPVOTED: EventKind("helpful_vote"),
    QUESTION_UPVOTED: EventKind("me_too"),
    ANSWER_ACCEPTED: EventKind("answer_accepted"),
    ACCEPTED_AN_ANSWER: EventKind("loop_closed"),
    EDIT_APPROVED: EventKind("improvement"),
}


@dataclass(frozen=True, slots=True)
class _Moment:
    day: date
    order: int

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, time.min, UTC)


def _events(posts: dict[int, KnownPost], when: _Moment, act: _Act, subject: int, extra: int) -> Iterator[Event]:
    if act is _Act.EDIT:
        yield _event(EDIT_APPROVED, when, extra, item=f"post:{subject}")
        return
    if act is _Act.BOUNTY_OFFERED:
        yield _event(BOUNTY_OFFERED, when, subject, amount=extra)
        return
    post = posts.get(subject)
    if post is None:
        return
    if act is _Act.ACCEPT:
        yield from _acceptance(posts, post, when, subject)
    elif post.owner is None:
        return
    elif act is _Act.BOUNTY_WON:
        yield _event(BOUNTY_WON, when, post.owner, item=_item(post, subject), amount=extra)
    else:
        kind = DOWNVOTED if act is _Act.DOWN else ANSWER_UPVOTED if post.is_answer else QUESTION_UPVOTED
        yield _event(kind, when, post.owner, item=_item(post, subject), wiki=post)


def _acceptance(posts: dict[int, KnownPost], answer: KnownPost, when: _Moment, number: int) -> Iterator[Event]:
    question = posts.get(answer.parent) if answer.parent is not None else None
    # an acceptance that was moved leaves its vote behind
    if question is None or question.accepted != number:
        return
    if answer.owner is not None:
        yield _event(ANSWER_ACCEPTED, when, answer.owner, giver=question.owner, item=_item(answer, number), wiki=answer)
    if question.owner is not None:
        item = f"question:{answer.parent}"
        yield _event(ACCEPTED_AN_ANSWER, when, question.owner, giver=answer.owner, item=item)


def _event(
    kind: EventKind,
    when: _Moment,
    receiver: int,
    *,
    giver: int | None = None,
    item: str | None = None,
    amount: int | None = None,
    wiki: KnownPost | None = None,
) -> Event:
    is_wiki = wiki is not None and wiki.wiki_since is not None and wiki.wiki_since <= when.day.toordinal()
    number = f"edit:{when.order - _LATE}" if when.order >= _LATE else f"vote:{when.order}"
    return Event(
        key=f"{kind}:{number}",
        kind=kind,
        at=when.at,
        day=when.day,
        receiver=receiver,
        giver=giver,
        item=item,
        amount=amount,
        circumstances=frozenset({Circumstance.COMMUNITY_WIKI}) if is_wiki else frozenset(),
    )


def _item(post: KnownPost, number: int) -> str:
    return f"{'answer' if post.is_answer else 'question'}:{number}"


def _acts(dump: Dump, approvals: "_Approvals") -> Iterator[IntRow]:
    for vote in dump.votes():
        day = vote.day.toordinal()
        if act := _ACTS.get(vote.type):
            if act is _Act.BOUNTY_OFFERED:
                if offerer := _person(vote.user_id):
                    yield day, vote.id, act, offerer, vote.bounty or 0
            else:
                yield day, vote.id, act, vote.post_id, vote.bounty or 0
        elif vote.type is VoteType.EDIT_APPROVED and (edit := approvals.take(vote)):
            yield day, vote.id, _Act.EDIT, vote.post_id, edit.proposer
    for edit in approvals.left():
        yield edit.day, _LATE + edit.id, _Act.EDIT, edit.post_id, edit.proposer


@dataclass(frozen=True, slots=True)
class _Edit:
    id: int
    post_id: int
    day: int
    proposer: int


class _Approvals:
    """Approved edits; the votes that approved them know their order within the day but not the editor."""

    def __init__(self) -> None:
        self._waiting: defaultdict[tuple[int, int], deque[_Edit]] = defaultdict(deque)

    def add(self, edit: _Edit) -> None:
        self._waiting[edit.post_id, edit.day].append(edit)

    def take(self, vote: VoteRow) -> _Edit | None:
        waiting = self._waiting.get((vote.post_id, vote.day.toordinal()))
        return waiting.popleft() if waiting else None

    def left(self) -> Iterator[_Edit]:
        for waiting in self._waiting.values():
            yield from waiting


def _approvals(dump: Dump) -> _Approvals:
    """The edits, each with its editor: who wrote the revision that was approved, or whom the remark names."""
    approvals = _Approvals()
    authors: dict[str, int] = {}
    for row in dump.history():
        if row.type is HistoryType.SUGGESTED_EDIT_APPLIED:
            if proposer := _person(authors.get(row.revision)) or _named(row):
                approvals.add(_Edit(row.id, row.post_id, row.created.toordinal(), proposer))
        elif row.revision and row.user_id is not None:
            authors[row.revision] = row.user_id
            if len(authors) > _REMEMBERED_REVISIONS:
                # the rows of one revision stand together
                authors.pop(next(iter(authors)))
    return approvals


def _named(row: PostHistoryRow) -> int | None:
    named = _PROPOSED_BY.match(row.comment)
    return int(named[1]) if named and row.revision == "" else None


def _person(number: int | None) -> int | None:
    """Accounts below 1 are the site's own."""
    return number if number is not None and number > 0 else None
