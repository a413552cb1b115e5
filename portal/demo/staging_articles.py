"""An article's life as acts: drafted or promoted, published, revised, verified, retired, found by readers."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from portal.demo import acts
from portal.demo.acts import Act, ArticleRef
from portal.demo.library import ArticleScript
from portal.demo.staging import Stage, Written


def stage_article(stage: Stage, article: ArticleScript, promoted: datetime | None) -> list[Act]:
    """An article's own life; `promoted` is when an answer became its draft, None for launch articles."""
    told = stage.resolve(list(_on_article(article)), not_before=promoted)
    published = [act.at for act in told if isinstance(act, acts.PublishedArticle)]
    if not published:
        return told
    ref = ArticleRef(article.slug)
    retired = [act.at for act in told if isinstance(act, acts.RetiredArticle)]
    until = min(retired, default=stage.calendar.latest)
    return [
        *told,
        *stage.readings(
            f"{article.slug}/solved",
            article.solved_it,
            published[0],
            until,
            partial(acts.SolvedIt, item=ref),
        ),
    ]


def _on_article(article: ArticleScript) -> Iterator[Written]:
    ref = ArticleRef(article.slug)
    if article.source is None:
        yield Written(
            article.drafted,
            article.author,
            partial(
                acts.DraftedArticle,
                article=ref,
                title=article.title,
                category=article.category,
                application=article.application,
                tags=article.tags,
                review=article.review,
                sections=article.first_sections(),
            ),
        )
    if published := article.published:
        yield Written(
            published.at,
            published.by,
            partial(acts.PublishedArticle, article=ref, owner=article.owner),
        )
    for revision in article.revisions:
        yield Written(
            revision.at,
            revision.by,
            partial(
                acts.RevisedArticle,
                article=ref,
                sections=article.sections_after(revision),
                note=revision.note,
            ),
        )
    for check in article.verified:
        yield Written(
            check.at,
            check.by,
            partial(acts.VerifiedArticle, article=ref, note=check.note),
        )
    for misfit in article.did_not_work:
        yield Written(
            misfit.at,
            misfit.by,
            partial(acts.DidNotWork, item=ref, reason=misfit.reason, note=misfit.note),
        )
    if retired := article.retired:
        successor = ArticleRef(retired.successor)
        yield Written(
            retired.at,
            retired.by,
            partial(acts.RetiredArticle, article=ref, successor=successor, note=retired.note),
        )
