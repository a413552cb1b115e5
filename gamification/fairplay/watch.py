"""What looks like farming: each rule of fair play as a function from the graph to suspicions. Nobody is judged."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gamification.fairplay.graph import Gift, PointGraph, closed_groups
from gamification.numbers import FairPlay

VOTES = frozenset({"helpful_vote", "solved_it", "me_too"})
"""What one click gives."""
LATELY = timedelta(days=2)
"""A burst older than this has been looked at in its time."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Points to be held until a person has looked, and why. `key` is the same for the same people."""

    rule: str
    says: str
    people: frozenset[int]
    gifts: tuple[Gift, ...]

    @property
    def key(self) -> str:
        """Names the case of these people under this rule."""
        return f"{self.rule}:{','.join(map(str, sorted(self.people)))}"[:150]

    @property
    def points(self) -> int:
        """How many points this is about."""
        return sum(gift.points for gift in self.gifts)


Teams = Mapping[int, int | None]


def suspicions(
    gifts: Sequence[Gift],
    teams: Teams,
    limits: FairPlay,
    now: datetime,
    marked: Iterable[frozenset[int]] = (),
) -> Iterator[Suspicion]:
    """Everything that looks like farming, in what is given here: the lines of the days that are looked back on.

    `marked` are people in a case that is open or was decided against them lately: what they give one another waits.
    """
    graph = PointGraph.of(gifts)
    for people in marked:
        if again := graph.between(people):
            yield _suspicion("again", "people of an earlier case", people, again)
    yield from _rings(graph, teams, limits)
    yield from _followings(graph, limits)
    yield from _pairs(graph, teams, limits)
    yield from _planted(graph, limits)
    yield from _one_sided(graph, limits, now)
    yield from _bursts(graph, limits, now)


def _bursts(graph: PointGraph, limits: FairPlay, now: datetime) -> Iterator[Suspicion]:
    """A3: many votes for one author within minutes, or within a day."""
    for (giver, receiver), gifts in graph.gifts.items():
        votes = [gift for gift in gifts if gift.event in VOTES]
        if len(votes) < limits.burst_votes or votes[-1].at < now - LATELY:
            continue
        votes.sort(key=lambda gift: gift.at)
        held = {
            gift
            for most, span in (
                (limits.burst_votes, timedelta(minutes=limits.burst_minutes)),
                (limits.day_votes, timedelta(days=1)),
            )
            for gift in _crowded(votes, most, span)
        }
        if held:
            yield _suspicion("votes_in_a_row", "many votes for one author in little time", {giver, receiver}, held)


def _crowded(votes: Sequence[Gift], most: int, span: timedelta) -> set[Gift]:
    found: set[Gift] = set()
    start = 0
    for end, vote in enumerate(votes):
        while vote.at - votes[start].at > span:
            start += 1
        if end - start + 1 >= most:
            found.update(votes[start : end + 1])
    return found


def _one_sided(graph: PointGraph, limits: FairPlay, now: datetime) -> Iterator[Suspicion]:
    """A3: a large share of somebody's last votes for one author."""
    since = now - timedelta(days=limits.share_days)
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for (giver, receiver), gifts in graph.gifts.items():
        recent = sum(1 for gift in gifts if gift.event in VOTES and gift.at >= since)
        if recent:
            votes[giver][receiver] = recent
    for giver, counts in votes.items():
        total = counts.total()
        receiver, most = counts.most_common(1)[0]
        if total >= limits.share_votes and 100 * most >= limits.share_percent * total:
            held = [gift for gift in graph.gifts[giver, receiver] if gift.event in VOTES and gift.at >= since]
            yield _suspicion("one_sided_votes", "most of somebody's votes are for one author", {giver, receiver}, held)


def _followings(graph: PointGraph, limits: FairPlay) -> Iterator[Suspicion]:
    """Accounts that are there for one author alone, and bring a good part of what that author has."""
    alone: dict[int, list[int]] = defaultdict(list)
    for (giver, receiver), weight in graph.weights.items():
        enough = len(graph.gifts[giver, receiver]) >= limits.following_gifts
        if enough and 100 * weight >= limits.following_share_percent * graph.given[giver]:
            alone[receiver].append(giver)
    for receiver, givers in alone.items():
        brought = sum(graph.weights[giver, receiver] for giver in givers)
        if (
            len(givers) >= limits.following_fewest
            and brought >= limits.ring_points
            and 100 * brought >= limits.following_points_percent * graph.received[receiver]
        ):
            held = [gift for giver in givers for gift in graph.gifts[giver, receiver]]
            yield _suspicion("following", "accounts that vote for one author alone", {receiver, *givers}, held)


def _pairs(graph: PointGraph, teams: Teams, limits: FairPlay) -> Iterator[Suspicion]:
    """A5: two people whose points go both ways, and are much of what they have."""
    for (one, other), there in graph.weights.items():
        back = graph.weights.get((other, one), 0)
        if one > other or not back or there + back < limits.pair_points:
            continue
        if 100 * min(there, back) < limits.pair_balance_percent * max(there, back):
            continue
        together = _same_team(teams, (one, other))
        share = limits.pair_share_same_team_percent if together else limits.pair_share_percent
        if 100 * back >= share * graph.received[one] or 100 * there >= share * graph.received[other]:
            held = [*graph.gifts[one, other], *graph.gifts[other, one]]
            yield _suspicion("pair", "two people whose points go back and forth", {one, other}, held)


def _rings(graph: PointGraph, teams: Teams, limits: FairPlay) -> Iterator[Suspicion]:
    """A6: a small closed group in which points go round."""
    found = [
        group
        for group in closed_groups(graph, limits.ring_fewest, limits.ring_most, limits.ring_points)
        if _is_closed(graph, group, teams, limits)
    ]
    for group in found:
        if not any(group < larger for larger in found):
            yield _suspicion("ring", "points that go round in a small group", group, graph.between(group))


def _is_closed(graph: PointGraph, group: frozenset[int], teams: Teams, limits: FairPlay) -> bool:
    share = limits.ring_share_same_team_percent if _same_team(teams, group) else limits.ring_share_percent
    # somebody whom many others thank too must not hide the rest: they count at most double what they got from within
    within = {person: sum(graph.weights.get((giver, person), 0) for giver in group) for person in group}
    whole = sum(min(graph.received[person], 2 * points) for person, points in within.items())
    return 100 * sum(within.values()) >= share * whole


def _planted(graph: PointGraph, limits: FairPlay) -> Iterator[Suspicion]:
    """A8: somebody's questions are nearly all solved by one person."""
    solved: dict[int, Counter[int]] = defaultdict(Counter)
    for (giver, receiver), gifts in graph.gifts.items():
        accepted = len({gift.item for gift in gifts if gift.event == "answer_accepted"})
        if accepted:
            solved[giver][receiver] = accepted
    for giver, counts in solved.items():
        total = counts.total()
        receiver, most = counts.most_common(1)[0]
        if most >= limits.planted_questions and 100 * most >= limits.planted_percent * total:
            held = graph.gifts[giver, receiver]
            yield _suspicion("planted", "questions that nearly always the same person solves", {giver, receiver}, held)


def _same_team(teams: Teams, people: Iterable[int]) -> bool:
    known = {teams.get(person) for person in people}
    return len(known) == 1 and None not in known


def _suspicion(rule: str, says: str, people: Iterable[int], gifts: Iterable[Gift]) -> Suspicion:
    ordered = sorted(gifts, key=lambda gift: (gift.at, gift.line))
    return Suspicion(rule, says, frozenset(people), tuple(ordered))
