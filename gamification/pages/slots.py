"""What the game hangs into other rooms' pages: a person's, and Home."""

from functools import lru_cache
from typing import Protocol

from flask import render_template

from gamification import queries, recaps
from gamification.badge_queries import awards
from gamification.boost_queries import boost_of, lifted, pool_for
from gamification.boosted import is_boosted
from gamification.celebrating import celebration
from gamification.expertise import expertise
from gamification.fairplay.queries import waiting
from gamification.kudos_queries import newest_received, reported_count
from gamification.year import year_of
from portal.core.models import PointsVisibility
from portal.core.permissions import Permission, may
from portal.core.play import play
from portal.web.cards import PersonCard
from portal.web.viewer import Viewer, viewer

KUDOS_SHOWN = 3
LIFTED_SHOWN = 5


class _Face(Protocol):
    """A person's page, as much of it as the game looks at."""

    @property
    def id(self) -> int: ...
    @property
    def points_visibility(self) -> PointsVisibility: ...
    @property
    def card(self) -> PersonCard: ...


def figures_slot(face: _Face, viewer: Viewer) -> str:
    """People helped, before anything else; nothing of those who take no part in the game. To oneself, with the why."""
    if face.points_visibility is PointsVisibility.OFF:
        return ""
    ledger = f"/people/{viewer.handle}/points" if face.id == viewer.id else None
    return render_template("gamification/figures_slot.html", impact=queries.impact(face.id), ledger=ledger)


def profile_slot(face: _Face, viewer: Viewer) -> str:
    """What somebody is proud of, if they chose to be public: thanks, a year of help, what they know, badges.

    To oneself also the level, and the way to every point; and thanks, whether one plays or not.
    """
    visibility, own = face.points_visibility, face.id == viewer.id
    if not play().is_on or not (own or visibility is PointsVisibility.PUBLIC):
        return ""
    kudos, kudos_count = newest_received(viewer.actor, face.id, visibility, KUDOS_SHOWN)
    plays = visibility is not PointsVisibility.OFF
    return render_template(
        "gamification/profile_slot.html",
        kudos=kudos,
        kudos_count=kudos_count,
        handle=face.card.handle,
        awards=awards(face.id) if plays else (),
        expertise=expertise(face.id) if plays else (),
        year=year_of(face.id) if plays else None,
        account=queries.account(face.id) if own and plays else None,
        own=own,
    )


def desk_slot() -> str:
    """The way to what waits for somebody to look, where the company plays."""
    if not play().is_on:
        return ""
    return render_template("gamification/desk_slot.html", waiting=waiting(), reported=reported_count())


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


def home_top_slot() -> str:
    """A badge or a level to be glad about: one a day at most."""
    found = celebration(viewer()) if play().is_on else None
    return render_template("gamification/celebration_slot.html", celebration=found) if found else ""


def answer_slot(answer_id: int, can_thank: bool, **_others: object) -> str:  # noqa: FBT001 -- a slot's context
    """The way to thank whoever answered."""
    return _thank_button(f"/answers/{answer_id}/kudos") if can_thank and play().is_on else ""


def article_slot(article_id: int, can_thank: bool) -> str:  # noqa: FBT001 -- a slot's context
    """The way to thank those an article is owed to."""
    return _thank_button(f"/knowledge/{article_id}/kudos") if can_thank and play().is_on else ""


def suggestion_slot(suggestion_id: int, can_thank: bool) -> str:  # noqa: FBT001 -- a slot's context
    """The way to thank whoever made a text better."""
    return _thank_button(f"/suggestions/{suggestion_id}/kudos") if can_thank and play().is_on else ""


def comment_slot() -> str:
    """What follows in the address of thanking for a comment; a page's comments are drawn once for everybody."""
    return "/kudos" if play().is_on else ""


@lru_cache(maxsize=2000)
def _thank_button(href: str) -> str:
    return render_template("gamification/kudos_slot.html", href=href)


def boost_slot(question_id: int, **about: object) -> str:
    """A question's boost, giving it to an answer, and lifting a question that has none."""
    if not play().is_on or viewer().points_visibility is PointsVisibility.OFF:
        return ""
    person = viewer().actor
    boost = boost_of(person, question_id) if is_boosted(question_id) else None
    place = Boostable(bool(about.get("is_own")), person.id)
    lifts = boost is None and bool(about.get("can_boost")) and may(Permission.FUND_BOOST, person, place)
    pool = pool_for(person, viewer().department_id) if lifts else None
    if boost is None and not (pool and pool.points):
        return ""
    return render_template("gamification/boost_slot.html", boost=boost, pool=pool, question_id=question_id)


def lifted_slot() -> str:
    """The questions that are boosted now, beside the lists of questions."""
    if not play().is_on or viewer().points_visibility is PointsVisibility.OFF:
        return ""
    found = lifted(viewer().actor, LIFTED_SHOWN)
    return render_template("gamification/lifted_slot.html", lifted=found) if found else ""


class Boostable:
    """A question that stands, as the permission to lift it looks at it."""

    is_deleted = False

    def __init__(self, is_own: bool, me: int) -> None:  # noqa: FBT001 -- what the page says
        self.author_id = me if is_own else 0
