"""Bringing back how a post was."""

from sqlalchemy import ColumnElement, select

from community.finding import find_answer, find_question
from community.limits import heed_edits
from community.models import Revision
from community.revisions import Wording
from community.rewriting import rewrite_answer, rewrite_question
from community.tagging import split_tags
from portal.core.db import action, session
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import NotFound


@action
def restore_question_text(actor: Actor, question_id: int, number: int) -> None:
    """Bring back the wording a question had in revision `number`, as a new revision. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.RESTORE_TEXT, actor, question)
    earlier = _revision(Revision.question_id == question.id, number)
    wording = Wording(earlier.title, earlier.body_source, tuple(split_tags(earlier.tag_names)))
    if wording == Wording.of(question):
        return
    heed_edits(actor)
    rewrite_question(actor, question, wording, actor.id, f"Back to version {number}")


@action
def restore_answer_text(actor: Actor, answer_id: int, number: int) -> None:
    """Bring back the text an answer had in revision `number`, as a new revision. Twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.RESTORE_TEXT, actor, place)
    earlier = _revision(Revision.answer_id == answer_id, number)
    if earlier.body_source == place.answer.body_source:
        return
    heed_edits(actor)
    rewrite_answer(actor, place, earlier.body_source, actor.id, f"Back to version {number}")


def _revision(of_post: ColumnElement[bool], number: int) -> Revision:
    found = session().scalar(select(Revision).where(of_post, Revision.number == number))
    if found is None:
        raise NotFound
    return found
