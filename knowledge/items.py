"""How articles are found by rooms that do not know the library's tables."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, exists, select

from knowledge.finding import PUBLIC_STATES, find_article
from knowledge.links import article_href
from knowledge.models import Article
from portal.core.db import fetch
from portal.core.items import Item, Name, Shelf
from portal.core.permissions import Actor
from portal.core.refusals import NotFound

MOST_ID = 2**63 - 1


def _find(actor: Actor, article_id: int) -> Item:
    """A published article: whose answer it grew from before who wrote it down."""
    if article_id > MOST_ID:
        raise NotFound
    article = find_article(actor, article_id)
    if article.state not in PUBLIC_STATES:
        raise NotFound
    people = dict.fromkeys(one for one in (article.credited_id, article.author_id) if one is not None)
    return Item(
        "article",
        article.id,
        article.title,
        article_href(article.id, article.title),
        tuple(people),
        application_id=article.application_id,
        tags=article.tag_names,
    )


def _seen(_actor: Actor, column: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Article.id == column, Article.state.in_(PUBLIC_STATES))


def _named(_actor: Actor, ids: Collection[int]) -> Mapping[int, Name]:
    wanted = select(Article.id, Article.title).where(Article.id.in_(ids), Article.state.in_(PUBLIC_STATES))
    return {row.id: Name(row.title, article_href(row.id, row.title)) for row in fetch(wanted)}


ITEMS: Mapping[str, Shelf] = {"article": Shelf("article", _find, _seen, _named)}
"""What the library keeps."""
