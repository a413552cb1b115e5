"""Questions and answers of a dump: filled into their places, with their authors, figures and licences."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import delete, insert, select, update

from community.models import Answer, ClosedAs, Follow, Question, QuestionTag
from community.tagging import tags_named
from portal.core.db import insert_once, session, transaction
from portal.core.markup import excerpt, render
from portal.core.models import User
from portal.importers.articles.subjects import tag_name
from portal.importers.attribution import Attribution
from portal.importers.crediting import credit
from portal.importers.marking import mark_questions
from portal.importers.models import ImportedFigures
from portal.importers.remembering import Known, Memory, batches, digest
from portal.importers.stackexchange.content import body_markdown, clean_title, gone_author_name, user_name
from portal.importers.stackexchange.figures import Figures
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.links import SiteLinks
from portal.importers.stackexchange.places import ANSWER, QUESTION, Places
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import PostRow
from portal.importers.stackexchange.site import Site
from portal.importers.stackexchange.tallying import Written

EXCERPT = 200
MOST_TAGS = 5
_POSSIBLE_DUPLICATE = re.compile(
    r"\s*<blockquote>\s*<p>\s*<strong>Possible Duplicates?:?</strong>:?\s*(?:<br\s*/?>)?\s*"
    r'<a href="[^"]{0,100}/(?:questions|q)/(\d{1,12})[/"]'
)


@dataclass(frozen=True)
class Source:
    """Everything one import looks things up in."""

    site: Site
    links: SiteLinks
    memory: Memory
    places: Places
    members: dict[int, int]
    names: dict[int, str]
    figures: Figures
    written: Written
    now: datetime

    def author(self, number: int | None) -> int:
        """Our person for a member's number; the former member for one who is gone."""
        return self.members.get(number if number is not None else 0, self.members[0])

    def author_name(self, number: int | None, left_behind: str) -> str:
        """What to call an author beside their text."""
        return self.names.get(number or 0) or gone_author_name(left_behind)


def author_names(dump: Dump) -> dict[int, str]:
    """Everybody's name by number."""
    return {row.id: user_name(row) for row in dump.users()}


def import_posts(dump: Dump, source: Source) -> None:
    """Fill every place: questions, then answers."""
    for kind, type_ in ((QUESTION, PostType.QUESTION), (ANSWER, PostType.ANSWER)):
        for batch in batches(row for row in dump.posts() if row.type is type_):
            _fill(kind, batch, source)


@dataclass(frozen=True)
class _Filling:
    row: PostRow
    known: Known
    digest: str
    values: dict[str, Any]


def _fill(kind: str, batch: Sequence[PostRow], source: Source) -> None:
    rows = {str(row.id): row for row in batch}
    known = source.memory.find(kind, list(rows))
    changed: list[_Filling] = []
    same: list[Known] = []
    for key, row in rows.items():
        if key not in known or (kind == ANSWER and row.id not in source.places.answers):
            continue
        # what it reads like here, not there: a link may lead elsewhere although the text is the same
        body = body_markdown(row.body, source.links)
        digested = _digest(row, body, source)
        if known[key].digest == digested:
            same.append(known[key])
        else:
            values = _question(row, body, source) if kind == QUESTION else _answer(row, body, source)
            changed.append(_Filling(row, known[key], digested, {**values, "id": known[key].local_id}))
    with transaction():
        _write(kind, changed, source)
        source.memory.changed({one.known.id: one.digest for one in changed})
        source.memory.seen(same)
    new = sum(1 for one in changed if not one.known.digest)
    source.written.new[f"{kind}s"] += new
    source.written.changed[f"{kind}s"] += len(changed) - new
    source.written.unchanged[f"{kind}s"] += len(same)


def _digest(row: PostRow, body: str, source: Source) -> str:
    figures, places = source.figures, source.places
    duplicate = figures.duplicate_of.get(row.id)
    return digest(
        replace(row, body=body),
        figures.up[row.id],
        figures.down[row.id],
        figures.favourites[row.id],
        figures.accepted_on.get(row.id),
        places.questions.get(duplicate) if duplicate else None,
        row.id in figures.locked,
        source.author(row.owner_id),
        # who wrote it may be called otherwise by now
        _credit(row, source),
        # whether the asker still accepts it is said on the question
        row.id in source.places.accepted,
        sorted((user, day) for user, day in figures.followers.get(row.id, ())),
    )


def _question(row: PostRow, body: str, source: Source) -> dict[str, Any]:
    rendered = render(body)
    values = {
        "title": clean_title(row.title),
        "body_source": body,
        "body_html": rendered.html,
        "excerpt": excerpt(rendered.text, EXCERPT),
        "author_id": source.author(row.owner_id),
        "created_at": row.created,
        "edited_at": row.edited,
        "active_at": row.active,
        "me_too_count": source.figures.up[row.id],
        "deleted_at": None,
        "deleted_by_id": None,
        "locked_at": row.active if row.id in source.figures.locked else None,
        "closed_at": None,
        "closed_as": None,
        "duplicate_of_id": None,
    }
    return {**values, **_closing(row, source)}


def _closing(row: PostRow, source: Source) -> dict[str, Any]:
    if row.closed is None:
        return {}
    duplicate = source.places.questions.get(source.figures.duplicate_of.get(row.id) or _said_to_repeat(row.body))
    if duplicate is not None and duplicate != source.places.questions[row.id]:
        return {"closed_at": row.closed, "closed_as": ClosedAs.DUPLICATE, "duplicate_of_id": duplicate}
    return {"closed_at": row.closed, "closed_as": ClosedAs.OFF_TOPIC}


def _said_to_repeat(body: str) -> int:
    """The question that the text itself, as the network wrote it until 2012, calls the one it repeats; or 0."""
    found = _POSSIBLE_DUPLICATE.match(body)
    return int(found[1]) if found else 0


def _answer(row: PostRow, body: str, source: Source) -> dict[str, Any]:
    rendered = render(body)
    accepted_at = None
    if row.id in source.places.accepted:
        day = source.figures.accepted_on.get(row.id)
        accepted_at = max(row.created, datetime.combine(day, time.min, UTC)) if day else row.created
    return {
        "question_id": source.places.questions[row.parent_id or 0],
        "body_source": body,
        "body_html": rendered.html,
        "excerpt": excerpt(rendered.text, EXCERPT),
        "author_id": source.author(row.owner_id),
        "created_at": row.created,
        "edited_at": row.edited,
        "helpful_count": source.figures.up[row.id],
        "accepted_at": accepted_at,
        "deleted_at": None,
        "deleted_by_id": None,
    }


def _write(kind: str, changed: Sequence[_Filling], source: Source) -> None:
    if not changed:
        return
    model: type[Question] | type[Answer] = Question if kind == QUESTION else Answer
    ids = [one.known.local_id for one in changed]
    if model is Answer:
        # an acceptance that moved must not stand twice for a moment
        session().execute(update(Answer).where(Answer.id.in_(ids)).values(accepted_at=None))
        moved = [one.values["question_id"] for one in changed if one.values["accepted_at"] is not None]
        session().execute(update(Answer).where(Answer.question_id.in_(moved)).values(accepted_at=None))
    credited = credit(model, {one.known.local_id: _credit(one.row, source) for one in changed})
    session().execute(
        update(model), [{**one.values, "attribution_id": credited[one.known.local_id]} for one in changed]
    )
    _write_figures(kind, changed, source)
    if kind == QUESTION:
        for one in changed:
            _file_under(one.known.local_id, one.row.tags)
            _write_followers(one, source)
        mark_questions(ids)
    else:
        mark_questions([one.values["question_id"] for one in changed])


def _credit(row: PostRow, source: Source) -> Attribution:
    owner = row.owner_id if row.owner_id in source.names else None
    name = source.author_name(owner, row.owner_name)
    return source.site.attribution(source.site.post_url(row.id, row.type), name, owner, row.licence)


def _write_figures(kind: str, changed: Sequence[_Filling], source: Source) -> None:
    ids = [one.known.local_id for one in changed]
    session().execute(delete(ImportedFigures).where(ImportedFigures.kind == kind, ImportedFigures.local_id.in_(ids)))
    figures = source.figures
    session().execute(
        insert(ImportedFigures),
        [
            {
                "kind": kind,
                "local_id": one.known.local_id,
                "score": one.row.score,
                "up_votes": figures.up[one.row.id],
                "down_votes": figures.down[one.row.id],
                "views": one.row.views,
                "favourites": figures.favourites[one.row.id],
            }
            for one in changed
        ],
    )


def _file_under(question_id: int, written_tags: Iterable[str]) -> None:
    names = list(dict.fromkeys(name for tag in written_tags if (name := tag_name(tag))))[:MOST_TAGS]
    tags = tags_named(names)
    session().execute(delete(QuestionTag).where(QuestionTag.question_id == question_id))
    for tag in tags:
        insert_once(QuestionTag, question_id=question_id, tag_id=tag.id)
    session().execute(
        update(Question).where(Question.id == question_id).values(tag_names=",".join(tag.name for tag in tags))
    )


def _write_followers(one: _Filling, source: Source) -> None:
    followers = source.figures.followers.get(one.row.id, ())
    imported = select(User.id).where(User.is_imported)
    session().execute(
        delete(Follow).where(Follow.question_id == one.known.local_id, Follow.user_id.in_(imported)),
        execution_options={"synchronize_session": False},
    )
    for user, day in followers:
        if user in source.members:
            insert_once(
                Follow,
                question_id=one.known.local_id,
                user_id=source.members[user],
                at=datetime.combine(day, time.min, UTC),
            )
