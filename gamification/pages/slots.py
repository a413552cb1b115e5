"""What the game hangs into other rooms' pages: a person's, and Home."""

from typing import Protocol

from flask import render_template

from gamification import queries, recaps
from gamification.badge_queries import awards
from gamification.expertise import expertise
from gamification.fairplay.queries import waiting
from portal.core.models import PointsVisibility
from portal.core.play import play
from portal.web.viewer import Viewer, viewer


class _Face(Protocol):
    """A person's page, as much of it as the game looks at."""

    @property
    def id(self) -> int: ...
    @property
    def points_visibility(self) -> PointsVisibility: ...


def figures_slot(face: _Face, viewer: Viewer) -> str:  # noqa: ARG001 -- a slot's context
    """People helped, before anything else; nothing of those who take no part in the game."""
    if face.points_visibility is PointsVisibility.OFF:
        return ""
    return render_template("gamification/figures_slot.html", impact=queries.impact(face.id))


def profile_slot(face: _Face, viewer: Viewer) -> str:
    """Badges of those who chose to be public; to oneself also the level, and the way to every point."""
    visibility = face.points_visibility
    own = face.id == viewer.id
    if visibility is PointsVisibility.OFF or not (own or visibility is PointsVisibility.PUBLIC):
        return ""
    return render_template(
        "gamification/profile_slot.html",
        awards=awards(face.id),
        expertise=expertise(face.id),
        account=queries.account(face.id) if own else None,
        handle=viewer.handle,
    )


def desk_slot() -> str:
    """The way to what waits for somebody to look, where the company plays."""
    if not play().is_on:
        return ""
    return render_template("gamification/desk_slot.html", waiting=waiting())


def quests_at_desk() -> str:
    """On the desk: the way to what is offered and proposed."""
    return render_template("gamification/desk_quests_slot.html") if play().is_on else ""


def season_slot() -> str:
    """In the settings: whether one gets a mail when a season ends."""
    if viewer().points_visibility is PointsVisibility.OFF:
        return ""
    return render_template(
        "gamification/season_slot.html", wants_mail=recaps.wants_mail(viewer().id), handle=viewer().handle
    )


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
