"""What a dump says about its posts in other tables, gathered once: votes, favourites, duplicates, locks."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from portal.importers.stackexchange.kinds import HistoryType, LinkType, VoteType
from portal.importers.stackexchange.places import Places
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.tallying import Written


@dataclass
class Figures:
    """Numbers and marks by post; a few bytes for each, texts none."""

    up: Counter[int] = field(default_factory=Counter)
    down: Counter[int] = field(default_factory=Counter)
    favourites: Counter[int] = field(default_factory=Counter)
    accepted_on: dict[int, date] = field(default_factory=dict)
    duplicate_of: dict[int, int] = field(default_factory=dict)
    locked: set[int] = field(default_factory=set)
    followers: defaultdict[int, list[tuple[int, date]]] = field(default_factory=lambda: defaultdict(list))


def gather(dump: Dump, places: Places, written: Written) -> Figures:
    """Go through votes, links and history once."""
    found = Figures()
    for vote in dump.votes():
        if not places.has(vote.post_id):
            written.left_out["votes", "their post is gone"] += 1
            continue
        match vote.type:
            case VoteType.UP:
                found.up[vote.post_id] += 1
            case VoteType.DOWN:
                found.down[vote.post_id] += 1
            case VoteType.FAVORITE:
                found.favourites[vote.post_id] += 1
                if vote.user_id is not None:
                    found.followers[vote.post_id].append((vote.user_id, vote.day))
            case VoteType.ACCEPTED:
                found.accepted_on[vote.post_id] = vote.day
    for link in dump.links():
        if not (places.has(link.post_id) and places.has(link.related_id)):
            written.left_out["links", "one of their posts is gone"] += 1
        elif link.type is LinkType.DUPLICATE and link.related_id != link.post_id:
            found.duplicate_of[link.post_id] = link.related_id
    for row in dump.history():
        if row.type is HistoryType.LOCKED:
            found.locked.add(row.post_id)
        elif row.type is HistoryType.UNLOCKED:
            found.locked.discard(row.post_id)
        elif row.type is HistoryType.CLOSED and row.closure and row.closure.duplicate_of:
            found.duplicate_of.setdefault(row.post_id, row.closure.duplicate_of[0])
    return found
