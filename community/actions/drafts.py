"""Keeping what somebody is typing, so that a closed tab loses nothing."""

import re
from collections.abc import Mapping

from sqlalchemy import delete, select

from community.models import Draft
from community.rules import rules
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.permissions import Actor
from portal.core.refusals import Invalid, NotFound

_KEY = re.compile(r"[a-z][a-z-]{0,15}(?::[a-z][a-z-]{0,15})?:(?:new|[1-9][0-9]{0,17})\Z")
_FIELD = re.compile(r"[a-z][a-z_]{0,31}\Z")
MOST_FIELDS = 24
MOST_CHARACTERS = 120_000


@action
def save_draft(actor: Actor, key: str, fields: Mapping[str, str]) -> None:
    """Keep what is in a form, half done and wrong as it may be; one with nothing typed in it is no draft.

    `key` says which form: question:new, question:7 (an edit), answer:7 (to question 7), answer-edit:9,
    comment:question:7, comment:answer:9, or one of a higher room. Raises NotFound for a key of another shape, and
    Invalid for more than a form can hold.
    """
    if not _KEY.match(key):
        raise NotFound
    kept = {name: text for name, text in fields.items() if _FIELD.match(name) and text.strip()}
    if len(kept) > MOST_FIELDS or sum(map(len, kept.values())) > MOST_CHARACTERS:
        raise Invalid({"": "That is more than a draft can hold."})
    if not kept:
        _discard(actor, key)
        return
    now = clock.now()
    if insert_once(Draft, user_id=actor.id, key=key, fields=kept, saved_at=now):
        _make_room(actor)
        return
    draft = session().get(Draft, (actor.id, key), with_for_update={"key_share": True}, populate_existing=True)
    if draft is not None:
        draft.fields, draft.saved_at = kept, now


@action
def discard_draft(actor: Actor, key: str) -> None:
    """Keep it no longer. Twice is once."""
    _discard(actor, key)


def find_draft(actor: Actor, key: str) -> dict[str, str] | None:
    """What this person was typing there: its fields, as text; None where nothing is kept."""
    return session().scalar(select(Draft.fields).where(Draft.user_id == actor.id, Draft.key == key))


def _discard(actor: Actor, key: str) -> None:
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == key))


def _make_room(actor: Actor) -> None:
    """Drop the oldest drafts beyond as many as are kept."""
    by_age = select(Draft.key).where(Draft.user_id == actor.id).order_by(Draft.saved_at.desc(), Draft.key)
    if too_many := list(session().scalars(by_age.offset(rules().posts.drafts_kept).limit(1000))):
        session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key.in_(too_many)))
