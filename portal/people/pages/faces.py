"""Faces: the directory, a person's public page, and stopping somebody for a time."""

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from portal.core.models import Role
from portal.core.permissions import Permission, may, require
from portal.core.refusals import Invalid, NotFound
from portal.people.actions import accounts
from portal.people.choices import departments
from portal.people.forms import SuspensionDraft
from portal.people.portraits import Face, find_face
from portal.people.queries import PeopleFilter, directory
from portal.people.words import ROLES, SUSPENSIONS
from portal.web import ways
from portal.web.forms import read_form
from portal.web.numbers import whole
from portal.web.rendering import page
from portal.web.viewer import actor, login_required, viewer

faces = Blueprint("faces", __name__)

Answer = str | Response | tuple[str, int]


def wanted_people(state: str = "") -> PeopleFilter:
    """The filter that the address asks for; what it says wrongly is as if it were not said."""
    asked = request.args
    role = asked.get("role", "")
    return PeopleFilter(
        text=asked.get("q", "").strip(),
        department_id=asked.get("department", type=whole),
        role=Role(role) if role in set(Role) else None,
        state=state,
    )


@faces.get("/people")
@login_required
def colleagues() -> str:
    """The directory."""
    wanted = wanted_people()
    return page(
        "people/directory.html",
        wanted=wanted,
        found=directory(wanted, request.args.get("after")),
        departments=departments(),
        roles=ROLES,
    )


@faces.get("/people/<handle>")
@login_required
def person(handle: str) -> str:
    """A person's public face."""
    face = _found(handle)
    can_suspend = not face.is_imported and may(Permission.SUSPEND, actor(), face)
    return page(
        "people/person.html",
        face=face,
        is_self=face.id == viewer().id,
        can_suspend=can_suspend,
        can_manage=not face.is_imported and viewer().may(Permission.MANAGE_PEOPLE),
        roles=ROLES,
    )


@faces.route("/people/<handle>/suspend", methods=["GET", "POST"])
@login_required
def suspend(handle: str) -> Answer:
    """Let somebody only read for a time, saying why."""
    face = _found(handle)
    if face.is_imported:
        raise NotFound
    require(Permission.SUSPEND, actor(), face)
    if request.method == "GET":
        return _ask_how_long(face)
    try:
        accounts.suspend_person(actor(), face.id, read_form(SuspensionDraft, request.form))
    except Invalid as refusal:
        return _ask_how_long(face, refusal), refusal.status
    flash(f"{face.card.name} can read but not write for now, and has been told why.", "success")
    return redirect(face.card.href, 303)


@faces.post("/people/<handle>/lift")
@login_required
def lift(handle: str) -> Response:
    """Let a suspended person write again."""
    face = _found(handle)
    accounts.lift_suspension(actor(), face.id)
    flash(f"{face.card.name} can write again.", "success")
    return redirect(ways.back(face.card.href), 303)


def _ask_how_long(face: Face, refusal: Invalid | None = None) -> str:
    return page(
        "people/suspend.html",
        face=face,
        typed=request.form,
        errors=refusal.errors if refusal is not None else {},
        lengths=SUSPENSIONS.items(),
    )


def _found(handle: str) -> Face:
    face = find_face(handle)
    if face is None:
        raise NotFound
    return face
