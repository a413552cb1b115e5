"""What must agree, compared: the search index with the database, balances with the ledger, and work that is parked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.core import deliveries
from portal.core.models import DeliveryState
from portal.finding.proving import compare
from portal.search.errors import SearchError

MOST_NAMED = 5


@dataclass(frozen=True)
class Finding:
    """What a comparison came to."""

    is_good: bool
    says: str


def _good(says: str) -> Finding:
    return Finding(is_good=True, says=says)


def _bad(says: str) -> Finding:
    return Finding(is_good=False, says=says)


def findings() -> Iterator[Finding]:
    """Each comparison, as soon as it is made."""
    yield _index()
    yield _balances()
    yield _deliveries()


def _index() -> Finding:
    try:
        found = compare()
    except SearchError as problem:
        return _bad(f"Search index: {problem} `questboard reindex` builds it.")
    if found.is_complete:
        return _good("Search index: every document is there, as the database has it.")
    parts = (("missing", found.missing), ("too many", found.extra), ("out of date", found.stale))
    said = "; ".join(f"{len(keys)} {word} ({_some(keys)})" for word, keys in parts if keys)
    return _bad(f"Search index: {said}. The worker mends this; `questboard reindex` does at once.")


def _balances() -> Finding:
    from gamification.proving import prove

    proof = prove()
    if not proof.wrong:
        return _good(
            f"Points: balances, levels, boards and badges of {proof.people} people follow from {proof.lines} lines."
        )
    said = ", ".join(
        f"{one.handle}'s {one.what} is {one.shown}, and should be {one.summed}" for one in proof.wrong[:MOST_NAMED]
    )
    return _bad(
        f"Points: {len(proof.wrong)} do not follow from facts and ledger: {said}. `questboard rebuild` mends it."
    )


def _deliveries() -> Finding:
    counts = deliveries.counts()
    parked, pending = counts[DeliveryState.PARKED], counts[DeliveryState.PENDING]
    if parked:
        return _bad(f"Deliveries: {parked} parked after too many tries. `questboard retry` tries them again.")
    return _good(f"Deliveries: none parked, {pending} under way.")


def _some(keys: Sequence[str]) -> str:
    return ", ".join(keys[:MOST_NAMED]) + (", …" if len(keys) > MOST_NAMED else "")
