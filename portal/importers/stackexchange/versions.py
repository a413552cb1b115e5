"""The history of a dump's posts, as revisions of ours: what each act of editing made of title, text and tags."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import delete, insert, select, update

from community.models import Revision
from portal.core.db import session, transaction
from portal.importers.articles.subjects import tag_name
from portal.importers.remembering import batches, digest
from portal.importers.stackexchange.content import clean_title
from portal.importers.stackexchange.kinds import BODY_CHANGES, CONTENT_CHANGES, TAG_CHANGES, TITLE_CHANGES
from portal.importers.stackexchange.posts import Source
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import PostHistoryRow

KIND = "revision"
LONGEST_BODY = 60_000
NOTE = 200


@dataclass(frozen=True)
class _Edit:
    """One act of editing. None: that part stayed as it was."""

    number: int
    post: int
    at: datetime
    editor: int | None
    note: str
    title: str | None
    body: str | None
    tags: str | None


def import_versions(dump: Dump, source: Source) -> None:
    """Write every act of editing whose post was imported, in the order of the dump."""
    for batch in batches(_edits(dump)):
        with transaction():
            _write(batch, source)


def _edits(dump: Dump) -> Iterator[_Edit]:
    content = (row for row in dump.history() if row.type in CONTENT_CHANGES)
    for (_, post, _), rows in groupby(content, key=lambda row: (row.revision or row.id, row.post_id, row.user_id)):
        yield _edit(post, list(rows))


def _edit(post: int, rows: Sequence[PostHistoryRow]) -> _Edit:
    title = next((clean_title(row.text) for row in rows if row.type in TITLE_CHANGES), None)
    body = next((row.text[:LONGEST_BODY] for row in rows if row.type in BODY_CHANGES), None)
    tags = next((",".join(filter(None, map(tag_name, row.tags))) for row in rows if row.type in TAG_CHANGES), None)
    first = rows[0]
    return _Edit(first.id, post, first.created, first.user_id, first.comment[:NOTE], title, body, tags and tags[:240])


def _write(batch: Sequence[_Edit], source: Source) -> None:
    places = source.places
    standing = [edit for edit in batch if edit.post in places.questions or edit.post in places.answers]
    source.written.left_out["revisions", "its post is gone"] += len(batch) - len(standing)
    known = source.memory.find(KIND, [str(edit.number) for edit in standing])
    digests = {edit.number: digest(edit, source.author(edit.editor)) for edit in standing}
    same = [edit for edit in standing if str(edit.number) in known]
    moved = [edit for edit in same if known[str(edit.number)].digest != digests[edit.number]]
    source.memory.seen(known.values())
    source.memory.changed({known[str(edit.number)].id: digests[edit.number] for edit in moved})
    for edit in moved:
        _credit_anew(known[str(edit.number)].local_id, edit, source)
    source.written.changed["revisions"] += len(moved)
    source.written.unchanged["revisions"] += len(same) - len(moved)
    for edit in standing:
        if str(edit.number) not in known:
            revision = _append(edit, source)
            source.memory.add(KIND, {str(edit.number): (revision, digests[edit.number])})
            source.written.new["revisions"] += 1


def _credit_anew(revision_id: int, edit: _Edit, source: Source) -> None:
    """What was written stays; who wrote it may have left since."""
    session().execute(
        update(Revision).where(Revision.id == revision_id).values(editor_id=source.author(edit.editor), note=edit.note)
    )


def forget_gone_versions(source: Source) -> None:
    """Versions the source no longer has, with the posts they were of or by themselves."""
    for gone in source.memory.gone(KIND):
        with transaction():
            ids = [ours for _, ours in gone]
            removed = session().execute(delete(Revision).where(Revision.id.in_(ids)).returning(Revision.id)).all()
            source.written.gone["revisions"] += len(removed)


def _append(edit: _Edit, source: Source) -> int:
    question = source.places.questions.get(edit.post)
    answer = source.places.answers.get(edit.post)
    mine = Revision.question_id == question if question is not None else Revision.answer_id == answer
    before = (
        session()
        .execute(
            select(Revision.number, Revision.title, Revision.body_source, Revision.tag_names)
            .where(mine)
            .order_by(Revision.number.desc())
            .limit(1)
        )
        .first()
    )
    made = session().scalar(
        insert(Revision).returning(Revision.id),
        {
            "question_id": question,
            "answer_id": None if question is not None else answer,
            "number": before.number + 1 if before else 1,
            "title": edit.title if edit.title is not None else (before.title if before else ""),
            "body_source": edit.body if edit.body is not None else (before.body_source if before else ""),
            "tag_names": edit.tags if edit.tags is not None else (before.tag_names if before else ""),
            "editor_id": source.author(edit.editor),
            "at": edit.at,
            "note": edit.note,
        },
    )
    return made or 0
