"""Home."""

from flask import Blueprint

from portal.site.queries import home
from portal.web.rendering import page
from portal.web.viewer import actor, login_required

pages = Blueprint("site", __name__)


@pages.get("/")
@login_required
def index() -> str:
    """The one box to type in, and what concerns this person now."""
    return page("site/home.html", home=home(actor()))
