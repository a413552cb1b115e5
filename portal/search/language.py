"""The query language people type into the search box: a small tokenizer and parser that take any text.

    query   = { item }
    item    = [ "-" ] ( phrase | filter | word )
    phrase  = quote text quote
    filter  = name ":" ( value | quote text quote )

A filter's name is one of `tag app by type is in before after`; "name:" with any other name is a word. A minus
before a number belongs to the number, and two of them to the word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.search.documents import Kind
from portal.search.syntax import Filters, Parsed, Phrase, Problem, Query, Scope, State, Term, Word

MAX_LENGTH = 500
"""Characters of a query that are read."""
MAX_TERMS = 32
"""Words, phrases and filters of a query that are read."""

_QUOTES = '"“”„«»'
_UNQUOTED, _UNCLOSED = -1, -2
_NEGATIVE_NUMBER = re.compile(r"-\d[\d.,]*")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One line of the help page."""

    example: str
    meaning: str


HELP = (
    HelpRow("vpn disconnects", "any of these words; what holds more of them comes first"),
    HelpRow('"shared mailbox"', "exactly these words, one after the other"),
    HelpRow("outlook -android", "without this word"),
    HelpRow("tag:vpn", "with this tag; -tag:vpn leaves it out"),
    HelpRow('app:"Microsoft Teams"', "about this application"),
    HelpRow("by:ana", "written by this person"),
    HelpRow("type:article", "only articles; also type:question and type:answer"),
    HelpRow("is:unanswered", "questions still waiting for an answer; also is:answered"),
    HelpRow("is:accepted", "where the asker accepted an answer"),
    HelpRow("is:endorsed", "endorsed by IT"),
    HelpRow("is:official", "official knowledge"),
    HelpRow("is:retired", "articles that are no longer valid; left out otherwise"),
    HelpRow("is:mine", "what I wrote"),
    HelpRow("after:2026-03-01", "written on that day or later; after:2026 works too"),
    HelpRow("before:2026-03", "written before that month"),
    HelpRow("in:title", "look for the words in titles only"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A piece of the text: where it starts, all of it, a minus or nothing, a filter's name or nothing, and the rest."""

    position: int
    raw: str
    sign: str
    name: str
    value: str
    is_quoted: bool = False


class _Unfinished(Exception):
    """What was typed does not mean anything; the message says what would."""


def parse(text: str) -> Parsed:
    """Reads any text as a query; never raises. What is not understood is taken as words, with a `Problem`."""
    reader = _Reader()
    if len(text) > MAX_LENGTH:
        reader.problems.append(Problem(MAX_LENGTH, f"Only the first {MAX_LENGTH} characters were searched for."))
    for count, item in enumerate(_items(text[:MAX_LENGTH], reader.problems)):
        if count == MAX_TERMS:
            reader.problems.append(Problem(item.position, f"Only the first {MAX_TERMS} words were searched for."))
            break
        reader.take(item)
    return Parsed(text, reader.query(), tuple(sorted(reader.problems, key=lambda p: p.position)))


def write(query: Query) -> str:
    """The query as text for the search box. Parsing it gives the same query again, but for positions."""
    filters = query.filters
    pieces = [_written(term) for term in query.wanted]
    pieces += ["-" + _written(term) for term in query.unwanted]
    pieces += ["in:title"] if query.scope is Scope.TITLE else []
    for sign, name, values in (
        ("", "tag", filters.tags),
        ("", "app", filters.applications),
        ("", "by", filters.authors),
        ("", "type", sorted(filters.kinds)),
        ("", "is", sorted(filters.states)),
        ("-", "tag", filters.without_tags),
        ("-", "app", filters.without_applications),
        ("-", "by", filters.without_authors),
        ("-", "type", sorted(filters.without_kinds)),
        ("-", "is", sorted(filters.without_states)),
        ("", "before", [filters.before.isoformat()] if filters.before else []),
        ("", "after", [filters.after.isoformat()] if filters.after else []),
    ):
        pieces += [f"{sign}{name}:{_quoted(value)}" for value in values]
    return " ".join(pieces)


def _written(term: Term) -> str:
    return f'"{term.text}"' if isinstance(term, Phrase) else term.text


def _quoted(value: str) -> str:
    return f'"{value}"' if any(letter.isspace() for letter in value) else value


def _items(text: str, problems: list[Problem]) -> Iterator[_Item]:
    """The text in pieces. A quotation mark counts only at the beginning of a piece or of a filter's value."""
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        start = place
        sign = "-" if _negates(text, place) else ""
        place += len(sign)
        name = _name_at(text, place)
        place += len(name) + 1 if name else 0
        close = _closing(text, place)
        if close == _UNCLOSED:
            problems.append(Problem(place, "This quotation mark is not closed."))
            text = text[:place] + " " + text[place + 1 :]
            place = place if name else start
        elif close == _UNQUOTED:
            end = _end_of_word(text, place)
            yield _Item(position=start, raw=text[start:end], sign=sign, name=name, value=text[place:end])
            place = end
        else:
            raw, value = text[start : close + 1], text[place + 1 : close]
            yield _Item(position=start, raw=raw, sign=sign, name=name, value=value, is_quoted=True)
            place = close + 1


def _negates(text: str, place: int) -> bool:
    """Whether a minus leaves out what follows, and is not part of it."""
    following = text[place + 1 : place + 2]
    if text[place] != "-" or not following or following.isspace() or following == "-":
        return False
    rest = text[place:].split(maxsplit=1)[0]
    return not _NEGATIVE_NUMBER.fullmatch(rest)


def _name_at(text: str, place: int) -> str:
    colon = text.find(":", place, place + 8)
    name = text[place:colon].lower() if colon > place else ""
    return name if name in _NAMES else ""


def _end_of_word(text: str, place: int) -> int:
    return next((i for i in range(place, len(text)) if text[i].isspace()), len(text))


def _closing(text: str, place: int) -> int:
    """Where the quotation that opens here is closed."""
    if place == len(text) or text[place] not in _QUOTES:
        return _UNQUOTED
    return next((i for i in range(place + 1, len(text)) if text[i] in _QUOTES), _UNCLOSED)


class _Reader:
    """Collects items into a query."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._wanted: list[Term] = []
        self._unwanted: list[Term] = []
        self._values: dict[str, dict[str, None]] = {}
        self._scope = Scope.ANYWHERE
        self._before: date | None = None
        self._after: date | None = None

    def take(self, item: _Item) -> None:
        if not item.name:
            self._take_term(item)
            return
        try:
            _NAMES[item.name](self, item)
        except _Unfinished as problem:
            self.problems.append(Problem(item.position, str(problem)))
            self._wanted.append(Word(item.raw, item.position))

    def query(self) -> Query:
        def values(key: str) -> tuple[str, ...]:
            return tuple(self._values.get(key, ()))

        filters = Filters(
            tags=values("tag"),
            applications=values("app"),
            authors=values("by"),
            kinds=frozenset(map(Kind, values("type"))),
            states=frozenset(map(State, values("is"))),
            without_tags=values("-tag"),
            without_applications=values("-app"),
            without_authors=values("-by"),
            without_kinds=frozenset(map(Kind, values("-type"))),
            without_states=frozenset(map(State, values("-is"))),
            before=self._before,
            after=self._after,
        )
        return Query(tuple(self._wanted), tuple(self._unwanted), filters, self._scope)

    def _take_term(self, item: _Item) -> None:
        text = item.value.strip()
        if not text:
            self.problems.append(Problem(item.position, "There is nothing between these quotation marks."))
            return
        terms = self._unwanted if item.sign else self._wanted
        terms.append(Phrase(text, item.position) if item.is_quoted else Word(text, item.position))

    def take_value(self, item: _Item) -> None:
        value = item.value.strip()
        if not value:
            raise _Unfinished(f"Write a value right after “{item.name}:”, without a space.")
        self._values.setdefault(item.sign + item.name, {})[value] = None

    def take_kind(self, item: _Item) -> None:
        self._take_member(item, list(Kind))

    def take_state(self, item: _Item) -> None:
        self._take_member(item, list(State))

    def take_scope(self, item: _Item) -> None:
        if item.value.lower() != Scope.TITLE or item.sign:
            raise _Unfinished("Only “in:title” is known.")
        self._scope = Scope.TITLE

    def take_before(self, item: _Item) -> None:
        day = _day(item)
        self._before = min(day, self._before or day)

    def take_after(self, item: _Item) -> None:
        day = _day(item)
        self._after = max(day, self._after or day)

    def _take_member(self, item: _Item, members: list[str]) -> None:
        value = item.value.strip().lower()
        if value not in members:
            raise _Unfinished(f"After “{item.name}:” comes one of: {', '.join(members)}.")
        self._values.setdefault(item.sign + item.name, {})[value] = None


_NAMES = {
    "tag": _Reader.take_value,
    "app": _Reader.take_value,
    "by": _Reader.take_value,
    "type": _Reader.take_kind,
    "is": _Reader.take_state,
    "in": _Reader.take_scope,
    "before": _Reader.take_before,
    "after": _Reader.take_after,
}


def _day(item: _Item) -> date:
    """The first day of a year, month or day as typed."""
    match = _DAY.fullmatch(item.value.strip())
    if match and not item.sign:
        try:
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            pass
    raise _Unfinished(f"After “{item.name}:” comes a day, month or year: {item.name}:2026-03-01.")
