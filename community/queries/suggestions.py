"""A suggested edit as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.actions.suggestions import find_suggestion, text_version
from community.finding import AnswerInPlace
from community.links import answer_href, question_href
from community.models import Decision
from portal.core.db import session
from portal.core.diff import DiffLine, compare
from portal.core.models import User
from portal.core.permissions import Actor, Permission, may
from portal.web.cards import PersonCard, person_columns, person_in


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """A suggested edit, what it would change of the text as it stands, and what this viewer may do with it."""

    id: int
    post_href: str
    edit_href: str
    post_title: str
    is_of_answer: bool
    author: PersonCard
    at: datetime
    note: str
    state: str
    lines: Sequence[DiffLine]
    is_outdated: bool
    can_take: bool
    can_decline: bool
    can_withdraw: bool


def suggestion_page(actor: Actor, suggestion_id: int) -> SuggestionPage:
    """A suggested edit for its author, the author of the post, or IT. Raises NotFound for anybody else."""
    suggestion, place = find_suggestion(actor, suggestion_id)
    row = session().execute(select(*person_columns()).where(User.id == suggestion.author_id)).one()
    author = person_in(row)
    assert author is not None  # noqa: S101 -- a suggestion has one
    question = place.question
    if isinstance(place, AnswerInPlace):
        before, after = place.answer.body_source, suggestion.body_source
        post_href, edit_href = answer_href(place.answer.id), f"{answer_href(place.answer.id)}/edit"
    else:
        before = _as_text(question.title, question.tag_names, question.body_source)
        after = _as_text(suggestion.title, suggestion.tag_names, suggestion.body_source)
        post_href, edit_href = question_href(question.id, question.title), f"/questions/{question.id}/edit"
    is_open, is_own = suggestion.state is Decision.OPEN, suggestion.author_id == actor.id
    is_outdated = suggestion.base_version != text_version(place)
    decides = is_open and not is_own and may(Permission.DECIDE_SUGGESTION, actor, place)
    return SuggestionPage(
        id=suggestion.id,
        post_href=post_href,
        edit_href=edit_href,
        post_title=question.title,
        is_of_answer=isinstance(place, AnswerInPlace),
        author=author,
        at=suggestion.at,
        note=suggestion.note,
        state=suggestion.state.value,
        lines=compare(before, after) if is_open else (),
        is_outdated=is_open and is_outdated,
        can_take=decides and not is_outdated,
        can_decline=decides,
        can_withdraw=is_open and is_own,
    )


def _as_text(title: str, tag_names: str, body: str) -> str:
    return f"{title}\n{tag_names.replace(',', ', ')}\n\n{body}"
