"""The administration of what the company is made of: departments, sites, applications."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.core.models import Application, Department, Site
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Invalid
from portal.people import company
from portal.people.actions import company as actions
from portal.people.forms import ApplicationDraft, DepartmentDraft, SiteDraft, zones
from portal.people.sections import admin_sections
from portal.web.forms import read_form
from portal.web.rendering import page
from portal.web.viewer import actor, login_required

parts = Blueprint("company", __name__, url_prefix="/admin")

Answer = str | Response | tuple[str, int]
Typed = MultiDict[str, str]


@dataclass(frozen=True)
class Shelf:
    """One kind of part, and how it is listed, added and changed."""

    kind: type[actions.Part]
    one: str
    title: str
    lead: str
    rows: Callable[[], Sequence[company.PartRow]]
    add: Callable[[Actor, Typed], int]
    change: Callable[[Actor, int, Typed], None]


SHELVES: Mapping[str, Shelf] = {
    "departments": Shelf(
        Department,
        "department",
        "Departments",
        "Where people belong. They choose one in their profile; a list of people may bring new ones.",
        company.departments,
        lambda who, form: actions.add_department(who, read_form(DepartmentDraft, form)),
        lambda who, part_id, form: actions.change_department(who, part_id, read_form(DepartmentDraft, form)),
    ),
    "sites": Shelf(
        Site,
        "site",
        "Sites",
        "Where people work. A site's time zone and hours count for those who say nothing else.",
        company.sites,
        lambda who, form: actions.add_site(who, read_form(SiteDraft, form)),
        lambda who, part_id, form: actions.change_site(who, part_id, read_form(SiteDraft, form)),
    ),
    "applications": Shelf(
        Application,
        "application",
        "Applications",
        "What people work with and ask about.",
        company.applications,
        lambda who, form: actions.add_application(who, read_form(ApplicationDraft, form)),
        lambda who, part_id, form: actions.change_application(who, part_id, read_form(ApplicationDraft, form)),
    ),
}


@parts.get("/<any(departments,sites,applications):kind>")
@login_required
def shelf(kind: str) -> str:
    """All of a kind, and a form for another one."""
    require(Permission.MANAGE_COMPANY, actor())
    return _shelf(kind, {}, {})


@parts.post("/<any(departments,sites,applications):kind>")
@login_required
def add(kind: str) -> Answer:
    """Add one."""
    try:
        SHELVES[kind].add(actor(), request.form)
    except Invalid as refusal:
        return _shelf(kind, request.form, refusal.errors), refusal.status
    flash(f"{request.form['name'].strip()} is added.", "success")
    return redirect(f"/admin/{kind}", 303)


@parts.route("/<any(departments,sites,applications):kind>/<int:part_id>", methods=["GET", "POST"])
@login_required
def change(kind: str, part_id: int) -> Answer:
    """Change one."""
    require(Permission.MANAGE_COMPANY, actor())
    if request.method == "GET":
        return _one(kind, part_id, None, {})
    try:
        SHELVES[kind].change(actor(), part_id, request.form)
    except Invalid as refusal:
        return _one(kind, part_id, request.form, refusal.errors), refusal.status
    flash("Changed.", "success")
    return redirect(f"/admin/{kind}", 303)


@parts.post("/<any(departments,sites,applications):kind>/<int:part_id>/retire")
@login_required
def retire(kind: str, part_id: int) -> Response:
    """Let one be chosen no more."""
    actions.retire_part(actor(), SHELVES[kind].kind, part_id)
    flash("It can no longer be chosen. Where it stands already, it stays.", "success")
    return redirect(f"/admin/{kind}", 303)


@parts.post("/<any(departments,sites,applications):kind>/<int:part_id>/restore")
@login_required
def bring_back(kind: str, part_id: int) -> Response:
    """Let one be chosen again."""
    actions.bring_part_back(actor(), SHELVES[kind].kind, part_id)
    flash("It can be chosen again.", "success")
    return redirect(f"/admin/{kind}", 303)


def _shelf(kind: str, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return _page(kind, "admin/parts.html", rows=SHELVES[kind].rows(), typed=typed, errors=errors)


def _one(kind: str, part_id: int, typed: Mapping[str, str] | None, errors: Mapping[str, str]) -> str:
    part = company.find_part(SHELVES[kind].kind, part_id)
    values = typed if typed is not None else {name: _shown(value) for name, value in vars(part).items()}
    return _page(kind, "admin/part.html", part=part, typed=values, errors=errors)


def _shown(value: object) -> str:
    return "" if value is None or value is False else str(value)


def _page(kind: str, template: str, **context: object) -> str:
    return page(
        template,
        kind=kind,
        shelf=SHELVES[kind],
        zones=[(zone, zone.replace("_", " ")) for zone in sorted(zones())],
        sections=admin_sections(f"/admin/{kind}"),
        sections_label="Administration",
        **context,
    )
