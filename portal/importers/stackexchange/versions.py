"""The history of a dump's posts, as revisions of ours: what each act of editing made of title, text and tags."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from community.models import Revision
from portal.core.db import session, transaction
from portal.importers.articles.subjects import tag_name
from portal.importers.remembering import Known, batches, digest
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


@dataclass(frozen=True)
class _Standing:
    """An edit of this run with its place in its post's history: `chain` tells it and everything before it."""

    edit: _Edit
    place: int
    chain: str
    known: Known | None

    @property
    def is_same(self) -> bool:
        return self.known is not None and self.known.digest == self.chain


@dataclass
class _Last:
    """The latest version of a post so far in this run."""

    place: int = 0
    chain: str = ""
    revision_id: int = 0


@dataclass(frozen=True)
class _Text:
    title: str = ""
    body: str = ""
    tags: str = ""

    def after(self, edit: _Edit) -> "_Text":
        return _Text(
            self.title if edit.title is None else edit.title,
            self.body if edit.body is None else edit.body,
            self.tags if edit.tags is None else edit.tags,
        )


def import_versions(dump: Dump, source: Source) -> None:
    """Write every act of editing whose post was imported, in the order of the dump; take out those that are gone."""
    latest: defaultdict[int, _Last] = defaultdict(_Last)
    for batch in batches(_edits(dump)):
        with transaction():
            _write(batch, latest, source)
    for gone in source.memory.gone(KIND):
        with transaction():
            session().execute(delete(Revision).where(Revision.id.in_([one.local_id for one in gone])))
            source.memory.forget(gone)
            source.written.gone["revisions"] += len(gone)
    _put_our_own_last()


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


def _write(batch: Sequence[_Edit], latest: dict[int, _Last], source: Source) -> None:
    places, memory, written = source.places, source.memory, source.written
    here = [edit for edit in batch if edit.post in places.questions or edit.post in places.answers]
    written.left_out["revisions", "its post is gone"] += len(batch) - len(here)
    known = memory.find(KIND, [str(edit.number) for edit in here])
    before = {edit.post: latest[edit.post].revision_id for edit in here}
    standing = [_place(edit, latest[edit.post], known.get(str(edit.number)), source) for edit in here]
    others = [one for one in standing if not one.is_same]
    memory.seen([one.known for one in standing if one.known and one.is_same])
    written.unchanged["revisions"] += len(standing) - len(others)
    if not others:
        return
    _make_room(others, source)
    rows = _rows(standing, before, source)
    changed = [(one, one.known) for one in others if one.known]
    if changed:
        session().execute(update(Revision), [{**rows[one.edit.number], "id": had.local_id} for one, had in changed])
        memory.changed({had.id: one.chain for one, had in changed})
        written.changed["revisions"] += len(changed)
    if new := [one for one in others if not one.known]:
        statement = insert(Revision).returning(Revision.id, sort_by_parameter_order=True)
        ids = session().scalars(statement, [rows[one.edit.number] for one in new]).all()
        memory.add(KIND, {str(one.edit.number): (ours, one.chain) for one, ours in zip(new, ids, strict=True)})
        for one, ours in zip(new, ids, strict=True):
            if latest[one.edit.post].place == one.place:
                latest[one.edit.post].revision_id = ours
        written.new["revisions"] += len(new)


def _place(edit: _Edit, last: _Last, known: Known | None, source: Source) -> _Standing:
    last.place += 1
    last.chain = digest(last.chain, edit, source.author(edit.editor))
    last.revision_id = known.local_id if known else 0
    return _Standing(edit, last.place, last.chain, known)


def _make_room(others: Sequence[_Standing], source: Source) -> None:
    """Move what stands in the way aside, below zero: it is written in this run, or is gone, or comes last."""
    first: dict[int, int] = {}
    for one in others:
        first.setdefault(one.edit.post, one.place)
    questions = {source.places.questions[post]: place for post, place in first.items() if _is_question(post, source)}
    answers = {source.places.answers[post]: place for post, place in first.items() if not _is_question(post, source)}
    there = session().execute(
        select(Revision.id, Revision.question_id, Revision.answer_id, Revision.number).where(
            or_(Revision.question_id.in_(questions), Revision.answer_id.in_(answers))
        )
    )
    in_the_way = [
        row.id
        for row in there
        if row.number >= (questions[row.question_id] if row.question_id else answers[row.answer_id])
    ]
    if in_the_way:
        session().execute(
            update(Revision).where(Revision.id.in_(in_the_way)).values(number=-Revision.id),
            execution_options={"synchronize_session": False},
        )


def _rows(standing: Sequence[_Standing], before: Mapping[int, int], source: Source) -> dict[int, dict[str, Any]]:
    """The row of each, by its number at the source; `before` names the version before the first of each post."""
    read = session().execute(
        select(Revision.id, Revision.title, Revision.body_source, Revision.tag_names).where(
            Revision.id.in_({one for one in before.values() if one})
        )
    )
    texts = {row[0]: _Text(*row[1:]) for row in read}
    now = {post: texts.get(revision, _Text()) for post, revision in before.items()}
    rows: dict[int, dict[str, Any]] = {}
    for one in standing:
        edit = one.edit
        text = now[edit.post] = now[edit.post].after(edit)
        is_question = _is_question(edit.post, source)
        rows[edit.number] = {
            "question_id": source.places.questions[edit.post] if is_question else None,
            "answer_id": None if is_question else source.places.answers[edit.post],
            "number": one.place,
            "title": text.title,
            "body_source": text.body,
            "tag_names": text.tags,
            "editor_id": source.author(edit.editor),
            "at": edit.at,
            "note": edit.note,
        }
    return rows


def _is_question(post: int, source: Source) -> bool:
    return post in source.places.questions


def _put_our_own_last() -> None:
    """Versions that were written here, and stood where the source has more of its own now, follow those."""
    while (
        aside := session()
        .execute(
            select(Revision.id, Revision.question_id, Revision.answer_id)
            .where(Revision.number < 0)
            .order_by(Revision.number.desc())
            .limit(200)
        )
        .all()
    ):
        with transaction():
            for row in aside:
                same_post = (
                    Revision.question_id == row.question_id if row.question_id else Revision.answer_id == row.answer_id
                )
                last = session().scalar(select(func.max(Revision.number)).where(same_post)) or 0
                session().execute(update(Revision).where(Revision.id == row.id).values(number=max(last, 0) + 1))
