"""How a post was, what changed, and bringing an earlier text back."""

from flask import flash, request
from werkzeug.wrappers import Response

from community.actions import revisions
from community.finding import QuestionInPlace, find_answer, find_question
from community.links import answer_href, question_href
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_answer, back_to_question
from community.queries.history import history
from portal.web.numbers import whole
from portal.web.rendering import page
from portal.web.viewer import actor

VERSION = "int(max=1000000)"


@pages.get(f"/questions/<{ID}:question_id>/history")
def question_history(question_id: int) -> str:
    """How a question was."""
    found = find_question(actor(), question_id)
    told = history(actor(), QuestionInPlace(found), f"/questions/{question_id}", _version())
    return page("community/history.html", history=told, title=found.title, back=question_href(found.id, found.title))


@pages.get(f"/answers/<{ID}:answer_id>/history")
def answer_history(answer_id: int) -> str:
    """How an answer was."""
    place = find_answer(actor(), answer_id)
    told = history(actor(), place, answer_href(answer_id), _version())
    return page("community/history.html", history=told, title=place.question.title, back=answer_href(answer_id))


@pages.post(f"/questions/<{ID}:question_id>/history/<{VERSION}:number>/restore")
def restore_question_text(question_id: int, number: int) -> Response:
    """Bring back how a question read."""
    revisions.restore_question_text(actor(), question_id, number)
    flash(f"It reads as it did in version {number} again.", "success")
    return back_to_question(question_id)


@pages.post(f"/answers/<{ID}:answer_id>/history/<{VERSION}:number>/restore")
def restore_answer_text(answer_id: int, number: int) -> Response:
    """Bring back how an answer read."""
    revisions.restore_answer_text(actor(), answer_id, number)
    flash(f"It reads as it did in version {number} again.", "success")
    return back_to_answer(answer_id)


def _version() -> int | None:
    return request.args.get("version", type=whole)
