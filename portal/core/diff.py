"""A readable difference of two texts: which lines changed, and in a changed line which words.

The comparing is Myers' "An O(ND) Difference Algorithm" (1986), stopped where the texts have little in common: its
cost is the number of differences squared, so a bound on those bounds everything. Past the bound a stretch is shown
as replaced.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt

MOST_LINE_EDITS = 400
MOST_WORD_EDITS = 300
MOST_PAIRINGS = 900
"""Old lines times new lines of one changed stretch that are looked at to find which became which."""

WORK = 200_000
"""Steps spent on comparing words in one pair of texts, edits squared; what comes later is shown line by line."""

LIKENESS = 0.35
"""Share of words two lines have in common to be taken for one line that changed."""

CONTEXT = 3
"""Unchanged lines shown around each change."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class DiffKind(StrEnum):
    """What became of a line, or of some words in it. A gap stands for unchanged lines that are left out."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """Some words of a line. Inside an inserted line, the parts marked inserted are those that are new."""

    kind: DiffKind
    text: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of either text."""

    kind: DiffKind
    parts: tuple[DiffPart, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch `old[start:end]` that became `new[new_start:new_end]`, or stayed as it was."""

    is_same: bool
    start: int
    end: int
    new_start: int
    new_end: int


def compare(before: str, after: str, context: int = CONTEXT) -> list[DiffLine]:
    """How `before` became `after`, unchanged stretches folded to a few lines of context."""
    return list(_folded(list(_Comparison(before.splitlines(), after.splitlines()).lines()), context))


def changed_characters(before: str, after: str) -> int:
    """How many characters that are not white space were inserted or deleted between two texts."""
    return sum(
        len("".join(part.text.split()))
        for line in compare(before, after)
        for part in line.parts
        if part.kind in (DiffKind.INSERTED, DiffKind.DELETED)
    )


class _Comparison:
    """Compares two lists of lines, spending a fixed amount of work on words."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._old = old
        self._new = new
        self._work = WORK

    def lines(self) -> Iterator[DiffLine]:
        for run in _runs(self._old, self._new, MOST_LINE_EDITS):
            old, new = self._old[run.start : run.end], self._new[run.new_start : run.new_end]
            if run.is_same:
                yield from _whole(DiffKind.SAME, old)
            else:
                yield from self._changed(old, new)

    def _changed(self, old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
        """A changed stretch: lines that are alike side by side, the others gone or new."""
        at, new_at = 0, 0
        for mine, theirs in _pairs(old, new):
            yield from _whole(DiffKind.DELETED, old[at:mine])
            yield from _whole(DiffKind.INSERTED, new[new_at:theirs])
            yield from self._words(old[mine], new[theirs])
            at, new_at = mine + 1, theirs + 1
        yield from _whole(DiffKind.DELETED, old[at:])
        yield from _whole(DiffKind.INSERTED, new[new_at:])

    def _words(self, was: str, became: str) -> Iterator[DiffLine]:
        old, new = _WORD.findall(was), _WORD.findall(became)
        most_edits = min(MOST_WORD_EDITS, isqrt(self._work))
        runs = _runs(old, new, most_edits)
        edits = sum(r.end - r.start + r.new_end - r.new_start for r in runs if not r.is_same)
        self._work -= min(edits, most_edits) ** 2
        runs = _without_islands(runs, old)
        yield DiffLine(DiffKind.DELETED, tuple(_parts(DiffKind.DELETED, [(r, old[r.start : r.end]) for r in runs])))
        inserted = [(r, new[r.new_start : r.new_end]) for r in runs]
        yield DiffLine(DiffKind.INSERTED, tuple(_parts(DiffKind.INSERTED, inserted)))


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which old line became which new one, in order; only lines that are alike."""
    if len(old) == len(new) == 1:
        return [(0, 0)]
    bags, new_bags = [_bag(line) for line in old], [_bag(line) for line in new]
    if len(old) * len(new) > MOST_PAIRINGS:
        straight = range(min(len(old), len(new)))
        return [(i, i) for i in straight if _likeness(bags[i], new_bags[i]) >= LIKENESS]
    # the best total likeness of pairs that do not cross
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            likeness = _likeness(bags[i], new_bags[j])
            paired = best[i + 1][j + 1] + likeness if likeness >= LIKENESS else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _bag(line: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", line.casefold())[:200])


def _likeness(bag: frozenset[str], other: frozenset[str]) -> float:
    return len(bag & other) / max(len(bag), len(other), 1)


def _runs(old: Sequence[str], new: Sequence[str], most_edits: int) -> list[_Run]:
    """Same and changed stretches in turn, covering both sequences."""
    matches = _matches(old, new, most_edits)
    runs: list[_Run] = []
    at, new_at = 0, 0
    for start, new_start, length in [*matches, (len(old), len(new), 0)]:
        if at < start or new_at < new_start:
            runs.append(_Run(is_same=False, start=at, end=start, new_start=new_at, new_end=new_start))
        if length:
            runs.append(
                _Run(is_same=True, start=start, end=start + length, new_start=new_start, new_end=new_start + length)
            )
        at, new_at = start + length, new_start + length
    return runs


def _matches(old: Sequence[str], new: Sequence[str], most_edits: int) -> list[tuple[int, int, int]]:
    """Common stretches as (start in old, start in new, length): the same ends, and Myers in between."""
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matches = [(0, 0, head)] if head else []
    middle = _middle_matches(old[head : len(old) - tail], new[head : len(new) - tail], most_edits)
    matches += [(head + start, head + new_start, length) for start, new_start, length in middle]
    if tail:
        matches.append((len(old) - tail, len(new) - tail, tail))
    return matches


def _middle_matches(old: Sequence[str], new: Sequence[str], most_edits: int) -> list[tuple[int, int, int]]:
    if not old or not new:
        return []
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), most_edits) + 1):
        trail.append(furthest.copy())
        for diagonal in range(-edits, edits + 1, 2):
            goes_down = diagonal == -edits or (
                diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
            )
            x = furthest[diagonal + 1] if goes_down else furthest[diagonal - 1] + 1
            while x < len(old) and 0 <= x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _walk_back(trail, len(old), len(new))
    return []


def _walk_back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """The stretches without edits on the way that led here."""
    matches: list[tuple[int, int, int]] = []
    for edits in range(len(trail) - 1, -1, -1):
        furthest = trail[edits]
        diagonal = x - y
        goes_down = diagonal == -edits or (
            diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if goes_down else diagonal - 1
        from_x = furthest[before] if edits else 0
        from_y = from_x - before if edits else 0
        start = (from_x if goes_down else from_x + 1) if edits else 0
        if x > start:
            matches.append((start, start - diagonal, x - start))
        x, y = from_x, from_y
    return matches[::-1]


def _without_islands(runs: Sequence[_Run], old: Sequence[str]) -> list[_Run]:
    """Without lone blanks and commas between changes: a phrase that was replaced reads better in one piece."""
    merged: list[_Run] = []
    for number, run in enumerate(runs):
        is_island = run.is_same and 0 < number < len(runs) - 1 and not any(map(_is_word, old[run.start : run.end]))
        if (is_island or not run.is_same) and merged and not merged[-1].is_same:
            last = merged.pop()
            run = _Run(is_same=False, start=last.start, end=run.end, new_start=last.new_start, new_end=run.new_end)
        merged.append(run)
    return merged


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] == "_"


def _whole(kind: DiffKind, lines: Sequence[str]) -> Iterator[DiffLine]:
    for line in lines:
        yield DiffLine(kind, (DiffPart(kind, line),))


def _parts(kind: DiffKind, runs: Sequence[tuple[_Run, Sequence[str]]]) -> Iterator[DiffPart]:
    for run, words in runs:
        if words:
            yield DiffPart(DiffKind.SAME if run.is_same else kind, "".join(words))


def _folded(lines: Sequence[DiffLine], context: int) -> Iterator[DiffLine]:
    changed = [number for number, line in enumerate(lines) if line.kind is not DiffKind.SAME]
    near = {around for number in changed for around in range(number - context, number + context + 1)}
    skipped: list[DiffLine] = []
    for number, line in enumerate(lines):
        if number in near:
            yield from _gap(skipped)
            skipped = []
            yield line
        else:
            skipped.append(line)
    yield from _gap(skipped)


def _gap(skipped: Sequence[DiffLine]) -> Iterator[DiffLine]:
    """One line in place of many; a single line takes no more room than the word that it is left out."""
    if len(skipped) > 1:
        yield DiffLine(DiffKind.GAP, (DiffPart(DiffKind.GAP, f"{len(skipped)} lines unchanged"),))
    else:
        yield from skipped
