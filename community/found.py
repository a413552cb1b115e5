"""Questions and answers that search found, looked at again in the database: what this viewer may see comes back."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, case, literal, select

from community.cards import State, Trust
from community.finding import LISTED, Reader, in_sight
from community.links import answer_href, question_href
from community.models import Answer, Question, Visibility
from community.queries.lists import ROWS, state_of
from portal.core.db import fetch, session
from portal.core.markup.plain import text_of
from portal.core.models import User
from portal.core.permissions import Actor
from portal.web.cards import application_in, person_columns, person_in, tag_cards
from portal.web.found import Found
from portal.web.similar import SimilarItem

NEWEST_LOOKED_AT = 5_000
"""Questions that a plain look through the database goes over."""

_ids: BindParameter[int] = bindparam("ids", expanding=True)
_ANSWER_COLUMNS: tuple[Any, ...] = (
    Answer.id,
    Answer.question_id,
    Answer.body_html,
    Answer.created_at,
    Answer.accepted_at,
    Answer.endorsed_at,
    Answer.solved_count,
    *person_columns(),
)
_ANSWERS = select(*_ANSWER_COLUMNS).join(User, User.id == Answer.author_id).where(Answer.id.in_(_ids), in_sight(Answer))


_BRIEF_COLUMNS: tuple[Any, ...] = (
    Question.id,
    Question.title,
    Question.author_id,
    Question.answer_count,
    Question.has_accepted,
    Question.has_endorsed,
    Question.closed_as,
)


@cache
def _questions(reader: Reader) -> Select[Any]:
    return ROWS.add_columns(Question.body_html, Question.language).where(Question.id.in_(_ids), LISTED[reader])


@cache
def _briefly(reader: Reader) -> Select[Any]:
    return select(*_BRIEF_COLUMNS).where(Question.id.in_(_ids), LISTED[reader])


def find_again(actor: Actor, hits: Sequence[tuple[str, str]]) -> dict[str, Found]:
    """What `actor` may see of these pairs of a key and its thread, by key: questions and answers, in two queries."""
    asked = {thread: _number(thread) for _, thread in hits}
    found = {"ids": list(asked.values()), "me": actor.id}
    questions = {f"question:{row.id}": row for row in session().execute(_questions(Reader.of(actor)), found)}
    answer_ids = [_number(key) for key, thread in hits if key.startswith("answer:") and thread in questions]
    answers = {row.id: row for row in session().execute(_ANSWERS, {"ids": answer_ids})} if answer_ids else {}
    again: dict[str, Found] = {}
    for key, thread in hits:
        question = questions.get(thread)
        if question is None:
            continue
        if key == thread:
            again[key] = _found_question(question, text_of(question.body_html), question.language)
        elif (answer := answers.get(_number(key))) is not None and answer.question_id == question.id:
            again[key] = _found_answer(question, answer)
    return again


def find_briefly(actor: Actor, threads: Sequence[str]) -> dict[str, SimilarItem]:
    """A line for each of these questions that `actor` may see, by thread, in one query."""
    found = {"ids": [_number(thread) for thread in threads], "me": actor.id}
    rows = fetch(_briefly(Reader.of(actor)), found)
    return {f"question:{row.id}": _line(row, actor) for row in rows}


def look_through(actor: Actor, words: Sequence[str], most: int) -> list[Found]:
    """Where there is no index: of the newest questions those with most of these words in title or excerpt."""
    newest = (
        select(Question.id, Question.title, Question.excerpt)
        .where(LISTED[Reader.of(actor)])
        .order_by(Question.id.desc())
        .limit(NEWEST_LOOKED_AT)
        .subquery()
    )
    weight: ColumnElement[int] = sum(
        (
            case((newest.c.title.icontains(word, autoescape=True), 2), else_=0)
            + case((newest.c.excerpt.icontains(word, autoescape=True), 1), else_=0)
            for word in words
        ),
        start=literal(0),
    )
    rows = session().execute(
        ROWS.join(newest, newest.c.id == Question.id)
        .where(weight > 0)
        .order_by(weight.desc(), Question.id.desc())
        .limit(most),
        {"me": actor.id},
    )
    return [_found_question(row, row.excerpt) for row in rows]


def _line(row: Row[Any], actor: Actor) -> SimilarItem:
    trust, state = _standing(row)
    mine = None if row.author_id == actor.id else f"/questions/{row.id}/me-too"
    return SimilarItem(question_href(row.id, row.title), row.title, "question", trust, state, row.answer_count, mine)


def _found_question(row: Row[Any], text: str, language: str = "") -> Found:
    trust, state = _standing(row)
    return Found(
        key=f"question:{row.id}",
        kind="question",
        thread=f"question:{row.id}",
        href=question_href(row.id, row.title),
        title=row.title,
        text=text,
        trust=trust,
        state=state,
        is_private=row.visibility is Visibility.IT,
        application=application_in(row),
        tags=tag_cards(row.tag_names),
        author=person_in(row),
        at=row.created_at,
        answer_count=row.answer_count,
        language=language,
    )


def _standing(row: Row[Any]) -> tuple[Trust | None, State]:
    """The best grade among a question's answers, if any of them has one, and where the question stands."""
    trust = _trust(accepted=row.has_accepted, endorsed=row.has_endorsed)
    return (None if trust is Trust.COMMUNITY else trust), state_of(row)


def _found_answer(question: Row[Any], answer: Row[Any]) -> Found:
    return Found(
        key=f"answer:{answer.id}",
        kind="answer",
        thread=f"question:{question.id}",
        href=answer_href(answer.id),
        title=question.title,
        text=text_of(answer.body_html),
        trust=_trust(accepted=answer.accepted_at is not None, endorsed=answer.endorsed_at is not None),
        state=State.ANSWERED,
        is_private=question.visibility is Visibility.IT,
        application=application_in(question),
        tags=tag_cards(question.tag_names),
        author=person_in(answer),
        at=answer.created_at,
        answer_count=question.answer_count,
        solved_count=answer.solved_count,
        language=question.language,
    )


def _trust(*, accepted: bool, endorsed: bool) -> Trust:
    if endorsed:
        return Trust.ENDORSED
    return Trust.ACCEPTED if accepted else Trust.COMMUNITY


def _number(key: str) -> int:
    return int(key.partition(":")[2])
