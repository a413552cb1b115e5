"""Counting readers without making a page wait: noted in memory, written by the worker a few seconds later.

What was noted in the last seconds before a crash is lost; a reader more or less is not worth a write per page.
"""

import threading

from sqlalchemy import func, select, update

from knowledge.models import Article, ArticleRead
from portal.core import clock
from portal.core.db import insert_once, session, transaction

MOST_NOTED = 20_000
_lock = threading.Lock()
_noted: set[tuple[int, int, str]] = set()


def note_read(article_id: int, user_id: int) -> None:
    """Somebody reads an article today."""
    with _lock:
        if len(_noted) < MOST_NOTED:
            _noted.add((article_id, user_id, clock.now().date().isoformat()))


def write_reads() -> int:
    """Write down who read what since the last time, and count each reader once. Returns how many were noted."""
    with _lock:
        taken = set(_noted)
        _noted.clear()
    if not taken:
        return 0
    with transaction():
        for article_id, user_id, day in sorted(taken):
            insert_once(ArticleRead, article_id=article_id, user_id=user_id, day=day)
        readers = (
            select(func.count(func.distinct(ArticleRead.user_id)))
            .where(ArticleRead.article_id == Article.id)
            .scalar_subquery()
        )
        touched = {article_id for article_id, _, _ in taken}
        session().execute(
            update(Article).where(Article.id.in_(touched)).values(reader_count=readers),
            execution_options={"synchronize_session": False},
        )
    return len(taken)
