"""An article's text: put into the row, kept as a revision, filed under its tags. Shared by the actions."""

from sqlalchemy import delete, func, select

from community.tagging import tags_named
from knowledge.forms import ArticleDraft
from knowledge.models import Article, ArticleRevision, ArticleTag, Category
from portal.core import clock
from portal.core.db import insert_once, session
from portal.core.markup import excerpt, render
from portal.core.models import Application
from portal.core.permissions import Actor
from portal.core.refusals import Invalid

PARTS = ("issue", "environment", "cause", "resolution", "verification")
EXCERPT = 200


def check_filing(draft: ArticleDraft) -> None:
    """Raises Invalid if the category or application is not one of ours."""
    if draft.category_id is not None and session().get(Category, draft.category_id) is None:
        raise Invalid({"category_id": "Please choose one of the list."})
    if draft.application_id is not None and session().get(Application, draft.application_id) is None:
        raise Invalid({"application_id": "Please choose one of the list."})


def put_text(article: Article, draft: ArticleDraft) -> None:
    """Put a draft's words into the row: each part as it was typed, and rendered once."""
    article.title = draft.title
    for part in PARTS:
        source = getattr(draft, part)
        setattr(article, f"{part}_source", source)
        setattr(article, f"{part}_html", render(source).html if source else "")
    article.excerpt = excerpt(render(draft.issue or draft.resolution).text, EXCERPT)
    article.category_id = draft.category_id
    article.application_id = draft.application_id
    article.review_class = draft.review_class


def file_under(article: Article, names: list[str]) -> None:
    """File an article under these tags and no others."""
    tags = {tag.id: tag.name for tag in tags_named(names)}
    session().execute(delete(ArticleTag).where(ArticleTag.article_id == article.id))
    for tag_id in tags:
        insert_once(ArticleTag, article_id=article.id, tag_id=tag_id)
    article.tag_names = ",".join(tags.values())


def keep_revision(article: Article, editor: Actor, note: str) -> None:
    """Write down the article's text as it stands now."""
    session().flush()
    last = session().scalar(select(func.max(ArticleRevision.number)).where(ArticleRevision.article_id == article.id))
    session().add(
        ArticleRevision(
            article_id=article.id,
            number=(last or 0) + 1,
            title=article.title,
            **{f"{part}_source": getattr(article, f"{part}_source") for part in PARTS},
            tag_names=article.tag_names,
            editor_id=editor.id,
            at=clock.now(),
            note=note,
        )
    )
