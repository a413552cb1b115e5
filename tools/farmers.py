"""The farmers of the imagined company: rings, pairs, sock accounts, planted questions, friends who vote in a row."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from gamification.numbers import numbers

_items = count(10_000_000)
_accounts = count(1_000_000)


@dataclass(eq=False)
class Act:
    """Somebody gave somebody something."""

    at: datetime
    event: str
    giver: int
    receiver: int
    item: str
    in_doubt: bool = False


Paid = Sequence[tuple[Act, int]]
"""Acts and what each was worth, in the order of time."""


@dataclass
class Scheme:
    """A way to farm: who does it, what they do, and from when on it is what the rules call by its name."""

    kind: str
    members: frozenset[int]
    acts: list[Act] = field(default_factory=list)

    def completed(self, paid: Paid) -> datetime | None:
        """The moment from which it can be told from honest help; None where it never came so far."""
        return _COMPLETED[self.kind](self, paid)


def helpers_of(teams: dict[int, int | None], chance: random.Random) -> tuple[dict[int | None, list[int]], list[int]]:
    """Who answers: some in every team, each more than once in the list the more they do; and some everywhere."""
    members: dict[int | None, list[int]] = defaultdict(list)
    for person, team in teams.items():
        members[team].append(person)
    local: dict[int | None, list[int]] = defaultdict(list)
    for team, people in members.items():
        for person in chance.sample(people, min(len(people), max(3, len(people) // 15))):
            local[team] += [person] * chance.choice((1, 2, 4))
    everywhere = [
        one
        for person in chance.sample(list(teams), max(20, len(teams) // 25))
        for one in [person] * chance.choice((1, 1, 2, 5))
    ]
    return local, everywhere


def farm(teams: dict[int, int | None], chance: random.Random, start: datetime, days: int) -> list[Scheme]:
    """The farming of a year."""
    free = list(teams)
    chance.shuffle(free)
    schemes: list[Scheme] = []
    for make, times in ((_ring, 16), (_pair, 16), (_socks, 14), (_planted, 14), (_friends, 14)):
        for _ in range(times):
            begin = start + timedelta(days=chance.uniform(5, days - 60))
            schemes.append(make(free, chance, begin))
    return schemes


def _take(free: list[int], number: int) -> list[int]:
    return [free.pop() for _ in range(number)]


def _item() -> str:
    return f"answer:{next(_items)}"


def _ring(free: list[int], chance: random.Random, begin: datetime) -> Scheme:
    members = _take(free, chance.randint(3, 8))
    scheme = Scheme("ring", frozenset(members))
    for week in range(chance.randint(3, 6)):
        for receiver in members:
            for giver in members:
                if giver == receiver or chance.random() < 0.25:
                    continue
                at = begin + timedelta(weeks=week, days=chance.uniform(0, 6.9))
                event = chance.choice(("answer_accepted", "helpful_vote", "helpful_vote"))
                scheme.acts.append(Act(at, event, giver, receiver, _item()))
    return scheme


def _pair(free: list[int], chance: random.Random, begin: datetime) -> Scheme:
    one, other = _take(free, 2)
    scheme = Scheme("pair", frozenset((one, other)))
    for step in range(chance.randint(10, 24)):
        giver, receiver = (one, other) if step % 2 else (other, one)
        at = begin + timedelta(days=step * chance.uniform(1.5, 2.2))
        event = chance.choice(("answer_accepted", "answer_accepted", "helpful_vote"))
        scheme.acts.append(Act(at, event, giver, receiver, _item()))
    return scheme


def _socks(free: list[int], chance: random.Random, begin: datetime) -> Scheme:
    # accounts that exist for this alone: they neither ask nor read
    (author,) = _take(free, 1)
    socks = [next(_accounts) for _ in range(chance.randint(3, 6))]
    scheme = Scheme("sock accounts", frozenset((author, *socks)))
    for _ in range(chance.randint(6, 14)):
        item, at = _item(), begin + timedelta(days=chance.uniform(0, 30))
        for sock in socks:
            if chance.random() < 0.7:
                event = chance.choice(("helpful_vote", "helpful_vote", "solved_it"))
                scheme.acts.append(Act(at + timedelta(hours=chance.uniform(0, 40)), event, sock, author, item))
    return scheme


def _planted(free: list[int], chance: random.Random, begin: datetime) -> Scheme:
    asker, answerer = _take(free, 2)
    scheme = Scheme("planted questions", frozenset((asker, answerer)))
    for number in range(chance.randint(6, 12)):
        at = begin + timedelta(days=number * chance.uniform(2, 4))
        scheme.acts.append(Act(at, "answer_accepted", asker, answerer, _item()))
    return scheme


def _friends(free: list[int], chance: random.Random, begin: datetime) -> Scheme:
    author, *friends = _take(free, chance.randint(2, 4))
    scheme = Scheme("votes in a row", frozenset((author, *friends)))
    for friend in friends:
        for evening in range(chance.randint(1, 3)):
            at = begin + timedelta(days=evening * 9 + chance.uniform(0, 5))
            for vote in range(chance.randint(6, 10)):
                scheme.acts.append(
                    Act(at + timedelta(seconds=vote * chance.uniform(20, 70)), "helpful_vote", friend, author, _item())
                )
    return scheme


def _ring_done(scheme: Scheme, paid: Paid) -> datetime | None:
    """Each has as many points from within as the rule asks for."""
    got: Counter[int] = Counter()
    for act, points in sorted(paid, key=lambda pair: pair[0].at):
        got[act.receiver] += points
        if all(got[member] >= numbers().fair_play.ring_points for member in scheme.members):
            return act.at
    return None


def _pair_done(_scheme: Scheme, paid: Paid) -> datetime | None:
    """Enough went back and forth, and about as much each way."""
    limits, got = numbers().fair_play, Counter[int]()
    for act, points in sorted(paid, key=lambda pair: pair[0].at):
        got[act.receiver] += points
        least, most = (min(got.values()), max(got.values())) if len(got) > 1 else (0, 1)
        if got.total() >= limits.pair_points and 100 * least >= limits.pair_balance_percent * most:
            return act.at
    return None


def _socks_done(_scheme: Scheme, paid: Paid) -> datetime | None:
    """Enough accounts gave often enough, and enough points."""
    limits, gave, points_of = numbers().fair_play, Counter[int](), Counter[int]()
    for act, points in sorted(paid, key=lambda pair: pair[0].at):
        gave[act.giver] += 1
        points_of[act.giver] += points
        often = [giver for giver, times in gave.items() if times >= limits.following_gifts]
        if len(often) >= limits.following_fewest and sum(points_of[one] for one in often) >= limits.ring_points:
            return act.at
    return None


def _planted_done(_scheme: Scheme, paid: Paid) -> datetime | None:
    """So many questions were planted."""
    acts = sorted((act for act, _points in paid), key=lambda act: act.at)
    needed = numbers().fair_play.planted_questions
    return acts[needed - 1].at if len(acts) >= needed else None


def _friends_done(_scheme: Scheme, paid: Paid) -> datetime | None:
    """So many votes of one friend came within minutes."""
    limits = numbers().fair_play
    span = timedelta(minutes=limits.burst_minutes)
    by_friend: dict[int, list[datetime]] = defaultdict(list)
    for act, _points in sorted(paid, key=lambda pair: pair[0].at):
        times = by_friend[act.giver]
        times.append(act.at)
        if len(times) >= limits.burst_votes and act.at - times[-limits.burst_votes] <= span:
            return act.at
    return None


_COMPLETED: dict[str, Callable[[Scheme, Paid], datetime | None]] = {
    "ring": _ring_done,
    "pair": _pair_done,
    "sock accounts": _socks_done,
    "planted questions": _planted_done,
    "votes in a row": _friends_done,
}
