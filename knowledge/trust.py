"""How far an article can be trusted: a grade from its state and its dates."""

from datetime import datetime, timedelta

from knowledge.models import ArticleState
from knowledge.rules import library_rules


def grade(state: ArticleState, review_at: datetime | None, now: datetime) -> str | None:
    """The grade an article shows: official, review_due, community once it is long overdue, retired; None for drafts."""
    if state is ArticleState.RETIRED:
        return "retired"
    if state is not ArticleState.OFFICIAL or review_at is None:
        return None
    if now < review_at:
        return "official"
    overdue = now - review_at
    return "review_due" if overdue < timedelta(days=library_rules().review.demote_after) else "community"
