"""A suggested edit beside what it would change, and deciding on it."""

from flask import flash
from werkzeug.wrappers import Response

from community.actions import suggestions
from community.finding import AnswerInPlace, QuestionInPlace
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_answer, back_to_question
from community.queries.suggestions import suggestion_page
from portal.web.rendering import page
from portal.web.viewer import actor


@pages.get(f"/suggestions/<{ID}:suggestion_id>")
def suggestion(suggestion_id: int) -> str:
    """A suggested edit."""
    return page("community/suggestion.html", suggestion=suggestion_page(actor(), suggestion_id))


@pages.post(f"/suggestions/<{ID}:suggestion_id>/take")
def take(suggestion_id: int) -> Response:
    """Let it take the place of the present text."""
    suggestions.take_suggestion(actor(), suggestion_id)
    flash("Taken. It stands in the name of whoever suggested it.", "success")
    return _back(suggestion_id)


@pages.post(f"/suggestions/<{ID}:suggestion_id>/decline")
def decline(suggestion_id: int) -> Response:
    """Leave the text as it is."""
    suggestions.decline_suggestion(actor(), suggestion_id)
    flash("Left as it is.", "info")
    return _back(suggestion_id)


def _back(suggestion_id: int) -> Response:
    place: QuestionInPlace | AnswerInPlace = suggestions.find_suggestion(actor(), suggestion_id)[1]
    if isinstance(place, AnswerInPlace):
        return back_to_answer(place.answer.id)
    return back_to_question(place.question.id)
