"""A readable difference of two texts: lines, and in a changed line the words that changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Past these sizes a text is shown as replaced in one piece: comparing costs the square of them.
MOST_LINES = 1_200
MOST_WORDS_IN_A_LINE = 400
CHARACTER_BUDGET = 40_000
CONTEXT = 3
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


def compare(before: str, after: str) -> list[DiffLine]:
    """How `before` became `after`, unchanged stretches folded to a few lines of context."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return [*_whole(DiffKind.DELETED, old), *_whole(DiffKind.INSERTED, new)]
    return list(_folded(list(_lines(old, new))))


def changed_characters(before: str, after: str) -> int:
    """How many characters that are not white space were inserted or deleted between two texts."""
    return sum(
        len("".join(part.text.split()))
        for line in compare(before, after)
        for part in line.parts
        if part.kind in (DiffKind.INSERTED, DiffKind.DELETED)
    )


def _whole(kind: DiffKind, lines: Sequence[str]) -> Iterator[DiffLine]:
    for line in lines:
        yield DiffLine(kind, (DiffPart(kind, line),))


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    budget = CHARACTER_BUDGET
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield from _whole(DiffKind.SAME, old[start:end])
            continue
        paired = min(end - start, new_end - new_start)
        for was, became in zip(old[start : start + paired], new[new_start : new_start + paired], strict=True):
            budget -= len(was) + len(became)
            if budget > 0:
                yield from _words(was, became)
            else:
                yield from _whole(DiffKind.DELETED, [was])
                yield from _whole(DiffKind.INSERTED, [became])
        yield from _whole(DiffKind.DELETED, old[start + paired : end])
        yield from _whole(DiffKind.INSERTED, new[new_start + paired : new_end])


def _words(was: str, became: str) -> Iterator[DiffLine]:
    old, new = _WORD.findall(was), _WORD.findall(became)
    if max(len(old), len(new)) > MOST_WORDS_IN_A_LINE:
        yield from _whole(DiffKind.DELETED, [was])
        yield from _whole(DiffKind.INSERTED, [became])
        return
    opcodes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    yield DiffLine(DiffKind.DELETED, tuple(_parts(DiffKind.DELETED, [(k, old[a:b]) for k, a, b, _, _ in opcodes])))
    yield DiffLine(DiffKind.INSERTED, tuple(_parts(DiffKind.INSERTED, [(k, new[c:d]) for k, _, _, c, d in opcodes])))


def _parts(kind: DiffKind, runs: Sequence[tuple[str, Sequence[str]]]) -> Iterator[DiffPart]:
    for how, words in runs:
        if words:
            yield DiffPart(DiffKind.SAME if how == "equal" else kind, "".join(words))


def _folded(lines: Sequence[DiffLine]) -> Iterator[DiffLine]:
    changed = [number for number, line in enumerate(lines) if line.kind is not DiffKind.SAME]
    near = {around for number in changed for around in range(number - CONTEXT, number + CONTEXT + 1)}
    skipped = 0
    for number, line in enumerate(lines):
        if number in near:
            if skipped:
                yield _gap(skipped)
                skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield _gap(skipped)


def _gap(lines: int) -> DiffLine:
    words = "1 line unchanged" if lines == 1 else f"{lines} lines unchanged"
    return DiffLine(DiffKind.GAP, (DiffPart(DiffKind.GAP, words),))
