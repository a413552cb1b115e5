"""What everybody sees: the boards, the badges, how points work."""

from flask import request

from gamification import badge_queries, boards
from gamification.company import impact_board
from gamification.pages.blueprint import pages, require_play
from gamification.versions import differences, rules_at, to_come
from portal.core import clock
from portal.core.models import PointsVisibility
from portal.core.play import BoardsShown, play
from portal.core.refusals import NotFound
from portal.web.rendering import page
from portal.web.viewer import viewer

_NAMED = {"month": "This month", "season": "This season", "newcomers": "Newcomers"}


@pages.get("/leaderboard")
def leaderboard() -> str:
    """What all help came to; behind it departments, and, for those who chose it, people."""
    require_play()
    which, tag = request.args.get("period", ""), request.args.get("tag", "")[:40].lower()
    shown = play().boards
    if which == "departments" and shown is not BoardsShown.NONE:
        return page(
            "gamification/teams.html", board=boards.team_board(viewer().department_id), which=which, tabs=_tabs()
        )
    if (which in _NAMED or tag) and shown is BoardsShown.ALL:
        return page(
            "gamification/leaderboard.html",
            board=boards.board(viewer().id, which if which in _NAMED else "season", tag),
            which="" if tag else which,
            tag=tag,
            tabs=_tabs(),
            is_public=viewer().points_visibility is PointsVisibility.PUBLIC,
        )
    return page("gamification/impact.html", board=impact_board(), which="", tabs=_tabs())


def _tabs() -> list[tuple[str, str, str]]:
    found = [("", "Impact", "/leaderboard")]
    if play().boards is not BoardsShown.NONE:
        found.append(("departments", "Departments", "/leaderboard?period=departments"))
    if play().boards is BoardsShown.ALL:
        found += [(name, label, f"/leaderboard?period={name}") for name, label in _NAMED.items()]
    return found


@pages.get("/badges")
def badges() -> str:
    """Every badge, what it takes and how rare it is."""
    require_play()
    return page("gamification/badges.html", badges=badge_queries.badges(viewer().id))


@pages.get("/badges/<badge_id>")
def badge(badge_id: str) -> str:
    """One badge, and the people who have it and chose to be public."""
    require_play()
    card = badge_queries.badge_card(badge_id, viewer().id)
    if card is None:
        raise NotFound
    holders = badge_queries.public_holders(badge_id, request.args.get("after"))
    return page("gamification/badge.html", badge=card, holders=holders)


@pages.get("/points/rules")
def rules() -> str:
    """How points work: what is paid, what limits it, what will change; and which kinds of rules keep it fair."""
    require_play()
    now = clock.now()
    current, coming = rules_at(now), to_come(now)
    return page(
        "gamification/rules.html",
        rules=current,
        coming=coming,
        changes=differences(current, coming.rules) if coming else [],
    )
