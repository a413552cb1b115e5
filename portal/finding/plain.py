"""Searching without an index: a plain look for the words in titles and beginnings, while the index is being made."""

import re

from portal.core.permissions import Actor
from portal.finding.asked import Asked
from portal.finding.cards import Result, ResultsPage
from portal.finding.marks import marked
from portal.finding.sources import SOURCES
from portal.search.snippets import highlight, snippet
from portal.web.found import Found

MOST_WORDS = 8
MOST_FOUND = 10
"""Of each source."""
_WORD = re.compile(r"\w{2,}")


def look_through(actor: Actor, asked: Asked) -> ResultsPage:
    """What `actor` may see that has the words in its title or its beginning, without filters and further pages."""
    words = list(dict.fromkeys(_WORD.findall(asked.words)))[:MOST_WORDS]
    kinds = asked.query.filters.kinds
    sources = [source for source in SOURCES if not kinds or source.kinds & kinds] if words else []
    # The library comes first: what is official would not stand below here either.
    found = [one for source in reversed(sources) for one in source.look_through(actor, words, MOST_FOUND)]
    return ResultsPage(
        asked=asked,
        total=len(found),
        results=[_result(one, asked) for one in found],
        problems=asked.typed.problems,
        is_plain=True,
    )


def _result(found: Found, asked: Asked) -> Result:
    return Result(
        kind=found.kind,
        href=found.href,
        title=marked(highlight(found.title, asked.query)),
        snippet=marked(snippet(found.text, asked.query)),
        trust=found.trust,
        state=found.state,
        is_private=found.is_private,
        application=found.application,
        tags=found.tags,
        author=found.author,
        at=found.at,
        why="",
    )
