"""What people say with one tap: helpful, me too, follow, it worked, it did not. Each can be taken back.

The question's row is held while its counts and those of its answers change, so adding one is all there is to it.
"""

from sqlalchemy import delete

from community.events import (
    AnswerDidNotWork,
    AnswerSolvedIt,
    AnswerVerdictWithdrawn,
    HelpfulVoted,
    HelpfulWithdrawn,
    MeTooSaid,
    MeTooWithdrawn,
)
from community.finding import AnswerInPlace, find_answer, find_question
from community.forms import NoteDraft
from community.limits import heed_helpful_votes
from community.models import AnswerVerdict, Follow, Helpful, MeToo, Verdict
from community.telling import about_answer, about_question, touch
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.facts import record
from portal.core.permissions import Actor, Permission, require


@action
def mark_helpful(actor: Actor, answer_id: int) -> None:
    """Say that an answer was helpful. Twice is once. Raises TooMany beyond a day's votes."""
    place = find_answer(actor, answer_id)
    require(Permission.VOTE_HELPFUL, actor, place)
    if session().get(Helpful, (answer_id, actor.id)) is not None:
        return
    heed_helpful_votes(actor)
    session().add(Helpful(answer_id=answer_id, user_id=actor.id, at=clock.now()))
    place.answer.helpful_count += 1
    touch(place.question)
    record(HelpfulVoted(**about_answer(place)), actor.id)


@action
def unmark_helpful(actor: Actor, answer_id: int) -> None:
    """Take that back. Twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.VOTE_HELPFUL, actor, place)
    vote = session().get(Helpful, (answer_id, actor.id))
    if vote is None:
        return
    session().delete(vote)
    place.answer.helpful_count -= 1
    touch(place.question)
    record(HelpfulWithdrawn(**about_answer(place)), actor.id)


@action
def say_me_too(actor: Actor, question_id: int) -> None:
    """Say that one has the same question, and hear how it goes on. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.ME_TOO, actor, question)
    if not insert_once(MeToo, question_id=question_id, user_id=actor.id, at=clock.now()):
        return
    insert_once(Follow, question_id=question_id, user_id=actor.id, at=clock.now())
    question.me_too_count += 1
    touch(question)
    record(MeTooSaid(**about_question(question)), actor.id)


@action
def take_back_me_too(actor: Actor, question_id: int) -> None:
    """No longer say so; following stays as it is. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.ME_TOO, actor, question)
    said = session().get(MeToo, (question_id, actor.id))
    if said is None:
        return
    session().delete(said)
    question.me_too_count -= 1
    touch(question)
    record(MeTooWithdrawn(**about_question(question)), actor.id)


@action
def follow_question(actor: Actor, question_id: int) -> None:
    """Hear how a question goes on. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.FOLLOW, actor, question)
    insert_once(Follow, question_id=question_id, user_id=actor.id, at=clock.now())


@action
def unfollow_question(actor: Actor, question_id: int) -> None:
    """Hear of it no more. Twice is once."""
    question = find_question(actor, question_id)
    require(Permission.FOLLOW, actor, question)
    session().execute(delete(Follow).where(Follow.question_id == question_id, Follow.user_id == actor.id))


@action
def say_it_worked(actor: Actor, answer_id: int) -> None:
    """Say that an answer solved it. Takes back "did not work", if that was said. Twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.SAY_IT_WORKED, actor, place)
    if _say(actor, place, Verdict.SOLVED, NoteDraft()):
        record(AnswerSolvedIt(**about_answer(place)), actor.id)


@action
def say_it_did_not_work(actor: Actor, answer_id: int, draft: NoteDraft) -> None:
    """Say that an answer did not work, to its author and IT alone. Said again, only the words change."""
    place = find_answer(actor, answer_id)
    require(Permission.SAY_IT_WORKED, actor, place)
    if _say(actor, place, Verdict.DID_NOT_WORK, draft):
        told = about_answer(place)
        record(AnswerDidNotWork(**told, reason=draft.reason or "", note=draft.note), actor.id)


@action
def take_back_verdict(actor: Actor, answer_id: int) -> None:
    """Say neither. Twice is once."""
    place = find_answer(actor, answer_id)
    require(Permission.SAY_IT_WORKED, actor, place)
    said = session().get(AnswerVerdict, (answer_id, actor.id))
    if said is not None:
        _take_back(actor, place, said)


def _say(actor: Actor, place: AnswerInPlace, verdict: Verdict, why: NoteDraft) -> bool:
    """Write a verdict down. Returns whether it is news."""
    said = session().get(AnswerVerdict, (place.answer.id, actor.id))
    if said is not None:
        if said.verdict is verdict:
            said.reason, said.note = why.reason, why.note
            return False
        _take_back(actor, place, said)
    session().add(
        AnswerVerdict(
            answer_id=place.answer.id,
            user_id=actor.id,
            verdict=verdict,
            reason=why.reason,
            note=why.note,
            at=clock.now(),
        )
    )
    if verdict is Verdict.SOLVED:
        place.answer.solved_count += 1
    touch(place.question)
    return True


def _take_back(actor: Actor, place: AnswerInPlace, said: AnswerVerdict) -> None:
    session().delete(said)
    if said.verdict is Verdict.SOLVED:
        place.answer.solved_count -= 1
    touch(place.question)
    session().flush()
    record(AnswerVerdictWithdrawn(**about_answer(place), verdict=said.verdict), actor.id)
