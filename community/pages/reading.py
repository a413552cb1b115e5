"""Reading: the lists of questions, a question's page, and where an answer or a comment stands."""

from dataclasses import dataclass, replace

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from community.cards import QuestionPage
from community.finding import find_answer, find_comment
from community.models import FlagReason
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_answer, back_to_comment
from community.queries.lists import Tab, Wanted, list_questions
from community.queries.question import Asked, find_title, question_page
from community.queries.tags import popular_tags
from community.reading import note_read
from portal.web.fragments import Fragment, fragments
from portal.web.numbers import whole
from portal.web.rendering import page
from portal.web.similar import related
from portal.web.viewer import actor, viewer

REASONS = (
    (FlagReason.OUTDATED, "It is out of date"),
    (FlagReason.WRONG, "It is wrong"),
    (FlagReason.UNCLEAR, "I could not follow it"),
    (FlagReason.UNSAFE, "It would do harm"),
)


@dataclass(frozen=True)
class Typed:
    """What somebody typed that could not be taken: into which form (answer, question, answer-9), and why not."""

    form: str = ""
    body: str = ""
    error: str = ""


NOTHING = Typed()
fragments["question_article"] = Fragment("question_article", 500, folder="community")


@pages.get("/questions")
def questions() -> str:
    """The questions: newest, active or unanswered, of all or under a tag or application."""
    asked = request.args
    tab = asked.get("tab", "")
    wanted = Wanted(
        tab=Tab(tab) if tab in list(Tab) else Tab.NEWEST,
        tag=asked.get("tag", "")[:40].lower(),
        application=asked.get("application", "")[:48],
    )
    found = list_questions(actor(), wanted, asked.get("after"))
    about = next((row.application.name for row in found.items if row.application), wanted.application)
    return page(
        "community/questions.html",
        wanted=wanted,
        tabs=list(Tab),
        questions=found,
        application=about,
        popular_tags=popular_tags(),
        is_later="after" in asked,
    )


@pages.get(f"/questions/<{ID}:question_id>", defaults={"slug": ""}, strict_slashes=False)
@pages.get(f"/questions/<{ID}:question_id>/<slug>")
def question(question_id: int, slug: str) -> Response:
    """A question's page. A duplicate forwards to where it goes on, unless one asked to stay."""
    shown = question_page(actor(), question_id, _asked())
    card = shown.question
    if card.duplicate_of and not {"stay", "from"} & request.args.keys():
        return redirect(f"{card.duplicate_of.href}?from={question_id}", 302)
    if card.href != f"/questions/{question_id}/{slug}":
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(card.href + query, 301)
    if not card.is_own:
        note_read(question_id, viewer().id)
    return _render(shown, NOTHING, 200)


def show_again(question_id: int, typed: Typed, status: int) -> Response:
    """A question's page with what somebody typed still in it, and why it could not be taken."""
    return _render(question_page(actor(), question_id, _asked()), typed, status)


def _asked() -> Asked:
    asked = request.args
    return Asked(asked.get("after"), asked.get("answer", type=whole), asked.get("comments", type=whole))


def _render(shown: QuestionPage, typed: Typed, status: int) -> Response:
    card = shown.question
    came_from = request.args.get("from", type=whole)
    html = page(
        "community/question.html",
        live_topic=f"question:{card.id}@{card.version}",
        shown=shown,
        question=card,
        still=replace(card, view_count=0),
        answers=shown.answers,
        typed=typed,
        reasons=REASONS,
        related=related(f"question:{card.id}", actor()),
        came_from=find_title(actor(), came_from) if came_from else None,
        came_from_id=came_from,
    )
    return make_response(html, status)


@pages.get(f"/answers/<{ID}:answer_id>")
def answer(answer_id: int) -> Response:
    """Where an answer stands."""
    find_answer(actor(), answer_id)
    return back_to_answer(answer_id, 302)


@pages.get(f"/comments/<{ID}:comment_id>")
def comment(comment_id: int) -> Response:
    """Where a comment stands."""
    find_comment(actor(), comment_id)
    return back_to_comment(comment_id, 302)
