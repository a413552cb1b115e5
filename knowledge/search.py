"""What search knows of articles: each as a document, all of them a few hundred at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, func, or_, select

from community.tagging import split_tags
from knowledge.models import Article, ArticleState
from knowledge.rules import library_rules
from knowledge.trust import grade
from knowledge.writing import PARTS
from portal.core import clock
from portal.core.db import release, session
from portal.core.markup.plain import text_of
from portal.core.models import Application, User
from portal.search.documents import EVERYONE, Document, Heading, Kind, Trust

BATCH = 300

_ids: BindParameter[int] = bindparam("ids", expanding=True)
_ARTICLE_COLUMNS: tuple[Any, ...] = (
    Article.id,
    Article.title,
    Article.state,
    *(getattr(Article, f"{part}_html") for part in PARTS),
    Article.tag_names,
    Article.language,
    Article.created_at,
    Article.edited_at,
    Article.published_at,
    Article.verified_at,
    Article.review_at,
    Article.solved_count,
    User.handle,
    Application.name.label("application"),
)
_ARTICLES = (
    select(*_ARTICLE_COLUMNS)
    .select_from(Article)
    .join(User, User.id == Article.author_id)
    .outerjoin(Application, Application.id == Article.application_id)
    .where(Article.id.in_(_ids), Article.state != ArticleState.DECLINED)
    .order_by(Article.id)
)
_HEADINGS = (
    select(Article.id, Article.title, Article.language)
    .where(Article.state != ArticleState.DECLINED)
    .order_by(Article.id)
)
_NEXT_IDS = select(Article.id).where(Article.id > bindparam("after")).order_by(Article.id).limit(BATCH)


def documents(article_ids: Sequence[int]) -> list[Document]:
    """These articles, but for those that were declined; drafts are for IT alone."""
    now = clock.now()
    return [_document(row, now) for row in session().execute(_ARTICLES, {"ids": list(article_ids)})]


def keys(article_ids: Sequence[int]) -> list[str]:
    """Every key these articles may have in the index."""
    return [f"article:{number}" for number in article_ids]


def every_document() -> Iterator[Document]:
    """All articles; no more than a few hundred are held at a time."""
    last = 0
    while ids := list(session().scalars(_NEXT_IDS, {"after": last})):
        batch = documents(ids)
        release()  # a long look at the database would keep its log from being cleared
        yield from batch
        last = ids[-1]


def headings(article_ids: Sequence[int]) -> list[Heading]:
    """The titles of these articles, but for those that were declined."""
    return [_heading(row) for row in session().execute(_HEADINGS.where(Article.id.in_(_ids)), {"ids": article_ids})]


def next_headings(after: int, most: int) -> list[Heading]:
    """The titles of the next articles after one, oldest first."""
    return [_heading(row) for row in session().execute(_HEADINGS.where(Article.id > after).limit(most))]


def count() -> int:
    """About how many documents there are."""
    return session().scalar(select(func.count()).select_from(Article)) or 0


def grown_older(since: datetime, until: datetime) -> list[int]:
    """The articles whose grade changed between two moments by nothing but the passing of time."""
    overdue = timedelta(days=library_rules().review.demote_after)
    became_due = and_(Article.review_at > since, Article.review_at <= until)
    was_demoted = and_(Article.review_at > since - overdue, Article.review_at <= until - overdue)
    grown = select(Article.id).where(Article.state == ArticleState.OFFICIAL, or_(became_due, was_demoted))
    return list(session().scalars(grown))


def _heading(row: Row[int, str, str]) -> Heading:
    return Heading(f"article:{row.id}", row.title, row.language or "en")


def _document(row: Row[Any], now: datetime) -> Document:
    is_draft = row.state is ArticleState.DRAFT
    texts = (text_of(getattr(row, f"{part}_html")) for part in PARTS)
    moments = (row.created_at, row.edited_at, row.published_at, row.verified_at)
    return Document(
        key=f"article:{row.id}",
        kind=Kind.ARTICLE,
        thread=f"article:{row.id}",
        title=row.title,
        body="\n".join(text for text in texts if text),
        created_at=row.published_at or row.created_at,
        updated_at=max(moment for moment in moments if moment is not None),
        readers=frozenset({"it"}) if is_draft else frozenset({EVERYONE}),
        revision="",
        tags=tuple(split_tags(row.tag_names)),
        application=row.application or "",
        author=row.handle,
        language=row.language or "en",
        trust=Trust(grade(row.state, row.review_at, now) or Trust.COMMUNITY),
        solved=row.solved_count,
    )
