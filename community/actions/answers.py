"""Answering, accepting, endorsing, and taking each of them back."""

from sqlalchemy import delete, select

from community.events import (
    AcceptanceWithdrawn,
    AnswerAccepted,
    AnswerDeleted,
    AnswerEndorsed,
    AnswerPosted,
    AnswerRestored,
    EndorsementWithdrawn,
)
from community.finding import AnswerInPlace, find_answer, find_question
from community.forms import AnswerDraft, AnswerEdit
from community.limits import heed_answers, heed_edits
from community.models import Answer, Draft, Follow
from community.pictures import claim_pictures
from community.rewriting import EXCERPT, rewrite_answer
from community.rules import rules
from community.telling import about_answer, mentioned, recount, stir
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.facts import record
from portal.core.markup import excerpt, render
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict


@action
def post_answer(actor: Actor, question_id: int, draft: AnswerDraft) -> int:
    """Answer a question; one answer a person. Returns its id. Raises Conflict if there is another one already."""
    question = find_question(actor, question_id)
    require(Permission.ANSWER, actor, question)
    if (own := find_own_answer(actor, question_id)) is not None:
        if own.body_source == draft.body:
            return own.id
        raise Conflict("You have answered this question already. Add to your answer instead.")
    heed_answers(actor)
    now = clock.now()
    rendered = render(draft.body)
    answer = Answer(
        question_id=question.id,
        author_id=actor.id,
        body_source=draft.body,
        body_html=rendered.html,
        excerpt=excerpt(rendered.text, EXCERPT),
        created_at=now,
    )
    session().add(answer)
    session().flush()
    recount(question)
    stir(question)
    insert_once(Follow, question_id=question.id, user_id=actor.id, at=now)
    claim_pictures(question.id, answer.id, actor.id, draft.body)
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == f"answer:{question.id}"))
    told = about_answer(AnswerInPlace(question, answer))
    record(AnswerPosted(**told, mentioned=mentioned(rendered)), actor.id)
    return answer.id


def find_own_answer(actor: Actor, question_id: int) -> Answer | None:
    """The answer `actor` already gave, if any."""
    return session().scalar(
        select(Answer)
        .where(Answer.question_id == question_id, Answer.author_id == actor.id, Answer.deleted_at.is_(None))
        .order_by(Answer.id)
        .limit(1)
    )


@action
def edit_answer(actor: Actor, answer_id: int, edit: AnswerEdit) -> None:
    """Change an answer at once, keeping how it was. Raises Conflict if somebody changed it meanwhile."""
    place = find_answer(actor, answer_id)
    require(Permission.EDIT_ANSWER, actor, place)
    if edit.body == place.answer.body_source:
        return
    if edit.version != place.answer.version:
        raise Conflict("Somebody changed this answer while you were typing. Your text is still here: look at both.")
    heed_edits(actor)
    rewrite_answer(actor, place, edit.body, actor.id, edit.note)
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == f"answer-edit:{answer_id}"))


@action
def delete_answer(actor: Actor, answer_id: int) -> None:
    """Take an answer out of sight, with its acceptance and endorsement; twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.DELETE_POST, actor, place)
    answer = place.answer
    if answer.deleted_at is not None:
        return
    if (answer.accepted_at or answer.endorsed_at) and not actor.is_analyst:
        raise Conflict("Colleagues rely on this answer, so it stays. You can still improve it, or ask IT to remove it.")
    told = about_answer(place)
    stood = clock.now() - answer.created_at
    posts = rules().posts
    keeps = stood >= posts.keeps_points_after and answer.helpful_count >= posts.keeps_points_from_helpful
    answer.deleted_at = clock.now()
    answer.deleted_by_id = actor.id
    answer.accepted_at = answer.endorsed_at = answer.endorsed_by_id = None
    recount(place.question)
    stir(place.question)
    record(AnswerDeleted(**told, keeps_points=keeps), actor.id)


@action
def restore_answer(actor: Actor, answer_id: int) -> None:
    """Bring a removed answer back, unaccepted and unendorsed. What IT removed, only IT brings back."""
    place = find_answer(actor, answer_id)
    require(Permission.DELETE_POST, actor, place)
    answer = place.answer
    if answer.deleted_at is None:
        return
    if answer.deleted_by_id != actor.id and not actor.is_analyst:
        raise Conflict("IT removed this answer, so only IT can bring it back.")
    newer = session().scalar(
        select(Answer.id).where(
            Answer.question_id == answer.question_id,
            Answer.author_id == answer.author_id,
            Answer.deleted_at.is_(None),
        )
    )
    if newer is not None:
        raise Conflict("There is a newer answer by the same person. Remove that one first.")
    answer.deleted_at = answer.deleted_by_id = None
    recount(place.question)
    stir(place.question)
    record(AnswerRestored(**about_answer(place)), actor.id)


@action
def accept_answer(actor: Actor, answer_id: int) -> None:
    """Say that this is what helped. Another answer's acceptance moves here; twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.ACCEPT, actor, place)
    if place.answer.accepted_at is not None:
        return
    _withdraw_acceptance(actor, place)
    place.answer.accepted_at = clock.now()
    recount(place.question)
    stir(place.question)
    record(AnswerAccepted(**about_answer(place)), actor.id)


@action
def unaccept_answer(actor: Actor, answer_id: int) -> None:
    """Take the acceptance back: the question is open again. Twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.ACCEPT, actor, place)
    if place.answer.accepted_at is None:
        return
    _withdraw_acceptance(actor, place)
    recount(place.question)
    stir(place.question)


def _withdraw_acceptance(actor: Actor, place: AnswerInPlace) -> None:
    accepted = session().scalar(
        select(Answer).where(Answer.question_id == place.question.id, Answer.accepted_at.is_not(None))
    )
    if accepted is None:
        return
    accepted.accepted_at = None
    session().flush()
    record(AcceptanceWithdrawn(**about_answer(AnswerInPlace(place.question, accepted))), actor.id)


@action
def endorse_answer(actor: Actor, answer_id: int) -> None:
    """Vouch for an answer in the name of IT; never for one's own. Twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.ENDORSE, actor, place)
    if place.answer.endorsed_at is not None:
        return
    place.answer.endorsed_at = clock.now()
    place.answer.endorsed_by_id = actor.id
    recount(place.question)
    stir(place.question)
    record(AnswerEndorsed(**about_answer(place)), actor.id)


@action
def withdraw_endorsement(actor: Actor, answer_id: int) -> None:
    """No longer vouch for an answer. Twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.ENDORSE, actor, place)
    if place.answer.endorsed_at is None:
        return
    place.answer.endorsed_at = place.answer.endorsed_by_id = None
    recount(place.question)
    stir(place.question)
    record(EndorsementWithdrawn(**about_answer(place)), actor.id)
