"""What the community does about its own facts: it says which threads search has to look at again."""

from typing import Any

from sqlalchemy import Select, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite

from community import events
from community.models import QuestionTag
from portal.core import clock
from portal.core.db import database, session
from portal.core.facts import Fact
from portal.core.models import Dirty

QUESTION = "question"
"""The kind of a dirty thread: a question with all its answers."""

TOLD_TO_SEARCH: tuple[type[events.QuestionEvent], ...] = (
    events.QuestionAsked,
    events.QuestionEdited,
    events.QuestionDeleted,
    events.QuestionRestored,
    events.QuestionClosed,
    events.QuestionReopened,
    events.AnswerPosted,
    events.AnswerEdited,
    events.AnswerDeleted,
    events.AnswerRestored,
    events.AnswerAccepted,
    events.AcceptanceWithdrawn,
    events.AnswerEndorsed,
    events.EndorsementWithdrawn,
    events.HelpfulVoted,
    events.HelpfulWithdrawn,
    events.AnswerSolvedIt,
    events.AnswerVerdictWithdrawn,
    events.PostFlagged,
    events.FlagConfirmed,
    events.FlagDismissed,
)


def mark_question_dirty(event: events.QuestionEvent, _fact: Fact) -> None:
    """Something about a question, or under it, changed that search shows or ranks by. Marked twice is once."""
    _mark(select(literal(event.question_id).label("id")))


def mark_tag_dirty(event: events.TagChanged, _fact: Fact) -> None:
    """A tag changed its name: everything filed under it, or under what it became, carries another word now."""
    if event.change != events.TagChange.DESCRIBED:
        tag_id = event.other_id if event.other_id is not None else event.tag_id
        _mark(select(QuestionTag.question_id.label("id")).where(QuestionTag.tag_id == tag_id))


def _mark(ids: Select[Any]) -> None:
    dialect = sqlite if database().is_sqlite else postgresql
    found = ids.subquery()
    rows = select(literal(QUESTION), found.c.id, literal(clock.now(), Dirty.since.type), literal(1)).where(true())
    statement = dialect.insert(Dirty).from_select(["kind", "subject_id", "since", "change"], rows)
    session().execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "subject_id"],
            set_={"since": statement.excluded.since, "change": Dirty.change + 1},
        )
    )
