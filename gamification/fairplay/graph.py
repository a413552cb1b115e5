"""Points as a graph from giver to receiver, and the shapes in it that honest help rarely has. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

Pair = tuple[int, int]
"""A giver and a receiver."""


@dataclass(frozen=True, slots=True)
class Gift:
    """A line of the ledger as the watch sees it."""

    line: int
    at: datetime
    event: str
    giver: int
    receiver: int
    points: int
    item: str
    is_held: bool = False


@dataclass(slots=True)
class PointGraph:
    """Who gave whom how much, over the time that is looked back on."""

    gifts: dict[Pair, list[Gift]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[Pair, int] = field(default_factory=lambda: defaultdict(int))
    received: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    given: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    givers_of: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, gifts: Iterable[Gift]) -> "PointGraph":
        """The graph of these gifts; what somebody gave themselves is none."""
        graph = cls()
        for gift in gifts:
            if gift.giver == gift.receiver:
                continue
            pair = (gift.giver, gift.receiver)
            graph.gifts[pair].append(gift)
            graph.weights[pair] += gift.points
            graph.received[gift.receiver] += gift.points
            graph.given[gift.giver] += gift.points
            graph.givers_of[gift.receiver].add(gift.giver)
        return graph

    def between(self, members: frozenset[int]) -> list[Gift]:
        """What these people gave one another, in the order of time."""
        found = [
            gift
            for receiver in members
            for giver in self.givers_of.get(receiver, ())
            if giver in members
            for gift in self.gifts[giver, receiver]
        ]
        return sorted(found, key=lambda gift: (gift.at, gift.line))

    def internal(self, members: frozenset[int]) -> int:
        """How many points these people gave one another."""
        return sum(
            self.weights[giver, receiver]
            for receiver in members
            for giver in self.givers_of.get(receiver, ())
            if giver in members
        )


def closed_groups(graph: PointGraph, fewest: int, most: int, least_points: int) -> set[frozenset[int]]:
    """Groups in which points go round: strongly connected once the weak ties are cut, and small.

    A tie is weak where it is a small share of what its receiver got. The cut grows until what hangs together is small,
    for in a lively company nearly everybody is connected with everybody in the end.
    """
    found: set[frozenset[int]] = set()
    rich = {person for person, points in graph.received.items() if points >= least_points}
    for percent in (7, 10, 13, 17, 21, 26, 32):
        ties: dict[int, list[int]] = defaultdict(list)
        for (giver, receiver), weight in graph.weights.items():
            if giver in rich and receiver in rich and 100 * weight >= percent * graph.received[receiver]:
                ties[giver].append(receiver)
        found.update(
            grown(graph, group, rich, most) for group in strong_components(ties) if fewest <= len(group) <= most
        )
    return found


def grown(graph: PointGraph, group: frozenset[int], rich: set[int], most: int) -> frozenset[int]:
    """A group with those who hang on to it: half of what they got came from it, a third of what they gave went in."""
    members = set(group)
    while len(members) < most:
        best, best_share = None, 0.0
        for person in rich - members:
            got = sum(graph.weights.get((member, person), 0) for member in members)
            gave = sum(graph.weights.get((person, member), 0) for member in members)
            share = got / graph.received[person]
            if 2 * got >= graph.received[person] and 3 * gave >= graph.given[person] > 0 and share > best_share:
                best, best_share = person, share
        if best is None:
            break
        members.add(best)
    return frozenset(members)


def strong_components(ties: Mapping[int, list[int]]) -> Iterator[frozenset[int]]:
    """The strongly connected groups of two and more, by Tarjan's algorithm without recursion."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    waiting: list[int] = []
    on_stack: set[int] = set()
    for root in sorted(ties):
        if root in order:
            continue
        order[root] = low[root] = len(order)
        waiting.append(root)
        on_stack.add(root)
        path = [(root, iter(ties.get(root, ())))]
        while path:
            node, following = path[-1]
            nxt = next(following, None)
            if nxt is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == order[node]:
                    group = _pop(waiting, on_stack, node)
                    if len(group) > 1:
                        yield group
            elif nxt not in order:
                order[nxt] = low[nxt] = len(order)
                waiting.append(nxt)
                on_stack.add(nxt)
                path.append((nxt, iter(ties.get(nxt, ()))))
            elif nxt in on_stack:
                low[node] = min(low[node], order[nxt])


def _pop(waiting: list[int], on_stack: set[int], node: int) -> frozenset[int]:
    group = set()
    while True:
        one = waiting.pop()
        on_stack.discard(one)
        group.add(one)
        if one == node:
            return frozenset(group)
