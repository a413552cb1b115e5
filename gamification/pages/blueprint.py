"""The blueprint that every page of the game hangs on: nobody comes in without having signed in."""

from flask import Blueprint

from portal.core.models import PointsVisibility
from portal.core.play import play
from portal.core.refusals import NotFound
from portal.web.viewer import viewer

pages = Blueprint("gamification", __name__)

ID = "int(max=9223372036854775807)"


@pages.before_request
def _sign_in_first() -> None:
    viewer()


def require_play() -> None:
    """Go on only where the company plays: where it does not, there is nothing here."""
    if not play().is_on:
        raise NotFound


def is_playing() -> bool:
    """Whether the viewer takes part."""
    return viewer().points_visibility is not PointsVisibility.OFF
