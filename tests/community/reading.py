"""What the tests of the community look at: rows as they are now, and the facts that were written."""

from typing import TypeVar

from sqlalchemy import func, select

from community.models import Answer, Comment, Question, Tag
from portal.core.db import Base, release, session
from portal.core.models import FactRow

R = TypeVar("R", bound=Base)


def fresh(row: type[R], key: object) -> R:
    """A row as it is now."""
    release()
    found = session().get_one(row, key)
    session().expunge(found)
    release()
    return found


def question(question_id: int) -> Question:
    """A question as it is now."""
    return fresh(Question, question_id)


def answer(answer_id: int) -> Answer:
    """An answer as it is now."""
    return fresh(Answer, answer_id)


def comment(comment_id: int) -> Comment:
    """A comment as it is now."""
    return fresh(Comment, comment_id)


def tag_counts() -> dict[str, int]:
    """How many questions each tag says it holds; merged ones are left out."""
    release()
    counts = {tag.name: tag.question_count for tag in session().scalars(select(Tag)) if tag.merged_into_id is None}
    release()
    return counts


def facts(kind: str) -> int:
    """How many facts of a kind there are."""
    release()
    count = session().scalar(select(func.count()).where(FactRow.kind == kind))
    release()
    return count or 0
