"""Tags by their names: found, made where new, followed where merged, and counted."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from community.models import Question, QuestionTag, Tag, Visibility
from portal.core.db import insert_once, session


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, in order and each once; new ones are made, merged ones are what they became."""
    found: dict[int, Tag] = {}
    for name in names:
        insert_once(Tag, name=name, description="", description_html="", question_count=0)
        tag = session().scalars(select(Tag).where(Tag.name == name)).one()
        while tag.merged_into_id is not None:
            tag = session().get_one(Tag, tag.merged_into_id)
        found.setdefault(tag.id, tag)
    return list(found.values())


def count_tags(tag_names: str) -> None:
    """Put the question counts of these tags right. Private and removed questions are not counted: counts are public."""
    names = [name for name in tag_names.split(",") if name]
    if not names:
        return
    standing = (
        select(func.count())
        .select_from(QuestionTag)
        .join(Question, Question.id == QuestionTag.question_id)
        .where(QuestionTag.tag_id == Tag.id, Question.deleted_at.is_(None), Question.visibility == Visibility.EVERYONE)
        .correlate(Tag)
        .scalar_subquery()
    )
    session().flush()
    session().execute(
        update(Tag).where(Tag.name.in_(names)).values(question_count=standing),
        execution_options={"synchronize_session": False},
    )
