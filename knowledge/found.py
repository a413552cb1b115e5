"""Articles that search found, looked at again in the database: what this viewer may see comes back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, case, literal, select

from knowledge.finding import readable
from knowledge.links import article_href
from knowledge.models import Article, ArticleState
from knowledge.trust import grade
from knowledge.writing import PARTS
from portal.core import clock
from portal.core.db import fetch, session
from portal.core.markup.plain import text_of
from portal.core.models import Application, User
from portal.core.permissions import Actor
from portal.web.cards import APPLICATION_COLUMNS, application_in, person_columns, person_in, tag_cards
from portal.web.found import Found
from portal.web.similar import SimilarItem

_ROW_COLUMNS: tuple[Any, ...] = (
    Article.id,
    Article.title,
    Article.state,
    Article.excerpt,
    Article.tag_names,
    Article.review_at,
    Article.created_at,
    Article.published_at,
    Article.verified_at,
    Article.solved_count,
    Article.language,
    *person_columns(),
    *APPLICATION_COLUMNS,
)
_ROWS = (
    select(*_ROW_COLUMNS)
    .select_from(Article)
    .join(User, User.id == Article.author_id)
    .outerjoin(Application, Application.id == Article.application_id)
)
_AGAIN = _ROWS.add_columns(*(getattr(Article, f"{part}_html") for part in PARTS)).where(
    Article.id.in_(bindparam("ids", expanding=True)), Article.state != ArticleState.DECLINED
)


_BRIEF_COLUMNS: tuple[Any, ...] = (Article.id, Article.title, Article.state, Article.review_at)
_BRIEFLY = select(*_BRIEF_COLUMNS).where(
    Article.id.in_(bindparam("ids", expanding=True)), Article.state != ArticleState.DECLINED
)


def find_again(actor: Actor, hits: Sequence[tuple[str, str]]) -> dict[str, Found]:
    """What `actor` may see of these pairs of a key and its thread, by key, in one query."""
    ids = [int(key.partition(":")[2]) for key, _ in hits]
    rows = session().execute(_AGAIN.where(readable(actor)), {"ids": ids})
    texts = ((row, " ".join(text_of(getattr(row, f"{part}_html")) for part in PARTS)) for row in rows)
    return {found.key: found for found in (_found(row, text.strip()) for row, text in texts)}


def find_briefly(actor: Actor, threads: Sequence[str]) -> dict[str, SimilarItem]:
    """A line for each of these articles that `actor` may read, by thread, in one query."""
    ids = [int(thread.partition(":")[2]) for thread in threads]
    now = clock.now()
    return {
        f"article:{row.id}": SimilarItem(_href(row), row.title, "article", grade(row.state, row.review_at, now))
        for row in fetch(_BRIEFLY.where(readable(actor)), {"ids": ids})
    }


def look_through(actor: Actor, words: Sequence[str], most: int) -> list[Found]:
    """Where there is no index: the official articles with most of these words in title or excerpt."""
    weight: ColumnElement[int] = sum(
        (
            case((Article.title.icontains(word, autoescape=True), 2), else_=0)
            + case((Article.excerpt.icontains(word, autoescape=True), 1), else_=0)
            for word in words
        ),
        start=literal(0),
    )
    rows = session().execute(
        _ROWS.where(readable(actor), Article.state == ArticleState.OFFICIAL, weight > 0)
        .order_by(weight.desc(), Article.id.desc())
        .limit(most)
    )
    return [_found(row, row.excerpt) for row in rows]


def _found(row: Row[Any], text: str) -> Found:
    return Found(
        key=f"article:{row.id}",
        kind="article",
        thread=f"article:{row.id}",
        href=_href(row),
        title=row.title,
        text=text,
        trust=grade(row.state, row.review_at, clock.now()),
        state="draft" if row.state is ArticleState.DRAFT else None,
        is_private=False,
        application=application_in(row),
        tags=tag_cards(row.tag_names),
        author=person_in(row),
        at=row.verified_at or row.published_at or row.created_at,
        solved_count=row.solved_count,
        language=row.language,
    )


def _href(row: Row[Any]) -> str:
    return article_href(row.id, row.title) + ("?retired" if row.state is ArticleState.RETIRED else "")
