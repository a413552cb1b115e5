"""Telling search which things were imported or changed."""

from collections.abc import Iterable

from sqlalchemy import select

from community.models import Question
from knowledge.models import Article
from portal.core.dirty import mark_dirty


def mark_questions(ids: Iterable[int]) -> None:
    """Let search look again at these questions, with everything under them."""
    mark_dirty("question", select(Question.id.label("id")).where(Question.id.in_(sorted(set(ids)))))


def mark_articles(ids: Iterable[int]) -> None:
    """Let search look again at these articles."""
    mark_dirty("article", select(Article.id.label("id")).where(Article.id.in_(sorted(set(ids)))))
