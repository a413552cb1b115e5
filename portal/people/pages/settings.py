"""One's own settings: profile, points, news, look, signing in."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from portal.core.models import PointsVisibility
from portal.core.play import play
from portal.core.refusals import Invalid, NotFound, Refused, TooMany
from portal.people.actions import passwords, profiles, signing_in
from portal.people.choices import country_of, own_channel, own_profile
from portal.people.forms import ChannelDraft, PasswordChangeDraft, PointsDraft, ProfileDraft, ThemeDraft, zones
from portal.people.languages import LANGUAGES
from portal.people.pages.door import let_in
from portal.people.sections import settings_sections
from portal.people.words import CHANNELS, POINTS
from portal.web import ways
from portal.web.forms import errors_of, read_form
from portal.web.rendering import page
from portal.web.viewer import actor, login_required, viewer

settings = Blueprint("settings", __name__, url_prefix="/settings")

Answer = str | Response | tuple[str, int]


@settings.get("", strict_slashes=False)
@login_required
def profile() -> str:
    """What one's page says, and what travels with one's questions."""
    own = own_profile(viewer().id)
    return _profile(own.values, own.languages, own.application_ids)


@settings.post("", strict_slashes=False)
@login_required
def change_profile() -> Answer:
    """Change it; whatever cannot be taken is shown again as it was typed."""
    form = request.form
    try:
        profiles.change_profile(actor(), read_form(ProfileDraft, form))
    except Invalid as refusal:
        typed = _profile(form, form.getlist("languages"), form.getlist("application_ids"), refusal)
        return typed, refusal.status
    flash("Saved. Your page shows it now.", "success")
    return redirect("/settings", 303)


def _profile(
    typed: Mapping[str, str], languages: Sequence[str], application_ids: Sequence[str], refusal: Refused | None = None
) -> str:
    return _page(
        "/settings",
        "settings/profile.html",
        typed=typed,
        errors=errors_of(refusal) if refusal is not None else {},
        chosen_languages=set(languages),
        chosen_applications=set(application_ids),
        choices=own_profile(viewer().id).choices,
        all_languages=LANGUAGES.items(),
        zones=[("", "As my site"), *((zone, zone.replace("_", " ")) for zone in sorted(zones()))],
    )


@settings.get("/points")
@login_required
def points() -> str:
    """How far one takes part in the game."""
    if not play().is_on:
        raise NotFound
    most = play().ceiling(country_of(viewer().site_id))
    allowed = {
        value: words for value, words in POINTS.items() if play().held_to(value, country_of(viewer().site_id)) is value
    }
    return _page(
        "/settings/points",
        "settings/points.html",
        chosen=viewer().points_visibility,
        options=allowed,
        is_bounded=most is not PointsVisibility.PUBLIC,
    )


@settings.post("/points")
@login_required
def choose_points() -> Response | tuple[str, int]:
    """Choose how far."""
    try:
        profiles.choose_points_visibility(actor(), read_form(PointsDraft, request.form))
    except Invalid as refusal:
        flash(refusal.sentence, "warn")
        return points(), refusal.status
    flash("Saved.", "success")
    return redirect("/settings/points", 303)


@settings.get("/news")
@login_required
def news() -> str:
    """What reaches one, and how."""
    return _page("/settings/news", "settings/news.html", chosen=own_channel(viewer().id), options=CHANNELS)


@settings.post("/news")
@login_required
def choose_channel() -> Response:
    """Choose how."""
    profiles.choose_channel(actor(), read_form(ChannelDraft, request.form))
    flash("Saved.", "success")
    return redirect("/settings/news", 303)


@settings.get("/look")
@login_required
def look() -> str:
    """Light, dark, or as the system has it."""
    return _page("/settings/look", "settings/look.html")


@settings.post("/theme")
@login_required
def choose_theme() -> Response:
    """Choose the colours, from the settings or from the menu on any page."""
    profiles.choose_theme(actor(), read_form(ThemeDraft, request.form))
    return redirect(ways.back("/settings/look"), 303)


@settings.get("/security")
@login_required
def security() -> str:
    """The password, and where one is signed in."""
    return _page("/settings/security", "settings/security.html", errors={})


@settings.post("/security/password")
@login_required
def change_password() -> Answer:
    """Choose a new password; other devices are signed out, this one stays in."""
    try:
        let_in(passwords.change_password(actor(), read_form(PasswordChangeDraft, request.form)))
    except (Invalid, TooMany) as refusal:
        return _page("/settings/security", "settings/security.html", errors=errors_of(refusal)), refusal.status
    flash("Your password is changed, and every other device is signed out.", "success")
    return redirect("/settings/security", 303)


@settings.post("/security/everywhere")
@login_required
def sign_out_everywhere() -> Response:
    """End every session, this one too."""
    signing_in.sign_out_everywhere(actor())
    flash("You are signed out everywhere.", "success")
    return redirect("/sign-in", 303)


def _page(section: str, template: str, **context: object) -> str:
    return page(template, sections=settings_sections(section), sections_label="Settings", **context)
