"""The game's pages: the board, the badges, one's own points; and what the game hangs into a person's page."""

from typing import Protocol

from flask import Blueprint, abort, render_template, request
from sqlalchemy import select

from gamification import queries
from gamification.ledger import rules
from portal.core.db import session
from portal.core.models import PointsVisibility, User
from portal.core.refusals import NotFound
from portal.web.rendering import page
from portal.web.viewer import Viewer, login_required, viewer

pages = Blueprint("gamification", __name__)


@pages.get("/leaderboard")
@login_required
def leaderboard() -> str:
    """The board of the month or the season."""
    which = "season" if request.args.get("period") == "season" else "month"
    return page(
        "gamification/leaderboard.html",
        board=queries.board(viewer().id, which),
        which=which,
        is_public=viewer().points_visibility is PointsVisibility.PUBLIC,
    )


@pages.get("/badges")
@login_required
def badges() -> str:
    """Every badge, what it takes and how rare it is."""
    return page("gamification/badges.html", badges=queries.badges(viewer().id))


@pages.get("/badges/<badge_id>")
@login_required
def badge(badge_id: str) -> str:
    """One badge, and the people who have it and chose to be public."""
    card = queries.badge_card(badge_id, viewer().id)
    if card is None:
        raise NotFound
    holders = queries.public_holders(badge_id, request.args.get("after"))
    return page("gamification/badge.html", badge=card, holders=holders)


@pages.get("/people/<handle>/points")
@login_required
def points(handle: str) -> str:
    """One's own ledger. Nobody sees anybody else's, whatever their role."""
    if handle != viewer().handle:
        abort(404)
    kinds = rules().events
    event = request.args.get("event", "")
    return page(
        "gamification/points.html",
        account=queries.account(viewer().id),
        lines=queries.ledger(viewer().id, request.args.get("after"), event if event in kinds else ""),
        kinds=[(kind, rule.says) for kind, rule in kinds.items()],
        event=event,
        is_off=viewer().points_visibility is PointsVisibility.OFF,
    )


class _Face(Protocol):
    """A person's page, as much of it as the game looks at."""

    @property
    def id(self) -> int: ...


def figures_slot(face: _Face, viewer: Viewer) -> str:  # noqa: ARG001 -- a slot's context
    """People helped, before anything else; nothing of those who take no part in the game."""
    if _visibility(face.id) is PointsVisibility.OFF:
        return ""
    return render_template("gamification/figures_slot.html", impact=queries.impact(face.id))


def profile_slot(face: _Face, viewer: Viewer) -> str:
    """Badges of those who chose to be public; to oneself also the level, and the way to every point."""
    visibility = _visibility(face.id)
    own = face.id == viewer.id
    if visibility is PointsVisibility.OFF or not (own or visibility is PointsVisibility.PUBLIC):
        return ""
    return render_template(
        "gamification/profile_slot.html",
        awards=queries.awards(face.id),
        account=queries.account(face.id) if own else None,
        handle=viewer.handle,
    )


def _visibility(user_id: int) -> PointsVisibility:
    found = session().scalar(select(User.points_visibility).where(User.id == user_id))
    return found or PointsVisibility.OFF


def home_slot(user_id: int) -> str:
    """What the game shows on Home: how many colleagues one has helped, and the way to the next level."""
    if viewer().points_visibility is PointsVisibility.OFF:
        return ""
    return render_template(
        "gamification/home_slot.html",
        impact=queries.impact(user_id),
        account=queries.account(user_id),
        handle=viewer().handle,
    )
