"""The tags: a list, a page each, and keeping them in order."""

from collections.abc import Mapping

from flask import flash, make_response, redirect, request
from werkzeug.wrappers import Response

from community.actions import tags
from community.forms import TagDescription, TagNameDraft
from community.pages.blueprint import pages
from community.queries.lists import Tab, Wanted, list_questions
from community.queries.tags import find_tag, list_tags
from portal.core.permissions import Permission, require
from portal.core.refusals import Conflict, Invalid, Refused
from portal.web.cards import TagCard
from portal.web.forms import read_form
from portal.web.rendering import page
from portal.web.viewer import actor, viewer


@pages.get("/tags")
def all_tags() -> str:
    """The tags, most used first, or those that begin with what was typed."""
    typed = request.args.get("q", "").strip()[:40].lower()
    found = list_tags(typed, request.args.get("after"))
    return page("community/tags.html", tags=found, typed=typed, is_later="after" in request.args)


@pages.get("/tags/<name>")
def tag(name: str) -> Response:
    """A tag: what it is for, and what is filed under it. A merged one leads to what it became."""
    found = find_tag(name)
    if found.name != name:
        return redirect(TagCard(found.name).href, 301)
    tab = request.args.get("tab", "")
    wanted = Wanted(tab=Tab(tab) if tab in list(Tab) else Tab.NEWEST, tag=name)
    html = page(
        "community/tag.html",
        tag=found,
        wanted=wanted,
        tabs=list(Tab),
        questions=list_questions(actor(), wanted, request.args.get("after")),
        is_later="after" in request.args,
        may_curate=viewer().may(Permission.CURATE_TAGS),
    )
    return make_response(html)


@pages.get("/tags/<name>/edit")
def edit_tag_form(name: str) -> Response:
    """Describe, rename or merge a tag."""
    return _form(name, {})


@pages.post("/tags/<name>/describe")
def describe(name: str) -> Response:
    """Say what a tag is for."""
    try:
        tags.describe_tag(actor(), name, read_form(TagDescription, request.form))
    except Invalid as problem:
        return _form(name, problem.errors, problem)
    flash("Described.", "success")
    return redirect(TagCard(name).href, 303)


@pages.post("/tags/<name>/rename")
def rename(name: str) -> Response:
    """Give a tag another name."""
    try:
        draft = read_form(TagNameDraft, request.form)
        tags.rename_tag(actor(), name, draft)
    except (Invalid, Conflict) as problem:
        return _form(name, {"name": problem.sentence}, problem)
    flash("Renamed. The old name leads here.", "success")
    return redirect(TagCard(draft.name).href, 303)


@pages.post("/tags/<name>/merge")
def merge(name: str) -> Response:
    """Let a tag become a part of another."""
    try:
        draft = read_form(TagNameDraft, request.form)
        tags.merge_tags(actor(), name, draft.name)
    except Invalid as problem:
        return _form(name, {"into": problem.sentence}, problem)
    flash(f"Merged. “{name}” leads here.", "success")
    return redirect(TagCard(draft.name).href, 303)


def _form(name: str, errors: Mapping[str, str], refusal: Refused | None = None) -> Response:
    require(Permission.CURATE_TAGS, actor())
    html = page("community/edit_tag.html", tag=find_tag(name), values=request.form, errors=errors)
    return make_response(html, refusal.status if refusal else 200)
