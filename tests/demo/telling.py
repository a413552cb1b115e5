"""What the tests of the demo company share: the script, its acts at several loadings, and what each act stands on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from portal.demo import acts
from portal.demo.acts import Act, AnswerRef, ArticleRef, CommentRef, FlagRef, QuestionRef
from portal.demo.script import Script, load_script
from portal.demo.talk import AnswerScript, Thread

LOADINGS = [
    datetime(2026, 11, 22, 5, 48, tzinfo=UTC),
    datetime(2027, 3, 29, 14, 5, tzinfo=UTC),
    datetime(2027, 7, 1, 23, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 0, 3, tzinfo=UTC),
]
"""A Sunday morning, the day after a change of clocks, a late evening, a leap day just after midnight."""


@cache
def script() -> Script:
    return load_script()


@cache
def told(now: datetime) -> tuple[Act, ...]:
    return script().acts(now)


def answers() -> Iterator[tuple[Thread, AnswerScript]]:
    for thread in script().threads:
        for answer in thread.answers:
            yield thread, answer


def makes(act: Act) -> Iterator[object]:
    match act:
        case acts.Asked():
            yield act.question
        case acts.Answered():
            yield act.answer
        case acts.Commented():
            yield act.comment
        case acts.Flagged():
            yield act.flag
        case acts.DraftedArticle():
            yield act.article
        case acts.PublishedArticle():
            yield ("published", act.article)
        case acts.Accepted():
            yield ("accepted", act.answer)
        case acts.Endorsed():
            yield ("endorsed", act.answer)
        case acts.ClosedAsDuplicate() | acts.Closed():
            yield ("closed", act.question)


def needs(act: Act) -> Iterator[object]:
    match act:
        case acts.Answered():
            yield QuestionRef(act.answer.question)
        case acts.Commented():
            yield act.comment.on
        case acts.Edited() | acts.Hidden():
            yield act.post
        case acts.VotedHelpful() | acts.Accepted() | acts.Endorsed():
            yield act.answer
        case acts.Unaccepted():
            yield ("accepted", act.answer)
        case acts.Promoted():
            yield ("endorsed", act.answer)
        case acts.SolvedIt(item=ArticleRef() as article) | acts.DidNotWork(item=ArticleRef() as article):
            yield ("published", article)
        case acts.SolvedIt() | acts.DidNotWork():
            yield act.item
        case acts.MarkedMeToo() | acts.Followed() | acts.Locked() | acts.Closed():
            yield act.question
        case acts.ClosedAsDuplicate():
            yield from (act.question, act.of)
        case acts.Reopened():
            yield ("closed", act.question)
        case acts.Flagged():
            yield act.flag.on
        case acts.DecidedFlag():
            yield act.flag
        case acts.PublishedArticle() | acts.RevisedArticle():
            yield act.article
        case acts.VerifiedArticle():
            yield ("published", act.article)
        case acts.RetiredArticle():
            yield from (("published", act.article), ("published", act.successor))


def places(act: Act) -> Iterator[object]:
    """The posts an act touches: the comment, the answer it stands under, the question above."""
    for needed in needs(act):
        place: object = needed
        while place is not None:
            yield place
            match place:
                case FlagRef() | CommentRef():
                    place = place.on
                case AnswerRef():
                    place = QuestionRef(place.question)
                case _:
                    place = None
