"""Remembering what was imported: so that an import can be repeated, resumed after a kill, and follow its source."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, func, insert, select, update

from portal.core.db import session, transaction
from portal.importers.models import ImportedItem

T = TypeVar("T")
BATCH = 200
HOLLOW = ""
"""The digest of what has a place here and nothing in it: not filled yet, or gone from its source."""


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """`rows` in lists of at most `size`."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch


def digest(*parts: object) -> str:
    """A short name for exactly these parts."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of one thing."""

    id: int
    local_id: int
    digest: str
    run: int


@dataclass(frozen=True, slots=True)
class Gone:
    """What the source had and has no more."""

    id: int
    local_id: int
    digest: str


class Memory:
    """The memory of one source during one run."""

    def __init__(self, source: str) -> None:
        self.source = source
        with transaction():
            last = session().scalar(select(func.max(ImportedItem.run)).where(ImportedItem.source == source))
        self.run = (last or 0) + 1

    def find(self, kind: str, keys: Sequence[str]) -> dict[str, Known]:
        """What is remembered of these, by key."""
        rows = session().execute(
            select(
                ImportedItem.source_key, ImportedItem.id, ImportedItem.local_id, ImportedItem.digest, ImportedItem.run
            ).where(ImportedItem.source == self.source, ImportedItem.kind == kind, ImportedItem.source_key.in_(keys))
        )
        return {row[0]: Known(*row[1:]) for row in rows}

    def local_ids(self, kind: str) -> dict[int, int]:
        """Our ids of everything of a kind, by number at the source; of what is gone there, too."""
        rows = session().execute(
            select(ImportedItem.source_key, ImportedItem.local_id).where(
                ImportedItem.source == self.source, ImportedItem.kind == kind
            )
        )
        return {int(row[0]): row[1] for row in rows}

    def add(self, kind: str, made: Mapping[str, tuple[int, str]]) -> None:
        """Remember new things: key to our id and digest."""
        rows = [
            {
                "source": self.source,
                "kind": kind,
                "source_key": key,
                "local_id": local_id,
                "digest": digested,
                "run": self.run,
            }
            for key, (local_id, digested) in made.items()
        ]
        if rows:
            session().execute(insert(ImportedItem), rows)

    def seen(self, known: Iterable[Known]) -> None:
        """These were seen again, unchanged."""
        ids = [one.id for one in known]
        if ids:
            session().execute(update(ImportedItem).where(ImportedItem.id.in_(ids)).values(run=self.run))

    def changed(self, digests: Mapping[int, str]) -> None:
        """These were seen again and read differently: id in this memory to digest."""
        rows: list[dict[str, Any]] = [
            {"id": item, "digest": digested, "run": self.run} for item, digested in digests.items()
        ]
        if rows:
            session().execute(update(ImportedItem), rows)

    def moved(self, item: int, local_id: int, digested: str) -> None:
        """What is remembered is another thing of ours from now on."""
        session().execute(
            update(ImportedItem).where(ImportedItem.id == item).values(local_id=local_id, digest=digested, run=self.run)
        )

    def gone(self, kind: str) -> Iterator[list[Gone]]:
        """In batches, what this run did not see and nobody has been told of yet. The caller says what becomes of it."""
        after = 0
        while True:
            rows = (
                session()
                .execute(
                    select(ImportedItem.id, ImportedItem.local_id, ImportedItem.digest)
                    .where(
                        ImportedItem.source == self.source,
                        ImportedItem.kind == kind,
                        ImportedItem.run < self.run,
                        ImportedItem.digest != HOLLOW,
                        ImportedItem.id > after,
                    )
                    .order_by(ImportedItem.id)
                    .limit(BATCH)
                )
                .all()
            )
            if not rows:
                return
            after = rows[-1].id
            yield [Gone(*row) for row in rows]

    def hollow(self, gone: Iterable[Gone]) -> None:
        """Ours is out of sight, but its place is kept: what comes back is filled in there again."""
        ids = [one.id for one in gone]
        session().execute(update(ImportedItem).where(ImportedItem.id.in_(ids)).values(digest=HOLLOW))

    def forget(self, gone: Iterable[Gone]) -> None:
        """Ours is removed: what comes back is new."""
        ids = [one.id for one in gone]
        session().execute(delete(ImportedItem).where(ImportedItem.id.in_(ids)))
