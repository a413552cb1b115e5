"""What comes while one types: suggestions under the box, and what looks alike before one asks."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import delete

from community.actions.answers import endorse_answer
from community.actions.questions import delete_question, edit_question
from community.forms import QuestionEdit
from community.models import Question
from knowledge.actions.articles import publish_article, write_article
from knowledge.forms import ArticleDraft
from portal.core import clock
from portal.core.db import release, transaction
from portal.finding.models import Neighbours
from portal.finding.related import MOST_KEPT, Relating
from tests.support.cast import FIRST_DAY, Cast
from tests.support.finding import CatchUp, plain, suggested
from tests.support.house import SignIn
from tests.support.makers import BODY, a_question, an_answer

ARTICLE = {
    "title": "Outlook asks for a password again and again",
    "issue": "Outlook asks for a password although it was right.",
    "environment": "- Outlook",
    "resolution": "Sign in with the device.",
    "verification": "It asks no more.",
}


def test_titles_tags_applications_and_people_come_in_groups_of_at_most_ten_lines(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    for number in range(9):
        a_question(cast["zoe"], f"Otto's outlook on page {number} is grim", tags="outlook,otters", application_id=2)
    catch_up()
    html = sign_in("emma").get("/search/suggest?q=ot").text
    rows = re.findall(r'role="option".*?</li>', html, re.DOTALL)
    groups = [plain(group) for group in re.findall(r'list__group"[^>]*>(.*?)</li>', html)]

    assert len(rows) <= 10
    assert groups == ["Questions and articles", "Tags", "People"]
    assert "otters" in suggested(sign_in("emma"), "ot")
    assert "Otto Berg" in suggested(sign_in("emma"), "ot")
    assert 'data-href="/people/otto"' in html
    assert 'data-href="/search?q=&amp;application=Outlook"' in sign_in("emma").get("/search/suggest?q=outl").text
    assert 'data-href="/search?q=ot"' in html


def test_a_person_is_suggested_by_any_of_their_names_without_accents(sign_in: SignIn, catch_up: CatchUp) -> None:
    catch_up()
    emma = sign_in("emma")
    assert [suggested(emma, typed)[0] for typed in ("zoe m", "martin", "ZOÉ")] == ["Zoé Martin"] * 3
    assert suggested(emma, "o")[:-1] == []
    assert suggested(emma, "artin")[:-1] == []


def test_a_suggestion_bears_the_title_as_it_is_now_and_its_trust(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    question = a_question(cast["emma"], "Outlook asks for my password")
    endorse_answer(cast["ana"], an_answer(cast["sam"], question))
    catch_up()
    with transaction() as opened:
        opened.get_one(Question, question).title = "Outlook begs for my <password>"
    release()
    html = sign_in("otto").get("/search/suggest?q=outlook+asks").text

    assert "Outlook begs for my &lt;password&gt;" in html
    assert "IT-endorsed" in html


def test_nothing_typed_suggests_nothing(sign_in: SignIn, catch_up: CatchUp) -> None:
    catch_up()
    assert 'role="option"' not in sign_in("otto").get("/search/suggest").text
    assert 'role="option"' not in sign_in("otto").get("/search/suggest?q=+").text


def test_before_asking_similar_questions_and_articles_are_shown_with_their_trust(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    publish_article(cast["ana"], write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE)), cast["ana"].id)
    question = a_question(cast["emma"], "Why does Outlook want my password every morning?")
    endorse_answer(cast["ana"], an_answer(cast["sam"], question))
    a_question(cast["emma"], "The canteen is out of soup", body="There is no soup today, and no bread.", tags="")
    catch_up()
    sam = sign_in("sam")
    asked = {"title": "Outlook wants a password again", "body": "Every morning."}

    for html in (sam.get("/search/similar", query_string=asked).text, sam.get("/ask", query_string=asked).text):
        assert ARTICLE["title"] in html
        assert "Official" in html
        assert "IT-endorsed" in html
        assert "canteen" not in html
    assert plain(sam.get("/search/similar?title=xyzzy").text) == ""


def test_without_script_the_form_looks_for_similar_questions_and_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    title = "Why does Outlook want my password every morning?"
    a_question(cast["emma"], title)
    catch_up()
    typed = {"title": "Outlook wants a password", "body": "Half a sent", "tags": "a, b", "check": "yes"}
    answer = sign_in("sam").post("/ask", data=typed)

    assert answer.status_code == 200
    assert title in answer.text
    assert 'value="Outlook wants a password"' in answer.text
    assert "Half a sent" in answer.text


def test_a_question_and_an_article_show_what_is_related_but_not_themselves(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    article = write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE))
    publish_article(cast["ana"], article, cast["ana"].id)
    title = "Outlook asks for a password every morning"
    question = a_question(cast["emma"], title)
    catch_up()
    otto = sign_in("otto")
    beside_question = otto.get(f"/questions/{question}", follow_redirects=True).text.split("<aside")[1]
    beside_article = otto.get(f"/knowledge/{article}", follow_redirects=True).text.split("<aside")[1]

    assert ARTICLE["title"] in beside_question
    assert title not in beside_question
    assert title in beside_article
    assert f'href="/knowledge/{article}/' not in beside_article.split("Still stuck")[0].split("Related")[1]


def _related(client: FlaskClient, address: str) -> str:
    aside = client.get(address, follow_redirects=True).text.split("<aside")[1]
    return aside.partition("Related")[2].partition("Still stuck")[0]


def test_an_older_question_shows_a_newer_one_that_comes_near_it_and_no_longer_what_has_gone(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    older = a_question(cast["emma"], "Outlook asks for a password every morning")
    catch_up()
    assert _related(sign_in("otto"), f"/questions/{older}") == ""

    newer = a_question(cast["otto"], "Outlook asks for the password in the morning")
    catch_up()
    assert f'href="/questions/{newer}/' in _related(sign_in("otto"), f"/questions/{older}")

    delete_question(cast["otto"], newer)
    assert _related(sign_in("sam"), f"/questions/{older}") == ""


def test_what_is_related_follows_a_new_title(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    soup = a_question(cast["emma"], "The canteen has no soup on Fridays")
    outlook = a_question(cast["emma"], "Outlook asks for a password every morning")
    moved = a_question(cast["otto"], "Outlook asks for the password in the morning")
    catch_up()
    assert f"/questions/{outlook}/" in _related(sign_in("sam"), f"/questions/{moved}")

    title = "On Fridays there is no soup in the canteen"
    edit_question(cast["otto"], moved, QuestionEdit.model_validate({"title": title, "body": BODY, "version": 1}))
    catch_up()
    assert f"/questions/{soup}/" in _related(sign_in("sam"), f"/questions/{moved}")
    assert f"/questions/{outlook}/" not in _related(sign_in("sam"), f"/questions/{moved}")


def test_what_nobody_told_of_is_found_by_going_over_everything(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    one = a_question(cast["emma"], "Outlook asks for a password every morning")
    other = a_question(cast["otto"], "Outlook asks for the password in the morning")
    catch_up()
    with transaction() as opened:
        opened.execute(delete(Neighbours))
    assert _related(sign_in("sam"), f"/questions/{one}") == ""

    after_a_kill = Relating()
    while after_a_kill():
        pass
    assert f"/questions/{other}/" in _related(sign_in("sam"), f"/questions/{one}")


def test_what_is_not_indexed_yet_waits_for_it(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    catch_up()
    one = a_question(cast["emma"], "Outlook asks for a password every morning")
    other = a_question(cast["otto"], "Outlook asks for the password in the morning")
    too_early = Relating()
    while too_early():
        pass
    catch_up()
    assert f"/questions/{other}/" in _related(sign_in("sam"), f"/questions/{one}")
    assert f"/questions/{one}/" in _related(sign_in("sam"), f"/questions/{other}")


def test_private_neighbours_take_no_place_from_those_that_all_may_read(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    title = "Outlook asks for a password every morning"
    private = 0
    for day in range(MOST_KEPT + 1):
        with clock.at(FIRST_DAY + timedelta(days=day)):
            private = a_question(cast["emma"], title, visibility="it")
    public = a_question(cast["otto"], "Outlook asks me for a password")
    read = a_question(cast["sam"], title)
    catch_up()
    for_all, for_it = (_related(sign_in(who), f"/questions/{read}") for who in ("zoe", "ana"))
    assert f"/questions/{public}/" in for_all
    assert f"/questions/{private}/" not in for_all
    assert f"/questions/{private}/" in for_it
