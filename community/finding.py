"""Finding posts, as far as somebody may read them: in Python for one, in SQL for many. A test holds the two equal."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, true

from community.models import Answer, Comment, Question, Visibility
from portal.core.db import in_transaction, session
from portal.core.permissions import Actor, Permission, may
from portal.core.refusals import NotFound


def can_read(actor: Actor, question: Question) -> bool:
    """Whether `actor` may read this question. Removed ones are left to their asker and to IT."""
    if question.is_private and not may(Permission.SEE_PRIVATE, actor, question):
        return False
    return not question.is_deleted or actor.is_analyst or question.author_id == actor.id


def readable(actor: Actor) -> ColumnElement[bool]:
    """The same in SQL, for the address of a question."""
    if actor.is_analyst:
        return true()
    own = Question.author_id == actor.id
    public = and_(Question.visibility == Visibility.EVERYONE, Question.deleted_at.is_(None))
    return or_(public, own)


def listed(actor: Actor) -> ColumnElement[bool]:
    """What belongs in lists, counts and feeds: readable, and not removed."""
    standing = Question.deleted_at.is_(None)
    if actor.is_analyst:
        return standing
    return and_(standing, or_(Question.visibility == Visibility.EVERYONE, Question.author_id == actor.id))


def find_question(actor: Actor, question_id: int) -> Question:
    """A question somebody may read. Inside a transaction its row is held until the end. Raises NotFound."""
    wanted = select(Question).where(Question.id == question_id)
    if in_transaction():
        wanted = wanted.with_for_update()
    question = session().scalar(wanted)
    if question is None or not can_read(actor, question):
        raise NotFound
    return question


@dataclass(frozen=True)
class AnswerInPlace:
    """An answer with its question, as permissions look at it."""

    question: Question
    answer: Answer

    @property
    def author_id(self) -> int:
        """Who wrote the answer."""
        return self.answer.author_id

    @property
    def asker_id(self) -> int:
        """Who asked the question."""
        return self.question.author_id

    @property
    def is_locked(self) -> bool:
        """Whether the whole question is frozen."""
        return self.question.is_locked

    @property
    def is_deleted(self) -> bool:
        """Whether the answer, or all of the question, has been removed."""
        return self.answer.deleted_at is not None or self.question.is_deleted


@dataclass(frozen=True)
class CommentInPlace:
    """A comment with its question, as permissions look at it."""

    question: Question
    comment: Comment

    @property
    def author_id(self) -> int:
        """Who wrote the comment."""
        return self.comment.author_id

    @property
    def is_locked(self) -> bool:
        """Whether the whole question is frozen."""
        return self.question.is_locked

    @property
    def is_deleted(self) -> bool:
        """Whether the comment, or all of the question, has been removed."""
        return self.comment.deleted_at is not None or self.question.is_deleted


def find_answer(actor: Actor, answer_id: int) -> AnswerInPlace:
    """An answer somebody may read, with its question held as in `find_question`. Raises NotFound."""
    question_id = session().scalar(select(Answer.question_id).where(Answer.id == answer_id))
    if question_id is None:
        raise NotFound
    question = find_question(actor, question_id)
    answer = (
        session()
        .scalars(select(Answer).where(Answer.id == answer_id), execution_options={"populate_existing": True})
        .one()
    )
    if answer.deleted_at is not None and not (actor.is_analyst or answer.author_id == actor.id):
        raise NotFound
    return AnswerInPlace(question, answer)


def find_comment(actor: Actor, comment_id: int) -> CommentInPlace:
    """A comment somebody may read, with its question held as in `find_question`. Raises NotFound."""
    question_id = session().scalar(select(Comment.question_id).where(Comment.id == comment_id))
    if question_id is None:
        raise NotFound
    question = find_question(actor, question_id)
    comment = session().get_one(Comment, comment_id)
    if comment.deleted_at is not None and not (actor.is_analyst or comment.author_id == actor.id):
        raise NotFound
    return CommentInPlace(question, comment)
