"""Which documents a search may return at all: rights first, then filters, required phrases and unwanted words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import numpy as np

from portal.search.analysis import Group
from portal.search.budget import Budget
from portal.search.documents import Flag, Kind, Trust
from portal.search.phrases import holding
from portal.search.postings import Bools, Docs
from portal.search.schema import FLAGS, KINDS, TRUSTS, ExactField, value
from portal.search.snapshot import Fields, Snapshot
from portal.search.syntax import Filters, State
from portal.search.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Request:
    """A query after analysis: what counts, what must occur, what must not, and in which fields.

    `neighbours` are pairs of terms that follow one another in the query; `exact` are rows of groups that count more
    where they are met to the letter.
    """

    groups: tuple[Group, ...]
    neighbours: tuple[tuple[str, str], ...]
    exact: tuple[tuple[Group, ...], ...]
    required: tuple[tuple[Group, ...], ...]
    unwanted: tuple[tuple[Group, ...], ...]
    fields: Fields
    filters: Filters
    also: tuple[str, ...]
    """Synonyms that are looked for besides."""
    is_void: bool
    """Words were asked for, but nothing in them can be looked up, so nothing is found."""


def visible(snapshot: Snapshot, viewer: Viewer) -> Bools:
    """The live documents this viewer may read. Not to be written to."""
    return snapshot.mask(ExactField.READER, viewer.tokens)


def allowed(snapshot: Snapshot, viewer: Viewer, request: Request, budget: Budget) -> Bools:
    """The documents that meet every condition of the request but the kinds, which `of_kinds` looks at later."""
    filters = request.filters
    if State.RETIRED in filters.states:
        mask = visible(snapshot, viewer).copy()
    else:
        mask = visible(snapshot, viewer) & snapshot.in_force
    _keep_states(snapshot, mask, filters, viewer)
    for tag in filters.tags:
        mask &= snapshot.mask(ExactField.TAG, frozenset({value(tag)}))
    for field, names in (
        (ExactField.APPLICATION, filters.applications),
        (ExactField.AUTHOR, filters.authors),
    ):
        if names:
            mask &= snapshot.mask(field, _values(names))
    for field, names in (
        (ExactField.TAG, filters.without_tags),
        (ExactField.APPLICATION, filters.without_applications),
        (ExactField.AUTHOR, filters.without_authors),
    ):
        if names:
            mask &= ~snapshot.mask(field, _values(names))
    _keep_days(snapshot, mask, filters)
    _keep_phrases(snapshot, mask, request, budget)
    return mask


def of_kinds(snapshot: Snapshot, docs: Docs, filters: Filters) -> Bools:
    """Which of the documents are of a kind that was asked for."""
    wanted = [(not filters.kinds or kind in filters.kinds) and kind not in filters.without_kinds for kind in KINDS]
    kept: Bools = np.array(wanted)[snapshot.column("kind")[docs]]
    return kept


def _values(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(value, names))


def _keep_states(snapshot: Snapshot, mask: Bools, filters: Filters, viewer: Viewer) -> None:
    for state in filters.states:
        mask &= _in_state(snapshot, state, viewer)
    for state in filters.without_states:
        mask &= ~_in_state(snapshot, state, viewer)


def _in_state(snapshot: Snapshot, state: State, viewer: Viewer) -> Bools:
    match state:
        case State.ANSWERED:
            return _flagged(snapshot, Flag.ANSWERED) & _is_kind(snapshot, Kind.QUESTION)
        case State.UNANSWERED:
            return ~_flagged(snapshot, Flag.ANSWERED) & _is_kind(snapshot, Kind.QUESTION)
        case State.ACCEPTED:
            return _flagged(snapshot, Flag.ACCEPTED)
        case State.ENDORSED:
            return _flagged(snapshot, Flag.ENDORSED)
        case State.OFFICIAL:
            return _trusted(snapshot, Trust.OFFICIAL) | _trusted(snapshot, Trust.REVIEW_DUE)
        case State.RETIRED:
            return _trusted(snapshot, Trust.RETIRED)
        case State.MINE:
            mine = frozenset({value(viewer.handle)} - {""})
            return snapshot.mask(ExactField.AUTHOR, mine)


def _flagged(snapshot: Snapshot, flag: Flag) -> Bools:
    bits: Bools = (snapshot.column("flags") & (1 << FLAGS.index(flag))) != 0
    return bits


def _trusted(snapshot: Snapshot, trust: Trust) -> Bools:
    graded: Bools = snapshot.column("trust") == TRUSTS.index(trust)
    return graded


def _is_kind(snapshot: Snapshot, kind: Kind) -> Bools:
    of_kind: Bools = snapshot.column("kind") == KINDS.index(kind)
    return of_kind


def _keep_days(snapshot: Snapshot, mask: Bools, filters: Filters) -> None:
    if filters.before:
        mask &= snapshot.column("created") < _start_of(filters.before)
    if filters.after:
        mask &= snapshot.column("created") >= _start_of(filters.after)


def _start_of(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def _keep_phrases(snapshot: Snapshot, mask: Bools, request: Request, budget: Budget) -> None:
    for phrase in request.unwanted:
        # What is unwanted is left out even when the budget is spent: a partial result may lack, not err.
        mask[holding(snapshot, phrase, request.fields)] = False
    for phrase in request.required:
        if budget.is_spent():
            mask[:] = False
            return
        held = np.zeros(snapshot.size, np.bool_)
        held[holding(snapshot, phrase, request.fields)] = True
        mask &= held
