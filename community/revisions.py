"""Keeping how a text was: its revisions, the first of which is written when it is changed for the first time."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from community.models import Answer, Question, Revision
from community.tagging import split_tags
from portal.core import clock
from portal.core.db import session


@dataclass(frozen=True)
class Wording:
    """What a question says: its title, its body in Markdown, its tags in their order."""

    title: str
    body: str
    tags: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> "Wording":
        """What it says now."""
        return cls(question.title, question.body_source, tuple(split_tags(question.tag_names)))


def keep_question_as_asked(question: Question) -> None:
    """Write down how a question was first asked, unless that was done before."""
    if _last(Revision.question_id == question.id) == 0:
        session().add(
            Revision(
                question_id=question.id,
                number=1,
                title=question.title,
                body_source=question.body_source,
                tag_names=question.tag_names,
                editor_id=question.author_id,
                at=question.created_at,
            )
        )
        session().flush()


def add_question_revision(question: Question, editor_id: int, note: str) -> None:
    """Write down the text a question has now."""
    session().add(
        Revision(
            question_id=question.id,
            number=_last(Revision.question_id == question.id) + 1,
            title=question.title,
            body_source=question.body_source,
            tag_names=question.tag_names,
            editor_id=editor_id,
            at=clock.now(),
            note=note,
        )
    )


def keep_answer_as_posted(answer: Answer) -> None:
    """Write down how an answer was first posted, unless that was done before."""
    if _last(Revision.answer_id == answer.id) == 0:
        session().add(
            Revision(
                answer_id=answer.id,
                number=1,
                body_source=answer.body_source,
                editor_id=answer.author_id,
                at=answer.created_at,
            )
        )
        session().flush()


def add_answer_revision(answer: Answer, editor_id: int, note: str) -> None:
    """Write down the text an answer has now."""
    session().add(
        Revision(
            answer_id=answer.id,
            number=_last(Revision.answer_id == answer.id) + 1,
            body_source=answer.body_source,
            editor_id=editor_id,
            at=clock.now(),
            note=note,
        )
    )


def _last(of_post: ColumnElement[bool]) -> int:
    return session().scalar(select(func.max(Revision.number)).where(of_post)) or 0
