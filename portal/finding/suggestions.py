"""What is offered under the search box while somebody types: titles, tags, applications, people, past searches."""

import time
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, and_, or_, select

from portal.core import clock
from portal.core.db import Database, database, session
from portal.core.models import User, sortable
from portal.core.permissions import Actor
from portal.finding import index as door
from portal.finding import seeing, sources
from portal.finding.asked import Asked
from portal.finding.cards import SuggestedRow
from portal.finding.gaps import past_searches
from portal.finding.rules import finding_rules
from portal.search.errors import SearchError
from portal.search.results import Suggestion, SuggestionKind
from portal.search.schema import value
from portal.web.cards import TagCard, person_columns, person_in

MOST_TITLES = 5
MOST_NAMES = 2
"""Of each: tags, applications, people. With the titles and the way to all results, ten lines at most."""
MOST_TYPED = 100
LEAST_FOR_PAST_SEARCHES = 3
KEPT_SECONDS = 300.0
LEAST_FOR_PEOPLE = 2
_kept: "WeakKeyDictionary[Database, tuple[float, list[str]]]" = WeakKeyDictionary()
_HERE = and_(User.disabled_at.is_(None), User.is_imported.is_(False), User.invited_at.is_(None))


def suggest(actor: Actor, typed: str) -> list[SuggestedRow]:
    """What goes on from what was typed, as far as `actor` may see it: each group together, titles first."""
    typed = typed[:MOST_TYPED]
    rows = [*_from_index(actor, typed), *_people(typed), *_past_searches(typed)]
    return rows[: MOST_TITLES + 3 * MOST_NAMES]


def _from_index(actor: Actor, typed: str) -> list[SuggestedRow]:
    try:
        found = door.index().suggest(typed, seeing.viewer_of(actor), now=clock.now(), limit=MOST_TITLES + 6)
    except SearchError as problem:
        door.report(problem)
        return []
    titles = [one for one in found if one.kind is SuggestionKind.TITLE][:MOST_TITLES]
    tags = [TagCard(one.text) for one in found if one.kind is SuggestionKind.TAG][:MOST_NAMES]
    applications = [one.text for one in found if one.kind is SuggestionKind.APPLICATION][:MOST_NAMES]
    return [
        *_titles(actor, titles),
        *(SuggestedRow(tag.href, tag.name, "tag", "Tags") for tag in tags),
        *(SuggestedRow(Asked(application=name).href, name, "application", "Applications") for name in applications),
    ]


def _titles(actor: Actor, titles: list[Suggestion]) -> list[SuggestedRow]:
    again = sources.find_briefly(actor, [one.key for one in titles if one.key])
    seen = [again[one.key] for one in titles if one.key in again]
    return [SuggestedRow(line.href, line.title, line.kind, "Questions and articles", line.trust) for line in seen]


def _people(typed: str) -> list[SuggestedRow]:
    text = sortable(typed).strip()
    if len(text) < LEAST_FOR_PEOPLE:
        return []
    rows = session().execute(
        select(*person_columns()).where(_HERE, _begins(text)).order_by(User.sort_name, User.id).limit(MOST_NAMES)
    )
    people = (person_in(row) for row in rows)
    return [SuggestedRow(person.href, person.name, "person", "People") for person in people if person is not None]


def _past_searches(typed: str) -> list[SuggestedRow]:
    """What enough colleagues typed, and found something with, that begins so or has a word that does."""
    begun = value(typed)
    if len(begun) < LEAST_FOR_PAST_SEARCHES:
        return []
    fitting = [past for past in _remembered() if f" {begun}" in f" {value(past)}" and value(past) != begun]
    most = finding_rules().suggestions.past_searches
    return [SuggestedRow(Asked(q=past).href, past, "search", "Searches that helped") for past in fitting[:most]]


def _remembered() -> list[str]:
    until, found = _kept.get(database(), (0.0, []))
    if time.monotonic() > until:
        found = past_searches()
        _kept[database()] = (time.monotonic() + KEPT_SECONDS, found)
    return found


def forget_past_searches() -> None:
    """Read them anew at the next letter."""
    _kept.pop(database(), None)


def _begins(text: str) -> ColumnElement[Any]:
    """Whether a name, one of its further words, or a handle begins so."""
    further = User.sort_name.contains(f" {text}", autoescape=True)
    return or_(User.sort_name.startswith(text, autoescape=True), further, User.handle.startswith(text, autoescape=True))
