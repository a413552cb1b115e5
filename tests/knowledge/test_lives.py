"""The life of an article: published, verified, due, retired in favour of another, brought back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.models import Visibility
from knowledge.actions.articles import publish_article, retire_article
from knowledge.forms import RetireDraft
from knowledge.models import Article, ArticleState, ReviewClass
from knowledge.rules import library_rules
from portal.core import clock
from portal.core.db import release, session
from portal.core.models import FactRow
from tests.knowledge.makers import TEXT, a_draft, an_official_article
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer
from tests.support.together import together

OTHER = "Set the VPN up on a new laptop from the start"


def _article(article_id: int) -> Article:
    found = session().scalars(select(Article).where(Article.id == article_id)).one()
    release()
    return found


@pytest.mark.parametrize("kind", list(ReviewClass))
def test_publishing_gives_an_owner_and_a_date_by_how_soon_it_grows_old(
    kind: ReviewClass, cast: Cast, sign_in: SignIn
) -> None:
    article_id = a_draft(cast["ana"], review_class=kind)
    now = clock.now()
    with clock.at(now):
        response = sign_in("ana").post(f"/knowledge/{article_id}/publish", data={"owner_id": str(cast["sam"].id)})
    assert response.status_code == 303
    found = _article(article_id)
    assert (found.state, found.owner_id) == (ArticleState.OFFICIAL, cast["sam"].id)
    assert found.review_at == now + library_rules().review.interval(kind)
    page = sign_in("emma").get(f"/knowledge/{article_id}", follow_redirects=True).text
    assert "Official" in page
    assert "Sam Okafor" in page


def test_a_draft_that_lacks_a_part_is_not_published_and_says_what_it_lacks(cast: Cast, sign_in: SignIn) -> None:
    article_id = a_draft(cast["ana"], environment="", verification="")
    page = sign_in("ana").post(f"/knowledge/{article_id}/publish", follow_redirects=True).text
    assert "Where does this hold?" in page
    assert "How does the reader know that it worked?" in page
    assert _article(article_id).state is ArticleState.DRAFT


def test_only_analysts_publish_retire_and_decline(cast: Cast, sign_in: SignIn) -> None:
    draft, official = a_draft(cast["ana"]), an_official_article(cast["ana"])
    for handle in ("emma", "sam", "adam"):
        someone = sign_in(handle)
        assert someone.post(f"/knowledge/{draft}/publish").status_code == 404
        assert someone.post(f"/knowledge/{draft}/decline").status_code == 404
        assert someone.post(f"/knowledge/{official}/retire", data={"note": "Not needed"}).status_code == 403
        assert someone.get(f"/knowledge/{official}/retire").status_code == 403
    assert _article(draft).state is ArticleState.DRAFT
    assert _article(official).state is ArticleState.OFFICIAL


def test_nobody_who_left_becomes_an_owner(cast: Cast, sign_in: SignIn) -> None:
    article_id = a_draft(cast["ana"])
    page = (
        sign_in("ana").post(f"/knowledge/{article_id}/publish", data={"owner_id": "999999"}, follow_redirects=True).text
    )
    assert "choose a colleague who is here" in page
    assert _article(article_id).state is ArticleState.DRAFT


def test_publishing_at_once_publishes_once(cast: Cast) -> None:
    article_id = a_draft(cast["ana"])
    together(
        lambda: publish_article(cast["ana"], article_id, cast["ana"].id),
        lambda: publish_article(cast["ivan"], article_id, cast["ivan"].id),
    )
    facts = session().scalars(select(FactRow.id).where(FactRow.kind == "article_published")).all()
    assert len(facts) == 1


def test_past_its_date_it_says_so_to_everybody_until_somebody_has_read_it_again(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    due = _article(article_id).review_at
    assert due is not None
    emma = sign_in("emma")
    for later, words in ((timedelta(days=-1), "Official"), (timedelta(days=1), "Review due")):
        with clock.at(due + later):
            assert words in emma.get(f"/knowledge/{article_id}", follow_redirects=True).text
    with clock.at(due + timedelta(days=library_rules().review.demote_after + 1)):
        page = emma.get(f"/knowledge/{article_id}", follow_redirects=True).text
        assert "Community answer" in page
        assert "its review date has passed" in page.lower()
    with clock.at(due + timedelta(days=1)):
        assert sign_in("ivan").post(f"/knowledge/{article_id}/verify").status_code == 303
        page = emma.get(f"/knowledge/{article_id}", follow_redirects=True).text
        assert "Review due" not in page
    assert _article(article_id).verified_by_id == cast["ivan"].id


def test_a_retired_article_leads_to_its_successor_and_can_still_be_read(cast: Cast, sign_in: SignIn) -> None:
    old, new = an_official_article(cast["ana"]), an_official_article(cast["ana"], title=OTHER)
    ana = sign_in("ana")
    typed = {"note": "The new client needs no profile", "successor_id": str(new)}
    assert ana.post(f"/knowledge/{old}/retire", data=typed).status_code == 303
    emma = sign_in("emma")
    there = emma.get(f"/knowledge/{old}")
    assert there.status_code == 302
    page = emma.get(there.headers["Location"], follow_redirects=True).text
    assert f"“{TEXT['title']}” was retired" in page
    read = emma.get(f"/knowledge/{old}?retired", follow_redirects=True).text
    assert "The new client needs no profile" in read
    assert "Remove the profile" in read
    listed = emma.get("/knowledge").text
    assert OTHER in listed
    assert TEXT["title"] not in listed


def test_retiring_needs_a_reason_and_a_successor_that_is_in_use(cast: Cast, sign_in: SignIn) -> None:
    article_id, draft = an_official_article(cast["ana"]), a_draft(cast["ana"], title=OTHER)
    ana = sign_in("ana")
    for typed in (
        {"note": ""},
        {"note": "Not needed", "successor_id": str(draft)},
        {"note": "Not needed", "successor_id": str(article_id)},
        {"note": "Not needed", "successor_id": "999999"},
    ):
        response = ana.post(f"/knowledge/{article_id}/retire", data=typed)
        assert response.status_code == 422
        assert f'value="{typed["note"]}"' in response.text or not typed["note"]
    assert _article(article_id).state is ArticleState.OFFICIAL


def test_addresses_never_lead_in_a_circle(cast: Cast, sign_in: SignIn) -> None:
    one, two = an_official_article(cast["ana"]), an_official_article(cast["ana"], title=OTHER)
    given = together(
        lambda: retire_article(cast["ana"], one, RetireDraft(note="Two is better", successor_id=two)),
        lambda: retire_article(cast["ivan"], two, RetireDraft(note="One is better", successor_id=one)),
    )
    states = {_article(one).state, _article(two).state}
    assert states == {ArticleState.OFFICIAL, ArticleState.RETIRED}, given
    left = one if _article(one).state is ArticleState.RETIRED else two
    assert sign_in("emma").get(f"/knowledge/{left}", follow_redirects=True).status_code == 200


def test_a_retired_article_comes_back_due_for_review(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    retire_article(cast["ana"], article_id, RetireDraft(note="Not needed any more"))
    assert sign_in("emma").post(f"/knowledge/{article_id}/restore").status_code == 403
    ana = sign_in("ana")
    for _ in range(2):
        assert ana.post(f"/knowledge/{article_id}/restore").status_code == 303
    assert "Review due" in sign_in("emma").get(f"/knowledge/{article_id}", follow_redirects=True).text


def test_a_declined_draft_leaves_its_answer_free_to_be_promoted_again(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    ana = sign_in("ana")
    number = ana.post(f"/answers/{answer_id}/promote", data=TEXT).headers["Location"].split("/")[2]
    assert ana.get(f"/answers/{answer_id}/promote").status_code == 200
    assert ana.post(f"/answers/{answer_id}/promote", data=TEXT).status_code == 409
    assert ana.post(f"/knowledge/{number}/decline").status_code == 303
    assert _article(int(number)).state is ArticleState.DECLINED
    assert ana.post(f"/answers/{answer_id}/promote", data=TEXT).status_code == 303


def test_what_is_private_to_it_is_not_promoted(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["ivan"], a_question(cast["emma"], visibility=Visibility.IT))
    ana = sign_in("ana")
    assert ana.get(f"/answers/{answer_id}/promote").status_code == 403
    response = ana.post(f"/answers/{answer_id}/promote", data=TEXT)
    assert response.status_code == 409
    assert "without what was private" in response.text
    assert TEXT["cause"] in response.text
