"""Keeping the house: flags and what IT decides about them, duplicates, closing, locking.

One flag that calls a post unsafe or confidential takes it out of sight at once, until IT has decided; only its author
and IT still see it.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from community.actions.answers import delete_answer
from community.actions.comments import delete_comment
from community.actions.questions import delete_question
from community.events import (
    FlagConfirmed,
    FlagDecided,
    FlagDismissed,
    PostFlagged,
    QuestionClosed,
    QuestionLocked,
    QuestionReopened,
    QuestionUnlocked,
)
from community.finding import PostInPlace, find_post, find_question
from community.forms import FlagDraft
from community.limits import heed_flags
from community.models import ClosedAs, Decision, Flag, FlagReason, PostType, Question
from community.tagging import keeping_tag_counts
from community.telling import about_post, about_question, post_type, recount, touch
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid, NotFound

_HIDING = [reason for reason in FlagReason if reason.hides]


@action
def flag_post(actor: Actor, kind: PostType, post_id: int, draft: FlagDraft) -> int:
    """Tell IT what is wrong with a post. Returns the flag's id; one open flag a person and post, twice is once."""
    of_post = and_(Flag.subject_type == kind, Flag.subject_id == post_id)
    mine = select(Flag.id).where(of_post, Flag.state == Decision.OPEN, Flag.author_id == actor.id)
    if (sent_before := session().scalar(mine)) is not None:
        return sent_before
    place = find_post(actor, kind, post_id)
    require(Permission.FLAG, actor, place)
    if (sent_before := session().scalar(mine)) is not None:
        return sent_before
    heed_flags(actor)
    flag = Flag(
        subject_type=kind,
        subject_id=post_id,
        question_id=place.question.id,
        author_id=actor.id,
        reason=draft.reason,
        note=draft.note,
        at=clock.now(),
        state=Decision.OPEN,
    )
    session().add(flag)
    hides = draft.reason.hides and place.post.hidden_at is None and not _was_cleared(place)
    if hides:
        _hide(place)
    session().flush()
    record(PostFlagged(**about_post(place), flag_id=flag.id, reason=draft.reason, hid_it=hides), actor.id)
    return flag.id


@action
def confirm_flag(actor: Actor, flag_id: int) -> None:
    """Agree with a flag, and with every other open one that says the same of the post. What it hid is removed."""
    place, flags = _to_decide(actor, flag_id, Decision.CONFIRMED)
    if not flags:
        return
    if place.post.hidden_at is not None and flags[0].reason.hides:
        _show(place)
        _remove(actor, place)
    _decide(actor, place, flags, Decision.CONFIRMED)


@action
def confirm_mended_flag(actor: Actor, flag_id: int) -> None:
    """Agree that it was right to flag, and leave the post: what was wrong with it has been mended meanwhile."""
    place, flags = _to_decide(actor, flag_id, Decision.CONFIRMED)
    _decide(actor, place, flags, Decision.CONFIRMED)


@action
def dismiss_flag(actor: Actor, flag_id: int) -> None:
    """See no harm in a post, whatever an open flag, and every other open one with the same reason, says of it."""
    place, flags = _to_decide(actor, flag_id, Decision.DISMISSED)
    _decide(actor, place, flags, Decision.DISMISSED)


@action
def close_as_duplicate(actor: Actor, question_id: int, of_id: int) -> None:
    """Close a question as a duplicate; its address leads to the other one from then on. Twice is once.

    Where the other is a duplicate itself, this one leads to where that one leads.
    """
    question, other = _both(actor, question_id, of_id)
    require(Permission.MODERATE, actor, question)
    if other.duplicate_of_id is not None:
        other = find_question(actor, other.duplicate_of_id)
    if other.id == question.id:
        raise Invalid({"of_id": "That would lead in a circle: the other one leads here already."})
    if question.duplicate_of_id == other.id:
        return
    if other.is_deleted or other.is_hidden:
        raise Invalid({"of_id": "That question has been removed, so nobody could read on there."})
    if other.is_private and not question.is_private:
        raise Invalid({"of_id": "That question is private to IT, so this one's readers could not read on there."})
    _close(question, ClosedAs.DUPLICATE)
    question.duplicate_of_id = other.id
    session().execute(
        update(Question).where(Question.duplicate_of_id == question.id).values(duplicate_of_id=other.id),
        execution_options={"synchronize_session": False},
    )
    told = about_question(question)
    record(QuestionClosed(**told, closed_as=ClosedAs.DUPLICATE, duplicate_of_id=other.id), actor.id)


@action
def close_question(actor: Actor, question_id: int, closed_as: ClosedAs) -> None:
    """Close a question: it takes no more answers. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.MODERATE, actor, question)
    if closed_as is ClosedAs.DUPLICATE:
        raise Invalid({"closed_as": "Please say which question it is a duplicate of."})
    if question.closed_as is closed_as:
        return
    _close(question, closed_as)
    record(QuestionClosed(**about_question(question), closed_as=closed_as), actor.id)


@action
def reopen_question(actor: Actor, question_id: int) -> None:
    """Let a closed question take answers again. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.MODERATE, actor, question)
    if not question.is_closed:
        return
    question.closed_at = question.closed_as = question.duplicate_of_id = None
    touch(question)
    record(QuestionReopened(**about_question(question)), actor.id)


@action
def lock_question(actor: Actor, question_id: int) -> None:
    """Freeze a question and everything under it. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.MODERATE, actor, question)
    if question.is_locked:
        return
    question.locked_at = clock.now()
    touch(question)
    record(QuestionLocked(**about_question(question)), actor.id)


@action
def unlock_question(actor: Actor, question_id: int) -> None:
    """Let a locked question go on. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.MODERATE, actor, question)
    if not question.is_locked:
        return
    question.locked_at = None
    touch(question)
    record(QuestionUnlocked(**about_question(question)), actor.id)


def _to_decide(actor: Actor, flag_id: int, decision: Decision) -> tuple[PostInPlace, list[Flag]]:
    """The flagged post, and the open flags that say the same of it; none where it was decided just so before."""
    flag = session().get(Flag, flag_id)
    if flag is None:
        raise NotFound
    place = find_post(actor, PostType(flag.subject_type), flag.subject_id)
    require(Permission.MODERATE, actor, place)
    session().refresh(flag)
    if flag.state is not Decision.OPEN:
        if flag.state is decision:
            return place, []
        raise Conflict("A colleague has decided this already.")
    alike = select(Flag).where(_open(place), Flag.reason == flag.reason).order_by(Flag.id)
    return place, list(session().scalars(alike))


def _decide(actor: Actor, place: PostInPlace, flags: list[Flag], decision: Decision) -> None:
    for flag in flags:
        flag.state = decision
        flag.decided_by_id = actor.id
        flag.decided_at = clock.now()
    session().flush()
    still_hides = session().scalar(select(Flag.id).where(_open(place), Flag.reason.in_(_HIDING)).limit(1)) is not None
    shows = place.post.hidden_at is not None and not still_hides
    if shows:
        _show(place)
    touch(place.question)
    fact: type[FlagDecided] = FlagConfirmed if decision is Decision.CONFIRMED else FlagDismissed
    for flag in flags:
        told: dict[str, Any] = about_post(place)
        record(fact(**told, flag_id=flag.id, reason=flag.reason, flagger_id=flag.author_id, showed_it=shows), actor.id)


def _hide(place: PostInPlace) -> None:
    with keeping_tag_counts(place.question):
        place.post.hidden_at = clock.now()
    recount(place.question)
    touch(place.question)


def _show(place: PostInPlace) -> None:
    with keeping_tag_counts(place.question):
        place.post.hidden_at = None
    recount(place.question)


def _remove(actor: Actor, place: PostInPlace) -> None:
    remove = {
        PostType.QUESTION: delete_question,
        PostType.ANSWER: delete_answer,
        PostType.COMMENT: delete_comment,
    }[post_type(place)]
    remove(actor, place.post.id)


def _was_cleared(place: PostInPlace) -> bool:
    """Whether IT has looked at this very text before for the same kind of harm, and saw none."""
    text_since = place.post.edited_at or place.post.created_at
    return (
        session().scalar(
            select(Flag.id)
            .where(
                _about(place),
                Flag.state == Decision.DISMISSED,
                Flag.reason.in_(_HIDING),
                Flag.decided_at >= text_since,
            )
            .limit(1)
        )
        is not None
    )


def _open(place: PostInPlace) -> ColumnElement[bool]:
    return and_(_about(place), Flag.state == Decision.OPEN)


def _about(place: PostInPlace) -> ColumnElement[bool]:
    return and_(Flag.subject_type == post_type(place), Flag.subject_id == place.post.id)


def _close(question: Question, closed_as: ClosedAs) -> None:
    question.closed_at = clock.now()
    question.closed_as = closed_as
    question.duplicate_of_id = None
    touch(question)


def _both(actor: Actor, question_id: int, of_id: int) -> tuple[Question, Question]:
    """Two questions, both held, in order of id: two analysts closing each as the other wait, and do not knot."""
    if question_id == of_id:
        raise Invalid({"of_id": "A question cannot be a duplicate of itself."})
    held: dict[int, Question] = {}
    for one in sorted((question_id, of_id)):
        try:
            held[one] = find_question(actor, one)
        except NotFound:
            if one == question_id:
                raise
            raise Invalid({"of_id": "There is no question with this number."}) from None
    return held[question_id], held[of_id]
