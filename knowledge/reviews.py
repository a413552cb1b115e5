"""Saying that an article wants to be read again, when its date has come. The grade it shows needs nobody for that."""

from sqlalchemy import ColumnElement, exists, select

from knowledge.events import ArticleReviewDue
from knowledge.models import Article, ArticleState
from knowledge.telling import about_article
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.facts import record
from portal.core.models import FactRow

AT_ONCE = 100


def announce_due_reviews() -> int:
    """Record, once for each review date that has passed, that the article is due. Returns how many were announced."""
    wanted = select(Article.id).where(*_is_due(), ~_is_announced()).order_by(Article.review_at, Article.id)
    ids = list(session().scalars(wanted.limit(AT_ONCE)))
    release()
    return sum(_announce(article_id) for article_id in ids)


def _announce(article_id: int) -> bool:
    with transaction():
        # held before it is asked for the fact: two workers announce one after the other, and the second finds it
        article = session().scalar(select(Article).where(Article.id == article_id, *_is_due()).with_for_update())
        if article is None or session().scalar(select(Article.id).where(Article.id == article_id, _is_announced())):
            return False
        record(ArticleReviewDue(**about_article(article)), None)
        return True


def _is_due() -> tuple[ColumnElement[bool], ...]:
    return (Article.state == ArticleState.OFFICIAL, Article.review_at <= clock.now())


def _is_announced() -> ColumnElement[bool]:
    """Somebody has heard since the date: by this, or when readers' reports made the article due."""
    return exists().where(
        FactRow.subject_type == ArticleReviewDue.subject.removesuffix("_id"),
        FactRow.subject_id == Article.id,
        FactRow.kind == ArticleReviewDue.kind(),
        FactRow.at >= Article.review_at,
    )
