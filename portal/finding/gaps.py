"""What colleagues search for and do not find, as far as enough of them do; and what such searches turned into."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from portal.core import clock
from portal.core.db import session
from portal.core.models import Application, User
from portal.finding.keys import key_of
from portal.finding.models import Outcome, Searched, SeenTo, SynonymRow
from portal.finding.rules import finding_rules
from portal.search.language import parse
from portal.search.spelling import distance

MOST_KEYS = 2_000
"""Different searches that are looked at, those of most people first."""
MOST_ROWS = 50_000
MOST_EXCHANGED = 3
LONGEST_EXCHANGED = 60


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that enough people searched for and too few found. `shares` are in percent."""

    key: str
    typed: str
    people: int
    searches: int
    success: int
    nothing: int
    asked: int
    score: float


@dataclass(frozen=True, slots=True)
class SuggestedSynonym:
    """What people typed first, and what they typed then and found."""

    typed: str
    also: str
    people: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How searching goes: shares of all searches that have ended, in percent; None where too few people searched."""

    searches: int
    people: int
    success: int
    nothing: int
    refined: int
    abandoned: int


def least_people() -> int:
    """Nothing is shown of fewer people than this: in a small company they would be nobody else."""
    told = finding_rules().privacy
    here = select(func.count()).select_from(User).where(User.disabled_at.is_(None), User.is_imported.is_(False))
    is_small = (session().scalar(here) or 0) < told.small_company
    return told.least_people_in_small_company if is_small else told.least_people


def figures() -> Figures | None:
    """How searching goes lately."""
    rows = session().execute(select(Searched.outcome, func.count()).where(*_lately()).group_by(Searched.outcome))
    counts = {row[0]: row[1] for row in rows}
    people = session().scalar(select(func.count(func.distinct(Searched.user_id))).where(*_lately())) or 0
    total = sum(counts.values())
    if people < least_people():
        return None
    return Figures(
        searches=total,
        people=people,
        success=_percent(counts.get(Outcome.FOUND, 0) + counts.get(Outcome.SOLVED, 0), total),
        nothing=_percent(counts.get(Outcome.NOTHING, 0), total),
        refined=_percent(counts.get(Outcome.REFINED, 0), total),
        abandoned=_percent(counts.get(Outcome.ABANDONED, 0), total),
    )


def find_gaps() -> list[Gap]:
    """The worst gaps nobody has seen to yet: many people, little success."""
    told, least = finding_rules().gaps, least_people()
    critical = _critical_words()
    found = [_gap(cluster, critical) for cluster in _clusters(_searches())]
    worst = [gap for gap in found if gap.people >= least and gap.success < 100 * told.most_success]
    return sorted(worst, key=lambda gap: (-gap.score, gap.key))[: told.shown]


def find_gap(key: str) -> Gap | None:
    """One of them, by its key."""
    return next((gap for gap in find_gaps() if gap.key == key), None)


def suggest_synonyms(most: int = 10) -> list[SuggestedSynonym]:
    """Words after which enough people had to type others before they found anything."""
    least = least_people()
    settled = set(session().scalars(select(SynonymRow.typed)))
    people: dict[tuple[str, str], set[int]] = {}
    for before, then in _refined_into_success():
        pair = _exchanged(before.typed, then.typed)
        if pair is not None and pair[0] not in settled and before.user_id is not None:
            people.setdefault(pair, set()).add(before.user_id)
    found = [SuggestedSynonym(*pair, len(who)) for pair, who in people.items() if len(who) >= least]
    return sorted(found, key=lambda one: (-one.people, one.typed, one.also))[:most]


def past_searches() -> list[str]:
    """What enough people typed and found something with, the most frequent first."""
    told = finding_rules()
    rows = session().execute(
        select(Searched.key, func.min(Searched.typed).label("typed"))
        .where(*_lately(), Searched.outcome.in_((Outcome.FOUND, Outcome.SOLVED)), func.length(Searched.typed) <= 60)
        .group_by(Searched.key)
        .having(func.count(func.distinct(Searched.user_id)) >= least_people())
        .order_by(func.count(func.distinct(Searched.user_id)).desc(), Searched.key)
        .limit(told.suggestions.remembered)
    )
    return [row.typed for row in rows]


def _lately() -> tuple[ColumnElement[bool], ...]:
    since = clock.now() - timedelta(days=finding_rules().gaps.days)
    return Searched.at > since, Searched.outcome.is_not(None)


@dataclass(slots=True)
class _Cluster:
    """Searches for nearly the same words."""

    key: str
    words: frozenset[str]
    typed: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    asked: int = 0

    def take(self, row: Row[Any]) -> None:
        """Count a search as one of these."""
        self.typed[row.typed] += 1
        self.outcomes[row.outcome] += 1
        self.asked += row.asked
        if row.user_id is not None:
            self.people.add(row.user_id)


def _searches() -> Sequence[Row[Any]]:
    """The newest searches that have ended, but for those before somebody saw to them."""
    columns: tuple[Any, ...] = (Searched.key, Searched.typed, Searched.user_id, Searched.outcome, Searched.asked)
    wanted = (
        select(*columns)
        .outerjoin(SeenTo, SeenTo.key == Searched.key)
        .where(*_lately(), or_(SeenTo.at.is_(None), Searched.at > SeenTo.at))
        .order_by(Searched.at.desc(), Searched.id.desc())
        .limit(MOST_ROWS)
    )
    return session().execute(wanted).all()


def _clusters(rows: Sequence[Row[Any]]) -> list[_Cluster]:
    """The searches by their words; those that share most of them together, under the most frequent."""
    frequent = Counter(row.key for row in rows).most_common(MOST_KEYS)
    clusters: list[_Cluster] = []
    by_word: dict[str, list[_Cluster]] = {}
    home: dict[str, _Cluster] = {}
    for key, _ in frequent:
        words = frozenset(key.split())
        near = {id(one): one for word in words for one in by_word.get(word, ())}
        same = next((one for one in near.values() if _likeness(words, one.words) >= _similarity()), None)
        if same is None:
            same = _Cluster(key, words)
            clusters.append(same)
            for word in words:
                by_word.setdefault(word, []).append(same)
        home[key] = same
    for row in rows:
        if row.key in home:
            home[row.key].take(row)
    return clusters


def _similarity() -> float:
    return finding_rules().gaps.similarity


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _gap(cluster: _Cluster, critical: frozenset[str]) -> Gap:
    total = sum(cluster.outcomes.values())
    success = sum(count for outcome, count in cluster.outcomes.items() if outcome.is_success) / total
    weight = finding_rules().gaps.critical_application if cluster.words & critical else 1.0
    people = len(cluster.people)
    return Gap(
        key=cluster.key,
        typed=cluster.typed.most_common(1)[0][0],
        people=people,
        searches=total,
        success=round(100 * success),
        nothing=_percent(cluster.outcomes[Outcome.NOTHING], total),
        asked=cluster.asked,
        score=people * (1 - success) * (1 + cluster.asked / total) * weight,
    )


def _critical_words() -> frozenset[str]:
    """The words that critical applications are called by."""
    names = session().scalars(select(Application.name).where(Application.is_critical.is_(True)))
    return frozenset(word for name in names for word in key_of(name).split())


def _refined_into_success() -> Iterator[tuple[Row[Any], Row[Any]]]:
    """Pairs of a search that failed and a later one of the same session that did not."""
    columns: tuple[Any, ...] = (Searched.user_id, Searched.session, Searched.typed, Searched.outcome)
    wanted = (
        select(*columns)
        .where(*_lately(), Searched.session.is_not(None))
        .order_by(Searched.at.desc(), Searched.id.desc())
        .limit(MOST_ROWS)
    )
    sessions: dict[int, list[Row[Any]]] = {}
    for row in session().execute(wanted):
        sessions.setdefault(row.session, []).append(row)
    for rows in sessions.values():
        then = None
        for row in rows:  # the newest first
            if row.outcome.is_success:
                then = row
            elif then is not None:
                yield row, then


def _exchanged(before: str, then: str) -> tuple[str, str] | None:
    """The words that stand in the one search and not in the other, a few on each side; None where it is not that."""
    one, other = (parse(typed).query.wanted for typed in (before, then))
    old, new = ([term.text.lower() for term in terms] for terms in (one, other))
    gone, come = [word for word in old if word not in new], [word for word in new if word not in old]
    is_exchange = 1 <= len(gone) <= MOST_EXCHANGED and 1 <= len(come) <= MOST_EXCHANGED
    pair = " ".join(gone), " ".join(come)
    if not is_exchange or key_of(pair[0]) == key_of(pair[1]) or max(map(len, pair)) > LONGEST_EXCHANGED:
        return None
    # A slip is mended by the spelling, not by a rule.
    is_slip = distance(pair[0], pair[1], 2) <= 2
    return None if is_slip else pair


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
