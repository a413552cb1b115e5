"""The comments on a question's page: the newest few under each post, all of them under the one asked for."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select

from community.cards import CommentCard, Comments
from community.finding import Reader
from community.models import Comment
from community.queries.places import Place, PostPlace
from community.rules import rules
from portal.core.db import fetch
from portal.core.models import User
from portal.core.permissions import Actor, Permission, may
from portal.web.cards import attributions, person_columns, person_in
from portal.web.rendering import safe_html

_me = bindparam("me", type_=Comment.author_id.type)

OF_QUESTION = 0
"""Stands for the question itself where answers are named by their ids."""


def find_comments(
    actor: Actor, place: Place, answer_ids: Sequence[int], opened: int | None
) -> dict[int | None, Comments]:
    """The comments under the question (None) and these answers; all of those under `opened`, an answer's id or
    OF_QUESTION.
    """
    found = {"question_id": place.id, "answer_ids": list(answer_ids), "me": actor.id, "opened": opened}
    rows = fetch(_comments(Reader.of(actor)), found).all()
    sources = attributions(row.attribution_id for row in rows)
    by_post: dict[int | None, list[Row[Any]]] = {}
    for row in rows:
        by_post.setdefault(row.answer_id, []).append(row)
    return {
        answer_id: Comments(
            tuple(_card(actor, place, row, sources) for row in of_post),
            of_post[0].total - len(of_post),
            _opening(place, answer_id),
        )
        for answer_id, of_post in by_post.items()
    }


def _opening(place: Place, answer_id: int | None) -> str:
    anchor = "question-comments" if answer_id is None else f"answer-{answer_id}-comments"
    return f"{place.href}?comments={answer_id or OF_QUESTION}#{anchor}"


@cache
def _comments(reader: Reader) -> Select[Any]:
    stands = Comment.deleted_at.is_(None)
    shown = stands if reader is Reader.IT else and_(stands, or_(Comment.hidden_at.is_(None), Comment.author_id == _me))
    ranked = (
        select(
            *(column for column in Comment.__table__.c if column.name != "body_source"),
            func.row_number().over(partition_by=Comment.answer_id, order_by=Comment.id.desc()).label("newness"),
            func.count().over(partition_by=Comment.answer_id).label("total"),
        )
        .where(
            Comment.question_id == bindparam("question_id"),
            or_(Comment.answer_id.is_(None), Comment.answer_id.in_(bindparam("answer_ids", expanding=True))),
            shown,
        )
        .subquery()
    )
    pages = rules().pages
    opened = func.coalesce(ranked.c.answer_id, OF_QUESTION) == bindparam("opened", type_=Comment.id.type)
    return (
        select(ranked, *person_columns())
        .join(User, User.id == ranked.c.author_id)
        .where(
            or_(
                ranked.c.newness <= pages.comments_shown,
                opened & (ranked.c.newness <= pages.comments_at_most),
            )
        )
        .order_by(ranked.c.id)
    )


def _card(actor: Actor, question: Place, row: Row[Any], sources: dict[int, Any]) -> CommentCard:
    author = person_in(row)
    assert author is not None  # noqa: S101 -- the join is an inner one
    place = PostPlace.of(question, row)
    return CommentCard(
        id=row.id,
        author=author,
        posted_at=row.created_at,
        edited_at=row.edited_at,
        body_html=safe_html(row.body_html),
        is_hidden=row.hidden_at is not None,
        attribution=sources.get(row.attribution_id),
        can_edit=may(Permission.EDIT_COMMENT, actor, place),
        can_delete=may(Permission.DELETE_POST, actor, place),
        can_flag=may(Permission.FLAG, actor, place),
    )
