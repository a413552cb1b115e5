"""Counting readers without making a page wait: noted in memory, written by a chore some seconds later.

What was noted in the last seconds before a crash is lost; a reader more or less is not worth a write a page.
"""

import threading
from collections import defaultdict

from sqlalchemy import func, select, update

from community.models import Question, Read
from community.rules import rules
from portal.core import clock
from portal.core.db import insert_once, session, transaction

_lock = threading.Lock()
_noted: set[tuple[int, int, str]] = set()


def note_read(question_id: int, user_id: int) -> None:
    """Somebody reads a question today. Beyond what may wait, readers go uncounted rather than fill the memory."""
    day = clock.now().date().isoformat()
    with _lock:
        if len(_noted) < rules().readers.most_waiting:
            _noted.add((question_id, user_id, day))


def write_reads() -> int:
    """Write down who read what since the last time, each person once a question. Returns how many were noted.

    A short transaction for each question, so that nobody who acts on one waits for long.
    """
    with _lock:
        taken = sorted(_noted)
        _noted.clear()
    by_question: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for question_id, user_id, day in taken:
        by_question[question_id].append((user_id, day))
    for question_id, readers in by_question.items():
        _write(question_id, readers)
    return len(taken)


def forget_reads() -> None:
    """Drop what waits to be written; a new database knows nothing of it."""
    with _lock:
        _noted.clear()


def _write(question_id: int, readers: list[tuple[int, str]]) -> None:
    with transaction():
        if session().scalar(select(Question.id).where(Question.id == question_id)) is None:
            return
        written = [insert_once(Read, question_id=question_id, user_id=user_id, day=day) for user_id, day in readers]
        if any(written):
            people = select(func.count(func.distinct(Read.user_id))).where(Read.question_id == question_id)
            session().execute(
                update(Question).where(Question.id == question_id).values(reader_count=people.scalar_subquery()),
                execution_options={"synchronize_session": False},
            )
