"""The administration of people: the list, one person, inviting, and bringing in a list."""

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from portal.core.permissions import Permission, may, require
from portal.core.refusals import Conflict, Invalid, NotFound
from portal.people.actions import accounts, importing, invitations
from portal.people.audit import acts_about
from portal.people.choices import choices, departments
from portal.people.forms import ImportDraft, InvitationDraft, RoleDraft
from portal.people.import_plan import Outcome
from portal.people.pages.faces import wanted_people
from portal.people.portraits import Account, find_account
from portal.people.queries import STATES, everybody
from portal.people.sections import admin_sections
from portal.people.words import ROLES, ROLES_EXPLAINED
from portal.web.forms import errors_of, read_form
from portal.web.rendering import page
from portal.web.viewer import actor, login_required

admin = Blueprint("admin", __name__, url_prefix="/admin")

Answer = str | Response | tuple[str, int]
SHOWN_LINES = 200


@admin.get("", strict_slashes=False)
@login_required
def people() -> str:
    """Everybody with an account, and those who wrote what was imported."""
    require(Permission.MANAGE_PEOPLE, actor())
    state = request.args.get("state", "")
    wanted = wanted_people(state if state in STATES else "")
    return _page(
        "/admin",
        "admin/people.html",
        wanted=wanted,
        found=everybody(wanted, request.args.get("after")),
        departments=departments(),
        roles=ROLES,
        states=STATES,
    )


@admin.route("/invite", methods=["GET", "POST"])
@login_required
def invite() -> Answer:
    """Give somebody an account, and mail them a link."""
    require(Permission.MANAGE_PEOPLE, actor())
    if request.method == "GET":
        return _invite()
    try:
        draft = read_form(InvitationDraft, request.form)
        handle = invitations.invite_person(actor(), draft)
    except Invalid as refusal:
        return _invite(refusal), refusal.status
    flash(f"{draft.name} gets a mail with a link that holds for seven days.", "success")
    return redirect(f"/admin/people/{handle}", 303)


def _invite(refusal: Invalid | None = None) -> str:
    return _page(
        "/admin",
        "admin/invite.html",
        typed=request.form,
        errors=errors_of(refusal) if refusal is not None else {},
        choices=choices(),
        roles=_role_options(),
    )


@admin.get("/people/<handle>")
@login_required
def person(handle: str) -> str:
    """One account, and what can be done about it."""
    account = _account(handle)
    return _page(
        "/admin",
        "admin/person.html",
        account=account,
        acts=acts_about(actor(), account.id),
        roles=_role_options(),
        can_suspend=may(Permission.SUSPEND, actor(), account),
    )


@admin.post("/people/<handle>/role")
@login_required
def give_role(handle: str) -> Response:
    """Give a role."""
    account = _account(handle)
    try:
        draft = read_form(RoleDraft, request.form)
        accounts.give_role(actor(), account.id, draft)
    except (Conflict, Invalid) as refusal:
        flash(refusal.sentence, "danger")
    else:
        flash(f"{account.card.name} is now: {ROLES[draft.role]}.", "success")
    return redirect(account.href, 303)


@admin.post("/people/<handle>/disable")
@login_required
def disable(handle: str) -> Response:
    """Let somebody sign in no more."""
    account = _account(handle)
    try:
        accounts.disable_person(actor(), account.id)
    except Conflict as refusal:
        flash(refusal.sentence, "danger")
    else:
        flash(f"{account.card.name} is signed out everywhere and cannot sign in. What they wrote stays.", "success")
    return redirect(account.href, 303)


@admin.post("/people/<handle>/enable")
@login_required
def enable(handle: str) -> Response:
    """Let somebody sign in again."""
    account = _account(handle)
    accounts.enable_person(actor(), account.id)
    flash(f"{account.card.name} can sign in again.", "success")
    return redirect(account.href, 303)


@admin.post("/people/<handle>/invite")
@login_required
def invite_again(handle: str) -> Response:
    """Mail a new link."""
    account = _account(handle)
    try:
        invitations.invite_again(actor(), account.id)
    except Conflict as refusal:
        flash(refusal.sentence, "danger")
    else:
        flash(f"{account.card.name} gets a new link; the one before it works no more.", "success")
    return redirect(account.href, 303)


@admin.route("/import", methods=["GET", "POST"])
@login_required
def import_people() -> Answer:
    """Send a list, to be looked at first."""
    require(Permission.MANAGE_PEOPLE, actor())
    if request.method == "GET":
        return _page("/admin/import", "admin/import.html", errors={})
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Invalid({"file": "Please choose a file."})
        token = importing.take_list(actor(), file.filename, file.stream.read())
    except Invalid as refusal:
        return _page("/admin/import", "admin/import.html", errors=refusal.errors), refusal.status
    return redirect(f"/admin/import/{token}", 303)


@admin.get("/import/<token>")
@login_required
def look_at_import(token: str) -> str:
    """What bringing the list in would do. Nothing has been done yet."""
    name, plan = importing.look_at_list(actor(), token)
    return _page(
        "/admin/import",
        "admin/import_preview.html",
        name=name,
        token=token,
        plan=plan,
        counts={outcome.value: plan.count(outcome) for outcome in Outcome},
        shown=[line for line in plan.lines if line.outcome is not Outcome.SAME][:SHOWN_LINES],
        most=SHOWN_LINES,
    )


@admin.post("/import/<token>")
@login_required
def bring_in(token: str) -> Response:
    """Do it."""
    done = importing.bring_in(actor(), token, read_form(ImportDraft, request.form))
    flash(f"{done.added} added, {done.changed} changed. Nobody was removed.", "success")
    for number, sentence in done.refused[:10]:
        flash(f"Line {number}: {sentence}", "danger")
    return redirect("/admin", 303)


def _account(handle: str) -> Account:
    require(Permission.MANAGE_PEOPLE, actor())
    account = find_account(handle)
    if account is None:
        raise NotFound
    return account


def _role_options() -> list[tuple[str, str, str]]:
    return [(role.value, name, ROLES_EXPLAINED[role]) for role, name in ROLES.items()]


def _page(section: str, template: str, **context: object) -> str:
    return page(template, sections=admin_sections(section), sections_label="Administration", **context)
