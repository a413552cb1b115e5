"""The worker gives vectors to what can be found; whoever searches goes by them, as far as they are there."""

from collections.abc import Iterator

import pytest
from flask import Flask

from community.actions.questions import delete_question
from knowledge.actions.articles import publish_article, write_article
from knowledge.forms import ArticleDraft
from portal.core.db import release, session, transaction
from portal.core.settings import Settings
from portal.finding import meaning
from portal.finding.meaning import Encoding, read_vectors, use_model
from portal.finding.models import Vector
from tests.support.cast import Cast
from tests.support.finding import CatchUp, found_by, plain
from tests.support.house import SignIn
from tests.support.makers import a_question

TITLE = "Laptop does not power up at all"
TYPED = "computer remains completely dead"


@pytest.fixture
def encoding(app: Flask, settings: Settings) -> Iterator[Encoding]:
    """The chore, with the model that the extra brings."""
    use_model(settings.model_copy(update={"meaning": True}))
    yield Encoding()
    use_model(settings)


def _all_of_it(encoding: Encoding) -> None:
    while encoding():
        pass
    read_vectors()
    release()


def _vectors() -> dict[str, int]:
    found = {row.key: row.id for row in session().query(Vector)}
    release()
    return found


def test_what_shares_no_word_is_found_once_the_worker_has_been_there(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, encoding: Encoding
) -> None:
    a_question(cast["zoe"], TITLE, tags="", body="Since yesterday its screen is dark, whatever I press.")
    catch_up()
    emma = sign_in("emma")
    assert found_by(emma, q=TYPED) == []
    _all_of_it(encoding)

    assert found_by(emma, q=TYPED) == [TITLE]
    assert "close in meaning" in emma.get("/search", query_string={"q": TYPED}).text
    assert found_by(emma, q=TYPED, exact="yes") == []
    assert TITLE in emma.get("/ask/similar", query_string={"title": TYPED}).text


def test_work_goes_on_where_it_stopped_and_nothing_is_encoded_twice(
    cast: Cast, catch_up: CatchUp, encoding: Encoding, settings: Settings
) -> None:
    for number in range(40):
        a_question(cast["zoe"], f"Laptop number {number} is rather slow")
    catch_up()
    use_model(settings.model_copy(update={"meaning": True}))  # nothing is remembered of what changed
    assert encoding() > 0
    first = _vectors()
    assert 0 < len(first) < 40
    another = Encoding()
    _all_of_it(another)
    everything = _vectors()

    assert len(everything) == 40
    assert {key: everything[key] for key in first} == first
    _all_of_it(Encoding())
    assert _vectors() == everything


def test_what_changes_gets_another_vector_and_what_goes_loses_its_own(
    cast: Cast, catch_up: CatchUp, encoding: Encoding
) -> None:
    changed, gone, same = (a_question(cast["zoe"], f"Laptop number {n} is rather slow") for n in range(3))
    catch_up()
    _all_of_it(encoding)
    before = _vectors()
    from community.models import Question
    from portal.core.dirty import mark_one_dirty

    with transaction() as opened:
        opened.get_one(Question, changed).title = "Canteen is out of soup"
        mark_one_dirty("question", changed)
    delete_question(cast["zoe"], gone)
    catch_up()
    _all_of_it(encoding)
    after = _vectors()

    assert after[f"question:{changed}"] > before[f"question:{changed}"]
    assert after[f"question:{same}"] == before[f"question:{same}"]
    assert f"question:{gone}" not in after


def test_vectors_of_another_model_are_dropped_once_this_one_is_done(
    cast: Cast, catch_up: CatchUp, encoding: Encoding
) -> None:
    a_question(cast["zoe"])
    with transaction() as opened:
        opened.add(Vector(key="question:1", model="older", digest="", vector=b"1"))
    catch_up()
    _all_of_it(encoding)

    assert {row.model for row in session().query(Vector)} == {_name()}


def _name() -> str:
    known = meaning.meanings()
    assert known is not None
    return known.encoder.name


def test_the_sentence_that_answers_is_cited_from_what_is_official(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, encoding: Encoding
) -> None:
    draft = ArticleDraft(
        title="Screens that stay dark at the dock",
        issue="The second screen stays dark when the laptop is docked.",
        resolution="Our docks come in two colours. Unplug the display cable and plug it in again. Lunch is at noon.",
        verification="The screen shows the desktop.",
        environment="- Docks",
    )
    publish_article(cast["ana"], write_article(cast["ana"], draft), cast["ana"].id)
    a_question(cast["zoe"], "Second screen is dark, and the cable is fine", tags="")
    catch_up()
    _all_of_it(encoding)
    html = sign_in("emma").get("/search?q=how+to+reconnect+the+display+cable").text
    cited = html.split('class="l-passage"')[1].split("</figure>")[0]

    assert "Unplug the display cable and plug it in again." in plain(cited)
    assert "Lunch" not in cited
    assert "<mark>cable</mark>" in cited
    assert "Official" in cited


def test_without_the_extra_nothing_is_encoded_and_nothing_is_missed(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    a_question(cast["zoe"], TITLE)
    catch_up()

    assert Encoding()() == 0
    assert read_vectors() == 0
    assert meaning.meanings() is None
    assert found_by(sign_in("emma"), q="laptop") == [TITLE]
