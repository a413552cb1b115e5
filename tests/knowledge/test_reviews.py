"""An article whose review date passes says so: once, to its owner, at the desk, and by the mark it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.models import FlagReason
from knowledge.actions.articles import publish_article, restore_article, retire_article, verify_article, write_article
from knowledge.actions.verdicts import article_did_not_work
from knowledge.events import ArticleReviewDue
from knowledge.forms import ArticleDraft, RetireDraft, VerdictDraft
from knowledge.models import Article
from knowledge.reviews import announce_due_reviews
from portal.core import clock
from portal.core.db import release, session
from portal.core.models import FactRow, Notification
from tests.knowledge.test_articles import ARTICLE
from tests.support.cast import Cast
from tests.support.house import SignIn

Settle = Callable[[], int]


@pytest.fixture
def article(cast: Cast) -> int:
    """An official article that Sam looks after."""
    number = write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE))
    publish_article(cast["ana"], number, cast["sam"].id)
    return number


def due_date(article: int) -> datetime:
    """The day on which it is to be read again."""
    found = session().get_one(Article, article, populate_existing=True).review_at
    release()
    assert found is not None
    return found


def rings(cast: Cast, settle: Settle, handle: str = "sam") -> int:
    """How often somebody has heard that it is due."""
    settle()
    wanted = select(func.count()).where(Notification.user_id == cast[handle].id, Notification.reason == "review_due")
    return session().scalar(wanted) or 0


def test_the_owner_hears_once_when_the_date_has_passed_and_not_before(cast: Cast, article: int, settle: Settle) -> None:
    due = due_date(article)
    with clock.at(due - timedelta(seconds=1)):
        assert announce_due_reviews() == 0
    with clock.at(due):
        assert announce_due_reviews() == 1
        assert announce_due_reviews() == 0
    with clock.at(due + timedelta(days=40)):
        assert announce_due_reviews() == 0
        assert rings(cast, settle) == 1
    assert rings(cast, settle, "ana") == 0


def test_the_next_review_date_is_announced_anew(cast: Cast, article: int, settle: Settle) -> None:
    with clock.at(due_date(article)):
        announce_due_reviews()
        verify_article(cast["ana"], article)
        assert announce_due_reviews() == 0
    with clock.at(due_date(article)):
        assert announce_due_reviews() == 1
        assert rings(cast, settle) == 2


def test_what_readers_made_due_is_not_announced_again(cast: Cast, article: int, settle: Settle) -> None:
    for handle in ("emma", "otto"):
        article_did_not_work(cast[handle], article, VerdictDraft(reason=FlagReason.OUTDATED))
    assert announce_due_reviews() == 0
    assert rings(cast, settle) == 1


def test_nobody_is_asked_to_read_what_is_out_of_use_until_it_comes_back(
    cast: Cast, article: int, settle: Settle
) -> None:
    due = due_date(article)
    retire_article(cast["ana"], article, RetireDraft(note="Nobody has this client any more."))
    with clock.at(due):
        assert announce_due_reviews() == 0
        restore_article(cast["ana"], article)
        assert announce_due_reviews() == 1
        assert rings(cast, settle) == 1


def test_the_desk_and_the_mark_follow_the_date_whether_it_was_announced_or_not(
    cast: Cast, article: int, sign_in: SignIn
) -> None:
    ana, otto, path = sign_in("ana"), sign_in("otto"), f"/knowledge/{article}"
    with clock.at(due_date(article)):
        for _ in range(2):
            assert b"Review due" in otto.get(path, follow_redirects=True).data
            assert ARTICLE["title"].encode() in ana.get("/desk?kind=review").data
            announce_due_reviews()
        verify_article(cast["ana"], article)
        assert b"Review due" not in otto.get(path, follow_redirects=True).data
        assert ARTICLE["title"].encode() not in ana.get("/desk?kind=review").data


def test_the_fact_says_that_it_was_the_portal_not_somebody(cast: Cast, article: int) -> None:
    with clock.at(due_date(article)):
        announce_due_reviews()
    row = session().scalars(select(FactRow).where(FactRow.kind == ArticleReviewDue.kind())).one()
    assert (row.actor_id, row.subject_id) == (None, article)
