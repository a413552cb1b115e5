"""Lists of questions, and the tags they are filed under. A page starts after the last row of the one before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, literal_column, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from community.cards import QuestionRow, State, Trust
from community.finding import LISTED, Reader
from community.links import question_href
from community.models import ClosedAs, Question, QuestionTag, Tag, Visibility
from community.waiting import SITE_COLUMNS, Cutoffs, has_waited
from portal.core import clock
from portal.core.db import fetch
from portal.core.models import Application, Site, User
from portal.core.permissions import Actor
from portal.web.cards import APPLICATION_COLUMNS, application_in, person_columns, person_in, tag_cards
from portal.web.paging import PAGE_SIZE, Page, cut, decode_cursor

NEW_FOR = timedelta(days=1)


class Tab(StrEnum):
    """The views of all questions."""

    NEWEST = "newest"
    ACTIVE = "active"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Wanted:
    """Which questions somebody wants to see. `tag` is a tag's name, `application` a slug; empty is any."""

    tab: Tab = Tab.NEWEST
    tag: str = ""
    application: str = ""

    def but(self, **changes: Any) -> "Wanted":
        """The same with some of it changed."""
        return replace(self, **changes)


_ROW = (
    Question.id,
    Question.title,
    Question.excerpt,
    Question.answer_count,
    Question.has_accepted,
    Question.has_endorsed,
    Question.closed_as,
    Question.visibility,
    Question.tag_names,
    Question.created_at,
    Question.active_at,
    Question.me_too_count,
    *person_columns(),
    *APPLICATION_COLUMNS,
    *SITE_COLUMNS,
)
ROWS = (
    select(*_ROW)
    .select_from(Question)
    .join(User, User.id == Question.author_id)
    .outerjoin(Application, Application.id == Question.application_id)
    .outerjoin(Site, Site.id == User.site_id)
)
"""The columns of `row_card`; add conditions and an order."""

# The number is written out: a partial index is only used where the database can see that it holds.
_UNANSWERED = and_(Question.answer_count == literal_column("0"), Question.closed_at.is_(None))


class Path(StrEnum):
    """Where a list under a tag begins: at the tag's questions, or at all, taking those that have the tag.

    Whichever meets twenty of them sooner: the tag's where they are few, all in their order where they are many.
    """

    NO_TAG = "no tag"
    TAG_FIRST = "tag first"
    ORDER_FIRST = "order first"


def list_questions(actor: Actor, wanted: Wanted, cursor: str | None = None) -> Page[QuestionRow]:
    """A page of questions somebody may see, in the order of its tab."""
    found: dict[str, Any] = {"me": actor.id}
    path = Path.NO_TAG
    if wanted.tag:
        tag = find_tag_id(wanted.tag)
        if tag is None:
            return Page(())
        found["tag"], path = tag
    if wanted.application:
        application = fetch(_APPLICATION_ID, {"slug": wanted.application}).scalar()
        if application is None:
            return Page(())
        found["application"] = application
    if wanted.tab is Tab.UNANSWERED:
        return _unanswered(actor, wanted, path, found, cursor)
    after = decode_cursor(cursor, (datetime, int))
    if after is not None:
        found["after_at"], found["after_id"] = after
    statement = _listing(Reader.of(actor), wanted.tab, path, bool(wanted.application), after is not None)
    moment = _moment(wanted.tab).key
    page = cut(fetch(statement, found).all(), lambda row: (getattr(row, moment), row.id))
    return Page([row_card(row) for row in page.items], page.next_cursor)


def _unanswered(
    actor: Actor, wanted: Wanted, path: Path, found: dict[str, Any], cursor: str | None
) -> Page[QuestionRow]:
    """Those that have waited long, then the others; each the newest first, read in the order of one index.

    The cursor says which of the two the last row was of, and for which moment the list was drawn up, so that what
    begins to wait meanwhile is neither shown twice nor left out.
    """
    after = decode_cursor(cursor, (bool, datetime, int, datetime))
    cutoffs = Cutoffs(after[3] if after is not None else clock.now())
    waits = after[0] if after is not None else True
    rows: list[tuple[bool, Any]] = []
    while len(rows) <= PAGE_SIZE:
        has_cursor = after is not None and after[0] is waits
        if after is not None and has_cursor:
            found["after_at"], found["after_id"] = after[1], after[2]
        statement = _listing(Reader.of(actor), wanted.tab, path, bool(wanted.application), has_cursor)
        within = Question.created_at <= cutoffs.latest if waits else Question.created_at > cutoffs.earliest
        statement = statement.where(within, cutoffs.waited() if waits else ~cutoffs.waited())
        rows += [(waits, row) for row in fetch(statement, found).all()]
        if not waits:
            break
        waits = False
    page = cut(rows, lambda pair: (pair[0], pair[1].created_at, pair[1].id, cutoffs.moment))
    return Page([row_card(row) for _, row in page.items], page.next_cursor)


_APPLICATION_ID = select(Application.id).where(Application.slug == bindparam("slug"))
_TAG_ID = select(
    func.coalesce(Tag.merged_into_id, Tag.id), Tag.question_count, select(func.max(Question.id)).scalar_subquery()
).where(Tag.name == bindparam("name"))


def find_tag_id(name: str) -> tuple[int, Path] | None:
    """The id of the tag of this name, or of what it was merged into, and the shorter way to its questions."""
    row = fetch(_TAG_ID, {"name": name}).first()
    if row is None:
        return None
    tag_id, count, newest_id = row
    is_common = count * count > PAGE_SIZE * (newest_id or 0)
    return tag_id, Path.ORDER_FIRST if is_common else Path.TAG_FIRST


def _moment(tab: Tab) -> InstrumentedAttribute[datetime]:
    return Question.active_at if tab is Tab.ACTIVE else Question.created_at


@cache
def _listing(reader: Reader, tab: Tab, path: Path, has_application: bool, has_cursor: bool) -> Select[Any]:  # noqa: FBT001
    moment = _moment(tab)
    statement = ROWS.where(LISTED[reader])
    if tab is Tab.UNANSWERED:
        statement = statement.where(_UNANSWERED)
    if path is Path.TAG_FIRST:
        of_tag = select(QuestionTag.question_id).where(QuestionTag.tag_id == bindparam("tag"))
        statement = statement.where(Question.id.in_(of_tag))
    elif path is Path.ORDER_FIRST:
        has_tag = and_(QuestionTag.question_id == Question.id, QuestionTag.tag_id == bindparam("tag"))
        statement = statement.where(select(QuestionTag.tag_id).where(has_tag).exists())
    if has_application:
        statement = statement.where(Question.application_id == bindparam("application"))
    if has_cursor:
        statement = statement.where(_before(moment))
    return statement.order_by(moment.desc(), Question.id.desc()).limit(PAGE_SIZE + 1)


def _before(moment: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    last = tuple_(bindparam("after_at", type_=moment.type), bindparam("after_id", type_=Question.id.type))
    return tuple_(moment, Question.id) < last


def row_card(row: Row[Any]) -> QuestionRow:
    """The card of a row of ROWS."""
    author = person_in(row)
    assert author is not None  # noqa: S101 -- the join is an inner one
    return QuestionRow(
        id=row.id,
        href=question_href(row.id, row.title),
        title=row.title,
        excerpt=row.excerpt,
        answer_count=row.answer_count,
        state=state_of(row),
        trust=Trust.ENDORSED if row.has_endorsed else None,
        is_private=row.visibility is Visibility.IT,
        is_new=clock.now() - row.created_at < NEW_FOR,
        tags=tuple(tag_cards(row.tag_names)),
        application=application_in(row),
        author=author,
        asked_at=row.created_at,
        active_at=row.active_at,
        me_too_count=row.me_too_count,
        is_waiting=has_waited(row),
    )


def state_of(row: Row[Any]) -> State:
    """Where a question stands: what is solved stays solved when it is closed, a duplicate is one before all."""
    if row.closed_as is ClosedAs.DUPLICATE:
        return State.DUPLICATE
    if row.has_accepted:
        return State.SOLVED
    if row.closed_as is not None:
        return State.CLOSED
    return State.ANSWERED if row.answer_count else State.OPEN
