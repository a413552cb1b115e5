"""Comments of a dump, each with its author and licence."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, update

from community.models import Comment
from portal.core.db import session, transaction
from portal.core.markup import render_inline
from portal.importers.attribution import Attribution
from portal.importers.crediting import credit, new_credits
from portal.importers.remembering import Known, batches, digest
from portal.importers.stackexchange.content import comment_markdown
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.posts import Source
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import CommentRow

KIND = "comment"


def import_comments(dump: Dump, source: Source) -> None:
    """Write every comment whose post was imported."""
    for batch in batches(dump.comments()):
        _write(batch, source)


def _write(batch: Sequence[CommentRow], source: Source) -> None:
    rows = {str(row.id): row for row in batch if _place(row, source) is not None}
    homeless = len({row.id for row in batch}) - len(rows)
    if homeless:
        source.written.left_out["comments", "its post is gone"] += homeless
    known = source.memory.find(KIND, list(rows))
    new: list[tuple[CommentRow, str, dict[str, Any]]] = []
    changed: list[tuple[CommentRow, Known, str, dict[str, Any]]] = []
    same: list[Known] = []
    for key, row in rows.items():
        text = comment_markdown(row.text, source.links) or "…"
        digested = digest(row, text, _place(row, source), source.author(row.user_id), _credit(row, source))
        found = known.get(key)
        if found is not None and found.digest == digested:
            same.append(found)
        elif found is None:
            new.append((row, digested, _values(row, text, source)))
        else:
            changed.append((row, found, digested, _values(row, text, source)))
    with transaction():
        _insert(new, source)
        _update(changed, source)
        source.memory.seen(same)
    source.written.new["comments"] += len(new)
    source.written.changed["comments"] += len(changed)
    source.written.unchanged["comments"] += len(same)


def _place(row: CommentRow, source: Source) -> tuple[int, int | None] | None:
    """Our question, and our answer, a comment stands under; None where that was not imported."""
    places = source.places
    if row.post_id in places.questions:
        return places.questions[row.post_id], None
    if row.post_id in places.answers:
        return places.questions[places.question_of_answer[row.post_id]], places.answers[row.post_id]
    return None


def _values(row: CommentRow, text: str, source: Source) -> dict[str, Any]:
    question, answer = _place(row, source) or (0, None)
    return {
        "question_id": question,
        "answer_id": answer,
        "author_id": source.author(row.user_id),
        "body_source": text,
        "body_html": render_inline(text).html,
        "created_at": row.created,
        "deleted_at": None,
    }


def _credit(row: CommentRow, source: Source) -> Attribution:
    owner = row.user_id if row.user_id in source.names else None
    kind = PostType.QUESTION if row.post_id in source.places.questions else PostType.ANSWER
    page = f"{source.site.post_url(row.post_id, kind)}#comment{row.id}_{row.post_id}"
    return source.site.attribution(page, source.author_name(owner, row.user_name), owner, row.licence)


def _insert(new: Sequence[tuple[CommentRow, str, dict[str, Any]]], source: Source) -> None:
    if not new:
        return
    credited = new_credits([_credit(row, source) for row, _, _ in new])
    ids = (
        session()
        .scalars(
            insert(Comment).returning(Comment.id, sort_by_parameter_order=True),
            [{**values, "attribution_id": one} for (_, _, values), one in zip(new, credited, strict=True)],
        )
        .all()
    )
    made = {str(row.id): (ours, digested) for (row, digested, _), ours in zip(new, ids, strict=True)}
    source.memory.add(KIND, made)


def _update(changed: Sequence[tuple[CommentRow, Known, str, dict[str, Any]]], source: Source) -> None:
    if not changed:
        return
    credited = credit(Comment, {found.local_id: _credit(row, source) for row, found, _, _ in changed})
    session().execute(
        update(Comment),
        [
            {**values, "id": found.local_id, "attribution_id": credited[found.local_id]}
            for _, found, _, values in changed
        ],
    )
    source.memory.changed({found.id: digested for _, found, digested, _ in changed})
