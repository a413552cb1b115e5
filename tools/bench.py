"""Measures the main requests on a large site: CPU milliseconds and queries, beside a bare Flask app, in one run.

The corpus (20,000 questions, 40,000 answers) is made once, in .cache; `--small` makes a tenth of it, to compare: what a
page costs must not grow with the site.

Every page wants a reader who is signed in. Each is asked for by two: a newcomer, who has nothing of their own on any
page and stands for an anonymous visitor, and an analyst with a full bell who may do everything.
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
from pathlib import Path

import structlog
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import event, select

from community.links import question_href
from community.models import Question
from portal.app import create_app
from portal.core import db
from portal.core.models import User
from portal.core.settings import load_settings
from tools.corpus import ANALYST, NEWCOMER, TAGS, build, settle_readers

ROOT = Path(__file__).resolve().parent.parent
WARM, COUNTED = 15, 60
IN_USE = 300
"""So many other questions are read first: a server that has just started has none of its words at hand."""
READERS = {"newcomer": NEWCOMER, "analyst": ANALYST}
SEARCHED = (
    "invoice posting",
    "vpn",
    "printer label does not print",
    "how do I get back a deleted file",
    "SAP error",
)


@dataclass(frozen=True)
class Measured:
    """One request: medians of CPU milliseconds and of statements."""

    name: str
    reader: str
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
        meaning=False,
        sqlite_synchronous="NORMAL",
        log_format="json",
    )
    build(settings, questions)
    app = create_app(settings)
    settle_readers()
    app.config["WTF_CSRF_ENABLED"] = False
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console()
    console.print(f"{questions:,} questions; each figure is the median of {COUNTED} requests after {WARM}.")
    rows = [*_bare(), *_portal(app, questions)]
    _print(rows, questions)
    (ROOT / "bench.json").write_text(
        json.dumps({"questions": questions, "requests": [vars(row) for row in rows]}, indent=2) + "\n"
    )
    return 0


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
    yield _measure("bare Flask: hello", "", lambda _: client.get("/hello"), list)
    yield _measure("bare Flask: 30 rows", "", lambda _: client.get("/rows"), list)


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
    clients = {reader: _signed_in(app, user) for reader, user in READERS.items()}
    # drawn once for all, so that no question is met twice
    each = WARM + COUNTED
    drawn = iter(chance.sample(range(1, questions + 1), IN_USE + 2 * len(clients) * each))
    for _ in range(IN_USE):
        clients["newcomer"].get(_address(next(drawn)))
    for reader, client in clients.items():
        addresses = [_address(next(drawn)) for _ in range(each)]
        posts = [f"/questions/{next(drawn)}/answers" for _ in range(each)]
        for name, ask in _requests(client, addresses, posts):
            yield _measure(name, reader, ask, taken)


def _requests(
    client: FlaskClient, addresses: list[str], posts: list[str]
) -> Iterator[tuple[str, Callable[[int], object]]]:
    text = "Sign out, wait a minute and sign in again."
    yield "question list", lambda _: client.get("/questions")
    yield "unanswered", lambda _: client.get("/questions?tab=unanswered")
    yield "a question nobody has read", lambda n: client.get(addresses[n])
    yield "a question", lambda n: client.get(addresses[-1 - n])
    yield "a tag page", lambda n: client.get(f"/tags/tag{n % TAGS}")
    yield "a search", lambda n: client.get("/search", query_string={"q": SEARCHED[n % len(SEARCHED)]})
    yield (
        "as one types",
        lambda n: client.get("/search/suggest", query_string={"q": SEARCHED[n % len(SEARCHED)][:5]}),
    )
    yield "home", lambda _: client.get("/")
    yield "posting an answer", lambda n: client.post(posts[n], data={"body": text})


def _address(question: int) -> str:
    title = db.session().scalar(select(Question.title).where(Question.id == question)) or ""
    db.release()
    return question_href(question, title)


def _signed_in(app: Flask, user: int) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        version = db.session().scalar(select(User.auth_version).where(User.id == user))
        db.release()
    with client.session_transaction() as session:
        session["_user_id"] = f"{user}.{version}"
        session["_fresh"] = True
    return client


def _measure(name: str, reader: str, ask: Callable[[int], object], taken: Callable[[], list[str]]) -> Measured:
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
        reader,
        round(statistics.median(spent), 2),
        round(spent[int(len(spent) * 0.95)], 2),
        int(statistics.median(queries)),
        size / 1000,
    )


def _print(rows: list[Measured], questions: int) -> None:
    hello = rows[0].cpu_ms
    sheet = Table(
        "request",
        "reader",
        "CPU ms",
        "over hello",
        "p95",
        "queries",
        "kB",
        title=f"{questions:,} questions, one worker",
    )
    for row in rows:
        over = f"{row.cpu_ms - hello:+.2f}"
        sheet.add_row(
            row.name,
            row.reader,
            f"{row.cpu_ms:.2f}",
            over,
            f"{row.p95_ms:.2f}",
            str(row.queries),
            f"{row.kilobytes:.0f}",
        )
    Console().print(sheet)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
