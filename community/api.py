"""What scripts ask of the community: drafts, previews, pictures, names to mention. JSON, or a part of a page."""

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request, send_from_directory
from pydantic import Field

from community.actions.drafts import discard_draft, find_draft, save_draft
from community.actions.pictures import upload_picture
from community.pictures import may_see_picture
from community.queries.people import people_to_mention
from portal.core.markup import clean_line, render
from portal.core.markup.rendering import tidy
from portal.core.refusals import Invalid, NotFound
from portal.web.forms import FormDraft, read_values
from portal.web.limits import SEARCHING, UPLOADING, limiter
from portal.web.viewer import actor, viewer

api = Blueprint("community_api", __name__)


PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
    "Cache-Control": "private, max-age=31536000, immutable",
}
MOST_WORDS = 80
_NOT_IN_WORDS = str.maketrans("", "", "[]()\\`*_<>")


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
    typed = read_values(Fields, _sent())
    save_draft(actor(), key, {name: tidy(text) for name, text in typed.fields.items() if name != "csrf_token"})
    return "", 204


def _sent() -> dict[str, object]:
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # brackets without end
        sent = None
    if not isinstance(sent, dict):
        raise Invalid({"": "What was sent cannot be read."})
    return sent


@api.delete("/drafts/<key>")
def drop_draft(key: str) -> tuple[str, int]:
    """Keep it no longer."""
    discard_draft(actor(), key)
    return "", 204


@api.post("/preview")
def preview() -> str:
    """Markdown as it would look: safe HTML, a part of a page."""
    return render(request.form.get("body", "")).html


@api.post("/uploads")
@limiter.limit(UPLOADING)
def upload() -> tuple[Response, int]:
    """Take a picture, and say where it is: its address, and the Markdown that shows it."""
    file = request.files.get("file")
    if file is None:
        raise Invalid({"file": "Please choose a picture."})
    image = upload_picture(actor(), file.read(), current_app.config["QUESTBOARD"].uploads_dir)
    url = f"/uploads/{image.name}"
    words = clean_line(Path(file.filename or "").stem, MOST_WORDS).translate(_NOT_IN_WORDS) or "Picture"
    return jsonify(url=url, markdown=f"![{words}]({url})", width=image.width, height=image.height), 201


@api.get("/uploads/<name>")
@limiter.exempt
def picture(name: str) -> Response:
    """A picture, for whoever may read a post it stands in."""
    if not may_see_picture(actor(), name):
        raise NotFound
    response = send_from_directory(current_app.config["QUESTBOARD"].uploads_dir.absolute(), name, conditional=True)
    response.headers.update(PICTURE_HEADERS)
    return response


@api.get("/people/mentions")
@limiter.limit(SEARCHING)
def mentions() -> Response:
    """Colleagues whose handle or name begins like what was typed after an @."""
    found = people_to_mention(request.args.get("q", "")[:40])
    return jsonify([{"handle": person.handle, "name": person.name} for person in found])
