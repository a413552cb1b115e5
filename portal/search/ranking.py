"""The numbers of the ranking, named, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from portal.search.documents import Trust
from portal.search.schema import TextField


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much a word counts in a field, and how strongly the field's length tempers it (BM25F's w and b)."""

    weight: float
    b: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Parameters of BM25F (Robertson and Zaragoza, 2009), of coordination, and of the bounded boost.

    A document's score is its BM25F and a share of what its title alone would score, times its coordination, times
    1 plus its boosts, whose sum is kept within bounds: a boost decides between matches of like quality and never
    lifts a poor one over a good one. Use and freshness together are worth less than a grade of trust, so that of
    equal matches the more trusted comes first.
    """

    k1: float = 1.8
    fields: Mapping[TextField, FieldWeight] = field(
        default_factory=lambda: MappingProxyType(
            {
                TextField.TITLE: FieldWeight(2.0, 0.75),
                TextField.LABELS: FieldWeight(1.5, 0.2),
                TextField.BODY: FieldWeight(1.0, 0.9),
                TextField.ANSWERS: FieldWeight(0.8, 0.75),
            }
        )
    )
    title_share: float = 0.6
    """A word of the title counts for itself as well: long bodies that say it often would drown it."""
    neighbours: float = 0.5
    """What two words that follow one another in the query count, beside their idf, where a document has them so."""
    neighbours_looked_at: int = 128
    """Documents, the best so far, in which neighbours are looked for."""
    exact: float = 4.0
    """What an identifier counts besides, by its idf, where it stands to the letter: more than all its parts apart."""
    coordination: float = 0.5
    """Share of the score that depends on how much of the query, weighed by rarity, a document holds."""
    least_coverage: float = 0.3
    """Share of the query, weighed by rarity, that a document must hold to be found at all."""

    trust: Mapping[Trust, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                Trust.OFFICIAL: 0.10,
                Trust.ENDORSED: 0.067,
                Trust.ACCEPTED: 0.034,
                Trust.COMMUNITY: 0.0,
                Trust.REVIEW_DUE: -0.10,
                Trust.RETIRED: -0.30,
            }
        )
    )
    freshness: float = 0.012
    """Boost of what was updated just now; it halves after `freshness_halves_after` days."""
    freshness_halves_after: float = 365.0
    use: float = 0.02
    """Boost of what helped very many people; half of it at `use_halves_at` of them."""
    use_halves_at: float = 10.0

    application: float = 0.30
    department: float = 0.10
    site: float = 0.10
    device: float = 0.05
    """Boosts of what shares the searcher's circumstances."""

    foreign: float = 0.5
    """What the score of a document in none of the reader's languages is multiplied with, after its boosts."""

    lowest_boost: float = -0.30
    highest_boost: float = 0.60


RANKING = Ranking()
