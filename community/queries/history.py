"""How a post was: its revisions, newest first, each beside the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from community.finding import AnswerInPlace, QuestionInPlace
from community.models import Revision
from portal.core.db import session
from portal.core.diff import DiffLine, compare
from portal.core.models import User
from portal.core.permissions import Actor, Permission, may
from portal.web.cards import PersonCard, person_columns, person_in

MOST_REVISIONS = 200


@dataclass(frozen=True, slots=True)
class RevisionCard:
    """A version of a text. `restore_action` is None where it stands, or this person may not bring it back."""

    number: int
    author: PersonCard
    at: datetime
    note: str
    href: str
    diff_href: str | None
    restore_action: str | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class History:
    """The versions of a post, and what changed in the one that is looked at; before a first edit there is but one."""

    revisions: Sequence[RevisionCard]
    shown: int
    lines: Sequence[DiffLine]


def history(actor: Actor, place: QuestionInPlace | AnswerInPlace, base: str, shown: int | None) -> History:
    """The history of a post, with what changed in version `shown`, or in the newest. `base` is the post's address."""
    of_post: ColumnElement[bool] = (
        Revision.answer_id == place.answer.id
        if isinstance(place, AnswerInPlace)
        else Revision.question_id == place.question.id
    )
    wanted = (
        select(Revision.number, Revision.at, Revision.note, *person_columns())
        .join(User, User.id == Revision.editor_id)
        .where(of_post)
        .order_by(Revision.number.desc())
        .limit(MOST_REVISIONS)
    )
    rows = session().execute(wanted).all()
    if not rows:
        return History((), 1, compare("", _now(place)))
    newest: int = rows[0].number
    looked_at: int = next((row.number for row in rows if row.number == shown), newest)
    may_restore = may(Permission.RESTORE_TEXT, actor, place)
    cards = []
    for row in rows:
        author = person_in(row)
        assert author is not None  # noqa: S101 -- the join is an inner one
        is_current = row.number == newest
        cards.append(
            RevisionCard(
                number=row.number,
                author=author,
                at=row.at,
                note=row.note or ("As it was first written" if row.number == 1 else ""),
                href=f"{base}/history?version={row.number}",
                diff_href=None if row.number == looked_at else f"{base}/history?version={row.number}",
                restore_action=f"{base}/history/{row.number}/restore" if may_restore and not is_current else None,
                is_current=is_current,
            )
        )
    return History(cards, looked_at, _changes(of_post, looked_at))


def _changes(of_post: ColumnElement[bool], number: int) -> Sequence[DiffLine]:
    two = select(Revision).where(of_post, Revision.number <= number).order_by(Revision.number.desc()).limit(2)
    texts = [_as_text(revision.title, revision.tag_names, revision.body_source) for revision in session().scalars(two)]
    return compare(texts[1] if len(texts) == 2 else "", texts[0])


def _now(place: QuestionInPlace | AnswerInPlace) -> str:
    if isinstance(place, AnswerInPlace):
        return place.answer.body_source
    question = place.question
    return _as_text(question.title, question.tag_names, question.body_source)


def _as_text(title: str, tag_names: str, body: str) -> str:
    head = "\n".join(part for part in (title, tag_names.replace(",", ", ")) if part)
    return f"{head}\n\n{body}" if head else body
