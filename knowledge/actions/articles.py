"""Writing, publishing, verifying and retiring articles."""

from sqlalchemy import select

from knowledge.credit import co_authors
from knowledge.events import (
    ArticleDrafted,
    ArticleEdited,
    ArticlePublished,
    ArticleRestored,
    ArticleRetired,
    ArticleVerified,
    DraftDeclined,
)
from knowledge.finding import find_article, hold_in_order
from knowledge.forms import ArticleDraft, ArticleEdit, RetireDraft
from knowledge.models import Article, ArticleRevision, ArticleState
from knowledge.rules import library_rules
from knowledge.telling import about_article
from knowledge.writing import PARTS, check_filing, file_under, keep_revision, put_text
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid, NotFound


@action
def write_article(actor: Actor, draft: ArticleDraft) -> int:
    """Write a draft from scratch, for a launch or a rule that nobody asked about yet. Returns its id."""
    require(Permission.WRITE_ARTICLE, actor)
    check_filing(draft)
    article = Article(author_id=actor.id, created_at=clock.now(), state=ArticleState.DRAFT)
    put_text(article, draft)
    session().add(article)
    session().flush()
    file_under(article, draft.tags)
    keep_revision(article, actor, "")
    record(ArticleDrafted(**about_article(article)), actor.id)
    return article.id


@action
def edit_article(actor: Actor, article_id: int, edit: ArticleEdit) -> None:
    """Change an article, keeping how it was. Raises Conflict if somebody changed it meanwhile."""
    article = find_article(actor, article_id)
    require(Permission.EDIT_ARTICLE, actor, article)
    if edit.version != article.version:
        raise Conflict("Somebody changed this article while you were typing. Your text is still here: look at both.")
    check_filing(edit)
    put_text(article, edit)
    _check_complete_if_official(article)
    file_under(article, edit.tags)
    article.edited_at = clock.now()
    article.version += 1
    keep_revision(article, actor, edit.note)
    record(ArticleEdited(**about_article(article)), actor.id)


@action
def restore_revision(actor: Actor, article_id: int, number: int) -> None:
    """Make an article read as it did at revision `number`; what it read in between stays in its history."""
    article = find_article(actor, article_id)
    require(Permission.EDIT_ARTICLE, actor, article)
    revision = session().scalar(
        select(ArticleRevision).where(ArticleRevision.article_id == article.id, ArticleRevision.number == number)
    )
    if revision is None:
        raise NotFound
    edit = ArticleEdit(
        title=revision.title,
        **{part: getattr(revision, f"{part}_source") for part in PARTS},
        tags=[name for name in revision.tag_names.split(",") if name],
        category_id=article.category_id,
        application_id=article.application_id,
        review_class=article.review_class,
        version=article.version,
        note=f"Back to revision {number}",
    )
    edit_article(actor, article_id, edit)


@action
def publish_article(actor: Actor, article_id: int, owner_id: int) -> None:
    """Make a draft official, with an owner and a review date. Twice is once."""
    article = find_article(actor, article_id)
    require(Permission.PUBLISH_ARTICLE, actor, article)
    if article.state is ArticleState.OFFICIAL:
        return
    if article.state is not ArticleState.DRAFT:
        raise Conflict("Only a draft can be published. A retired article can be restored.")
    owner = session().get(User, owner_id)
    if owner is None or owner.disabled_at is not None:
        raise Invalid({"owner_id": "Please choose a colleague who is here to look after it."})
    now = clock.now()
    article.state = ArticleState.OFFICIAL
    article.owner_id = owner.id
    article.published_at = article.verified_at = now
    article.verified_by_id = actor.id
    article.review_at = now + library_rules().review.interval(article.review_class)
    _check_complete_if_official(article)
    session().flush()
    others = ",".join(str(person) for person in co_authors(article))
    record(ArticlePublished(**about_article(article), co_author_ids=others), actor.id)


def _check_complete_if_official(article: Article) -> None:
    if article.state is not ArticleState.OFFICIAL:
        return
    missing = {
        "environment": "Where does this hold? Name the application or device, and its version if it matters.",
        "resolution": "An official article says how to solve it, step by step.",
        "verification": "How does the reader know that it worked? One sentence is enough.",
    }
    errors = {part: sentence for part, sentence in missing.items() if not getattr(article, f"{part}_source").strip()}
    if errors and article.attribution_id is None:
        raise Invalid(errors)


@action
def verify_article(actor: Actor, article_id: int) -> None:
    """Say that one has read an official article again and it is right: its review date moves on."""
    article = find_article(actor, article_id)
    require(Permission.VERIFY_ARTICLE, actor, article)
    if article.state is not ArticleState.OFFICIAL:
        raise Conflict("Only an official article can be verified.")
    article.verified_at = clock.now()
    article.verified_by_id = actor.id
    article.review_at = clock.now() + library_rules().review.interval(article.review_class)
    record(ArticleVerified(**about_article(article)), actor.id)


@action
def retire_article(actor: Actor, article_id: int, draft: RetireDraft) -> None:
    """Take an article out of use; its address leads to the successor, if there is one. Twice is once."""
    hold_in_order(article_id, draft.successor_id)
    article = find_article(actor, article_id)
    require(Permission.PUBLISH_ARTICLE, actor, article)
    if article.state is ArticleState.RETIRED:
        return
    if article.state is not ArticleState.OFFICIAL:
        raise Conflict("Only an official article can be retired. A draft can be declined.")
    if draft.successor_id is not None:
        _check_successor(article, draft.successor_id)
    article.state = ArticleState.RETIRED
    article.retired_at = clock.now()
    article.retired_note = draft.note
    article.successor_id = draft.successor_id
    told = about_article(article)
    record(ArticleRetired(**told, successor_id=draft.successor_id, was_wrong=draft.was_wrong), actor.id)


def _check_successor(article: Article, successor_id: int) -> None:
    """The successor must be official: then no chain of redirects can close into a ring."""
    successor = session().get(Article, successor_id)
    if successor is None or successor.id == article.id or successor.state is not ArticleState.OFFICIAL:
        raise Invalid({"successor_id": "Please choose another official article."})


@action
def restore_article(actor: Actor, article_id: int) -> None:
    """Bring a retired article back into use, due for review at once. Twice is once."""
    article = find_article(actor, article_id)
    require(Permission.PUBLISH_ARTICLE, actor, article)
    if article.state is ArticleState.OFFICIAL:
        return
    if article.state is not ArticleState.RETIRED:
        raise Conflict("Only a retired article can be restored.")
    article.state = ArticleState.OFFICIAL
    article.retired_at = article.successor_id = None
    article.retired_note = ""
    article.review_at = clock.now()
    record(ArticleRestored(**about_article(article)), actor.id)


@action
def decline_draft(actor: Actor, article_id: int) -> None:
    """Say that a draft will not become an article; its answer may be promoted again. Twice is once."""
    article = find_article(actor, article_id)
    require(Permission.PUBLISH_ARTICLE, actor, article)
    if article.state is ArticleState.DECLINED:
        return
    if article.state is not ArticleState.DRAFT:
        raise Conflict("Only a draft can be declined.")
    told = about_article(article)
    article.state = ArticleState.DECLINED
    article.answer_id = None
    record(DraftDeclined(**told), actor.id)
