"""What the community hangs into a person's page."""

from typing import Protocol

from flask import render_template

from community.queries.person import latest_answers
from portal.web.viewer import Viewer


class _Face(Protocol):
    """A person's page, as much of it as the community looks at."""

    @property
    def id(self) -> int: ...


def person_slot(face: _Face, viewer: Viewer) -> str:
    """Somebody's newest answers, as far as the viewer may read them."""
    return render_template("community/person_slot.html", answers=latest_answers(viewer.actor, face.id))
