"""Finding what waits: one function a kind, each reading a bounded number of rows, the oldest first."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from community.finding import listed
from community.models import (
    Answer,
    AnswerVerdict,
    Decision,
    Flag,
    FlagReason,
    Question,
    Read,
    Suggestion,
    Verdict,
)
from knowledge.models import Article, ArticleState
from knowledge.rules import library_rules
from portal.core import clock
from portal.core.db import session
from portal.core.markup import slugify
from portal.core.models import Application, Site
from portal.core.permissions import Actor
from portal.core.worktime import WorkingHours
from portal.desk.items import QueueItem, QueueKind, left
from portal.desk.rules import desk_rules
from portal.web.cards import APPLICATION_COLUMNS, application_in, people, person_columns, person_in

_URGENT = (FlagReason.UNSAFE, FlagReason.SENSITIVE)


def queue(actor: Actor, kind: QueueKind | None = None) -> list[QueueItem]:
    """What waits for `actor`, all of it or one kind, the oldest promise first."""
    kinds = [kind] if kind is not None else list(_FINDERS)
    found = [item for one in kinds for item in _FINDERS[one](actor)]
    return sorted(found, key=lambda item: (item.urgency, item.at))


def count(actor: Actor) -> dict[QueueKind, int]:
    """How many rows each kind has; as many as are shown at most, since that is what one sees."""
    return {kind: sum(1 for _ in find(actor)) for kind, find in _FINDERS.items()}


def _limit(wanted: Any) -> list[Any]:
    return list(session().execute(wanted.limit(desk_rules().lists.most)))


def _hours(row: Any) -> WorkingHours:
    if row.timezone is None:
        return WorkingHours()
    return WorkingHours(row.timezone, row.opens, row.closes, row.working_days)


_HOURS = (Site.timezone, Site.opens, Site.closes, Site.working_days)


def _href(question_id: int, title: str, anchor: str = "") -> str:
    return f"/questions/{question_id}/{slugify(title)}{anchor}"


def _unanswered(actor: Actor) -> Iterator[QueueItem]:
    asker = people("asker")
    promise = desk_rules().promise
    now = clock.now()
    rows = _limit(
        select(
            Question.id,
            Question.title,
            Question.created_at,
            Question.me_too_count,
            Question.visibility,
            *APPLICATION_COLUMNS,
            *person_columns(asker, "asker"),
            *_HOURS,
        )
        .join(asker, asker.id == Question.author_id)
        .outerjoin(Site, Site.id == asker.site_id)
        .outerjoin(Application, Application.id == Question.application_id)
        .where(listed(actor), Question.answer_count == 0, Question.closed_at.is_(None))
        .where(Question.hidden_at.is_(None), Question.attribution_id.is_(None))
        .order_by(Question.created_at, Question.id)
    )
    for row in rows:
        waited = _hours(row).between(row.created_at, now)
        if waited < timedelta(hours=promise.unanswered_from) and row.visibility.value != "it":
            continue
        others = f", and {row.me_too_count} have the same" if row.me_too_count else ""
        yield QueueItem(
            QueueKind.UNANSWERED,
            row.id,
            _href(row.id, row.title),
            row.title,
            f"nobody has answered{others}",
            row.created_at,
            timedelta(hours=promise.unanswered_by) - waited,
            application_in(row),
            person_in(row, "asker"),
            row.id,
            row.visibility.value == "it",
        )


def _to_endorse(actor: Actor) -> Iterator[QueueItem]:
    answerer = people("answerer")
    rules, now = desk_rules(), clock.now()
    rows = _limit(
        _answers(answerer)
        .where(listed(actor), Answer.endorsed_at.is_(None), Answer.author_id != actor.id)
        .where(or_(Answer.accepted_at.is_not(None), Answer.helpful_count >= rules.endorse.helpful))
        .where(Question.has_endorsed.is_(False), Answer.created_at >= now - timedelta(days=rules.endorse.days))
        .order_by(Answer.helpful_count.desc(), Answer.id)
    )
    for row in rows:
        reasons = ["accepted by the asker"] if row.accepted_at else []
        if row.helpful_count:
            reasons.append(f"{row.helpful_count} found it helpful")
        yield _answer_item(QueueKind.ENDORSE, row, " · ".join(reasons))


def _answers(answerer: Any) -> Any:
    return (
        select(
            Answer.id,
            Answer.created_at,
            Answer.accepted_at,
            Answer.endorsed_at,
            Answer.helpful_count,
            Answer.solved_count,
            Question.id.label("question_id"),
            Question.title,
            Question.visibility,
            *APPLICATION_COLUMNS,
            *person_columns(answerer, "answerer"),
        )
        .join(Question, Question.id == Answer.question_id)
        .join(answerer, answerer.id == Answer.author_id)
        .outerjoin(Application, Application.id == Question.application_id)
        .where(Answer.deleted_at.is_(None), Answer.hidden_at.is_(None), Answer.attribution_id.is_(None))
    )


def _answer_item(kind: QueueKind, row: Any, why: str) -> QueueItem:
    return QueueItem(
        kind,
        row.id,
        _href(row.question_id, row.title, f"#answer-{row.id}"),
        row.title,
        why,
        row.created_at,
        None,
        application_in(row),
        person_in(row, "answerer"),
        row.question_id,
        row.visibility.value == "it",
    )


def _to_promote(actor: Actor) -> Iterator[QueueItem]:
    """Endorsed answers with demand, and answers that solved so much that they should be looked at."""
    rules = library_rules().promotion
    answerer, voter, original = people("answerer"), people("voter"), Question.__table__.alias("copies")
    duplicates = (
        select(func.count()).where(original.c.duplicate_of_id == Question.id).correlate(Question).scalar_subquery()
    )
    since_day = (clock.now() - timedelta(days=rules.readers_within_days)).date().isoformat()
    readers = (
        select(func.count(func.distinct(Read.user_id)))
        .where(Read.question_id == Question.id, Read.day >= since_day)
        .correlate(Question)
        .scalar_subquery()
    )
    departments = (
        select(func.count(func.distinct(voter.department_id)))
        .select_from(AnswerVerdict)
        .join(voter, voter.id == AnswerVerdict.user_id)
        .where(AnswerVerdict.answer_id == Answer.id, AnswerVerdict.verdict == Verdict.SOLVED)
        .correlate(Answer)
        .scalar_subquery()
    )
    endorsed = and_(
        Answer.endorsed_at.is_not(None),
        or_(
            Answer.solved_count >= rules.solved_its,
            duplicates >= rules.duplicates,
            readers >= rules.readers,
        ),
    )
    unendorsed = and_(
        Answer.endorsed_at.is_(None),
        Answer.solved_count >= rules.unendorsed_solved_its,
        departments >= rules.unendorsed_departments,
        Answer.author_id != actor.id,
    )
    made = select(Article.id).where(Article.answer_id == Answer.id).exists()
    rows = _limit(
        _answers(answerer)
        .add_columns(duplicates.label("duplicates"), readers.label("readers"))
        .where(listed(actor), Question.visibility == "everyone", ~made, or_(endorsed, unendorsed))
        .order_by(Answer.solved_count.desc(), Answer.id)
    )
    for row in rows:
        yield _answer_item(QueueKind.PROMOTE, row, _why_promote(row))


def _why_promote(row: Any) -> str:
    rules = library_rules().promotion
    reasons = []
    if row.solved_count >= rules.solved_its:
        reasons.append(f"solved it for {row.solved_count}")
    if row.duplicates >= rules.duplicates:
        reasons.append(f"asked {row.duplicates} more times")
    if row.readers >= rules.readers:
        reasons.append(f"{row.readers} readers in {rules.readers_within_days} days")
    if row.endorsed_at is None:
        reasons.append("not endorsed yet")
    return " · ".join(reasons)


def _flags(_actor: Actor) -> Iterator[QueueItem]:
    flagger = people("flagger")
    promise, now = desk_rules().promise, clock.now()
    rows = _limit(
        select(
            Flag.id,
            Flag.reason,
            Flag.note,
            Flag.at,
            Flag.subject_type,
            Flag.subject_id,
            Question.id.label("question_id"),
            Question.title,
            Question.visibility,
            *person_columns(flagger, "flagger"),
            *APPLICATION_COLUMNS,
        )
        .join(Question, Question.id == Flag.question_id)
        .join(flagger, flagger.id == Flag.author_id)
        .outerjoin(Application, Application.id == Question.application_id)
        .where(Flag.state == Decision.OPEN)
        .order_by(Flag.at, Flag.id)
    )
    for row in rows:
        anchor = "" if row.subject_type == "question" else f"#{row.subject_type}-{row.subject_id}"
        words = f"{row.subject_type}: {row.reason.value}" + (f", “{row.note}”" if row.note else "")
        hours = promise.flag_urgent_by if row.reason in _URGENT else promise.flag_by
        yield QueueItem(
            QueueKind.FLAG,
            row.id,
            _href(row.question_id, row.title, anchor),
            row.title,
            words,
            row.at,
            left(WorkingHours(), row.at, hours, now),
            application_in(row),
            person_in(row, "flagger"),
            row.question_id,
            row.visibility.value == "it",
        )


def _suggestions(_actor: Actor) -> Iterator[QueueItem]:
    suggester = people("suggester")
    promise, now = desk_rules().promise, clock.now()
    rows = _limit(
        select(
            Suggestion.id,
            Suggestion.note,
            Suggestion.at,
            Suggestion.answer_id,
            Question.id.label("question_id"),
            Question.title,
            *person_columns(suggester, "suggester"),
        )
        .outerjoin(Answer, Answer.id == Suggestion.answer_id)
        .join(Question, Question.id == func.coalesce(Suggestion.question_id, Answer.question_id))
        .join(suggester, suggester.id == Suggestion.author_id)
        .where(Suggestion.state == Decision.OPEN)
        .order_by(Suggestion.at, Suggestion.id)
    )
    for row in rows:
        yield QueueItem(
            QueueKind.SUGGESTION,
            row.id,
            f"/suggestions/{row.id}",
            row.title,
            row.note or ("a better text for an answer" if row.answer_id else "a better text for the question"),
            row.at,
            left(WorkingHours(), row.at, promise.suggestion_by, now),
            None,
            person_in(row, "suggester"),
            row.question_id,
        )


def _articles(condition: Any, order: Any) -> list[Any]:
    owner = people("owner")
    return _limit(
        select(
            Article.id,
            Article.title,
            Article.review_at,
            Article.created_at,
            Article.did_not_work_count,
            *APPLICATION_COLUMNS,
            *person_columns(owner, "owner"),
        )
        .outerjoin(owner, owner.id == func.coalesce(Article.owner_id, Article.author_id))
        .outerjoin(Application, Application.id == Article.application_id)
        .where(condition)
        .order_by(order, Article.id)
    )


def _article_item(kind: QueueKind, row: Any, why: str, at: datetime, time_left: timedelta | None) -> QueueItem:
    href = f"/knowledge/{row.id}/{slugify(row.title)}"
    return QueueItem(kind, row.id, href, row.title, why, at, time_left, application_in(row), person_in(row, "owner"))


def _reviews(_actor: Actor) -> Iterator[QueueItem]:
    now = clock.now()
    soon = now + timedelta(days=desk_rules().promise.review_from_days)
    due = and_(Article.state == ArticleState.OFFICIAL, Article.review_at <= soon)
    for row in _articles(due, Article.review_at):
        time_left = row.review_at - now
        why = "review is due" if time_left <= timedelta(0) else "review is near"
        if row.did_not_work_count:
            why += f" · did not work for {row.did_not_work_count}"
        # a review date is a matter of days: a third of the clock's time is business time
        yield _article_item(QueueKind.REVIEW, row, why, row.review_at, time_left / 3)


def _drafts(_actor: Actor) -> Iterator[QueueItem]:
    promise, now = desk_rules().promise, clock.now()
    for row in _articles(Article.state == ArticleState.DRAFT, Article.created_at):
        time_left = left(WorkingHours(), row.created_at, promise.promote_by, now)
        yield _article_item(QueueKind.DRAFT, row, "waits to be published or declined", row.created_at, time_left)


_FINDERS: dict[QueueKind, Callable[[Actor], Iterator[QueueItem]]] = {
    QueueKind.UNANSWERED: _unanswered,
    QueueKind.FLAG: _flags,
    QueueKind.ENDORSE: _to_endorse,
    QueueKind.PROMOTE: _to_promote,
    QueueKind.SUGGESTION: _suggestions,
    QueueKind.DRAFT: _drafts,
    QueueKind.REVIEW: _reviews,
}


def first_answer_this_week() -> tuple[int, int] | None:
    """Minutes to a first answer, nights included: the median of 7 days, and of how many questions; None below 5."""
    since = clock.now() - timedelta(days=7)
    firsts = (
        select(Question.created_at, func.min(Answer.created_at).label("answered_at"))
        .join(Answer, Answer.question_id == Question.id)
        .where(Question.created_at >= since, Answer.author_id != Question.author_id, Answer.deleted_at.is_(None))
        .group_by(Question.id, Question.created_at)
        .limit(2000)
    )
    waits = sorted(int((row.answered_at - row.created_at).total_seconds() // 60) for row in session().execute(firsts))
    return (waits[len(waits) // 2], len(waits)) if len(waits) >= 5 else None
