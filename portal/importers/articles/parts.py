"""The parts of an article of ours, found in one that has its own headings for them: what is wrong, why, what helps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"##[ \t]+(?P<name>[^\n#]+?)[ \t#]*")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_ISSUE = {"symptom", "symptoms", "problem", "issue"}
_CAUSE = {"cause", "causes"}
_RESOLUTION = {"resolution", "solution"}


@dataclass(frozen=True, slots=True)
class Parts:
    """Markdown of each part; what has no part of its own is in the resolution."""

    issue: str
    cause: str
    resolution: str


def parts_of(body: str) -> Parts:
    """Split a body that begins with what is wrong, as its headings say; any other is all resolution.

    Only the order of ours is understood: issue, perhaps a cause, and then everything else.
    """
    sections = list(_sections(body))
    names = [name.lower() for name, _ in sections]
    if len(sections) < 3 or names[1] not in _ISSUE:
        return Parts("", "", body)
    (_, before), (_, issue), *rest = sections
    cause = ""
    if names[2] in _CAUSE and len(rest) > 1:
        cause = rest.pop(0)[1]
    first, text = rest[0]
    # our own heading says the same
    opening = text if first.lower() in _RESOLUTION else _again(first, text)
    resolution = "\n\n".join([opening, *(_again(*section) for section in rest[1:])])
    return Parts("\n\n".join(filter(None, [before, issue])), cause, resolution.strip())


def _again(name: str, text: str) -> str:
    return f"## {name}\n\n{text}"


def _sections(body: str) -> Iterator[tuple[str, str]]:
    """What stands before the first heading of the second level, without a name, and below each of them."""
    name, lines, fence = "", list[str](), ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark["fence"]
        heading = None if fence else _HEADING.fullmatch(line)
        if heading:
            yield name, "\n".join(lines).strip()
            name, lines = heading["name"], []
        else:
            lines.append(line)
    yield name, "\n".join(lines).strip()
