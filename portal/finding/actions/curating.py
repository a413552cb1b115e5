"""Settling words that mean the same, and what comes first for a search."""

import re

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import action, after_commit, session
from portal.core.facts import record
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Invalid, NotFound
from portal.finding import curated, sources
from portal.finding.events import PinChanged, SynonymsChanged
from portal.finding.forms import PinDraft, SynonymDraft
from portal.finding.keys import key_of
from portal.finding.models import Pin, SynonymRow
from portal.finding.rules import finding_rules

_THREAD = re.compile(r"(?:^|/)(question|knowledge)s?/(\d{1,15})(?:[/?#].*)?$")


@action
def save_synonym(actor: Actor, draft: SynonymDraft) -> int:
    """Say that words mean the same. Said again of a word, the new words take the place of the old."""
    require(Permission.CURATE_SEARCH, actor)
    row = _put(actor, draft, is_declined=False)
    _settled(actor, row, "set")
    return row.id


@action
def decline_synonym(actor: Actor, draft: SynonymDraft) -> None:
    """Say that words that were suggested do not mean the same; they are not suggested again."""
    require(Permission.CURATE_SEARCH, actor)
    if session().scalar(select(SynonymRow.id).where(SynonymRow.typed == _typed(draft))) is None:
        _settled(actor, _put(actor, draft, is_declined=True), "declined")


@action
def remove_synonym(actor: Actor, synonym_id: int) -> None:
    """Let words no longer mean the same."""
    require(Permission.CURATE_SEARCH, actor)
    row = session().get(SynonymRow, synonym_id)
    if row is None:
        raise NotFound
    _settled(actor, row, "removed")
    session().delete(row)


@action
def pin_answer(actor: Actor, draft: PinDraft) -> int:
    """Let a question or an article that everybody may read come first for a search. Twice is once."""
    require(Permission.CURATE_SEARCH, actor)
    key, thread = key_of(draft.typed), _thread(draft.address)
    if not key:
        raise Invalid({"typed": "Please write the words of the search."})
    if thread is None or thread not in sources.find_briefly(actor, [thread]):
        raise Invalid({"address": "Paste the address of a question or an article here."})
    found = session().scalar(select(Pin.id).where(Pin.key == key, Pin.thread == thread))
    if found is not None:
        return found
    if (session().scalar(select(func.count()).select_from(Pin)) or 0) >= finding_rules().curation.most_pins:
        raise Invalid({"typed": "There are as many pinned answers as there can be. Take one away first."})
    pin = Pin(typed=draft.typed, key=key, thread=thread, by_id=actor.id, at=clock.now())
    session().add(pin)
    session().flush()
    _pinned(actor, pin, "pinned")
    return pin.id


@action
def unpin_answer(actor: Actor, pin_id: int) -> None:
    """Let it stand where its words put it."""
    require(Permission.CURATE_SEARCH, actor)
    pin = session().get(Pin, pin_id)
    if pin is None:
        raise NotFound
    _pinned(actor, pin, "unpinned")
    session().delete(pin)


def _put(actor: Actor, draft: SynonymDraft, *, is_declined: bool) -> SynonymRow:
    typed = _typed(draft)
    also = [word for word in draft.also if word.casefold() != typed.casefold()]
    if not also:
        raise Invalid({"also": "A word means itself already. Please write another one."})
    row = session().scalar(select(SynonymRow).where(SynonymRow.typed == typed).with_for_update())
    if row is None:
        count = session().scalar(select(func.count()).select_from(SynonymRow)) or 0
        if count >= finding_rules().curation.most_synonyms:
            raise Invalid({"typed": "There are as many synonyms as there can be. Take one away first."})
        row = SynonymRow(typed=typed)
        session().add(row)
    row.also, row.is_two_way, row.is_declined = "\n".join(also), draft.is_two_way, is_declined
    row.by_id, row.at = actor.id, clock.now()
    session().flush()
    return row


def _typed(draft: SynonymDraft) -> str:
    return draft.typed.lower()[:80]


def _settled(actor: Actor, row: SynonymRow, change: str) -> None:
    after_commit(curated.read_again)
    also = ", ".join(row.words)[:300]
    record(SynonymsChanged(synonym_id=row.id, change=change, typed=row.typed, also=also), actor.id)


def _pinned(actor: Actor, pin: Pin, change: str) -> None:
    after_commit(curated.read_again)
    record(PinChanged(pin_id=pin.id, change=change, typed=pin.typed, thread=pin.thread), actor.id)


def _thread(address: str) -> str | None:
    """The thread that an address of ours, or question:7, names."""
    if re.fullmatch(r"(?:question|article):\d{1,15}", address):
        return address
    found = _THREAD.search(address)
    return f"{'question' if found[1] == 'question' else 'article'}:{found[2]}" if found else None
