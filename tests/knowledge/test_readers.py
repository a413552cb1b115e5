"""What readers say of an article, and what that does."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from knowledge.actions.verdicts import article_solved_it
from knowledge.models import Article, ArticleVerdict
from portal.core import clock
from portal.core.db import release, session
from tests.knowledge.makers import TEXT, a_draft, an_official_article
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.together import together

WHY = "The button is called something else since Monday"


def _counts(article_id: int) -> tuple[int, int]:
    row = session().scalars(select(Article).where(Article.id == article_id)).one()
    release()
    return row.solved_count, row.did_not_work_count


def test_changing_ones_mind_is_one_verdict(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    otto = sign_in("otto")
    otto.post(f"/knowledge/{article_id}/solved")
    assert _counts(article_id) == (1, 0)
    otto.post(f"/knowledge/{article_id}/did-not-work", data={"reason": "unclear", "note": WHY})
    assert _counts(article_id) == (0, 1)
    otto.post(f"/knowledge/{article_id}/verdict/withdraw")
    otto.post(f"/knowledge/{article_id}/verdict/withdraw")
    assert _counts(article_id) == (0, 0)


def test_why_it_did_not_work_is_told_to_its_owner_and_shown_to_no_reader(
    cast: Cast, sign_in: SignIn, settle: Callable[[], int]
) -> None:
    article_id = an_official_article(cast["ana"])
    sign_in("otto").post(f"/knowledge/{article_id}/did-not-work", data={"reason": "outdated", "note": WHY})
    settle()
    assert WHY in sign_in("ana").get("/notifications").text
    for handle in ("emma", "sam", "zoe", "otto"):
        someone = sign_in(handle)
        assert WHY not in someone.get(f"/knowledge/{article_id}", follow_redirects=True).text
        assert WHY not in someone.get("/notifications").text


def test_a_verdict_needs_a_reason_from_the_list(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    response = sign_in("otto").post(f"/knowledge/{article_id}/did-not-work", data={"reason": "boring"})
    assert response.status_code == 422
    assert _counts(article_id) == (0, 0)


def test_nobody_says_so_of_what_they_wrote_or_of_what_is_not_in_use(cast: Cast, sign_in: SignIn) -> None:
    article_id, draft = an_official_article(cast["ana"]), a_draft(cast["ana"])
    assert sign_in("ana").post(f"/knowledge/{article_id}/solved").status_code == 403
    assert sign_in("ivan").post(f"/knowledge/{draft}/solved").status_code == 409
    assert sign_in("otto").post(f"/knowledge/{draft}/solved").status_code == 404
    assert _counts(article_id) == (0, 0)


def test_two_who_say_it_is_outdated_make_it_due_and_one_alone_does_not(
    cast: Cast, sign_in: SignIn, settle: Callable[[], int]
) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        article_id = an_official_article(cast["ana"])
    emma = sign_in("emma")
    sign_in("otto").post(f"/knowledge/{article_id}/did-not-work", data={"reason": "outdated"})
    assert "Review due" not in emma.get(f"/knowledge/{article_id}", follow_redirects=True).text
    sign_in("zoe").post(f"/knowledge/{article_id}/did-not-work", data={"reason": "wrong"})
    assert "Review due" in emma.get(f"/knowledge/{article_id}", follow_redirects=True).text
    settle()
    assert TEXT["title"] in sign_in("ana").get("/notifications").text


def test_saying_it_at_once_and_twice_counts_everybody_once(cast: Cast) -> None:
    article_id = an_official_article(cast["ana"])
    people = ("emma", "otto", "otto", "zoe", "sam", "emma")
    together(*(lambda handle=handle: article_solved_it(cast[handle], article_id) for handle in people))
    assert _counts(article_id) == (4, 0)
    assert len(session().scalars(select(ArticleVerdict.user_id)).all()) == 4
