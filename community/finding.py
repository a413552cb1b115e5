"""Finding posts, as far as somebody may read them: in Python for one, in SQL for many. A test holds the two equal."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true

from community.models import Answer, Comment, PostType, Question, Visibility
from portal.core.db import in_transaction, session
from portal.core.permissions import Actor, Permission, may
from portal.core.refusals import NotFound

T = TypeVar("T", Answer, Comment)

MOST_ID = 2**63 - 1
"""The largest number a database takes for an id; anything above is not there."""


def in_sight(post: type[Question] | type[Answer] | type[Comment]) -> ColumnElement[bool]:
    """In SQL: neither removed nor hidden."""
    return and_(post.deleted_at.is_(None), post.hidden_at.is_(None))


class Reader(StrEnum):
    """What a person is, to lists: an analyst, or anybody else. Statements are built once for each."""

    IT = "it"
    COLLEAGUE = "colleague"

    @classmethod
    def of(cls, actor: Actor) -> "Reader":
        """What `actor` is."""
        return cls.IT if actor.is_analyst else cls.COLLEAGUE


def _readable(reader: Reader, me: ColumnElement[int] | int) -> ColumnElement[bool]:
    if reader is Reader.IT:
        return true()
    public = and_(Question.visibility == Visibility.EVERYONE, in_sight(Question))
    return or_(public, Question.author_id == me)


def _listed(reader: Reader, me: ColumnElement[int] | int) -> ColumnElement[bool]:
    if reader is Reader.IT:
        return in_sight(Question)
    return and_(in_sight(Question), or_(Question.visibility == Visibility.EVERYONE, Question.author_id == me))


_ME = bindparam("me", type_=Question.author_id.type)

READABLE = {reader: _readable(reader, _ME) for reader in Reader}
"""What may be read at its address: `can_read` in SQL. Colleagues' statements take their own id as `me`."""

LISTED = {reader: _listed(reader, _ME) for reader in Reader}
"""What belongs in lists, counts and feeds: readable, and neither removed nor hidden."""


def readable(actor: Actor) -> ColumnElement[bool]:
    """READABLE for `actor`, whole."""
    return _readable(Reader.of(actor), actor.id)


def listed(actor: Actor) -> ColumnElement[bool]:
    """LISTED for `actor`, whole."""
    return _listed(Reader.of(actor), actor.id)


def can_read(actor: Actor, question: Question) -> bool:
    """Whether `actor` may read this question. Removed and hidden ones are left to their asker and to IT."""
    if question.is_private and not may(Permission.SEE_PRIVATE, actor, question):
        return False
    stands = not question.is_deleted and not question.is_hidden
    return stands or actor.is_analyst or question.author_id == actor.id


def can_see_post(actor: Actor, post: Answer | Comment) -> bool:
    """Whether `actor` sees this post under a question they may read: out of sight is left to its author and to IT."""
    stands = post.deleted_at is None and post.hidden_at is None
    return stands or actor.is_analyst or post.author_id == actor.id


def find_question(actor: Actor, question_id: int) -> Question:
    """A question somebody may read. Inside a transaction its row is held until the end. Raises NotFound."""
    if question_id > MOST_ID:
        raise NotFound
    wanted = select(Question).where(Question.id == question_id).execution_options(populate_existing=True)
    if in_transaction():
        wanted = wanted.with_for_update(key_share=True)
    question = session().scalar(wanted)
    if question is None or not can_read(actor, question):
        raise NotFound
    return question


@dataclass(frozen=True)
class QuestionInPlace:
    """A question, as permissions look at any post."""

    question: Question

    @property
    def post(self) -> Question:
        """The post itself."""
        return self.question

    @property
    def author_id(self) -> int:
        """Who asked."""
        return self.question.author_id

    @property
    def is_locked(self) -> bool:
        """Whether the whole question is frozen."""
        return self.question.is_locked

    @property
    def is_deleted(self) -> bool:
        """Whether it has been removed."""
        return self.question.is_deleted


@dataclass(frozen=True)
class AnswerInPlace:
    """An answer with its question, as permissions look at it."""

    question: Question
    answer: Answer

    @property
    def post(self) -> Answer:
        """The post itself."""
        return self.answer

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
    """A comment with its question, and the answer it stands under if it does, as permissions look at it."""

    question: Question
    answer: Answer | None
    comment: Comment

    @property
    def post(self) -> Comment:
        """The post itself."""
        return self.comment

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
        """Whether the comment, or what it stands under, has been removed."""
        under = self.answer is not None and self.answer.deleted_at is not None
        return self.comment.deleted_at is not None or under or self.question.is_deleted


PostInPlace = QuestionInPlace | AnswerInPlace | CommentInPlace


def find_answer(actor: Actor, answer_id: int) -> AnswerInPlace:
    """An answer somebody may read, with its question held as in `find_question`. Raises NotFound."""
    question_id = _question_of(Answer, answer_id)
    question = find_question(actor, question_id)
    answer = _fresh(Answer, answer_id)
    if not can_see_post(actor, answer):
        raise NotFound
    return AnswerInPlace(question, answer)


def find_comment(actor: Actor, comment_id: int) -> CommentInPlace:
    """A comment somebody may read, with its question held as in `find_question`. Raises NotFound."""
    question_id = _question_of(Comment, comment_id)
    question = find_question(actor, question_id)
    comment = _fresh(Comment, comment_id)
    answer = _fresh(Answer, comment.answer_id) if comment.answer_id is not None else None
    if not can_see_post(actor, comment) or (answer is not None and not can_see_post(actor, answer)):
        raise NotFound
    return CommentInPlace(question, answer, comment)


def find_post(actor: Actor, post_type: PostType, post_id: int) -> PostInPlace:
    """A post of any type that somebody may read, its question held as in `find_question`. Raises NotFound."""
    match post_type:
        case PostType.QUESTION:
            return QuestionInPlace(find_question(actor, post_id))
        case PostType.ANSWER:
            return find_answer(actor, post_id)
        case PostType.COMMENT:
            return find_comment(actor, post_id)


def _question_of(post: type[Answer] | type[Comment], post_id: int) -> int:
    if post_id > MOST_ID:
        raise NotFound
    question_id = session().scalar(select(post.question_id).where(post.id == post_id))
    if question_id is None:
        raise NotFound
    return question_id


def _fresh(post: type[T], post_id: int) -> T:
    return session().scalars(select(post).where(post.id == post_id).execution_options(populate_existing=True)).one()
