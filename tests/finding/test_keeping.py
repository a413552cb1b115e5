"""The index is kept by the worker's chore: it survives damage, deaths and documents it cannot take."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from knowledge.actions.articles import publish_article, write_article
from knowledge.forms import ArticleDraft
from knowledge.models import Article, ReviewClass
from knowledge.rules import library_rules
from portal.core import clock, db
from portal.core.db import session, transaction
from portal.core.dirty import mark_one_dirty
from portal.core.settings import Settings
from portal.finding import index as door
from portal.finding import keeping, sources
from portal.finding.keeping import Keeper, rebuild
from portal.finding.proving import compare
from portal.search.documents import Document
from tests.support.cast import Cast
from tests.support.finding import CatchUp, found_by, marks, suggested
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

TITLE = "The franking machine swallows stamps"
ARTICLE = {
    "title": "Feed the franking machine with care",
    "issue": "The franking machine swallows stamps.",
    "environment": "- Franking machine",
    "resolution": "Feed it slowly.",
    "verification": "It hums.",
    "review_class": ReviewClass.VOLATILE,
}


def test_without_an_index_a_plain_search_answers_and_says_so_until_there_is_one(
    cast: Cast, sign_in: SignIn, keeper: Keeper
) -> None:
    a_question(cast["emma"], TITLE)
    a_question(cast["emma"], "The franking machine knows my salary", visibility="it")
    otto = sign_in("otto")
    page = otto.get("/search?q=franking+machine").text
    assert "The search index is being made anew" in page
    assert found_by(otto, q="franking machine") == [TITLE]
    assert found_by(otto, q="% _ franking") == [TITLE]
    assert found_by(otto, q="%") == found_by(otto, q="franking", type="article") == []
    assert suggested(otto, "frank") == ["frank"]

    keeper()
    keeper.wait()
    assert "being made anew" not in otto.get("/search?q=franking+machine").text
    assert found_by(otto, q="franking machine") == [TITLE]


@pytest.mark.parametrize("harm", ["cut short", "gone"])
def test_a_damaged_index_is_noticed_by_whoever_searches_and_built_anew_by_itself(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, keeper: Keeper, settings: Settings, harm: str
) -> None:
    a_question(cast["emma"], TITLE)
    catch_up()
    _harm(settings.index_dir, harm)
    door.use_index(settings)
    otto = sign_in("otto")
    assert found_by(otto, q="franking") == [TITLE]
    assert "being made anew" in otto.get("/search?q=franking").text

    keeper()
    keeper.wait()
    assert "being made anew" not in otto.get("/search?q=franking").text
    assert found_by(otto, q="franking") == [TITLE]
    assert compare(passes=1).is_complete


def _harm(folder: Path, harm: str) -> None:
    files = [path for path in folder.glob("shelf-*/*") if path.suffix != ".toc" and path.stat().st_size > 100]
    assert files
    for path in files:
        if harm == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_an_index_that_does_not_agree_with_the_database_is_built_anew(
    cast: Cast, catch_up: CatchUp, settings: Settings
) -> None:
    question = a_question(cast["emma"], TITLE)
    catch_up()
    door.index().remove([f"question:{question}"])
    assert compare(passes=1).missing == (f"question:{question}",)

    fresh = Keeper()
    fresh()
    fresh.wait()
    assert compare(passes=1).is_complete


def test_a_change_made_while_the_index_is_written_is_not_lost(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = a_question(cast["emma"], TITLE)
    catch_up()
    _mark(question)
    put = door.index().put

    def put_while_somebody_edits(documents: object) -> None:
        put(documents)  # type: ignore[arg-type]
        _mark(question)

    monkeypatch.setattr(door.index(), "put", put_while_somebody_edits)
    assert keeper() == 1
    assert marks() == 1
    monkeypatch.undo()
    assert keeper() == 1
    assert marks() == 0


def _mark(question: int) -> None:
    with transaction():
        mark_one_dirty("question", question)


def test_one_document_that_cannot_be_taken_holds_up_no_other(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up()
    bad = a_question(cast["emma"], "A question that breaks the machine")
    good = a_question(cast["sam"], TITLE)
    put = door.index().put

    def choosy(documents: object) -> None:
        taken: list[Document] = list(documents)  # type: ignore[call-overload]
        if any(document.key == f"question:{bad}" for document in taken):
            raise ValueError("indigestible")
        put(taken)

    monkeypatch.setattr(door.index(), "put", choosy)
    catch_up()
    assert found_by(sign_in("otto"), q="franking") == [TITLE]
    assert marks() == 1
    monkeypatch.undo()
    with clock.at(clock.now() + keeping.PUT_OFF + timedelta(minutes=1)):
        assert keeper() == 1
    assert marks() == 0
    assert len(found_by(sign_in("otto"), q="machine")) == 2
    assert good != bad


def test_searches_go_on_while_the_index_is_built_anew_and_changes_meanwhile_are_in_it(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, keeper: Keeper
) -> None:
    question = a_question(cast["emma"], TITLE)
    catch_up()
    otto = sign_in("otto")
    reading, go_on = threading.Event(), threading.Event()

    def slowly() -> Iterator[Document]:
        documents = list(sources.every_document())
        reading.set()
        assert go_on.wait(30)
        yield from documents

    def build() -> None:
        rebuild(slowly())
        db.release()

    building = threading.Thread(target=build)
    building.start()
    assert reading.wait(30)
    assert found_by(otto, q="franking") == [TITLE]
    an_answer(cast["sam"], question, "Feed it with a marmalade spoon instead of by hand.")
    catch_up()
    assert found_by(otto, q="marmalade") == [TITLE]
    go_on.set()
    building.join(30)
    assert found_by(otto, q="marmalade") == [TITLE]
    assert compare(passes=1).is_complete


def test_an_article_whose_review_date_passes_is_found_as_such_without_anybody_doing_anything(
    cast: Cast, catch_up: CatchUp, keeper: Keeper, app: Flask
) -> None:
    article = write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE))
    publish_article(cast["ana"], article, cast["ana"].id)
    catch_up()
    due = session().get_one(Article, article).review_at
    assert due is not None
    db.release()
    for moment in (due, due + timedelta(days=library_rules().review.demote_after)):
        with clock.at(moment + timedelta(hours=1)):
            assert compare(passes=1).stale == (f"article:{article}",)
            catch_up()
            assert compare(passes=1).is_complete


DYING = """
import sys
from portal.starting import ready_portal
from portal.finding import index as door
from portal.finding.keeping import Keeper

with ready_portal():
    put = door.index().put
    def put_and_stop(documents):
        if sys.argv[1] == "after":
            put(documents)
        print("here", flush=True)
        sys.stdin.read()
    door.index().put = put_and_stop
    Keeper()()
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_the_middle_of_indexing_nothing_is_lost(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, settings: Settings, when: str
) -> None:
    catch_up()
    question = a_question(cast["emma"], TITLE)
    _mark(question)
    db.release()
    environment = {"DATABASE_URL": settings.database_url, "QUESTBOARD_DATA_DIR": str(settings.data_dir)}
    worker = subprocess.Popen(
        [sys.executable, "-c", DYING, when], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert worker.stdout is not None
    assert worker.stdin is not None
    lines = iter(worker.stdout.readline, b"")
    assert b"here\n" in lines
    worker.kill()
    worker.wait()
    worker.stdout.close()
    worker.stdin.close()

    assert marks() == 1
    catch_up()
    assert marks() == 0
    assert found_by(sign_in("otto"), q="franking") == [TITLE]
    assert compare(passes=1).is_complete
