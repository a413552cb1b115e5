"""The pages of search, and the parts of pages that come while one types."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from portal.finding import queries
from portal.finding.alike import find_similar
from portal.finding.asked import MOST_PAGES, PAGE_SIZE, read_asked, read_text
from portal.finding.related import related_to
from portal.finding.seen import note_opening, note_search
from portal.finding.suggestions import suggest
from portal.search.language import HELP
from portal.web.limits import SEARCHING, limiter
from portal.web.rendering import page
from portal.web.viewer import actor, viewer, viewer_or_none

pages = Blueprint("search", __name__)

_THREAD = re.compile(r"/(?P<room>questions|knowledge)/(?P<id>\d{1,15})/[^/]+$")
EXAMPLES = [*HELP[:3], *(row for row in HELP if row.example in ("type:article", "is:unanswered", "is:mine"))]
"""Those of the help that lead somewhere in every company."""


@pages.before_request
def _sign_in_first() -> None:
    viewer()


@pages.get("/search")
@limiter.limit(SEARCHING)
def search() -> str:
    """One box over everything."""
    person = actor()
    shown = queries.search(person, read_asked(request.args))
    if shown.asked.page == 1 and not shown.is_plain:
        note_search(person.id, shown.asked.q, shown.total)
    return page("search/results.html", shown=shown, asked=shown.asked, most=MOST_PAGES * PAGE_SIZE, examples=EXAMPLES)


@pages.get("/search/suggest")
@limiter.limit(SEARCHING)
def suggestions() -> str:
    """What goes on from what was typed: a part of a page."""
    typed = read_text(request.args.get("q", ""))
    return render_template("search/suggestions.html", rows=suggest(actor(), typed), typed=typed)


@pages.get("/search/similar")
@limiter.limit(SEARCHING)
def similar() -> str:
    """What looks like a title and a text: a part of a page."""
    title, body = read_text(request.args.get("title", "")), read_text(request.args.get("body", ""))
    return render_template("search/similar.html", items=find_similar(title, body, actor()) if title else ())


@pages.get("/search/help")
def help_() -> str:
    """What can be typed into the box."""
    return page("search/help.html", rows=HELP)


@pages.after_app_request
def _see_what_is_opened(response: Response) -> Response:
    """What somebody opens from a page of results is noted: it says more of a search than how much it found."""
    opened = _THREAD.match(request.path)
    if opened and request.method == "GET" and response.status_code == 200 and _came_from_search():
        kind = "question" if opened["room"] == "questions" else "article"
        note_opening(actor().id, f"{kind}:{opened['id']}")
    return response


def _came_from_search() -> bool:
    address = urlsplit(request.referrer or "")
    return address.path == "/search" and address.netloc == request.host and viewer_or_none() is not None


def article_rail(article_id: int) -> str:
    """What search hangs beside an article: what is related to it."""
    items = related_to(f"article:{article_id}", actor())
    return render_template("search/related.html", items=items)
