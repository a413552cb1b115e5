"""Remembering what was imported: so that an import can be repeated, resumed after a kill, and follow its source."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import func, insert, select, update

from portal.core.db import session, transaction
from portal.importers.models import ImportedItem

T = TypeVar("T")
BATCH = 200


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
        """Our ids of everything of a kind, by number at the source."""
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

    def gone(self, kind: str) -> Iterator[list[tuple[int, int]]]:
        """In batches, what this run did not see: its id in this memory, and ours. The caller forgets it."""
        after = 0
        while True:
            rows = (
                session()
                .execute(
                    select(ImportedItem.id, ImportedItem.local_id)
                    .where(
                        ImportedItem.source == self.source,
                        ImportedItem.kind == kind,
                        ImportedItem.run < self.run,
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
            yield [(row.id, row.local_id) for row in rows]
