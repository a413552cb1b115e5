"""Measures the main requests on a large site: CPU milliseconds and queries, beside a bare Flask app, in one run.

The corpus (20,000 questions, 40,000 answers) is made once, in .cache/bench, from the words of the demo company: its
texts are cut up and put together again, so that words have the frequencies of real ones. `--small` makes a tenth of it.
"""

import argparse
import json
import logging
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import event, func, insert, select

from community.models import Answer, Question, QuestionTag, Tag, Visibility
from portal.app import create_app
from portal.core import db
from portal.core.markup import excerpt, render
from portal.core.migrating import migrate
from portal.core.models import Application, Role, User
from portal.core.settings import Settings, load_settings
from portal.demo.script import load_script
from portal.finding import sources
from portal.finding.keeping import rebuild

ROOT = Path(__file__).resolve().parent.parent
FIRST = datetime(2024, 1, 1, 9, 0, tzinfo=UTC)
PEOPLE, TAGS = 500, 200
WARM, COUNTED = 15, 60
READER = PEOPLE + 1
"""Who asks for the pages: somebody who has answered nothing yet."""


@dataclass(frozen=True)
class Measured:
    """One request: medians of CPU milliseconds and of statements."""

    name: str
    cpu_ms: float
    p95_ms: float
    queries: int
    kilobytes: float


def main(arguments: list[str]) -> int:
    """Build what is missing, measure, print, and write bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="2,000 questions instead of 20,000")
    options = parser.parse_args(arguments)
    questions = 2_000 if options.small else 20_000
    folder = ROOT / ".cache" / f"bench-{questions}"
    settings = load_settings(
        data_dir=folder,
        secret_key="for measuring only",
        rate_limits=False,
        sqlite_synchronous="NORMAL",
        log_format="json",
    )
    _build(settings, questions)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    rows = [*_bare(), *_portal(app, questions)]
    _print(rows, questions)
    (ROOT / "bench.json").write_text(
        json.dumps({"questions": questions, "requests": [vars(row) for row in rows]}, indent=2) + "\n"
    )
    return 0


def _build(settings: Settings, questions: int) -> None:
    done = settings.data_dir / "built"
    if done.exists():
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    Console().print(f"Making {questions:,} questions with {2 * questions:,} answers, once …")
    database = db.Database(settings.database, sqlite_synchronous="OFF")
    migrate(database)
    db.use(database)
    _write_corpus(questions)
    create_app(settings)
    rebuild(sources.every_document())
    db.release()
    done.touch()


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


def _bare() -> Iterator[Measured]:
    app = Flask("bare")
    people = [{"id": n, "name": f"Person {n}", "title": f"A question number {n} about a tool"} for n in range(30)]

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/rows")
    def rows() -> str:
        return render_template_string(
            "<ul>{% for p in people %}"
            "<li><a href='/q/{{ p.id }}'>{{ p.title }}</a> by {{ p.name }}</li>{% endfor %}</ul>",
            people=people,
        )

    client = app.test_client()
    yield _measure("bare Flask: hello", lambda _: client.get("/hello"), list)
    yield _measure("bare Flask: 30 rows", lambda _: client.get("/rows"), list)


def _portal(app: Flask, questions: int) -> Iterator[Measured]:
    statements: list[str] = []

    @event.listens_for(db.database().engine, "before_cursor_execute")
    def _count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    def taken() -> list[str]:
        seen = list(statements)
        statements.clear()
        return seen

    chance = random.Random(11)
    client = _signed_in(app)
    answered: set[int] = set()

    def some() -> int:
        return 1 + chance.randrange(questions)

    addresses = [_address(some()) for _ in range(WARM + COUNTED)]

    def answer(_number: int) -> object:
        while (question := some()) in answered:
            pass
        answered.add(question)
        return client.post(
            f"/questions/{question}/answers", data={"body": "Sign out, wait a minute and sign in again."}
        )

    searched = [
        "invoice posting",
        "vpn",
        "printer label does not print",
        "how do I get back a deleted file",
        "SAP error",
    ]
    requests: list[tuple[str, Callable[[int], object]]] = [
        ("question list", lambda _: client.get("/questions")),
        ("unanswered", lambda _: client.get("/questions?tab=unanswered")),
        ("a question", lambda n: client.get(addresses[n])),
        ("a tag page", lambda n: client.get(f"/tags/tag{n % TAGS}")),
        ("a search", lambda n: client.get("/search", query_string={"q": searched[n % len(searched)]})),
        ("as one types", lambda n: client.get("/search/suggest", query_string={"q": searched[n % len(searched)][:5]})),
        ("home", lambda _: client.get("/")),
        ("posting an answer", answer),
    ]
    for name, ask in requests:
        yield _measure(name, ask, taken)


def _address(question: int) -> str:
    from community.links import question_href

    title = db.session().scalar(select(Question.title).where(Question.id == question)) or ""
    db.release()
    return question_href(question, title)


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        version = db.session().scalar(select(User.auth_version).where(User.id == READER))
        count = db.session().scalar(select(func.count()).select_from(Question))
        db.release()
    Console().print(f"{count:,} questions; each figure is the median of {COUNTED} requests after {WARM}.")
    with client.session_transaction() as session:
        session["_user_id"] = f"{READER}.{version}"
        session["_fresh"] = True
    return client


def _measure(name: str, ask: Callable[[int], object], taken: Callable[[], list[str]]) -> Measured:
    spent: list[float] = []
    queries: list[int] = []
    size = 0
    for number in range(WARM + COUNTED):
        taken()
        before = time.process_time()
        answer = ask(number)
        elapsed = (time.process_time() - before) * 1000
        status = getattr(answer, "status_code", 0)
        if status not in (200, 303):
            raise SystemExit(f"{name} answered {status}")
        size = len(getattr(answer, "data", b""))
        if number >= WARM:
            spent.append(elapsed)
            queries.append(len(taken()))
    spent.sort()
    return Measured(
        name,
        round(statistics.median(spent), 2),
        round(spent[int(len(spent) * 0.95)], 2),
        int(statistics.median(queries)),
        size / 1000,
    )


def _print(rows: list[Measured], questions: int) -> None:
    hello = rows[0].cpu_ms
    sheet = Table(
        "request", "CPU ms", "over hello", "p95", "queries", "kB", title=f"{questions:,} questions, one worker"
    )
    for row in rows:
        over = f"{row.cpu_ms - hello:+.2f}"
        sheet.add_row(
            row.name, f"{row.cpu_ms:.2f}", over, f"{row.p95_ms:.2f}", str(row.queries), f"{row.kilobytes:.0f}"
        )
    Console().print(sheet)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
