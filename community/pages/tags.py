"""The tags: a list, and a page each. They are kept in order at the desk."""

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from community.pages.blueprint import pages
from community.queries.lists import Tab, Wanted, list_questions
from community.queries.tags import find_tag, list_tags
from portal.core.permissions import Permission
from portal.web.cards import TagCard
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
