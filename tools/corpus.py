"""A large site to measure: its texts are the demo company's, cut up and put together again.

Words so have the frequencies of real ones.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from sqlalchemy import func, insert, select, update

from community.models import Answer, Follow, Question, QuestionTag, Tag, Visibility
from portal.app import create_app
from portal.core import db
from portal.core.markup import excerpt, render
from portal.core.migrating import migrate
from portal.core.models import Application, Notification, Role, User
from portal.core.settings import Settings
from portal.demo.script import load_script
from portal.finding import sources
from portal.finding.keeping import rebuild
from portal.finding.related import Relating

ROOT = Path(__file__).resolve().parent.parent
FIRST = datetime(2024, 1, 1, 9, 0, tzinfo=UTC)
PEOPLE, TAGS = 500, 200
NEWCOMER = PEOPLE + 1
"""Somebody who has done nothing yet: what a visitor would be, if pages could be read without signing in."""
ANALYST = PEOPLE + 2
"""Somebody with a bell full of news, who follows much and may do everything."""
UNREAD, FOLLOWED = 40, 500


def build(settings: Settings, questions: int) -> None:
    """Make the corpus where it is missing, and bring what was made by an earlier version up to date."""
    corpus, index = settings.data_dir / "built", settings.data_dir / "indexed"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = db.Database(settings.database, sqlite_synchronous="OFF")
    migrate(database)
    db.use(database)
    if not corpus.exists():
        Console().print(f"Making {questions:,} questions with {2 * questions:,} answers, once …")
        _write_corpus(questions)
        corpus.touch()
    create_app(settings)
    if not index.exists() or index.read_text() != _kind_of_index():
        Console().print("Indexing them, once for this kind of index …")
        rebuild(sources.every_document())
        relating = Relating()
        while relating():
            pass
        index.write_text(_kind_of_index())
    db.release()


def _kind_of_index() -> str:
    """Changes with the code that writes the index."""
    code = sorted((ROOT / "portal" / "search").glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in code)).hexdigest()


def _write_corpus(number: int) -> None:
    chance = random.Random(7)
    words = _Words(chance)
    with db.transaction() as opened:
        opened.execute(insert(Application), [{"slug": f"tool{n}", "name": f"Tool {n}"} for n in range(20)])
        opened.execute(
            insert(User),
            [
                {"handle": f"person{n}", "name": f"Person {n}", "joined_at": FIRST, "role": Role.SUPERUSER}
                for n in range(PEOPLE + 1)
            ],
        )
        opened.execute(insert(Tag), [{"name": f"tag{n}", "question_count": 1} for n in range(TAGS)])
    for start in range(0, number, 1000):
        with db.transaction() as opened:
            opened.execute(insert(Question), [_question(n, words, chance) for n in range(start + 1, start + 1001)])
            opened.execute(
                insert(Answer),
                [row for n in range(start + 1, start + 1001) for row in _answers(n, words, chance)],
            )
            opened.execute(
                insert(QuestionTag),
                [
                    {"question_id": n, "tag_id": 1 + (n * k) % TAGS}
                    for n in range(start + 1, start + 1001)
                    for k in (1, 7)
                    if k == 1 or (n * 7) % TAGS != n % TAGS
                ],
            )


class _Words:
    """Texts with the demo company's words and their frequencies."""

    def __init__(self, chance: random.Random) -> None:
        script = load_script()
        told = [thread.body for thread in script.threads]
        self._words = " ".join(told).split()
        self._chance = chance

    def text(self, length: int) -> str:
        """About `length` words, in runs of three as they were written."""
        runs: list[str] = []
        while len(runs) < length:
            at = self._chance.randrange(len(self._words) - 3)
            runs += self._words[at : at + 3]
        return " ".join(runs[:length])


def _question(number: int, words: _Words, chance: random.Random) -> dict[str, object]:
    rendered = render(words.text(70))
    at = FIRST + timedelta(minutes=40 * number)
    return {
        "id": number,
        "title": words.text(9)[:150],
        "body_source": rendered.text,
        "body_html": rendered.html,
        "excerpt": excerpt(rendered.text, 200),
        "author_id": 1 + chance.randrange(PEOPLE),
        "application_id": 1 + chance.randrange(20),
        "visibility": Visibility.EVERYONE,
        "tag_names": f"tag{number % TAGS},tag{(number * 7) % TAGS}",
        "created_at": at,
        "active_at": at,
        "answer_count": 2,
    }


def _answers(question: int, words: _Words, chance: random.Random) -> Iterator[dict[str, object]]:
    first = chance.randrange(PEOPLE)
    for number in range(2):
        rendered = render(words.text(60))
        yield {
            "question_id": question,
            "author_id": 1 + (first + number) % PEOPLE,
            "body_source": rendered.text,
            "body_html": rendered.html,
            "excerpt": excerpt(rendered.text, 200),
            "created_at": FIRST + timedelta(minutes=40 * question + 20 * (number + 1)),
        }


def settle_readers() -> None:
    """The two who ask for the pages, once; what they answered when they were measured before is out of the way."""
    with db.transaction() as opened:
        opened.execute(update(Answer).where(Answer.author_id.in_((NEWCOMER, ANALYST))).values(deleted_at=FIRST))
        if opened.scalar(select(func.count()).select_from(User).where(User.id == ANALYST)):
            return
        opened.execute(
            insert(User),
            {"id": ANALYST, "handle": "analyst", "name": "An Analyst", "joined_at": FIRST, "role": Role.ANALYST},
        )
        news = {
            "user_id": ANALYST,
            "reason": "answer",
            "text": "Somebody answered",
            "href": "/questions/1",
            "at": FIRST,
        }
        opened.execute(insert(Notification), [news] * UNREAD)
        opened.execute(
            insert(Follow), [{"question_id": 1 + n, "user_id": ANALYST, "at": FIRST} for n in range(FOLLOWED)]
        )
