"""The pages of the bell, and the administrator's of mails and deliveries."""

from flask import Blueprint, current_app, flash, jsonify, redirect, request
from werkzeug.wrappers import Response

from portal.core import deliveries
from portal.core.db import release
from portal.core.models import DeliveryState
from portal.notify import actions, queries
from portal.people.sections import admin_sections
from portal.web import ways
from portal.web.numbers import whole
from portal.web.rendering import page
from portal.web.viewer import actor, login_required, viewer

pages = Blueprint("notify", __name__)


@pages.get("/notifications")
@login_required
def bell() -> str:
    """One's own bell."""
    return page("notify/bell.html", found=queries.bell(actor(), request.args.get("before")))


@pages.get("/notifications/<int:notification_id>")
@login_required
def follow(notification_id: int) -> Response:
    """Go where a line leads; it is read then."""
    person = actor()
    release()
    return redirect(actions.read_notification(person, notification_id), 303)


@pages.post("/notifications/<int:notification_id>/read")
@login_required
def read(notification_id: int) -> Response:
    """Mark a line as read, and stay."""
    actions.read_notification(actor(), notification_id)
    return redirect(ways.back("/notifications"), 303)


@pages.post("/notifications/read")
@login_required
def read_all() -> Response:
    """Mark all that was shown, and everything older, as read; what came since stays unread."""
    actions.read_all_notifications(actor(), request.form.get("up_to", 0, type=whole))
    return redirect("/notifications", 303)


@pages.get("/notifications/unread")
@login_required
def unread() -> Response:
    """How many lines are unread, as JSON: {"unread": 3}."""
    return jsonify(unread=viewer().unread)


@pages.get("/admin/mails")
@login_required
def mails() -> str:
    """The mails: written, sent, given up. Where no mail is sent they can be read here."""
    found = queries.outbox(actor(), request.args.get("before"))
    is_sending = bool(current_app.config["QUESTBOARD"].smtp_url.get_secret_value())
    return _admin_page(
        "/admin/mails", "notify/mails.html", found=found, is_sending=is_sending, given_up=queries.given_up_mails()
    )


@pages.get("/admin/deliveries")
@login_required
def under_way() -> str:
    """What has happened and has not reached everybody who must hear of it."""
    found = queries.deliveries_under_way(actor(), request.args.get("after"))
    counts = deliveries.counts()
    return _admin_page(
        "/admin/deliveries",
        "notify/deliveries.html",
        found=found,
        pending=counts[DeliveryState.PENDING],
        parked=counts[DeliveryState.PARKED],
    )


@pages.post("/admin/deliveries/retry")
@login_required
def try_again() -> Response:
    """Give what was parked, or given up, another set of tries."""
    tried = actions.try_again(actor())
    flash(f"{tried.deliveries} deliveries and {tried.mails} mails will be tried again.", "success")
    return redirect(ways.back("/admin/deliveries"), 303)


def _admin_page(section: str, template: str, **context: object) -> str:
    return page(template, sections=admin_sections(section), sections_label="Administration", **context)
