"""What readers say of an article after trying it: "this solved it", or, privately, that it did not."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from community.models import FlagReason, Verdict
from knowledge.events import ArticleDidNotWork, ArticleReviewDue, ArticleSolvedIt, ArticleVerdictWithdrawn
from knowledge.finding import find_article
from knowledge.forms import VerdictDraft
from knowledge.models import Article, ArticleState, ArticleVerdict
from knowledge.rules import library_rules
from knowledge.telling import about_article
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.facts import record
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict


@action
def article_solved_it(actor: Actor, article_id: int) -> None:
    """Say that an article solved it. Twice is once; it replaces an earlier "didn't work"."""
    article = _find_used(actor, article_id)
    if _verdict(actor, article) is Verdict.SOLVED:
        return
    take_back_article_verdict(actor, article_id)
    insert_once(
        ArticleVerdict, article_id=article.id, user_id=actor.id, verdict=Verdict.SOLVED, note="", at=clock.now()
    )
    _recount(article)
    record(ArticleSolvedIt(**about_article(article)), actor.id)


@action
def article_did_not_work(actor: Actor, article_id: int, draft: VerdictDraft) -> None:
    """Say, to its owner and IT alone, that an article did not work, and why. Two that it is wrong make it due."""
    article = _find_used(actor, article_id)
    take_back_article_verdict(actor, article_id)
    insert_once(
        ArticleVerdict,
        article_id=article.id,
        user_id=actor.id,
        verdict=Verdict.DID_NOT_WORK,
        reason=draft.reason,
        note=draft.note,
        at=clock.now(),
    )
    _recount(article)
    record(ArticleDidNotWork(**about_article(article), reason=draft.reason, note=draft.note), actor.id)
    _make_due_if_reported(article)


@action
def take_back_article_verdict(actor: Actor, article_id: int) -> None:
    """Take back what one said of an article, in use or not. Twice is once."""
    article = find_article(actor, article_id)
    require(Permission.SAY_IT_WORKED, actor, article)
    verdict = _verdict(actor, article)
    if verdict is None:
        return
    session().execute(
        delete(ArticleVerdict).where(ArticleVerdict.article_id == article.id, ArticleVerdict.user_id == actor.id)
    )
    _recount(article)
    record(ArticleVerdictWithdrawn(**about_article(article), verdict=verdict), actor.id)


def _find_used(actor: Actor, article_id: int) -> Article:
    article = find_article(actor, article_id)
    require(Permission.SAY_IT_WORKED, actor, article)
    if article.state is not ArticleState.OFFICIAL:
        raise Conflict("This article is not in use, so there is nothing to say about it.")
    return article


def _verdict(actor: Actor, article: Article) -> Verdict | None:
    return session().scalar(
        select(ArticleVerdict.verdict).where(
            ArticleVerdict.article_id == article.id, ArticleVerdict.user_id == actor.id
        )
    )


def _recount(article: Article) -> None:
    session().flush()
    counted = session().execute(
        select(ArticleVerdict.verdict, func.count())
        .where(ArticleVerdict.article_id == article.id)
        .group_by(ArticleVerdict.verdict)
    )
    numbers = {row[0]: row[1] for row in counted}
    article.solved_count = numbers.get(Verdict.SOLVED, 0)
    article.did_not_work_count = numbers.get(Verdict.DID_NOT_WORK, 0)


def _make_due_if_reported(article: Article) -> None:
    rules = library_rules().review
    now = clock.now()
    if article.review_at is None or article.review_at <= now:
        return
    since = max(now - timedelta(days=rules.reports_within_days), article.verified_at or now)
    reports = session().scalar(
        select(func.count())
        .select_from(ArticleVerdict)
        .where(
            ArticleVerdict.article_id == article.id,
            ArticleVerdict.reason.in_((FlagReason.OUTDATED, FlagReason.WRONG)),
            ArticleVerdict.at >= since,
        )
    )
    if (reports or 0) >= rules.reports_to_be_due:
        article.review_at = now
        record(ArticleReviewDue(**about_article(article)), None)
