"""Short extracts of a text around the words of a query, as segments to be rendered, never as markup."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.search.analysis import MAX_TEXT, Run, analyser
from portal.search.folding import clean
from portal.search.requests import request_of
from portal.search.synonyms import NO_SYNONYMS, Synonyms
from portal.search.syntax import Query

_ELLIPSIS = "…"
SHORTEST = 3
"""Letters from which a word is marked, where a longer one was asked for too: of all the "a" and "to" nobody learns."""
_MAX_MATCHES = 400
"""Matches of a text that are weighed against one another."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a snippet; the pieces joined are the extract, ellipses included."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    group: int


def snippet(
    text: str,
    query: Query,
    *,
    length: int = 220,
    languages: tuple[str, ...] = ("en",),
    synonyms: Synonyms = NO_SYNONYMS,
) -> tuple[Segment, ...]:
    """The stretch of about `length` characters that shows most of the query's words, with them marked.

    White space is shortened to single spaces. A text without any of the words gives its beginning.
    """
    shown = " ".join(clean(text[:MAX_TEXT]).split())
    matches = _matches(shown, query, languages, synonyms)
    if len(shown) <= length:
        return _segments(shown, 0, len(shown), matches)
    start, end = _best_stretch(shown, matches, length)
    before = (Segment(_ELLIPSIS + " "),) if start else ()
    after = (Segment(" " + _ELLIPSIS),) if end < len(shown) else ()
    return (*before, *_segments(shown, start, end, matches), *after)


def highlight(
    text: str, query: Query, *, languages: tuple[str, ...] = ("en",), synonyms: Synonyms = NO_SYNONYMS
) -> tuple[Segment, ...]:
    """The whole of a short text, a title say, with the query's words marked."""
    shown = clean(text)
    return _segments(shown, 0, len(shown), _matches(shown, query, languages, synonyms))


def _matches(text: str, query: Query, languages: tuple[str, ...], synonyms: Synonyms) -> list[_Match]:
    """Where the words stand. A run matches as a whole: nobody wants half of a path in bold."""
    asked: dict[str, int] = {}
    groups = request_of(query, languages, synonyms).groups
    is_short = [group.word.isascii() and group.word.isalpha() and len(group.word) < SHORTEST for group in groups]
    for number, group in enumerate(groups):
        for term in group.terms if all(is_short) or not is_short[number] else ():
            asked.setdefault(term, number)
    found: list[_Match] = []
    for language in languages:
        reader = analyser(language)
        last: Run | None = None
        for run in reader.runs(text):
            terms = run.forms.terms
            found += [_Match(run.start, run.end, asked[term]) for term in terms if term in asked][:1]
            joined = reader.joined(last.forms.terms[0], terms[0]) if last else None
            if last and joined in asked:
                found += (_Match(each.start, each.end, asked[joined]) for each in (last, run))
            last = run
    return _apart(found)


def _apart(matches: Iterable[_Match]) -> list[_Match]:
    """The matches in order, cut so that none overlaps the one before (pairs of unspaced letters do)."""
    found: list[_Match] = []
    for match in sorted(matches, key=lambda m: (m.start, -m.end)):
        start = max(match.start, found[-1].end) if found else match.start
        if start < match.end:
            found.append(_Match(start, match.end, match.group))
    return found[:_MAX_MATCHES]


def _best_stretch(text: str, matches: Sequence[_Match], length: int) -> tuple[int, int]:
    """Where to cut: the window with most different words, then most words; a little before its first match."""
    best, best_worth = 0, (0, 0)
    for i, match in enumerate(matches):
        inside = [m for m in matches[i : i + 40] if m.end <= match.start + length - length // 5]
        worth = (len({m.group for m in inside}), len(inside))
        if worth > best_worth:
            best, best_worth = match.start, worth
    start = _word_start(text, max(0, min(best - length // 6, len(text) - length)))
    end = _word_end(text, min(len(text), start + length))
    return start, end


def _word_start(text: str, place: int) -> int:
    """The next beginning of a word from here, unless it is far."""
    if place == 0:
        return 0
    space = text.find(" ", place - 1, place + 30)
    return place if space < 0 else space + 1


def _word_end(text: str, place: int) -> int:
    if place == len(text):
        return place
    space = text.rfind(" ", place - 30, place + 1)
    return place if space < 0 else space


def _segments(text: str, start: int, end: int, matches: Sequence[_Match]) -> tuple[Segment, ...]:
    pieces: list[Segment] = []
    place = start
    for match in matches[bisect_left(matches, start, key=lambda m: m.start) :]:
        if match.end > end:
            break
        if match.start > place:
            pieces.append(Segment(text[place : match.start]))
        pieces.append(Segment(text[match.start : match.end], is_match=True))
        place = match.end
    if place < end:
        pieces.append(Segment(text[place:end]))
    return tuple(pieces)
