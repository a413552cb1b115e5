"""What the library does about facts: it says which articles search has to look at again."""

from sqlalchemy import select

from community.events import TagChange, TagChanged
from knowledge import events
from knowledge.models import Article, ArticleTag
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


def mark_tag_dirty(event: TagChanged, _fact: Fact) -> None:
    """A tag changed its name, or became another tag: so did the tags of what is filed under it."""
    if event.change != TagChange.DESCRIBED:
        tags = [tag for tag in (event.tag_id, event.other_id) if tag is not None]
        mark_dirty(ARTICLE, select(ArticleTag.article_id.label("id")).where(ArticleTag.tag_id.in_(tags)).distinct())


def mark_application_dirty(event: ApplicationChanged, _fact: Fact) -> None:
    """An application may have another name."""
    mark_dirty(ARTICLE, select(Article.id).where(Article.application_id == event.application_id))
