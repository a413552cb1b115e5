"""Server and worker are killed again and again while people write: what was confirmed is there, and there once."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.killed.writing import PATIENCE, Colleagues, Deed, deeds_to_do
from tests.support.dying import dying_command
from tests.support.portals import RunningPortal, copied_portal, portal_on_postgres
from tests.support.postgres import PostgresServer

DEEDS_OF_A_KIND = 24
KILLS = 2
BETWEEN_KILLS = 4
"""So many confirmed writes after a start comes the next kill: the worker is in the middle of what they brought."""
DYING_BEFORE = (2, 50, 131)
"""The commit before which each worker dies: in the middle of badges, of points, of the index."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningPortal]:
    """The demo company, running, on each kind of database; who works for it is the test's to say."""
    if request.param == "sqlite":
        with copied_portal(tmp_path / "portal") as running:
            yield running
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with portal_on_postgres(tmp_path / "portal", server) as running:
        yield running


class Worker:
    """`questboard worker` as a process of its own, beside a server."""

    def __init__(self, portal: RunningPortal) -> None:
        self._portal = portal
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, dying_before: int = 0) -> None:
        """Begin to work, and die before so many commits, with all that it holds in hand; 0 is never."""
        command, environment = dying_command(dying_before, "worker"), self._portal.environment()
        with self._portal.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def wait_for_its_death(self) -> None:
        """Return when it has died as it was told to."""
        assert self._process is not None
        assert self._process.wait(PATIENCE) == -signal.SIGKILL
        self._process = None

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@contextmanager
def working_for(portal: RunningPortal) -> Iterator[Worker]:
    worker = Worker(portal)
    try:
        yield worker
    finally:
        worker.kill()


def test_a_server_with_its_worker_is_killed_again_and_again(portal: RunningPortal) -> None:
    facts = forget_what_was_earned(portal)
    last, *deeds = deeds_to_do(portal, DEEDS_OF_A_KIND)
    colleagues = Colleagues(portal, deeds)
    colleagues.start()
    for _ in range(KILLS):
        colleagues.go_on()
        colleagues.wait_for(BETWEEN_KILLS)
        portal.kill()
        portal.start()
    colleagues.go_on()
    colleagues.finish()
    check_everything(portal, last, colleagues.confirmed, facts)


def test_a_worker_beside_the_server_is_killed_again_and_again_and_the_server_too(portal: RunningPortal) -> None:
    facts = forget_what_was_earned(portal)
    portal.kill()
    portal.set("QUESTBOARD_EMBEDDED_WORKER", "0")
    portal.start()
    last, *deeds = deeds_to_do(portal, DEEDS_OF_A_KIND)
    colleagues = Colleagues(portal, deeds)
    with working_for(portal) as worker:
        colleagues.start()
        for number, dying_before in enumerate(DYING_BEFORE):
            colleagues.go_on()
            worker.start(dying_before)
            worker.wait_for_its_death()
            colleagues.wait_for(1)
            if number % 2:
                portal.kill()
                portal.start()
        colleagues.go_on()
        worker.start()
        colleagues.finish()
        check_everything(portal, last, colleagues.confirmed, facts)


def forget_what_was_earned(portal: RunningPortal) -> int:
    """Let badges and levels be earned anew from the ledger, in the middle of the kills. The last fact before that."""
    portal.change("DELETE FROM badge_awards")
    portal.change("UPDATE users SET reputation = 0, level = 1")
    portal.change("DELETE FROM game_markers")
    return portal.number("SELECT max(id) FROM facts")


def check_everything(portal: RunningPortal, last: Deed, confirmed: list[Deed], since: int) -> None:
    """Wait until all that follows has followed, and look at it."""
    assert len(confirmed) >= KILLS * BETWEEN_KILLS
    comes_true(portal, "SELECT count(*) FROM game_markers", 1)
    # what follows from this one follows after the round of chores in which the badges were given
    with portal.visitor(last.by) as visitor:
        assert last.do(visitor)
    comes_true(portal, "SELECT count(*) FROM deliveries", 0)
    comes_true(portal, "SELECT count(*) FROM search_dirty", 0)
    nothing_confirmed_is_lost(portal, confirmed)
    everything_followed_once(portal, since)
    checked = portal.run("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def comes_true(portal: RunningPortal, statement: str, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while (found := portal.number(statement)) != wanted:
        assert time.monotonic() < deadline, f"{statement}: still {found}"
        time.sleep(0.1)


def nothing_confirmed_is_lost(portal: RunningPortal, confirmed: list[Deed]) -> None:
    for deed in confirmed:
        match deed.kind:
            case "accept":
                found = "SELECT count(*) FROM answers WHERE id = :subject AND accepted_at IS NOT NULL"
            case "helpful":
                found = """SELECT count(*) FROM helpful_votes v JOIN users u ON u.id = v.user_id
                           WHERE v.answer_id = :subject AND u.handle = :by"""
            case _:
                found = "SELECT count(*) FROM answers WHERE question_id = :subject AND body_source = :words"
        values = {"subject": deed.subject, "by": deed.by, "words": deed.words}
        given = {name: value for name, value in values.items() if f":{name}" in found}
        assert portal.number(found, **given) == 1, deed


def everything_followed_once(portal: RunningPortal, since: int) -> None:
    """Of every deed comes one fact, and of every fact one line, one badge, one ring of the bell: no less, no more."""
    happened = {"accept": "answer_accepted", "helpful": "helpful_voted", "answer": "answer_posted"}
    for kind in happened.values():
        twice = """SELECT subject_id, actor_id FROM facts WHERE kind = :kind AND id > :since
                   GROUP BY subject_id, actor_id HAVING count(*) > 1"""
        assert portal.ask(twice, kind=kind, since=since) == []
    for kind, event in (("answer_accepted", "answer_accepted"), ("helpful_voted", "helpful_vote")):
        lines = """SELECT f.id, count(l.id) FROM facts f LEFT JOIN ledger l ON l.fact_id = f.id AND l.event = :event
                   WHERE f.kind = :kind AND f.id > :since GROUP BY f.id HAVING count(l.id) <> 1"""
        assert portal.ask(lines, kind=kind, event=event, since=since) == []
    outcomes = """SELECT event, item, user_id, giver_id FROM ledger WHERE fact_id > :since
                  GROUP BY event, item, user_id, giver_id HAVING count(*) > 1"""
    assert portal.ask(outcomes, since=since) == []
    rung_twice = "SELECT user_id, fact_id FROM notifications GROUP BY user_id, fact_id HAVING count(*) > 1"
    assert portal.ask(rung_twice) == []
    for kind in ("answer_accepted", "answer_posted", "badge_earned", "level_reached"):
        unheard = """SELECT f.id FROM facts f LEFT JOIN notifications n ON n.fact_id = f.id
                     WHERE f.kind = :kind AND f.id > :since AND n.id IS NULL"""
        assert portal.ask(unheard, kind=kind, since=since) == [], kind
    awards = portal.number("SELECT count(*) FROM badge_awards")
    assert awards > 0
    assert (
        portal.number("SELECT count(*) FROM facts WHERE kind = 'badge_earned' AND id > :since", since=since) == awards
    )
    levels = """SELECT subject_id FROM facts WHERE kind = 'level_reached' AND id > :since
                GROUP BY subject_id HAVING count(*) > 1"""
    assert portal.ask(levels, since=since) == []
