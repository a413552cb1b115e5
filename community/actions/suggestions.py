"""Suggesting a better text for somebody else's post, and taking or declining what was suggested."""

from typing import Any

from sqlalchemy import ColumnElement, select

from community.events import EditSuggested, SuggestionDeclined, SuggestionTaken
from community.finding import AnswerInPlace, QuestionInPlace, find_answer, find_question
from community.forms import AnswerSuggestion, QuestionSuggestion
from community.limits import heed_edits
from community.models import Decision, Question, Suggestion
from community.revisions import Wording
from community.rewriting import rewrite_answer, rewrite_question
from community.tagging import split_tags
from community.telling import about_post, touch
from portal.core import clock
from portal.core.db import action, session
from portal.core.diff import changed_characters
from portal.core.facts import record
from portal.core.permissions import Actor, NotAllowed, Permission, may, require
from portal.core.refusals import Conflict, Invalid, NotFound

_CHANGED = "Somebody changed this text while you were typing. Yours is still here: look at both."
_TAKEN_NOTE = "Suggested edit"


@action
def suggest_question_edit(actor: Actor, question_id: int, draft: QuestionSuggestion) -> int:
    """Suggest a better wording of a question. Returns the suggestion's id; a second one takes the first one's place.

    Other tags alone are changed at once by whoever may: then there is no suggestion, and 0 comes back.
    """
    question = find_question(actor, question_id)
    place = QuestionInPlace(question)
    require(Permission.SUGGEST_EDIT, actor, place)
    wording = Wording(draft.title, draft.body, tuple(draft.tags))
    if wording == Wording.of(question):
        raise Invalid({"body": "This is how it reads already."})
    if draft.version != question.text_version:
        raise Conflict(_CHANGED)
    if may(Permission.RETAG, actor, question) and _differs_in_tags_alone(question, wording):
        heed_edits(actor)
        rewrite_question(actor, question, wording, actor.id, draft.note or "Tags")
        return 0
    return _suggest(actor, place, Suggestion.question_id == question_id, wording, draft.note)


@action
def suggest_answer_edit(actor: Actor, answer_id: int, draft: AnswerSuggestion) -> int:
    """Suggest a better text for an answer. Returns the suggestion's id; a second one takes the first one's place."""
    place = find_answer(actor, answer_id)
    require(Permission.SUGGEST_EDIT, actor, place)
    if draft.body == place.answer.body_source:
        raise Invalid({"body": "This is how it reads already."})
    if draft.version != place.answer.version:
        raise Conflict(_CHANGED)
    wording = Wording("", draft.body, ())
    return _suggest(actor, place, Suggestion.answer_id == answer_id, wording, draft.note)


@action
def take_suggestion(actor: Actor, suggestion_id: int) -> None:
    """Let a suggested text take the place of the present one, in its writer's name. Twice is once.

    Raises Conflict where the post has changed since: what the suggestion never saw must not be lost.
    """
    suggestion, place = find_suggestion(actor, suggestion_id)
    require(Permission.DECIDE_SUGGESTION, actor, place)
    if suggestion.author_id == actor.id:
        raise NotAllowed("Somebody else decides on what you suggested.")
    if _is_decided(suggestion, Decision.CONFIRMED):
        return
    if suggestion.base_version != text_version(place):
        raise Conflict("This post has changed since. Edit it with the suggestion beside you, or decline it.")
    before, note = place.post.body_source, suggestion.note or _TAKEN_NOTE
    untouched = clock.now() - (place.post.edited_at or place.post.created_at)
    _decide(actor, suggestion, Decision.CONFIRMED)
    if isinstance(place, AnswerInPlace):
        rewrite_answer(actor, place, suggestion.body_source, suggestion.author_id, note)
    else:
        wording = Wording(suggestion.title, suggestion.body_source, tuple(split_tags(suggestion.tag_names)))
        before = f"{place.question.title}\n{before}"
        rewrite_question(actor, place.question, wording, suggestion.author_id, note)
    after = (
        suggestion.body_source if isinstance(place, AnswerInPlace) else f"{suggestion.title}\n{suggestion.body_source}"
    )
    told = {**_about(place, suggestion), "suggester_id": suggestion.author_id}
    changed = changed_characters(before, after)
    record(SuggestionTaken(**told, changed_characters=changed, untouched_days=untouched.days), actor.id)


@action
def decline_suggestion(actor: Actor, suggestion_id: int) -> None:
    """Leave the text as it is; whoever suggested may take a suggestion back the same way. Twice is once."""
    suggestion, place = find_suggestion(actor, suggestion_id)
    if suggestion.author_id != actor.id:
        require(Permission.DECIDE_SUGGESTION, actor, place)
    if _is_decided(suggestion, Decision.DISMISSED):
        return
    _decide(actor, suggestion, Decision.DISMISSED)
    touch(place.question)
    session().flush()
    record(SuggestionDeclined(**_about(place, suggestion), suggester_id=suggestion.author_id), actor.id)


def find_suggestion(actor: Actor, suggestion_id: int) -> tuple[Suggestion, QuestionInPlace | AnswerInPlace]:
    """A suggestion and its post, for whoever may see the post and is the suggester, the author, or IT."""
    suggestion = session().get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    place: QuestionInPlace | AnswerInPlace
    if suggestion.answer_id is not None:
        place = find_answer(actor, suggestion.answer_id)
    else:
        place = QuestionInPlace(find_question(actor, suggestion.question_id or 0))
    if not actor.is_analyst and actor.id not in (suggestion.author_id, place.author_id):
        raise NotFound
    session().refresh(suggestion)
    return suggestion, place


def text_version(place: QuestionInPlace | AnswerInPlace) -> int:
    """The version of the post's own text."""
    return place.answer.version if isinstance(place, AnswerInPlace) else place.question.text_version


def _differs_in_tags_alone(question: Question, wording: Wording) -> bool:
    now = Wording.of(question)
    return (wording.title, wording.body) == (now.title, now.body) and wording.tags != now.tags


def _suggest(
    actor: Actor,
    place: QuestionInPlace | AnswerInPlace,
    of_post: ColumnElement[bool],
    wording: Wording,
    note: str,
) -> int:
    heed_edits(actor)
    open_one = select(Suggestion).where(of_post, Suggestion.author_id == actor.id, Suggestion.state == Decision.OPEN)
    suggestion = session().scalar(open_one)
    if suggestion is None:
        is_answer = isinstance(place, AnswerInPlace)
        suggestion = Suggestion(
            question_id=None if is_answer else place.question.id,
            answer_id=place.post.id if is_answer else None,
            author_id=actor.id,
            state=Decision.OPEN,
        )
        session().add(suggestion)
    suggestion.base_version = text_version(place)
    suggestion.title = wording.title
    suggestion.body_source = wording.body
    suggestion.tag_names = ",".join(wording.tags)
    suggestion.note = note
    suggestion.at = clock.now()
    touch(place.question)
    session().flush()
    record(EditSuggested(**_about(place, suggestion)), actor.id)
    return suggestion.id


def _is_decided(suggestion: Suggestion, decision: Decision) -> bool:
    if suggestion.state is Decision.OPEN:
        return False
    if suggestion.state is decision:
        return True
    raise Conflict("This has been decided already.")


def _decide(actor: Actor, suggestion: Suggestion, decision: Decision) -> None:
    suggestion.state = decision
    suggestion.decided_by_id = actor.id
    suggestion.decided_at = clock.now()


def _about(place: QuestionInPlace | AnswerInPlace, suggestion: Suggestion) -> dict[str, Any]:
    return {**about_post(place), "suggestion_id": suggestion.id}
