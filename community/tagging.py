"""Tags by their names: found, made where new, followed where merged; filing questions under them, and their counts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Select, delete, func, select, update

from community.finding import in_sight
from community.models import Question, QuestionTag, Tag, Visibility
from portal.core.db import insert_once, session


def split_tags(tag_names: str) -> list[str]:
    """The tags of a question, as its row holds them."""
    return [name for name in tag_names.split(",") if name]


@contextmanager
def keeping_tag_counts(question: Question) -> Iterator[None]:
    """Keep the counts of a question's tags right, whatever happens to it inside.

    Private questions and those out of sight are not counted: counts are public. Added and taken away by one, never
    counted anew, so that asking does not grow slower with the site.
    """
    before = _counted_under(question)
    yield
    after = _counted_under(question)
    hold_tags(before ^ after)
    _add(after - before, 1)
    _add(before - after, -1)


def file_under(question: Question, names: list[str]) -> None:
    """File a question under these tags and no others."""
    tags = tags_named(names)
    session().execute(delete(QuestionTag).where(QuestionTag.question_id == question.id))
    for tag in tags:
        insert_once(QuestionTag, question_id=question.id, tag_id=tag.id)
    question.tag_names = ",".join(tag.name for tag in tags)


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, in order and each once; new ones are made, merged ones are what they became."""
    wanted = list(dict.fromkeys(names))
    # In order of name, so that of two posts with the same new tags one waits for the other, and not each for each.
    for name in sorted(wanted):
        insert_once(Tag, name=name, description="", description_html="", question_count=0)
    held = hold_tags(set(wanted))
    return list({held[name].id: held[name] for name in wanted}.values())


def hold_tags(names: set[str]) -> dict[str, Tag]:
    """By name, the tags there are of these, or what they were merged into; their rows are held until the end."""
    if not names:
        return {}
    tags = _held(select(Tag).where(Tag.name.in_(names)))
    into = {tag.merged_into_id for tag in tags if tag.merged_into_id is not None}
    merged = {tag.id: tag for tag in _held(select(Tag).where(Tag.id.in_(into)))} if into else {}
    return {tag.name: tag if tag.merged_into_id is None else merged[tag.merged_into_id] for tag in tags}


def count_anew(tag: Tag) -> None:
    """Count everything a tag holds, after many questions moved at once."""
    session().flush()
    session().execute(
        update(Tag)
        .where(Tag.id == tag.id)
        .values(
            question_count=select(func.count())
            .select_from(QuestionTag)
            .join(Question, Question.id == QuestionTag.question_id)
            .where(QuestionTag.tag_id == tag.id, in_sight(Question), Question.visibility == Visibility.EVERYONE)
            .scalar_subquery()
        ),
        execution_options={"synchronize_session": False},
    )


def _counted_under(question: Question) -> set[str]:
    is_counted = not (question.is_private or question.is_deleted or question.is_hidden)
    return set(split_tags(question.tag_names)) if is_counted else set()


def _held(tags: Select[Tag]) -> list[Tag]:
    in_order = tags.order_by(Tag.id).with_for_update(key_share=True)
    return list(session().scalars(in_order.execution_options(populate_existing=True)))


def _add(names: set[str], number: int) -> None:
    if names:
        session().execute(
            update(Tag).where(Tag.name.in_(names)).values(question_count=Tag.question_count + number),
            execution_options={"synchronize_session": False},
        )
