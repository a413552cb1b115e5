"""The library's pages."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from community.finding import find_answer
from knowledge import queries
from knowledge.actions import articles, verdicts
from knowledge.actions.promotion import may_promote, promote_answer
from knowledge.cards import ArticleCard
from knowledge.forms import ArticleDraft, ArticleEdit, RetireDraft, VerdictDraft
from knowledge.links import article_href
from knowledge.models import Article, ArticleState, Category, ReviewClass
from knowledge.person import articles_in_use
from knowledge.prefill import draft_from_answer
from knowledge.reads import note_read
from knowledge.rules import library_rules
from portal.core.db import session
from portal.core.diff import compare
from portal.core.models import Application
from portal.core.permissions import Permission
from portal.core.refusals import Conflict, Invalid, NotFound
from portal.web.forms import read_form
from portal.web.numbers import whole
from portal.web.rendering import page
from portal.web.viewer import Viewer, actor, login_required, viewer

pages = Blueprint("knowledge", __name__)

REASONS = (
    ("outdated", "It is out of date"),
    ("wrong", "It is wrong"),
    ("unclear", "I could not follow it"),
    ("unsafe", "It would do harm"),
    ("sensitive", "It shows something confidential"),
)
SHELVES = (("official", "Official"), ("due", "Review due"), ("draft", "Drafts"), ("retired", "Retired"))


@pages.get("/knowledge")
@login_required
def library() -> str:
    """The library: its shelves, and the articles on the one asked for."""
    asked = request.args
    shelf = queries.Shelf(
        category=asked.get("category", "")[:60],
        tag=asked.get("tag", "")[:40],
        application=asked.get("application", "")[:48],
        state=asked.get("state", "official") if asked.get("state") in dict(SHELVES) else "official",
        order="solved" if asked.get("order") == "solved" else "newest",
    )
    return page(
        "knowledge/library.html",
        shelf=shelf,
        articles=queries.library(actor(), shelf, asked.get("after")),
        categories=queries.categories(),
        shelves=SHELVES if viewer().may(Permission.SEE_DRAFT_ARTICLE) else (),
        may_write=viewer().may(Permission.WRITE_ARTICLE),
    )


@pages.get("/knowledge/<int:article_id>/", defaults={"slug": ""})
@pages.get("/knowledge/<int:article_id>", defaults={"slug": ""})
@pages.get("/knowledge/<int:article_id>/<slug>")
@login_required
def article(article_id: int, slug: str) -> str | Response:
    """An article; a retired one forwards to its successor unless it was asked for by `?retired`."""
    card = queries.article_page(actor(), article_id)
    if card.successor and "retired" not in request.args:
        return redirect(f"{card.successor.href}?from={article_id}", 302)
    if card.href != f"/knowledge/{article_id}/{slug}":
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(card.href + query, 301)
    came_from = request.args.get("from", type=whole)
    note_read(article_id, viewer().id)
    return page(
        "knowledge/article.html",
        article=card,
        reasons=REASONS,
        owners=queries.owners() if card.can.publish else (),
        came_from=queries.retired_title(actor(), came_from, article_id) if came_from else None,
        came_from_id=came_from,
    )


@pages.route("/knowledge/new", methods=["GET", "POST"])
@login_required
def write() -> str | Response | tuple[str, int]:
    """Write an article that nobody asked for yet."""
    if not viewer().may(Permission.WRITE_ARTICLE):
        abort(403)
    if request.method == "GET":
        return _form("Write an article", "/knowledge/new", {})
    try:
        article_id = articles.write_article(actor(), read_form(ArticleDraft, request.form))
    except Invalid as problem:
        return _form("Write an article", "/knowledge/new", request.form, problem.errors), problem.status
    flash("The draft is kept. Publish it when it is ready.", "success")
    return redirect(_href(article_id), 303)


@pages.route("/answers/<int:answer_id>/promote", methods=["GET", "POST"])
@login_required
def promote(answer_id: int) -> str | Response | tuple[str, int]:
    """Make an article of an answer: one screen, filled in from the question, its context and the answer."""
    title, address = "Promote to an article", f"/answers/{answer_id}/promote"
    if request.method == "GET":
        place = find_answer(actor(), answer_id)
        if not may_promote(actor(), answer_id):
            abort(403)
        return _form(title, address, draft_from_answer(place), answer_id=answer_id)
    try:
        article_id = promote_answer(actor(), answer_id, read_form(ArticleDraft, request.form))
    except (Invalid, Conflict) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {"": problem.sentence}
        return _form(title, address, request.form, errors, answer_id=answer_id), problem.status
    flash("The draft is kept, and credits the colleague who answered. Publish it when it is ready.", "success")
    return redirect(_href(article_id), 303)


@pages.route("/knowledge/<int:article_id>/edit", methods=["GET", "POST"])
@login_required
def edit(article_id: int) -> str | Response | tuple[str, int]:
    """Change an article; if somebody else did meanwhile, both texts are shown."""
    card = queries.article_page(actor(), article_id)
    if not card.can.edit:
        abort(403)
    title, address = f"Edit “{card.title}”", f"/knowledge/{article_id}/edit"
    row = session().get(Article, article_id)
    if request.method == "GET":
        return _form(title, address, _values(row), article=card)
    try:
        articles.edit_article(actor(), article_id, read_form(ArticleEdit, request.form))
    except Invalid as problem:
        return _form(title, address, request.form, problem.errors, article=card), problem.status
    except Conflict as problem:
        now = session().get(Article, article_id, populate_existing=True)
        typed = {**request.form.to_dict(), "version": str(now.version if now else 1)}
        errors = {"": problem.sentence}
        other = queries.whole_text(now) if now else None
        return _form(title, address, typed, errors, article=card, other_text=other), problem.status
    flash("Changed. How it was stays in its history.", "success")
    return redirect(_href(article_id), 303)


@pages.post("/knowledge/<int:article_id>/publish")
@login_required
def publish(article_id: int) -> Response:
    """Make a draft official."""
    try:
        articles.publish_article(actor(), article_id, request.form.get("owner_id", viewer().id, type=whole))
        flash("This is official now. Its review date is set.", "success")
    except Invalid as problem:
        for sentence in problem.errors.values():
            flash(sentence, "warn")
    return redirect(_href(article_id), 303)


@pages.post("/knowledge/<int:article_id>/verify")
@login_required
def verify(article_id: int) -> Response:
    """Say that it is still right."""
    articles.verify_article(actor(), article_id)
    flash("Verified. The next review date is set.", "success")
    return redirect(_href(article_id), 303)


@pages.route("/knowledge/<int:article_id>/retire", methods=["GET", "POST"])
@login_required
def retire(article_id: int) -> str | Response | tuple[str, int]:
    """Take an article out of use, with a successor if there is one."""
    card = queries.article_page(actor(), article_id)
    if not viewer().may(Permission.PUBLISH_ARTICLE) or card.state not in ("official", "retired"):
        abort(403)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            articles.retire_article(actor(), article_id, read_form(RetireDraft, request.form))
        except Invalid as problem:
            errors = problem.errors
        else:
            flash("Retired. Its address keeps working.", "success")
            return redirect(f"{card.href}?retired", 303)
    choices = queries.successor_choices(article_id, request.values.get("look", "")[:100])
    return page(
        "knowledge/retire.html", article=card, values=request.form, errors=errors, successors=choices
    ), 422 if errors else 200


@pages.post("/knowledge/<int:article_id>/restore")
@login_required
def restore(article_id: int) -> Response:
    """Bring a retired article back."""
    articles.restore_article(actor(), article_id)
    flash("Back in use, and due for a review.", "success")
    return redirect(_href(article_id), 303)


@pages.post("/knowledge/<int:article_id>/decline")
@login_required
def decline(article_id: int) -> Response:
    """Say that a draft will not become an article."""
    articles.decline_draft(actor(), article_id)
    flash("Declined. The answer it came from stays as it was.", "success")
    return redirect("/knowledge?state=draft", 303)


@pages.get("/knowledge/<int:article_id>/history")
@login_required
def history(article_id: int) -> str:
    """Every version of an article, and what changed in the one asked for."""
    card = queries.article_page(actor(), article_id)
    revisions = queries.history(actor(), article_id)
    by_number = {revision.number: revision for revision in revisions}
    shown = request.args.get("show", revisions[0].number if revisions else 0, type=whole)
    before = by_number.get(shown - 1)
    if shown not in by_number:
        raise NotFound
    return page(
        "knowledge/history.html",
        article=card,
        revisions=revisions,
        shown=by_number[shown],
        lines=compare(before.text if before else "", by_number[shown].text),
    )


@pages.post("/knowledge/<int:article_id>/history/<int:number>/restore")
@login_required
def restore_revision(article_id: int, number: int) -> Response:
    """Make an article read as it did."""
    articles.restore_revision(actor(), article_id, number)
    flash(f"It reads as it did in version {number}.", "success")
    return redirect(_href(article_id), 303)


@pages.post("/knowledge/<int:article_id>/solved")
@login_required
def solved(article_id: int) -> Response:
    """ "This solved it"."""
    verdicts.article_solved_it(actor(), article_id)
    return redirect(_href(article_id) + "#solved", 303)


@pages.post("/knowledge/<int:article_id>/did-not-work")
@login_required
def did_not_work(article_id: int) -> Response:
    """ "Didn't work", for its owner and IT alone."""
    verdicts.article_did_not_work(actor(), article_id, read_form(VerdictDraft, request.form))
    return redirect(_href(article_id) + "#solved", 303)


@pages.post("/knowledge/<int:article_id>/verdict/withdraw")
@login_required
def withdraw_verdict(article_id: int) -> Response:
    """Take back what one said."""
    verdicts.take_back_article_verdict(actor(), article_id)
    return redirect(_href(article_id) + "#solved", 303)


def answer_slot(answer_id: int, answer_ids: list[int], is_private: bool, **_others: object) -> str:  # noqa: FBT001
    """What the library hangs under an answer: the article it became, or, for analysts, the way there."""
    if "articles_from_answers" not in g:
        g.articles_from_answers = queries.articles_from_answers(actor(), answer_ids)
    article = g.articles_from_answers.get(answer_id)
    may_promote = viewer().may(Permission.SEE_DRAFT_ARTICLE) and not is_private
    return _answer_slot(answer_id, article, may_promote) if article or may_promote else ""


class _Face(Protocol):
    """A person's page, as much of it as the library looks at."""

    @property
    def id(self) -> int: ...


def person_slot(face: _Face, viewer: Viewer) -> str:  # noqa: ARG001 -- a slot's context
    """The articles somebody's knowledge went into, as long as colleagues use them."""
    articles, in_all = articles_in_use(face.id)
    return render_template("knowledge/person_slot.html", articles=articles, in_all=in_all) if articles else ""


@lru_cache(maxsize=2000)
def _answer_slot(answer_id: int, article: ArticleCard | None, may_promote: bool) -> str:  # noqa: FBT001
    return render_template("knowledge/answer_slot.html", answer_id=answer_id, article=article, may_promote=may_promote)


def _href(article_id: int) -> str:
    article = session().get(Article, article_id)
    if article is None:
        raise NotFound
    return article_href(article.id, article.title) + ("?retired" if article.state is ArticleState.RETIRED else "")


def _values(row: Article | None) -> dict[str, Any]:
    if row is None:
        raise NotFound
    values: dict[str, Any] = {
        part: getattr(row, f"{part}_source") for part in ("issue", "environment", "cause", "resolution", "verification")
    }
    return {
        **values,
        "title": row.title,
        "tags": row.tag_names.replace(",", ", "),
        "category_id": row.category_id or "",
        "application_id": row.application_id or "",
        "review_class": row.review_class.value,
        "version": row.version,
    }


def _form(
    title: str, address: str, values: Mapping[str, Any], errors: Mapping[str, str] | None = None, **more: object
) -> str:
    days = library_rules().review
    return page(
        "knowledge/form.html",
        title=title,
        address=address,
        values=values,
        errors=errors or {},
        categories=[("", "None yet"), *queries.choices(Category)],
        applications=[("", "None in particular"), *queries.choices(Application)],
        review_classes=[
            (kind.value, f"{kind.value.capitalize()}: every {days.interval(kind).days} days") for kind in ReviewClass
        ],
        **more,
    )
