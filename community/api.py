"""What scripts ask of the community: drafts, previews, names to mention. JSON, or a part of a page."""

from flask import Blueprint, Response, jsonify, request
from pydantic import Field

from community.actions.drafts import discard_draft, find_draft, save_draft
from community.queries.people import people_to_mention
from portal.core.markup import render
from portal.core.markup.rendering import tidy
from portal.core.refusals import NotFound
from portal.web.forms import FormDraft, read_values
from portal.web.limits import SEARCHING, limiter
from portal.web.viewer import actor, viewer

api = Blueprint("community_api", __name__)


class Fields(FormDraft):
    """What is in a form, by the names of its fields."""

    fields: dict[str, str] = Field(default_factory=dict, max_length=60)


@api.before_request
def _sign_in_first() -> None:
    viewer()


@api.get("/drafts/<key>")
def draft(key: str) -> Response:
    """What was being typed."""
    fields = find_draft(actor(), key)
    if fields is None:
        raise NotFound
    return jsonify(fields=fields)


@api.put("/drafts/<key>")
@limiter.limit(SEARCHING)
def keep_draft(key: str) -> tuple[str, int]:
    """Keep what is being typed."""
    typed = read_values(Fields, request.get_json(silent=True) or {})
    save_draft(actor(), key, {name: tidy(text) for name, text in typed.fields.items()})
    return "", 204


@api.delete("/drafts/<key>")
def drop_draft(key: str) -> tuple[str, int]:
    """Keep it no longer."""
    discard_draft(actor(), key)
    return "", 204


@api.post("/preview")
def preview() -> str:
    """Markdown as it would look: safe HTML, a part of a page."""
    return render(request.form.get("body", "")).html


@api.get("/people/mentions")
@limiter.limit(SEARCHING)
def mentions() -> Response:
    """Colleagues whose handle or name begins like what was typed after an @."""
    found = people_to_mention(request.args.get("q", "")[:40])
    return jsonify([{"handle": person.handle, "name": person.name} for person in found])
