"""The audit log's page."""

from flask import Blueprint, request

from portal.core.permissions import Permission, require
from portal.core.refusals import Invalid
from portal.people.audit import LogEntry, called, kinds, read_log
from portal.people.forms import LogFilter
from portal.people.sections import admin_sections
from portal.web.forms import read_form
from portal.web.paging import Page
from portal.web.rendering import address_query, page
from portal.web.viewer import actor, login_required

log = Blueprint("log", __name__)


@log.get("/admin/log")
@login_required
def acts() -> str | tuple[str, int]:
    """Everything moderators and administrators did, newest first. There is no way to change a line."""
    require(Permission.SEE_AUDIT_LOG, actor())
    try:
        wanted = read_form(LogFilter, request.args)
        return _page(wanted, read_log(actor(), wanted, request.args.get("after")))
    except Invalid as refusal:
        return _page(LogFilter(), Page([]), refusal), refusal.status


def _page(wanted: LogFilter, found: Page[LogEntry], refusal: Invalid | None = None) -> str:
    asked = {name: request.args.get(name, "") for name in LogFilter.model_fields}
    return page(
        "admin/log.html",
        found=found,
        typed=asked,
        errors=refusal.errors if refusal is not None else {},
        kinds=[("", "Any"), *kinds()],
        active=_active(wanted, asked),
        older=f"/admin/log?{address_query({**asked, 'after': found.next_cursor})}" if found.next_cursor else None,
        sections=admin_sections("/admin/log"),
        sections_label="Administration",
    )


def _active(wanted: LogFilter, asked: dict[str, str]) -> list[dict[str, str]]:
    """What the log is filtered by: in words, with the way to the log without it."""
    words = {
        "person": f"by or about @{wanted.person.lstrip('@')}",
        "kind": called(wanted.kind),
        "since": f"since {wanted.since}",
        "until": f"until {wanted.until}",
        "subject": wanted.subject,
    }
    return [
        {"label": label, "href": f"/admin/log?{address_query({**asked, name: ''})}"}
        for name, label in words.items()
        if getattr(wanted, name)
    ]
