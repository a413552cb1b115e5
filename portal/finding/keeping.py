"""Keeping the index true: the worker's chore that takes what was marked, and rebuilds what is broken.

The database is the truth. A mark goes away only when the index holds what the database held after it was set, so that
whatever dies in between, nothing is lost and nothing is done by halves.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Delete, Update, bindparam, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from knowledge.reactions import ARTICLE
from knowledge.search import grown_older
from portal.core import clock, db
from portal.core.db import session, transaction
from portal.core.dirty import mark_one_dirty
from portal.core.models import Dirty
from portal.finding import index as door
from portal.finding import sources
from portal.finding.proving import compare
from portal.search.documents import Document
from portal.search.errors import IndexBusyError, IndexDamagedError, IndexMissingError, SearchError

log = logging.getLogger(__name__)

MOST_AT_ONCE = 500
LOOK_EVERY = 30.0
"""Seconds between two looks at the index's health."""
COMPARE_EVERY = 24 * 3600.0
REST_AFTER_TROUBLE = 30.0
PUT_OFF = timedelta(minutes=10)

Mark = tuple[str, int, int]
"""A subject, its id, and which change of it this is."""

Listener = Callable[[Sequence[Document], set[str]], None]

_TAKE = (
    select(Dirty.kind, Dirty.subject_id, Dirty.change)
    .where(Dirty.since <= bindparam("now", type_=Dirty.since.type))
    .order_by(Dirty.since, Dirty.kind, Dirty.subject_id)
    .limit(MOST_AT_ONCE)
)
_THIS_MARK = (
    Dirty.kind == bindparam("subject"),
    Dirty.subject_id == bindparam("number"),
    Dirty.change == bindparam("seen"),
)


class Keeper:
    """The chore. Call it again and again; it returns how many marks it worked off.

    What takes long, a rebuild or a comparison, is done in a thread of its own, so that deliveries need not wait.
    `listeners` hear of the documents that were put into the index, and the keys of those that were taken out.
    """

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = listeners
        self._long_job: threading.Thread | None = None
        self._looks_at = self._compares_at = self._rests_until = 0.0
        self._aged_until = datetime(2000, 1, 1, tzinfo=UTC)

    def __call__(self) -> int:
        """Put the index right for some of what was marked."""
        now = time.monotonic()
        if now < self._rests_until:
            return 0
        self._mark_what_grew_older()
        self._look_after_the_index(now)
        marks = _take()
        if not marks:
            return 0
        try:
            done = self._work_off(marks)
        except (IndexMissingError, IndexDamagedError) as problem:
            door.report(problem)
            return 0
        except IndexBusyError:
            return 0
        except SearchError as problem:
            log.warning("the search index cannot be kept: %s", problem)
            self._rests_until = now + REST_AFTER_TROUBLE
            return 0
        _forget(done)
        return len(done)

    def wait(self) -> None:
        """Wait for what takes long, if anything does."""
        if self._long_job is not None:
            self._long_job.join()

    def _work_off(self, marks: Sequence[Mark]) -> list[Mark]:
        """Bring the index up to date for these. Returns those it was done for; one that cannot be is put off, alone."""
        try:
            self._bring_up(marks)
        except (SearchError, SQLAlchemyError):
            raise
        except Exception:
            if len(marks) > 1:
                half = len(marks) // 2
                return [*self._work_off(marks[:half]), *self._work_off(marks[half:])]
            log.exception("%s %s cannot be put into the search index", *marks[0][:2])
            _put_off(marks[0])
            return []
        return list(marks)

    def _bring_up(self, marks: Iterable[Mark]) -> None:
        by_subject: dict[str, list[int]] = {}
        for subject, number, _ in marks:
            by_subject.setdefault(subject, []).append(number)
        put: dict[str, Document] = {}
        known: set[str] = set()
        for subject, ids in by_subject.items():
            source = sources.BY_SUBJECT[subject]
            put |= {document.key: document for document in sources.stamped(source.documents(ids))}
            known |= set(source.keys(ids))
        gone = known - put.keys()
        db.release()
        door.index().put(put.values())
        door.index().remove(gone)
        for hear in self._listeners:
            hear(list(put.values()), gone)

    def _mark_what_grew_older(self) -> None:
        """Articles become due, and are trusted less, on a day of their own, without anybody doing anything."""
        now = clock.now()
        if now - self._aged_until < timedelta(seconds=LOOK_EVERY):
            return
        if grown := grown_older(self._aged_until, now):
            with transaction():
                for article_id in grown:
                    mark_one_dirty(ARTICLE, article_id)
        self._aged_until = now

    def _look_after_the_index(self, now: float) -> None:
        if self._long_job is not None and self._long_job.is_alive():
            return
        if door.was_met_broken():
            self._looks_at = 0.0
        if now < self._looks_at:
            return
        self._looks_at = now + LOOK_EVERY
        if not door.index().is_healthy or door.index().wants_rebuild:
            self._begin(rebuild)
        elif now >= self._compares_at:
            self._compares_at = now + COMPARE_EVERY
            self._begin(rebuild_if_it_disagrees)

    def _begin(self, job: Callable[[], object]) -> None:
        self._long_job = threading.Thread(target=self._do, args=(job,), name="questboard-index", daemon=True)
        self._long_job.start()

    def _do(self, job: Callable[[], object]) -> None:
        try:
            job()
        except IndexBusyError:
            log.info("another process rebuilds the search index")
        except Exception:
            log.exception("the search index could not be rebuilt")
            self._rests_until = time.monotonic() + REST_AFTER_TROUBLE
        finally:
            db.release()


def rebuild(documents: Iterable[Document] | None = None) -> int:
    """Build the index anew while searches and changes go on. Returns how many documents it holds.

    `documents`, if given, are `sources.every_document()`, watched as they go by.
    """
    log.info("the search index is being built")
    count = door.index().rebuild(sources.every_document() if documents is None else documents)
    log.info("the search index is built, of %s documents", count)
    return count


def rebuild_if_it_disagrees() -> None:
    """Compare the index with the database, and build it anew if they do not agree."""
    found = compare()
    if not found.is_complete:
        log.warning("the search index does not agree with the database: %s", found)
        rebuild()


def _take() -> list[Mark]:
    rows = session().execute(_TAKE, {"now": clock.now()}).all()
    return [(row.kind, row.subject_id, row.change) for row in rows]


def _forget(marks: Sequence[Mark]) -> None:
    """Take these marks away, unless the subject was marked again meanwhile."""
    _on_each(delete(Dirty).where(*_THIS_MARK), marks)


def _put_off(marked: Mark) -> None:
    _on_each(update(Dirty).where(*_THIS_MARK).values(since=clock.now() + PUT_OFF), [marked])


def _on_each(statement: Delete | Update, marks: Sequence[Mark]) -> None:
    if marks:
        with transaction() as opened:
            found = [{"subject": subject, "number": number, "seen": change} for subject, number, change in marks]
            opened.connection().execute(statement, found)
