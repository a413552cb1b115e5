"""How answers, comments and edits that were taken are found by rooms that do not know the community's tables."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from community.actions.suggestions import find_suggestion
from community.finding import (
    AnswerInPlace,
    CommentInPlace,
    QuestionInPlace,
    find_answer,
    find_comment,
    find_question,
    in_sight,
    listed,
)
from community.links import answer_href, comment_href, question_href
from community.models import Answer, Comment, Decision, Question, Suggestion
from portal.core.db import fetch
from portal.core.items import Answered, Item, Name, Shelf
from portal.core.permissions import Actor
from portal.core.refusals import NotFound

MOST_ANSWERS = 200
_said = aliased(Comment, name="said")
_under = aliased(Answer, name="under")
_edited = aliased(Answer, name="edited")


def _find_question(actor: Actor, question_id: int) -> Item:
    question = find_question(actor, question_id)
    place, href = QuestionInPlace(question), question_href(question.id, question.title)
    return _item("question", question_id, href, place, question.author_id)


def _find_answer(actor: Actor, answer_id: int) -> Item:
    place = find_answer(actor, answer_id)
    return _item("answer", answer_id, answer_href(answer_id), place, place.author_id)


def _find_comment(actor: Actor, comment_id: int) -> Item:
    place = find_comment(actor, comment_id)
    return _item("comment", comment_id, comment_href(comment_id), place, place.author_id)


def _find_suggestion(actor: Actor, suggestion_id: int) -> Item:
    """An edit that was taken; those that wait or were declined have helped nobody yet."""
    suggestion, place = find_suggestion(actor, suggestion_id)
    if suggestion.state is not Decision.CONFIRMED:
        raise NotFound
    href = _post_href(suggestion.answer_id, place.question.id, place.question.title)
    return _item("suggestion", suggestion_id, href, place, suggestion.author_id)


def _item(
    kind: str, number: int, href: str, place: QuestionInPlace | AnswerInPlace | CommentInPlace, person: int
) -> Item:
    question = place.question
    return Item(
        kind,
        number,
        question.title,
        href,
        (person,),
        is_deleted=place.is_deleted,
        question_id=question.id,
        application_id=question.application_id,
        tags=question.tag_names,
        is_private=question.is_private,
        is_closed=question.is_closed,
        is_settled=question.has_accepted,
    )


def _post_href(answer_id: int | None, question_id: int, title: str) -> str:
    return answer_href(answer_id) if answer_id is not None else question_href(question_id, title)


def standing_answers(question_id: int) -> Sequence[Answered]:
    """The answers to a question that are in sight, the most helpful first, the earlier first among equals."""
    rows = fetch(
        select(Answer.id, Answer.author_id, Answer.created_at, Answer.helpful_count)
        .where(Answer.question_id == question_id, in_sight(Answer))
        .order_by(Answer.helpful_count.desc(), Answer.id)
        .limit(MOST_ANSWERS)
    )
    return [Answered(row.id, row.author_id, row.created_at, row.helpful_count) for row in rows]


def _question_seen(actor: Actor, column: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Question.id == column, listed(actor))


def _questions_named(actor: Actor, ids: Collection[int]) -> Mapping[int, Name]:
    wanted = select(Question.id, Question.title).where(Question.id.in_(ids), listed(actor))
    return {row.id: Name(row.title, question_href(row.id, row.title)) for row in fetch(wanted)}


def _answer_seen(actor: Actor, column: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Answer.id == column, in_sight(Answer), Question.id == Answer.question_id, listed(actor))


def _comment_seen(actor: Actor, column: ColumnElement[int]) -> ColumnElement[bool]:
    out_of_sight = or_(_under.deleted_at.is_not(None), _under.hidden_at.is_not(None))
    return exists().where(
        _said.id == column,
        _said.deleted_at.is_(None),
        _said.hidden_at.is_(None),
        Question.id == _said.question_id,
        listed(actor),
        ~exists().where(_under.id == _said.answer_id, out_of_sight),
    )


def _suggestion_seen(actor: Actor, column: ColumnElement[int]) -> ColumnElement[bool]:
    """Whoever may read the post it stands in by now."""
    stands = and_(_edited.id == Suggestion.answer_id, _edited.deleted_at.is_(None), _edited.hidden_at.is_(None))
    of_answer = exists().where(stands, Question.id == _edited.question_id, listed(actor))
    of_question = exists().where(Question.id == Suggestion.question_id, listed(actor))
    return exists().where(Suggestion.id == column, Suggestion.state == Decision.CONFIRMED, or_(of_answer, of_question))


def _answers_named(actor: Actor, ids: Collection[int]) -> Mapping[int, Name]:
    wanted = (
        select(Answer.id, Question.title)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.id.in_(ids), in_sight(Answer), listed(actor))
    )
    return {row.id: Name(row.title, answer_href(row.id)) for row in fetch(wanted)}


def _comments_named(actor: Actor, ids: Collection[int]) -> Mapping[int, Name]:
    wanted = (
        select(Comment.id, Question.title)
        .join(Question, Question.id == Comment.question_id)
        .outerjoin(_under, _under.id == Comment.answer_id)
        .where(Comment.id.in_(ids), in_sight(Comment), listed(actor))
        .where(or_(_under.id.is_(None), and_(_under.deleted_at.is_(None), _under.hidden_at.is_(None))))
    )
    return {row.id: Name(row.title, comment_href(row.id)) for row in fetch(wanted)}


def _suggestions_named(actor: Actor, ids: Collection[int]) -> Mapping[int, Name]:
    wanted = (
        select(Suggestion.id, Suggestion.answer_id, Question.id.label("question_id"), Question.title)
        .outerjoin(_edited, _edited.id == Suggestion.answer_id)
        .join(Question, Question.id.in_((Suggestion.question_id, _edited.question_id)))
        .where(Suggestion.id.in_(ids), Suggestion.state == Decision.CONFIRMED, listed(actor))
        .where(or_(_edited.id.is_(None), and_(_edited.deleted_at.is_(None), _edited.hidden_at.is_(None))))
    )
    return {row.id: Name(row.title, _post_href(row.answer_id, row.question_id, row.title)) for row in fetch(wanted)}


ITEMS: Mapping[str, Shelf] = {
    "question": Shelf("question", _find_question, _question_seen, _questions_named),
    "answer": Shelf("answer", _find_answer, _answer_seen, _answers_named),
    "comment": Shelf("comment", _find_comment, _comment_seen, _comments_named),
    "suggestion": Shelf("edit", _find_suggestion, _suggestion_seen, _suggestions_named),
}
"""What the community keeps."""
