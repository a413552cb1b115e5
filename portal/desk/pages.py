"""The desk's pages."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from community.actions import moderation, suggestions, tags
from community.actions.answers import endorse_answer
from community.forms import TagDescription, TagNameDraft
from community.models import ClosedAs
from knowledge.actions.articles import verify_article
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid, NotFound, Refused
from portal.desk import queues
from portal.desk.items import LABELS, QueueKind
from portal.desk.tag_lists import tag_rows
from portal.web.forms import read_form, read_values
from portal.web.rendering import page
from portal.web.viewer import actor, login_required

pages = Blueprint("desk", __name__, url_prefix="/desk")


def _analyst() -> Actor:
    person = actor()
    require(Permission.USE_DESK, person)
    return person


@pages.get("")
@login_required
def desk() -> str:
    """The queue: everything that waits, or one kind of it, the oldest promise first."""
    analyst = _analyst()
    asked = request.args.get("kind", "")
    kind = QueueKind(asked) if asked in list(QueueKind) else None
    everything = queues.queue(analyst)
    counts = {one: sum(item.kind is one for item in everything) for one in QueueKind}
    return page(
        "desk/desk.html",
        live_topic="desk:0",
        items=[item for item in everything if kind in (None, item.kind)],
        kind=kind,
        counts=counts,
        total=len(everything),
        overdue=sum(item.is_overdue for item in everything),
        labels=LABELS,
        first_answer=queues.first_answer_this_week(),
    )


_ACTS: dict[str, tuple[Callable[[Actor, int], None], str]] = {
    "endorse": (endorse_answer, "Endorsed. Its author knows."),
    "confirm-flag": (moderation.confirm_flag, "Confirmed: what was flagged is out of sight."),
    "mended-flag": (moderation.confirm_mended_flag, "Confirmed, and the post stays."),
    "dismiss-flag": (moderation.dismiss_flag, "Dismissed."),
    "take-suggestion": (suggestions.take_suggestion, "Taken: the better text stands now."),
    "decline-suggestion": (suggestions.decline_suggestion, "Declined."),
    "verify": (verify_article, "Verified. The next review date is set."),
    "lock": (moderation.lock_question, "Locked."),
    "unlock": (moderation.unlock_question, "Unlocked."),
    "reopen": (moderation.reopen_question, "Open again."),
}


@pages.post("/<act>/<int:subject_id>")
@login_required
def do(act: str, subject_id: int) -> Response:
    """Something done from a row of the queue; the next one comes up."""
    analyst = _analyst()
    if act not in _ACTS:
        raise NotFound
    action, said = _ACTS[act]
    try:
        action(analyst, subject_id)
        flash(said, "success")
    except Refused as refusal:
        flash(refusal.sentence, "warn")
    return redirect(_back(), 303)


@pages.route("/close/<int:question_id>", methods=["GET", "POST"])
@login_required
def close(question_id: int) -> str | Response | tuple[str, int]:
    """Close a question: as a duplicate, with the question it leads to, or because it no longer fits."""
    from community.finding import find_question

    analyst = _analyst()
    question = find_question(analyst, question_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        reason = request.form.get("closed_as", "")
        try:
            if reason == ClosedAs.DUPLICATE:
                moderation.close_as_duplicate(analyst, question_id, _question_number(request.form.get("of", "")))
            elif reason in list(ClosedAs):
                moderation.close_question(analyst, question_id, ClosedAs(reason))
            else:
                raise Invalid({"closed_as": "Please choose one of the list."})
        except Invalid as problem:
            errors = problem.errors
        except NotFound:
            errors = {"of": "There is no such question. Paste its address, or its number."}
        else:
            flash("Closed.", "success")
            return redirect(f"/questions/{question_id}", 303)
    return page("desk/close.html", question=question, values=request.form, errors=errors), 422 if errors else 200


def _question_number(text: str) -> int:
    """The question an address or a number names."""
    parts = [part for part in text.strip().split("/") if part]
    wanted = parts[parts.index("questions") + 1] if "questions" in parts[:-1] else text.strip().lstrip("#")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 16):
        raise NotFound
    return int(wanted)


@pages.get("/tags")
@login_required
def tag_list() -> str:
    """The tags, to be described, renamed and merged."""
    _analyst()
    return _tag_page(request.args.get("look", "")[:40].lower())


@pages.post("/tags/<act>")
@login_required
def change_tag(act: str) -> Response | tuple[str, int]:
    """Describe, rename or merge a tag. What cannot be done comes back beside the tag, with what was typed."""
    analyst = _analyst()
    name = request.form.get("name", "")[:40].lower()
    try:
        match act:
            case "describe":
                tags.describe_tag(analyst, name, read_form(TagDescription, request.form))
            case "rename":
                tags.rename_tag(analyst, name, read_values(TagNameDraft, {"name": request.form.get("new_name", "")}))
            case "merge":
                tags.merge_tags(analyst, name, request.form.get("into", "")[:40].lower())
            case _:
                raise NotFound
    except (Invalid, Conflict) as problem:
        return _tag_page(name, request.form.to_dict() | {"act": act}, problem.sentence), problem.status
    flash("Done. The old name keeps leading there.", "success")
    return redirect(f"/desk/tags?{urlencode({'look': name})}", 303)


def _tag_page(look: str, typed: Mapping[str, str] | None = None, problem: str = "") -> str:
    rows = tag_rows(look, request.args.get("after"))
    return page("desk/tags.html", tags=rows, look=look, typed=typed or {}, problem=problem)


def _back() -> str:
    kind = request.form.get("kind", "")
    return f"/desk?kind={kind}" if kind in list(QueueKind) else "/desk"
