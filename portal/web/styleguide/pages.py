"""The pages of the style guide, open to anybody: nothing on them is real."""

from types import SimpleNamespace
from typing import Final

from flask import Blueprint, abort, render_template, request

from portal.core.paths import TEMPLATES
from portal.web.styleguide import cast, posts, rooms

styleguide = Blueprint("styleguide", __name__, url_prefix="/styleguide")

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "Frame": (
        "page_head", "section_head", "rail_panel", "tabs", "filter_bar", "facet_list", "pager", "breadcrumb",
        "search_box", "suggestion_list", "menu", "menu_item", "theme_switch", "shortcuts", "key_hint",
    ),
    "Forms": (
        "button", "action_form", "field", "checkbox", "choice_set", "form_errors", "editor", "similar_list", "solved_it",
        "flag_menu", "dialog",
    ),
    "People and marks": (
        "avatar", "person_chip", "level_mark", "role_mark", "trust_mark", "status_badge", "tag", "tag_list",
        "application_chip", "time", "attribution",
    ),
    "Questions and answers": (
        "question_row", "question_header", "post_body", "answer", "comment", "comment_list", "vote_button", "me_too",
        "follow_button", "accept_button", "endorse_button", "context_list", "live_note", "search_result",
    ),
    "Knowledge": ("article_card", "article_meta", "article_section", "diff", "revision_row"),
    "The game": (
        "badge", "badge_card", "quest_card", "celebration", "kudos", "ledger_row", "leaderboard_row", "level_progress",
    ),
    "Desk and figures": (
        "queue_row", "audit_row", "timeline", "notification_row", "stat", "progress", "bar_chart", "year_chart", "spark",
        "table",
    ),
    "Feedback": ("notice", "toast", "empty_state"),
}  # fmt: skip
"""Every component, once, in the order in which it is shown."""

SAMPLES: Final = SimpleNamespace(**vars(cast) | vars(posts) | vars(rooms))
"""What the templates call `s`."""

PAGES: Final = ("question", "home", "desk", "article", "ask", "leaderboard")
ERRORS: Final = (400, 403, 404, 413, 429, 500, 503)


@styleguide.get("/")
def index() -> str:
    """Everything, on one page."""
    return render_template("styleguide/index.html", groups=GROUPS, pages=PAGES, errors=ERRORS, **frame("home"))


@styleguide.get("/pages/<name>")
def page(name: str) -> str:
    """One whole page made of components, to judge them together."""
    if name not in PAGES:
        abort(404)
    return render_template(f"styleguide/pages/{name}.html", **frame(name))


@styleguide.get("/errors/<int:code>")
def error(code: int) -> str:
    """An error page, as it looks; the answer itself is an ordinary one."""
    if code not in ERRORS:
        abort(404)
    return render_template(f"errors/{code}.html", request_id="7f3a9c21", **frame("home"))


def frame(current: str) -> dict[str, object]:
    """What the layout reads, for the made-up viewer; `?dir=rtl` turns it around."""
    return {
        "viewer": cast.ANA,
        "nav": cast.NAV,
        "flashes": (),
        "s": SAMPLES,
        "text_direction": "rtl" if request.args.get("dir") == "rtl" else "ltr",
        "here": current,
    }


def component_names() -> set[str]:
    """The components there are: one file each."""
    return {path.stem for path in (TEMPLATES / "components").glob("*.html")}
