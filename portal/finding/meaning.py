"""What the things that can be found mean: vectors made by the worker, kept in the database, read by whoever searches.

They are versioned by the model that made them. Work goes on where it stopped: what has a vector of this model and of
this text is not looked at twice. Without the extra all of this is nothing, and searches go by words alone.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice

from sqlalchemy import delete, func, insert, select

from portal.core import db
from portal.core.db import session, transaction
from portal.core.settings import Settings
from portal.finding import sources
from portal.finding.models import Vector
from portal.search.documents import Document
from portal.search.encoder import find_encoder
from portal.search.meanings import Meanings, pack, text_to_encode

log = logging.getLogger(__name__)

MOST_AT_ONCE = 32
MOST_READ_AT_ONCE = 20_000
ALL_AGAIN_EVERY = 24 * 3600.0
"""Seconds between two looks at everything; what changes meanwhile is told of."""

_meanings: Meanings | None = None
_read_up_to = 0
_changed: dict[str, Document] = {}
_gone: set[str] = set()


def use_model(settings: Settings) -> None:
    """Let this process search by meaning, if the extra is installed and wanted. Opens no model yet."""
    global _meanings, _read_up_to
    encoder = find_encoder(settings.model_dir) if settings.meaning else None
    _meanings, _read_up_to = (Meanings(encoder) if encoder else None), 0
    _changed.clear()
    _gone.clear()


def meanings() -> Meanings | None:
    """The vectors of this process; None without the extra."""
    return _meanings


def hear_of(documents: Sequence[Document], gone: set[str]) -> None:
    """The index changed, and so may what things mean."""
    if _meanings is not None and len(_changed) < MOST_READ_AT_ONCE:
        _changed.update({document.key: document for document in documents})
        _gone.update(gone)


def read_vectors() -> int:
    """Take into memory the vectors that were made since the last time. Returns how many; a chore of who searches."""
    global _read_up_to  # noqa: PLW0603
    if _meanings is None:
        return 0
    rows = (
        session()
        .execute(
            select(Vector.id, Vector.key, Vector.vector)
            .where(Vector.model == _meanings.encoder.name, Vector.id > _read_up_to)
            .order_by(Vector.id)
            .limit(MOST_READ_AT_ONCE)
        )
        .all()
    )
    if rows:
        _meanings.take({row.key: row.vector for row in rows})
        _read_up_to = rows[-1].id
        db.release()
        _meanings.get_ready()
    return len(rows)


class Encoding:
    """The chore: gives vectors to what has none, or another one than its text would have. Some at a time."""

    def __init__(self) -> None:
        self._everything: Iterator[Document] | None = None
        self._known: set[str] = set()
        self._looks_again_at = 0.0

    def __call__(self) -> int:
        """Encode some. Returns how many documents were looked at."""
        if _meanings is None or _meanings.is_broken:
            return 0
        if _gone:
            _forget([_gone.pop() for _ in range(len(_gone))])
        if _changed:
            return self._encode([_changed.pop(key) for key in list(_changed)[:MOST_AT_ONCE]])
        return self._go_on()

    def _go_on(self) -> int:
        """The next few of everything there is."""
        if self._everything is None:
            if time.monotonic() < self._looks_again_at:
                return 0
            self._everything, self._known = sources.every_document(), set()
        some = list(islice(self._everything, MOST_AT_ONCE))
        if not some:
            self._everything, self._looks_again_at = None, time.monotonic() + ALL_AGAIN_EVERY
            _forget_all_but(self._known)
            return 0
        self._known.update(document.key for document in some)
        return self._encode(some)

    def _encode(self, documents: Sequence[Document]) -> int:
        model = _model()
        wanted = {document.key: (document, _digest(document)) for document in documents}
        there = select(Vector.key, Vector.digest).where(Vector.model == model.encoder.name, Vector.key.in_(wanted))
        known = {row.key: row.digest for row in session().execute(there)}
        db.release()
        new = [(document, digest) for key, (document, digest) in wanted.items() if known.get(key) != digest]
        if new:
            vectors = model.encode([text_to_encode(one.title, one.body) for one, _ in new])
            if model.is_broken:
                return 0
            with transaction():
                _write(model.encoder.name, [(one.key, digest) for one, digest in new], [pack(row) for row in vectors])
        return len(documents)


def _write(model: str, keys: Sequence[tuple[str, str]], vectors: Sequence[bytes]) -> None:
    session().execute(delete(Vector).where(Vector.model == model, Vector.key.in_([key for key, _ in keys])))
    rows = [
        {"key": key, "model": model, "digest": digest, "vector": vector}
        for (key, digest), vector in zip(keys, vectors, strict=True)
    ]
    session().execute(insert(Vector), rows)


def _forget(keys: Sequence[str]) -> None:
    with transaction():
        session().execute(delete(Vector).where(Vector.key.in_(keys)))
    _model().take({}, frozenset(keys))


def _forget_all_but(known: set[str]) -> None:
    """Drop the vectors of what is gone, and those of other models."""
    model = _model().encoder.name
    with transaction():
        others = session().execute(delete(Vector).where(Vector.model != model).returning(Vector.id)).all()
        stored = set(session().scalars(select(Vector.key).where(Vector.model == model)))
    if others:
        log.info("%s vectors of another model were dropped", len(others))
    gone = sorted(stored - known - _changed.keys())
    for start in range(0, len(gone), 500):
        _forget(gone[start : start + 500])


def _model() -> Meanings:
    if _meanings is None:
        raise RuntimeError("no model is in use")
    return _meanings


def _digest(document: Document) -> str:
    text = text_to_encode(document.title, document.body)
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def count() -> int:
    """How many documents have a vector of the model in use."""
    if _meanings is None:
        return 0
    wanted = select(func.count()).select_from(Vector).where(Vector.model == _meanings.encoder.name)
    return session().scalar(wanted) or 0
