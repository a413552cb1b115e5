"""The door: signing in and out, a forgotten password, an invitation."""

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, flash, redirect, request, session
from flask_limiter.errors import RateLimitExceeded
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from portal.core.models import User
from portal.core.refusals import Invalid, TooMany
from portal.core.settings import Settings
from portal.people.actions import invitations, passwords, signing_in
from portal.people.actions.passwords import LinkUsed
from portal.people.actions.signing_in import SignedIn
from portal.people.forms import AcceptanceDraft, NewPasswordDraft, ResetRequestDraft, SignInDraft
from portal.people.queries import companions
from portal.web import ways
from portal.web.forms import errors_of, read_form
from portal.web.limits import SIGN_IN, SIGN_IN_TO_ONE_ACCOUNT, limiter
from portal.web.rendering import page
from portal.web.viewer import load_viewer, viewer_or_none

door = Blueprint("people", __name__)

DEMO_CAST = ("emma", "sam", "ana", "adam")
Answer = str | Response | tuple[str, int]


def _typed_address() -> str:
    return f"account:{request.form.get('email', '').strip().lower()[:254]}"


def _did_not_work(response: Response) -> bool:
    return response.status_code != 303


@door.get("/sign-in")
def sign_in() -> Answer:
    """Ask who somebody is; whoever is in already goes on."""
    if viewer_or_none() is not None:
        return redirect(ways.wanted(), 303)
    return _ask(request.args)


@door.post("/sign-in")
@limiter.limit(SIGN_IN, deduct_when=_did_not_work)
@limiter.limit(SIGN_IN_TO_ONE_ACCOUNT, key_func=_typed_address, deduct_when=_did_not_work)
def sign_in_now() -> Answer:
    """Sign in with an address and a password."""
    try:
        draft = read_form(SignInDraft, request.form)
        let_in(signing_in.sign_in(draft))
        session.permanent = draft.stay
    except (Invalid, TooMany) as refusal:
        return _ask(request.form, errors_of(refusal)), refusal.status
    return redirect(ways.wanted(), 303)


@door.errorhandler(RateLimitExceeded)
def _too_many(_error: RateLimitExceeded) -> Answer:
    """Nothing that was typed is lost, but the password."""
    refusal = TooMany("That was a lot of tries. Please wait a minute, then try again.")
    return _ask(request.form, errors_of(refusal)), refusal.status


@door.post("/sign-in/as")
def sign_in_as() -> Response:
    """Be one of the demo company's cast, with one click; there is no such thing outside the demo."""
    handle = request.form.get("handle", "")
    if not _settings().demo or handle not in DEMO_CAST:
        abort(404)
    let_in(signing_in.sign_in_as_cast(handle))
    return redirect(ways.wanted(), 303)


@door.post("/sign-out")
def sign_out() -> Response:
    """Leave, on this device. Whoever is out already stays out."""
    logout_user()
    session.clear()
    flash("You are signed out.", "success")
    return redirect("/sign-in", 303)


@door.route("/reset-password", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"])
def ask_for_reset() -> Answer:
    """Ask for a link by mail. The answer is the same whether the address is known or not."""
    if request.method == "GET":
        return page("people/reset_request.html", typed=request.args, errors={})
    try:
        passwords.request_password_reset(read_form(ResetRequestDraft, request.form))
    except Invalid as refusal:
        return page("people/reset_request.html", typed=request.form, errors=refusal.errors), refusal.status
    return page("people/reset_sent.html", email=request.form["email"], is_kept_here=_keeps_mails_here())


@door.route("/reset-password/<signed>", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"], deduct_when=_did_not_work)
def reset_password(signed: str) -> Answer:
    """Choose a new password by a link that was mailed."""
    try:
        passwords.holder_of(signed)
        if request.method == "GET":
            return page("people/reset_password.html", errors={})
        passwords.reset_password(signed, read_form(NewPasswordDraft, request.form))
    except LinkUsed as refusal:
        return page("people/link_used.html", sentence=refusal.sentence, way_on="/reset-password"), refusal.status
    except Invalid as refusal:
        return page("people/reset_password.html", errors=refusal.errors), refusal.status
    logout_user()
    flash("Your password is changed. Sign in with the new one.", "success")
    return redirect("/sign-in", 303)


@door.route("/invitation/<signed>", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"], deduct_when=_did_not_work)
def invitation(signed: str) -> Answer:
    """Join by a link that was mailed, and be in."""
    try:
        invited = invitations.invited_person(signed)
        if request.method == "GET":
            return _invite(invited, {"name": invited.name}, {})
        return _join(signed, invited)
    except LinkUsed as refusal:
        sentence = "This invitation has been answered already, or is too old. Ask who invited you for a new one."
        return page("people/link_used.html", sentence=sentence, way_on=""), refusal.status


def _join(signed: str, invited: User) -> Answer:
    try:
        joined = invitations.accept_invitation(signed, read_form(AcceptanceDraft, request.form))
    except Invalid as refusal:
        return _invite(invited, request.form, refusal.errors), refusal.status
    let_in(joined)
    flash("Welcome! Tell colleagues where you work and what with, so that questions find the right person.", "success")
    return redirect("/settings", 303)


def _invite(invited: User, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return page("people/invitation.html", typed=typed, errors=errors, email=invited.email, handle=invited.handle)


def let_in(signed_in: SignedIn) -> None:
    """Begin a session, and nothing of the one before it goes on."""
    session.clear()
    login_user(load_viewer(signed_in.cookie))


def _ask(typed: Mapping[str, str], errors: Mapping[str, str] | None = None) -> str:
    settings = _settings()
    return page(
        "people/sign_in.html",
        typed=typed,
        errors=errors or {},
        way_on=ways.wanted(""),
        cast=companions(DEMO_CAST) if settings.demo else (),
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["QUESTBOARD"]
    return settings


def _keeps_mails_here() -> bool:
    return not _settings().smtp_url.get_secret_value()


@door.after_request
def _keep_nothing(response: Response) -> Response:
    """Pages with a link that lets somebody in, or with an address in it, stay in no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
