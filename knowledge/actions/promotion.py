"""Promoting an answer: from what a colleague wrote to a draft of official knowledge, credited to them."""

from sqlalchemy import select

from community.actions.answers import endorse_answer
from community.finding import find_answer
from community.telling import about_answer
from knowledge.events import ArticleDrafted
from knowledge.forms import ArticleDraft
from knowledge.models import Article, ArticleState
from knowledge.telling import about_article
from knowledge.writing import check_filing, file_under, keep_revision, put_text
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.permissions import Actor, Permission, may, require
from portal.core.refusals import Conflict


@action
def promote_answer(actor: Actor, answer_id: int, draft: ArticleDraft) -> int:
    """Make a draft article from an answer, endorsing the answer in the same stroke. Returns the article's id.

    An analyst may promote their own answer once a colleague has endorsed it, never endorse it on the way. What was
    private to IT stays so: its answers cannot be promoted. Raises Conflict if there is an article from it already.
    """
    place = find_answer(actor, answer_id)
    require(Permission.PROMOTE, actor, place)
    if place.question.is_private:
        raise Conflict("This question is private to IT. Write an article of its own, without what was private.")
    taken = session().scalar(select(Article.id).where(Article.answer_id == answer_id))
    if taken is not None:
        raise Conflict("There is an article from this answer already.")
    if place.answer.endorsed_at is None:
        require(Permission.ENDORSE, actor, place)
        endorse_answer(actor, answer_id)
    check_filing(draft)
    article = Article(
        author_id=actor.id,
        credited_id=place.answer.author_id,
        answer_id=answer_id,
        created_at=clock.now(),
        state=ArticleState.DRAFT,
        language=place.question.language,
    )
    put_text(article, draft)
    session().add(article)
    session().flush()
    file_under(article, draft.tags)
    keep_revision(article, actor, "Promoted from an answer")
    told = about_answer(place)
    source = {"question_id": told["question_id"], "asker_id": told["asker_id"]}
    record(ArticleDrafted(**about_article(article), **source), actor.id)
    return article.id


def may_promote(actor: Actor, answer_id: int) -> bool:
    """Whether `actor` may promote this answer now."""
    place = find_answer(actor, answer_id)
    if place.question.is_private or not may(Permission.PROMOTE, actor, place):
        return False
    return place.answer.endorsed_at is not None or may(Permission.ENDORSE, actor, place)
