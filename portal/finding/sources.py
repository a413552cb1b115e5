"""Where the things come from that can be found: one line a room, and what each can do."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import blake2b

from community import found as community_found
from community import reactions as community_reactions
from community import search as community_search
from knowledge import found as knowledge_found
from knowledge import reactions as knowledge_reactions
from knowledge import search as knowledge_search
from portal.core.permissions import Actor
from portal.search.documents import Document, Heading
from portal.web.found import Found
from portal.web.similar import SimilarItem


@dataclass(frozen=True)
class Source:
    """A room's things. `subject` is what is marked when one of them changed; its documents are of these `kinds`.

    `documents` and `keys` take subjects' ids: what should be in the index of them, and every key they may have there.
    `headings` takes subjects' ids, and `next_headings` the id they come after and how many.
    `find_again` takes pairs of a key and its thread, `find_briefly` threads: what somebody may see of them now.
    `look_through` searches the database itself, plainly.
    """

    subject: str
    kinds: frozenset[str]
    documents: Callable[[Sequence[int]], list[Document]]
    keys: Callable[[Sequence[int]], list[str]]
    every_document: Callable[[], Iterator[Document]]
    headings: Callable[[Sequence[int]], list[Heading]]
    next_headings: Callable[[int, int], list[Heading]]
    count: Callable[[], int]
    find_again: Callable[[Actor, Sequence[tuple[str, str]]], dict[str, Found]]
    find_briefly: Callable[[Actor, Sequence[str]], dict[str, SimilarItem]]
    look_through: Callable[[Actor, Sequence[str], int], list[Found]]


SOURCES = (
    Source(
        community_reactions.QUESTION,
        frozenset({"question", "answer"}),
        community_search.documents,
        community_search.keys,
        community_search.every_document,
        community_search.headings,
        community_search.next_headings,
        community_search.count,
        community_found.find_again,
        community_found.find_briefly,
        community_found.look_through,
    ),
    Source(
        knowledge_reactions.ARTICLE,
        frozenset({"article"}),
        knowledge_search.documents,
        knowledge_search.keys,
        knowledge_search.every_document,
        knowledge_search.headings,
        knowledge_search.next_headings,
        knowledge_search.count,
        knowledge_found.find_again,
        knowledge_found.find_briefly,
        knowledge_found.look_through,
    ),
)
_FIELDS = [field.name for field in fields(Document) if field.name != "revision"]
BY_SUBJECT = {source.subject: source for source in SOURCES}


def every_document() -> Iterator[Document]:
    """Everything that should be in the index, with its revision."""
    for source in SOURCES:
        yield from stamped(source.every_document())


def headings(threads: Iterable[str]) -> list[Heading]:
    """The titles of those of these threads that are in anybody's sight."""
    by_subject: dict[str, list[int]] = {}
    for thread in threads:
        subject, _, number = thread.partition(":")
        by_subject.setdefault(subject, []).append(int(number))
    return [heading for subject, ids in by_subject.items() for heading in BY_SUBJECT[subject].headings(ids)]


def every_heading(most_at_once: int) -> Iterator[list[Heading]]:
    """The titles of all there is, some at a time."""
    for source in SOURCES:
        last = 0
        while some := source.next_headings(last, most_at_once):
            yield some
            last = int(some[-1].thread.partition(":")[2])


def count() -> int:
    """About how many documents there are."""
    return sum(source.count() for source in SOURCES)


def stamped(documents: Iterable[Document]) -> Iterator[Document]:
    """The documents, each with a revision that is another as soon as anything in it is."""
    return (_stamped(document) for document in documents)


def find_again(actor: Actor, hits: Sequence[tuple[str, str]]) -> dict[str, Found]:
    """What `actor` may see in the database now of these pairs of a key and its thread, by key."""
    again: dict[str, Found] = {}
    for source in SOURCES:
        own = [hit for hit in hits if hit[0].partition(":")[0] in source.kinds]
        if own:
            again |= source.find_again(actor, own)
    return again


def find_briefly(actor: Actor, threads: Sequence[str]) -> dict[str, SimilarItem]:
    """A line for each of these threads that `actor` may see in the database now, by thread."""
    lines: dict[str, SimilarItem] = {}
    for source in SOURCES:
        own = [thread for thread in threads if thread.partition(":")[0] == source.subject]
        if own:
            lines |= source.find_briefly(actor, own)
    return lines


def _stamped(document: Document) -> Document:
    told = [_plain(getattr(document, name)) for name in _FIELDS]
    revision = blake2b(repr(told).encode("utf-8", "replace"), digest_size=12).hexdigest()
    return replace(document, revision=revision)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value
