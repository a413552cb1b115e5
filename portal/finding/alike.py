"""What looks like a text that somebody types, before they ask."""

from portal.core.permissions import Actor
from portal.finding import curated, meaning, seeing, sources
from portal.finding import index as door
from portal.search.errors import SearchError
from portal.web.similar import SimilarItem

MOST = 5
MORE_THAN_SHOWN = 3
"""How many more are looked for, in case some may no longer be read."""
LEAST_SCORE = 0.2
LEAST_BESIDE_BEST = 0.45
"""What shares less than this with the text, or this part of what the best shares, would only distract."""
LONGEST_TITLE = 300
LONGEST_BODY = 2_000


def find_similar(title: str, text: str, actor: Actor) -> list[SimilarItem]:
    """Questions and articles like this title and text that `actor` may read, best first."""
    try:
        hits = door.index().similar(
            title[:LONGEST_TITLE],
            text[:LONGEST_BODY],
            seeing.viewer_of(actor),
            exclude=frozenset(),
            limit=MOST + MORE_THAN_SHOWN,
            synonyms=curated.synonyms(),
            meanings=meaning.meanings(),
        )
    except SearchError as problem:
        door.report(problem)
        return []
    least = max(LEAST_SCORE, LEAST_BESIDE_BEST * max((hit.score for hit in hits), default=0.0))
    near = [hit.thread for hit in hits if hit.score >= least]
    again = sources.find_briefly(actor, near)
    return [again[thread] for thread in near if thread in again][:MOST]
