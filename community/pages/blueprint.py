"""The blueprint that every page of the community hangs on: nobody comes in without having signed in."""

from flask import Blueprint

from community.finding import MOST_ID
from portal.web.viewer import viewer

pages = Blueprint("community", __name__)

ID = f"int(max={MOST_ID})"
"""An id in an address; a number that no database could hold is no address at all."""


@pages.before_request
def _sign_in_first() -> None:
    viewer()
