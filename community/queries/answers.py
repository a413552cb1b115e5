"""The answers of a question: best first, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, or_, select, true

from community.cards import AnswerCan, AnswerCard, Comments, Failure, Trust
from community.finding import Reader, in_sight
from community.models import Answer, AnswerVerdict, Helpful, Verdict
from community.queries.places import Place, PostPlace
from community.rules import rules
from portal.core.db import fetch
from portal.core.models import Department, User
from portal.core.permissions import Actor, Permission, may
from portal.web.cards import AttributionCard, PersonCard, people, person_columns, person_in
from portal.web.paging import cut
from portal.web.rendering import safe_html

_me = bindparam("me", type_=Answer.author_id.type)
_endorser = people("endorser")

# Out of sight comes last; then what was accepted, what was endorsed, what helped most, what stood longest.
_rank = case(
    (~in_sight(Answer), 0),
    else_=1 + case((Answer.accepted_at.is_not(None), 2), else_=0) + case((Answer.endorsed_at.is_not(None), 1), else_=0),
).label("rank")
CURSOR = (int, int, int)
"""The shape of a cursor among answers: rank, helpful votes, id."""


@dataclass(frozen=True)
class AnswerRows:
    """A page of rows, and the cursor that leads to the rest."""

    rows: Sequence[Row[Any]]
    next_cursor: str | None

    @property
    def ids(self) -> list[int]:
        """The answers' ids."""
        return [row.id for row in self.rows]


def answer_rows(actor: Actor, question_id: int, after: tuple[int, int, int] | None) -> AnswerRows:
    """A page of a question's answers: those after the given one, or from it on, or the best ones."""
    found: dict[str, Any] = {"question_id": question_id, "me": actor.id}
    if after is not None:
        found["rank"], found["helpful"], found["after_id"] = after
    rows = fetch(_answers(Reader.of(actor), after is not None), found).all()
    page = cut(rows, lambda row: (row.rank, row.helpful_count, row.id), rules().pages.answers_a_page)
    return AnswerRows(page.items, page.next_cursor)


def answer_position(actor: Actor, question_id: int, answer_id: int) -> tuple[int, int, int] | None:
    """The cursor that makes a page begin with this answer; None where `actor` does not see it under the question."""
    found = {"question_id": question_id, "answer_id": answer_id, "me": actor.id}
    row = fetch(_position(Reader.of(actor)), found).first()
    return None if row is None else (row.rank, row.helpful_count, row.id - 1)


def answer_cards(
    actor: Actor,
    place: Place,
    asker: PersonCard,
    rows: Sequence[Row[Any]],
    comments: Mapping[int | None, Comments],
    sources: Mapping[int, AttributionCard],
) -> list[AnswerCard]:
    """Cards of a page of rows."""
    failures = _failures(actor, rows)
    return [
        _card(actor, place, asker, row, comments.get(row.id, Comments(())), failures.get(row.id, ()), sources)
        for row in rows
    ]


@cache
def _position(reader: Reader) -> Select[Any]:
    return select(_rank, Answer.helpful_count, Answer.id).where(
        Answer.id == bindparam("answer_id"), Answer.question_id == bindparam("question_id"), _shown(reader)
    )


def _shown(reader: Reader) -> ColumnElement[bool]:
    return true() if reader is Reader.IT else or_(in_sight(Answer), Answer.author_id == _me)


@cache
def _answers(reader: Reader, has_cursor: bool) -> Select[Any]:  # noqa: FBT001 -- names a statement
    statement = (
        select(
            *(column for column in Answer.__table__.c if column.name not in ("body_source", "excerpt")),
            _rank,
            *person_columns(),
            *person_columns(_endorser, "endorser"),
            Department.name.label("department"),
            Helpful.at.label("voted_at"),
            AnswerVerdict.verdict,
        )
        .join(User, User.id == Answer.author_id)
        .outerjoin(_endorser, _endorser.id == Answer.endorsed_by_id)
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(Helpful, and_(Helpful.answer_id == Answer.id, Helpful.user_id == _me))
        .outerjoin(AnswerVerdict, and_(AnswerVerdict.answer_id == Answer.id, AnswerVerdict.user_id == _me))
        .where(Answer.question_id == bindparam("question_id"), _shown(reader))
    )
    if has_cursor:
        statement = statement.where(_after())
    in_order = (_rank.desc(), Answer.helpful_count.desc(), Answer.id)
    return statement.order_by(*in_order).limit(rules().pages.answers_a_page + 1)


def _after() -> ColumnElement[bool]:
    rank, helpful = bindparam("rank", type_=Answer.id.type), bindparam("helpful", type_=Answer.id.type)
    return or_(
        _rank < rank,
        and_(_rank == rank, Answer.helpful_count < helpful),
        and_(_rank == rank, Answer.helpful_count == helpful, Answer.id > bindparam("after_id", type_=Answer.id.type)),
    )


_FAILURES = (
    select(AnswerVerdict.answer_id, AnswerVerdict.reason, AnswerVerdict.note, AnswerVerdict.at)
    .where(AnswerVerdict.answer_id.in_(bindparam("ids", expanding=True)), AnswerVerdict.verdict == Verdict.DID_NOT_WORK)
    .order_by(AnswerVerdict.at.desc())
    .limit(100)
)


def _failures(actor: Actor, rows: Sequence[Row[Any]]) -> dict[int, list[Failure]]:
    """Why answers did not work, as far as this person is to know: for one's own, and for IT."""
    told_of = [row.id for row in rows if actor.is_analyst or row.author_id == actor.id]
    found: dict[int, list[Failure]] = {}
    if told_of:
        for row in fetch(_FAILURES, {"ids": told_of}):
            failure = Failure(row.reason.value if row.reason else "", row.note, row.at)
            found.setdefault(row.answer_id, []).append(failure)
    return found


def _card(
    actor: Actor,
    question: Place,
    asker: PersonCard,
    row: Row[Any],
    comments: Comments,
    failures: Sequence[Failure],
    sources: Mapping[int, AttributionCard],
) -> AnswerCard:
    author = person_in(row)
    assert author is not None  # noqa: S101 -- the join is an inner one
    return AnswerCard(
        id=row.id,
        author=author,
        author_note=row.department,
        posted_at=row.created_at,
        edited_at=row.edited_at,
        version=row.version,
        body_html=safe_html(row.body_html),
        trust=_trust(row),
        accepted_by=asker if row.accepted_at else None,
        endorsed_by=person_in(row, "endorser"),
        helpful_count=row.helpful_count,
        is_helpful=row.voted_at is not None,
        solved_count=row.solved_count,
        is_solved=row.verdict is Verdict.SOLVED,
        is_failed=row.verdict is Verdict.DID_NOT_WORK,
        is_hidden=row.hidden_at is not None,
        is_deleted=row.deleted_at is not None,
        is_own=row.author_id == actor.id,
        comments=comments,
        failures=tuple(failures),
        attribution=sources.get(row.attribution_id),
        can=_can(actor, question, row),
    )


def _trust(row: Row[Any]) -> Trust:
    if row.endorsed_at is not None:
        return Trust.ENDORSED
    return Trust.ACCEPTED if row.accepted_at is not None else Trust.COMMUNITY


def _can(actor: Actor, question: Place, row: Row[Any]) -> AnswerCan:
    place = PostPlace.of(question, row)
    is_deleted = row.deleted_at is not None
    edits = may(Permission.EDIT_ANSWER, actor, place)
    removes = may(Permission.DELETE_POST, actor, place)
    stays = (row.accepted_at is not None or row.endorsed_at is not None) and not actor.is_analyst
    return AnswerCan(
        vote=may(Permission.VOTE_HELPFUL, actor, place),
        accept=may(Permission.ACCEPT, actor, place),
        endorse=may(Permission.ENDORSE, actor, place),
        solve=may(Permission.SAY_IT_WORKED, actor, place) and actor.id != question.asker_id,
        comment=may(Permission.COMMENT, actor, place),
        edit=edits,
        suggest=not edits and may(Permission.SUGGEST_EDIT, actor, place),
        delete=removes and not is_deleted and not stays,
        restore=removes and is_deleted and (actor.is_analyst or row.deleted_by_id == actor.id),
        flag=may(Permission.FLAG, actor, place),
    )
