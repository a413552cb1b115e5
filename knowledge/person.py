"""What the library hangs into a person's page: the articles that grew from their knowledge and are still in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func, or_, select

from knowledge.links import article_href
from knowledge.models import Article, ArticleRead, ArticleState, ArticleVerdict
from portal.core import clock
from portal.core.db import fetch

MOST = 5
IN_USE_DAYS = 90


@dataclass(frozen=True, slots=True)
class InUse:
    """An official article that colleagues read in the last three months."""

    href: str
    title: str
    solved_count: int
    is_due: bool


def articles_in_use(person: int) -> tuple[Sequence[InUse], int]:
    """The articles of a person, or from their answers, that others used lately, those that helped most first.

    Returns also how many there are in all.
    """
    now = clock.now()
    day = (now - timedelta(days=IN_USE_DAYS)).date().isoformat()
    read = exists().where(ArticleRead.article_id == Article.id, ArticleRead.user_id != person, ArticleRead.day >= day)
    said = exists().where(
        ArticleVerdict.article_id == Article.id,
        ArticleVerdict.user_id != person,
        ArticleVerdict.at >= now - timedelta(days=IN_USE_DAYS),
    )
    used = (
        Article.state == ArticleState.OFFICIAL,
        or_(Article.author_id == person, Article.credited_id == person),
        or_(read, said),
    )
    rows = fetch(
        select(
            Article.id,
            Article.title,
            Article.solved_count,
            Article.review_at,
            func.count().over().label("in_all"),
        )
        .where(*used)
        .order_by(Article.solved_count.desc(), Article.reader_count.desc(), Article.id)
        .limit(MOST)
    ).all()
    cards = [
        InUse(
            article_href(row.id, row.title), row.title, row.solved_count, row.review_at is None or row.review_at < now
        )
        for row in rows
    ]
    return cards, rows[0].in_all if rows else 0
