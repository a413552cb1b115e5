"""What the library does about facts: it follows the tags, and says which articles search has to look at again."""

from sqlalchemy import delete, insert, literal, select

from community.events import TagChange, TagChanged
from community.models import Tag
from community.tagging import split_tags
from knowledge import events
from knowledge.models import Article, ArticleTag
from portal.core.db import session
from portal.core.dirty import mark_dirty, mark_one_dirty
from portal.core.facts import Fact
from portal.people.events import ApplicationChanged

ARTICLE = "article"
"""The kind of a dirty article."""

TOLD_TO_SEARCH: tuple[type[events.ArticleEvent], ...] = (
    events.ArticleDrafted,
    events.ArticleEdited,
    events.ArticlePublished,
    events.ArticleVerified,
    events.ArticleReviewDue,
    events.ArticleRetired,
    events.ArticleRestored,
    events.DraftDeclined,
    events.ArticleSolvedIt,
    events.ArticleDidNotWork,
    events.ArticleVerdictWithdrawn,
)


def mark_article_dirty(event: events.ArticleEvent, _fact: Fact) -> None:
    """Something about an article changed that search shows or ranks by. Marked twice is once."""
    mark_one_dirty(ARTICLE, event.article_id)


def follow_tag(event: TagChanged, _fact: Fact) -> None:
    """A tag has another name, or became another tag: so do the tags of what is filed under it. Twice is once."""
    if event.change == TagChange.DESCRIBED:
        return
    tag_id = event.tag_id
    if event.other_id is not None:
        _file_under(event.other_id, event.tag_id)
        tag_id = event.other_id
    filed = select(ArticleTag.article_id.label("id")).where(ArticleTag.tag_id == tag_id)
    for article in session().scalars(select(Article).where(Article.id.in_(filed)).with_for_update()):
        article.tag_names = ",".join(_names(article))
    mark_dirty(ARTICLE, filed)


def _file_under(tag_id: int, before_id: int) -> None:
    """File what was under one tag under another."""
    already = select(ArticleTag.article_id).where(ArticleTag.tag_id == tag_id)
    moved = select(ArticleTag.article_id, literal(tag_id)).where(
        ArticleTag.tag_id == before_id, ArticleTag.article_id.not_in(already)
    )
    session().execute(insert(ArticleTag).from_select(["article_id", "tag_id"], moved))
    session().execute(delete(ArticleTag).where(ArticleTag.tag_id == before_id))


def _names(article: Article) -> list[str]:
    """The names of an article's tags as they are now: those it had in their order, then the others."""
    filed = select(Tag.name).join(ArticleTag, ArticleTag.tag_id == Tag.id).where(ArticleTag.article_id == article.id)
    names = list(session().scalars(filed.order_by(Tag.name)))
    before = split_tags(article.tag_names)
    return [name for name in before if name in names] + [name for name in names if name not in before]


def mark_application_dirty(event: ApplicationChanged, _fact: Fact) -> None:
    """An application may have another name."""
    mark_dirty(ARTICLE, select(Article.id).where(Article.application_id == event.application_id))
