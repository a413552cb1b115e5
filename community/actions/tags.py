"""Keeping the tags: describing, renaming, merging."""

from sqlalchemy import case, delete, func, insert, literal, select, update

from community.events import TagChange, TagChanged
from community.forms import TagDescription, TagNameDraft
from community.models import Question, QuestionTag, Tag
from community.tagging import count_anew, hold_tags
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.markup import render
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid, NotFound


@action
def describe_tag(actor: Actor, name: str, draft: TagDescription) -> None:
    """Say what a tag is for. Twice is once."""
    require(Permission.CURATE_TAGS, actor)
    tag = _hold(name)
    if tag.description == draft.description:
        return
    tag.description = draft.description
    tag.description_html = render(draft.description).html
    record(TagChanged(tag_id=tag.id, name=tag.name, change=TagChange.DESCRIBED), actor.id)


@action
def rename_tag(actor: Actor, name: str, draft: TagNameDraft) -> None:
    """Give a tag another name, on every question too. The old name leads to it. Twice is once."""
    require(Permission.CURATE_TAGS, actor)
    new_name = draft.name
    _hold_questions(name)
    held = hold_tags({name, new_name})
    tag, namesake = held.get(name), held.get(new_name)
    if tag is None:
        raise NotFound
    if tag.name == new_name:
        return
    if namesake is not None and namesake is not tag:
        raise Conflict(f"There is a tag “{new_name}” already. Merge this one into it instead.")
    old_name = tag.name
    # If it was called that before, the name has been leading here ever since, and the two names change places.
    alias = session().scalar(select(Tag).where(Tag.name == new_name))
    if alias is None:
        alias = Tag(name="", merged_into_id=tag.id)
    alias.name = f" {tag.id}"
    session().add(alias)
    session().flush()
    tag.name = new_name
    session().flush()
    alias.name = old_name
    _reword(tag.id, old_name, new_name)
    told = TagChanged(tag_id=tag.id, name=new_name, change=TagChange.RENAMED, other_name=old_name)
    record(told, actor.id)


@action
def merge_tags(actor: Actor, name: str, into: str) -> None:
    """Let everything filed under one tag be filed under another; its name leads there from then on. Twice is once."""
    require(Permission.CURATE_TAGS, actor)
    _hold_questions(name)
    held = hold_tags({name, into})
    tag, target = held.get(name), held.get(into)
    if tag is None:
        raise NotFound
    if target is None:
        raise Invalid({"name": "There is no tag of this name."})
    if tag is target:
        return
    _reword(tag.id, tag.name, target.name)
    already = select(QuestionTag.question_id).where(QuestionTag.tag_id == target.id)
    session().execute(
        insert(QuestionTag).from_select(
            ["question_id", "tag_id"],
            select(QuestionTag.question_id, literal(target.id)).where(
                QuestionTag.tag_id == tag.id, QuestionTag.question_id.not_in(already)
            ),
        )
    )
    session().execute(delete(QuestionTag).where(QuestionTag.tag_id == tag.id))
    session().execute(update(Tag).where(Tag.merged_into_id == tag.id).values(merged_into_id=target.id))
    tag.merged_into_id = target.id
    tag.question_count = 0
    count_anew(target)
    told = TagChanged(tag_id=tag.id, name=tag.name, change=TagChange.MERGED, other_name=target.name, other_id=target.id)
    record(told, actor.id)


def _hold(name: str) -> Tag:
    tag = hold_tags({name}).get(name)
    if tag is None:
        raise NotFound
    return tag


def _hold_questions(name: str) -> None:
    """Hold what is filed under a tag before the tag itself, in the order in which editing a question holds the two."""
    filed = (
        select(Question.id)
        .join(QuestionTag, QuestionTag.question_id == Question.id)
        .join(Tag, Tag.id == QuestionTag.tag_id)
        .where(Tag.name == name)
        .order_by(Question.id)
    )
    session().execute(filed.with_for_update(of=Question, key_share=True))


def _reword(tag_id: int, old_name: str, new_name: str) -> None:
    """Write the new name where questions keep their tags' names; once, where they have it already."""
    names = literal(",") + Question.tag_names + literal(",")
    has_new = func.replace(names, f",{new_name},", ",") != names
    replaced = case(
        (has_new, func.replace(names, f",{old_name},", ",")),
        else_=func.replace(names, f",{old_name},", f",{new_name},"),
    )
    filed = select(QuestionTag.question_id).where(QuestionTag.tag_id == tag_id)
    session().flush()
    session().execute(
        update(Question)
        .where(Question.id.in_(filed))
        .values(tag_names=func.trim(replaced, ","), version=Question.version + 1),
        execution_options={"synchronize_session": False},
    )
