"""Boosts: lifting a question with points of a pool, and giving them to the answer that helped."""

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from gamification.actions import boosts
from gamification.forms import BoostAwardDraft, BoostDraft
from gamification.pages.blueprint import ID, pages
from portal.core.permissions import NotAllowed
from portal.core.refusals import NotFound, Refused
from portal.web.forms import read_form
from portal.web.viewer import actor


@pages.post(f"/questions/<{ID}:question_id>/boost")
def lift(question_id: int) -> Response:
    """Lift a question."""
    item = boosts.find_to_lift(actor(), question_id)
    try:
        boosts.start_boost(actor(), question_id, read_form(BoostDraft, request.form))
        flash("Lifted. Whoever helps best gets it.", "success")
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        flash(refusal.sentence, "warn")
    return redirect(item.href, 303)


@pages.post(f"/questions/<{ID}:question_id>/boost/award")
def award(question_id: int) -> Response:
    """Give the boost of a question to an answer."""
    item, _boost = boosts.find_to_award(actor(), question_id)
    try:
        boosts.award_boost(actor(), question_id, read_form(BoostAwardDraft, request.form))
        flash("Given. They hear of it.", "success")
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        flash(refusal.sentence, "warn")
    return redirect(item.href, 303)
