"""What somebody asked for, as it stands in the address of a search: what was typed, and what was clicked beside it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.core.markup.rendering import tidy
from portal.search.documents import Kind
from portal.search.language import MAX_LENGTH, parse, write
from portal.search.results import Order, Spelling
from portal.search.syntax import Filters, Parsed, Query, State

PAGE_SIZE = 10
MOST_PAGES = 20
MOST_TAGS = 5
LONGEST_NAME = 80
_YES, _NO = "yes", "no"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A search. `q` is what was typed; filters may stand in it too. The rest was clicked. `page` counts from 1."""

    q: str = ""
    kind: Kind | None = None
    tags: tuple[str, ...] = ()
    application: str = ""
    states: frozenset[State] = frozenset()
    order: Order = Order.RELEVANCE
    spelling: Spelling = Spelling.CORRECT
    is_impersonal: bool = False
    page: int = 1

    def but(self, **changes: Any) -> "Asked":
        """The same with some of it changed, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    @property
    def href(self) -> str:
        """Its address."""
        parts: list[tuple[str, str]] = [("q", self.q)]
        parts += [("type", self.kind)] if self.kind else []
        parts += [("tag", tag) for tag in self.tags]
        parts += [("application", self.application)] if self.application else []
        parts += [("answered", _YES)] if State.ANSWERED in self.states else []
        parts += [("answered", _NO)] if State.UNANSWERED in self.states else []
        parts += [("endorsed", _YES)] if State.ENDORSED in self.states else []
        parts += [("mine", _YES)] if State.MINE in self.states else []
        parts += [("retired", _YES)] if State.RETIRED in self.states else []
        parts += [("order", self.order)] if self.order is not Order.RELEVANCE else []
        parts += [("exact", _YES)] if self.spelling is Spelling.EXACT else []
        parts += [("everybody", _YES)] if self.is_impersonal else []
        parts += [("page", str(self.page))] if self.page > 1 else []
        return f"/search?{urlencode(parts)}"

    @cached_property
    def typed(self) -> Parsed:
        """What was typed, understood."""
        return parse(self.q)

    @cached_property
    def query(self) -> Query:
        """What is searched for: what was typed and what was clicked, together."""
        typed = self.typed.query.filters
        return replace(
            self.typed.query,
            filters=replace(
                typed,
                kinds=frozenset({self.kind}) if self.kind else typed.kinds,
                tags=tuple(dict.fromkeys((*typed.tags, *self.tags))),
                applications=(self.application,) if self.application else typed.applications,
                states=typed.states | self.states,
            ),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return self.query == Query()

    @property
    def is_filtered(self) -> bool:
        """Whether fewer things were asked for than the words alone would find."""
        return self.query.filters != Filters()

    @property
    def words(self) -> str:
        """The words that were typed, without filters, as one would ask a colleague."""
        return " ".join(term.text for term in self.typed.query.wanted)

    def unfiltered(self) -> "Asked":
        """The same words everywhere."""
        return Asked(q=write(replace(self.typed.query, filters=Filters())))

    def of_kind(self, kind: Kind | None) -> "Asked":
        """The same among one kind only, or among all."""
        return self._retyped(kinds=frozenset()).but(kind=kind)

    def with_tag(self, tag: str) -> "Asked":
        """The same among what has this tag; if it is asked for already, whether or not."""
        if not _holds(self.query.filters.tags, tag):
            return self.but(tags=(*self.tags, tag)[-MOST_TAGS:])
        typed = self._retyped(tags=_without(self.typed.query.filters.tags, tag))
        return typed.but(tags=_without(self.tags, tag))

    def about(self, application: str) -> "Asked":
        """The same about this application; if it is asked for already, about any."""
        chosen = "" if _holds(self.query.filters.applications, application) else application
        return self._retyped(applications=()).but(application=chosen)

    def in_state(self, state: State) -> "Asked":
        """The same in this state; if it is asked for already, in any. Answered and unanswered take turns."""
        excluded = {State.ANSWERED, State.UNANSWERED} if state in (State.ANSWERED, State.UNANSWERED) else {state}
        chosen = frozenset() if state in self.query.filters.states else frozenset({state})
        typed = self._retyped(states=self.typed.query.filters.states - excluded)
        return typed.but(states=self.states - excluded | chosen)

    def _retyped(self, **filters: Any) -> "Asked":
        """The same with other filters typed; the text stays as it is where that changes nothing."""
        query = self.typed.query
        changed = replace(query, filters=replace(query.filters, **filters))
        return self if changed == query else self.but(q=write(changed))


def read_asked(args: MultiDict[str, str]) -> Asked:
    """A search from an address, whatever that holds."""
    kind, page = args.get("type", ""), _page(args.get("page", "1"))
    states = {
        State.ANSWERED: args.get("answered") == _YES,
        State.UNANSWERED: args.get("answered") == _NO,
        State.ENDORSED: args.get("endorsed") == _YES,
        State.MINE: args.get("mine") == _YES,
        State.RETIRED: args.get("retired") == _YES,
    }
    return Asked(
        q=read_text(args.get("q", "")),
        kind=Kind(kind) if kind in list(Kind) else None,
        tags=tuple(dict.fromkeys(_name(tag) for tag in args.getlist("tag")[:MOST_TAGS] if _name(tag))),
        application=_name(args.get("application", "")),
        states=frozenset(state for state, is_asked in states.items() if is_asked),
        order=Order.NEWEST if args.get("order") == Order.NEWEST else Order.RELEVANCE,
        spelling=Spelling.EXACT if args.get("exact") == _YES else Spelling.CORRECT,
        is_impersonal=args.get("everybody") == _YES,
        page=page,
    )


def read_text(text: str) -> str:
    """What was typed, on one line. One character more than is read stays, so that it can be said that it was cut."""
    return " ".join(tidy(text[: 4 * MAX_LENGTH]).split())[: MAX_LENGTH + 1]


def _page(text: str) -> int:
    """The page an address names; the last there may be for a number beyond it, the first for what is no number."""
    try:
        return min(max(int(text), 1), MOST_PAGES)
    except ValueError:
        return 1


def _name(text: str) -> str:
    return read_text(text)[:LONGEST_NAME]


def _holds(names: Collection[str], name: str) -> bool:
    return name.casefold() in {one.casefold() for one in names}


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one.casefold() != name.casefold())
