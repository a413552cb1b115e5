"""Giving a post a new text, with its revision and its fact. Shared by the actions that do."""

from community.events import AnswerEdited, QuestionEdited
from community.finding import AnswerInPlace
from community.models import Question
from community.pictures import OF_QUESTION, claim_pictures
from community.revisions import (
    Wording,
    add_answer_revision,
    add_question_revision,
    keep_answer_as_posted,
    keep_question_as_asked,
)
from community.tagging import file_under, keeping_tag_counts
from community.telling import about_answer, about_question, mentioned, stir
from portal.core import clock
from portal.core.db import session
from portal.core.facts import record
from portal.core.markup import excerpt, render
from portal.core.permissions import Actor

EXCERPT = 200
"""Characters of a post that lists show."""


def rewrite_question(actor: Actor, question: Question, wording: Wording, editor_id: int, note: str) -> None:
    """Give a question a new wording by `editor_id`, made true by `actor`: text, tags, revision and fact.

    Whether `actor` may was decided by the caller.
    """
    keep_question_as_asked(question)
    rendered = render(wording.body)
    called_before = render(question.body_source).mentions if rendered.mentions else frozenset[str]()
    question.title = wording.title
    question.body_source = wording.body
    question.body_html = rendered.html
    question.excerpt = excerpt(rendered.text, EXCERPT)
    question.edited_at = clock.now()
    question.text_version += 1
    with keeping_tag_counts(question):
        file_under(question, list(wording.tags))
    claim_pictures(question.id, OF_QUESTION, editor_id, wording.body)
    add_question_revision(question, editor_id, note)
    stir(question)
    session().flush()
    record(QuestionEdited(**about_question(question), mentioned=mentioned(rendered, called_before)), actor.id)


def rewrite_answer(actor: Actor, place: AnswerInPlace, body: str, editor_id: int, note: str) -> None:
    """Give an answer a new text by `editor_id`, made true by `actor`: text, revision and fact.

    Whether `actor` may was decided by the caller.
    """
    answer = place.answer
    keep_answer_as_posted(answer)
    rendered = render(body)
    called_before = render(answer.body_source).mentions if rendered.mentions else frozenset[str]()
    answer.body_source = body
    answer.body_html = rendered.html
    answer.excerpt = excerpt(rendered.text, EXCERPT)
    answer.edited_at = clock.now()
    answer.version += 1
    claim_pictures(place.question.id, answer.id, editor_id, body)
    add_answer_revision(answer, editor_id, note)
    stir(place.question)
    session().flush()
    record(AnswerEdited(**about_answer(place), mentioned=mentioned(rendered, called_before)), actor.id)
