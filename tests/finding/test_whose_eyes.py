"""What is private to IT, or not published yet, shows nowhere to others: in results, counts, suggestions or words."""

import re

import pytest

from community.actions.questions import edit_question
from community.forms import QuestionEdit
from community.models import Visibility
from knowledge.actions.articles import write_article
from knowledge.forms import ArticleDraft
from portal.core.models import Role
from portal.finding.alike import find_similar
from tests.support.cast import PEOPLE, Cast
from tests.support.finding import CatchUp, found_by, suggested
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

SECRET = "Salary spreadsheet shows my colleague's pension zygote"
BODY = "The file called quokka.xlsx is open to everybody in the department, which is bad."
ANSWER = "Please move the narwhal folder to the protected drive and tell nobody."
TAG, APPLICATION = "pensions", "VPN"
WORDS = ("zygote", "quokka", "narwhal", "salary pension", "tag:pensions", "by:ivan", "is:endorsed salary")
MAY_SEE = {"emma"} | {handle for handle, _, role, *_ in PEOPLE if role is Role.ANALYST}
EVERYBODY = [person[0] for person in PEOPLE]


@pytest.fixture
def secret(cast: Cast, catch_up: CatchUp) -> int:
    """A question that only Emma and IT may read, answered by an analyst, beside a public one with other words."""
    question = a_question(cast["emma"], SECRET, body=BODY, tags=TAG, visibility=Visibility.IT, application_id=1)
    an_answer(cast["ivan"], question, ANSWER)
    a_question(cast["otto"], "The spreadsheet of the canteen is missing its column", tags="excel")
    catch_up()
    return question


@pytest.mark.parametrize("handle", EVERYBODY)
def test_a_private_question_shows_in_search_only_to_its_asker_and_to_it(
    secret: int, sign_in: SignIn, handle: str
) -> None:
    client = sign_in(handle)
    shown = [client.get("/search", query_string={"q": words, "exact": "yes"}).text for words in WORDS]
    seen = [f"/questions/{secret}/" in html or "/answers/1" in html for html in shown]
    suggestions = [suggested(client, typed) for typed in ("salary", "pension", "Salary spreadsheet shows")]
    similar = client.get("/search/similar", query_string={"title": SECRET, "body": BODY}).text

    if handle in MAY_SEE:
        assert all(seen[:5])
        assert all(SECRET in row for row in suggestions[::2])
        assert SECRET.split("'", maxsplit=1)[0] in similar
    else:
        assert not any(seen)
        assert not any(SECRET in row for row in suggestions)
        assert f"/questions/{secret}/" not in similar
        for html in shown:
            assert "0" in re.findall(r'c-tabs__count">(\d+)', html)[:1]
            assert "protected drive" not in html
            assert "colleague" not in re.sub("Ask a colleague|a colleague has", "", html.split('id="main"')[1])


@pytest.mark.parametrize("handle", sorted(set(EVERYBODY) - MAY_SEE))
def test_neither_counts_nor_spelling_nor_tags_tell_of_a_private_question(
    secret: int, sign_in: SignIn, handle: str
) -> None:
    client = sign_in(handle)
    shared_word = client.get("/search", query_string={"q": "spreadsheet"}).text
    misspelt = client.get("/search", query_string={"q": "zygotte quoka narwal"}).text

    assert re.findall(r'c-tabs__count">(\d+)', shared_word) == ["1", "1", "0", "0"]
    assert TAG not in shared_word
    assert APPLICATION not in shared_word.split('id="narrow"')[1]
    for word in ("zygote<", "quokka", "narwhal"):
        assert word not in misspelt
    assert TAG not in suggested(client, "pens")


def test_what_became_private_a_moment_ago_is_not_shown_even_before_the_index_knows(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    question = a_question(cast["emma"], SECRET, body=BODY)
    catch_up()
    otto = sign_in("otto")
    assert found_by(otto, q="salary") == [SECRET]

    private = {"title": SECRET, "body": BODY, "version": 1, "visibility": Visibility.IT}
    edit_question(cast["emma"], question, QuestionEdit.model_validate(private))
    page = otto.get("/search", query_string={"q": "salary"}).text
    assert f"/questions/{question}/" not in page
    assert "Nothing fits" in page
    assert suggested(otto, "salary") == ["salary"]
    assert find_similar(SECRET, "", cast["otto"]) == []
    assert find_similar(SECRET, "", cast["ana"]) != []

    catch_up()
    assert found_by(otto, q="salary", exact="yes") == []
    assert found_by(sign_in("emma"), q="salary") == [SECRET]


def test_a_private_question_is_not_related_to_what_others_read(
    secret: int, cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    public = a_question(cast["otto"], "My salary spreadsheet lost its pension column", body=BODY)
    catch_up()
    assert secret
    assert SECRET[:30] not in sign_in("otto").get(f"/questions/{public}", follow_redirects=True).text
    assert SECRET[:30] in sign_in("ana").get(f"/questions/{public}", follow_redirects=True).text


@pytest.mark.parametrize("handle", EVERYBODY)
def test_a_draft_of_an_article_is_found_by_it_alone(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, handle: str
) -> None:
    draft = {"title": "Pensions and who may see them, platypus", "issue": "Nobody knows who may see pensions."}
    write_article(cast["ana"], ArticleDraft.model_validate(draft))
    catch_up()
    is_it = {person[0]: person[2] for person in PEOPLE}[handle] is Role.ANALYST

    assert found_by(sign_in(handle), q="platypus", exact="yes") == ([draft["title"]] if is_it else [])
    assert (draft["title"] in suggested(sign_in(handle), "pensions")) is is_it
