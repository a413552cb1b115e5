"""What besides its words raises or lowers a document: trust, use, freshness, and the searcher's circumstances."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from portal.search.postings import Bools, Docs, Floats
from portal.search.ranking import Ranking
from portal.search.schema import TRUSTS, ExactField, value
from portal.search.snapshot import Snapshot
from portal.search.viewers import Circumstances

DAY = 86_400


class Boosts:
    """The boosts of one search. The shares of a document are added in the order of `parts`, then bounded."""

    def __init__(self, snapshot: Snapshot, circumstances: Circumstances, now: datetime) -> None:
        self._snapshot = snapshot
        self._ranking: Ranking = snapshot.ranking
        self._today = int(now.timestamp()) // DAY * DAY
        self._personal = _personal(snapshot, circumstances, self._ranking)
        read = frozenset(value(language.partition("-")[0]) for language in circumstances.languages)
        self._read = snapshot.mask(ExactField.LANGUAGE, read) if read else None

    def factors(self, docs: Docs) -> Floats:
        """What the score of each of the documents is multiplied with."""
        total = self._snapshot.remembered(("merit", self._today), self._merit)[docs]
        for mask, share in self._personal.values():
            total += np.where(mask[docs], share, 0.0)
        factors: Floats = 1.0 + np.clip(total, self._ranking.lowest_boost, self._ranking.highest_boost)
        return factors if self._read is None else factors * np.where(self._read[docs], 1.0, self._ranking.foreign)

    def parts(self, docs: Docs) -> Mapping[str, Floats]:
        """Each boost by name, as a share of the score, for each of the documents; their sum is then bounded."""
        shares = self._merits(docs)
        for name, (mask, share) in self._personal.items():
            shares[name] = np.where(mask[docs], share, 0.0)
        return shares

    def _merit(self) -> Floats:
        """What every document deserves whoever searches."""
        trust, use, freshness = self._merits(slice(None)).values()
        return trust + use + freshness

    def _merits(self, docs: Docs | slice) -> dict[str, Floats]:
        ranking, column = self._ranking, self._snapshot.column
        people = column("helpful")[docs].astype(np.float64) + column("solved")[docs].astype(np.float64)
        age = np.maximum(self._today - column("updated")[docs], 0) / DAY
        return {
            "trust": np.array([ranking.trust[grade] for grade in TRUSTS])[column("trust")[docs]],
            "use": ranking.use * (people / (people + ranking.use_halves_at)),
            "freshness": ranking.freshness / (1.0 + age / ranking.freshness_halves_after),
        }


def _personal(snapshot: Snapshot, circumstances: Circumstances, ranking: Ranking) -> dict[str, tuple[Bools, float]]:
    """For each circumstance that is known, which documents share it and what that is worth."""
    wanted = (
        (ExactField.APPLICATION, circumstances.applications, ranking.application),
        (ExactField.DEPARTMENT, {circumstances.department}, ranking.department),
        (ExactField.SITE, {circumstances.site}, ranking.site),
        (ExactField.DEVICE, {circumstances.device}, ranking.device),
    )
    found = {}
    for field, names, share in wanted:
        values = frozenset(folded for name in names if (folded := value(name)))
        if values:
            found[str(field)] = (snapshot.mask(field, values), share)
    return found
