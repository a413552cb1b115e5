"""Finding articles, as far as somebody may read them: in Python for one, in SQL for many."""

from sqlalchemy import ColumnElement, select, true

from knowledge.models import Article, ArticleState
from portal.core.db import in_transaction, session
from portal.core.permissions import Actor, Permission, may
from portal.core.refusals import NotFound

PUBLIC_STATES = (ArticleState.OFFICIAL, ArticleState.RETIRED)


def can_read(actor: Actor, article: Article) -> bool:
    """Whether `actor` may read this article: what was published is for everybody, the rest for IT."""
    return article.state in PUBLIC_STATES or may(Permission.SEE_DRAFT_ARTICLE, actor)


def readable(actor: Actor) -> ColumnElement[bool]:
    """The same in SQL."""
    return true() if may(Permission.SEE_DRAFT_ARTICLE, actor) else Article.state.in_(PUBLIC_STATES)


def find_article(actor: Actor, article_id: int) -> Article:
    """An article somebody may read. Inside a transaction its row is held until the end. Raises NotFound."""
    wanted = select(Article).where(Article.id == article_id)
    if in_transaction():
        wanted = wanted.with_for_update()
    article = session().scalar(wanted)
    if article is None or not can_read(actor, article):
        raise NotFound
    return article


def hold_in_order(*article_ids: int | None) -> None:
    """Hold the rows of several articles until the transaction's end, so that two who hold the same never deadlock."""
    wanted = [article_id for article_id in article_ids if article_id is not None]
    session().execute(select(Article.id).where(Article.id.in_(wanted)).order_by(Article.id).with_for_update())
