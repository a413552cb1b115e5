"""Keeping what somebody is typing, so that a closed tab loses nothing."""

import re
from typing import Any

from sqlalchemy import delete, select

from community.finding import find_answer, find_question
from community.forms import SavedDraft
from community.models import Draft
from community.rules import rules
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.permissions import Actor
from portal.core.refusals import NotFound

_KEY = re.compile(r"(?P<what>question|answer|answer-edit|comment|answer-comment):(?P<id>new|[1-9][0-9]{0,17})\Z")


@action
def save_draft(actor: Actor, key: str, draft: SavedDraft) -> None:
    """Keep what is in a form. `key` says which: question:new, question:7 (an edit), answer:7 (to question 7),
    answer-edit:9, comment:7 (on question 7), answer-comment:9. An empty one is the same as none.

    Raises NotFound for a form this person could not have open.
    """
    _check_key(actor, key)
    fields = draft.model_dump(exclude_defaults=True)
    if not fields:
        _discard(actor, key)
        return
    now = clock.now()
    if not insert_once(Draft, user_id=actor.id, key=key, fields=fields, saved_at=now):
        kept = session().get_one(Draft, (actor.id, key), with_for_update={"key_share": True}, populate_existing=True)
        kept.fields, kept.saved_at = fields, now
    session().flush()
    _make_room(actor)


@action
def discard_draft(actor: Actor, key: str) -> None:
    """Keep it no longer. Twice is once."""
    _discard(actor, key)


def find_draft(actor: Actor, key: str) -> dict[str, Any] | None:
    """What this person was typing there: its fields, as text; None where nothing is kept."""
    return session().scalar(select(Draft.fields).where(Draft.user_id == actor.id, Draft.key == key))


def _check_key(actor: Actor, key: str) -> None:
    shape = _KEY.match(key)
    if shape is None or (shape["id"] == "new" and shape["what"] != "question"):
        raise NotFound
    if shape["id"] == "new":
        return
    find = find_answer if shape["what"] in ("answer-edit", "answer-comment") else find_question
    find(actor, int(shape["id"]))


def _discard(actor: Actor, key: str) -> None:
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == key))


def _make_room(actor: Actor) -> None:
    kept = rules().posts.drafts_kept
    oldest = (
        select(Draft.key)
        .where(Draft.user_id == actor.id)
        .order_by(Draft.saved_at.desc(), Draft.key)
        .offset(kept)
        .limit(1000)
    )
    if too_many := list(session().scalars(oldest)):
        session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key.in_(too_many)))
