"""What the community does about its own facts: it says which threads search has to look at again."""

from sqlalchemy import select

from community import events
from community.models import Question, QuestionTag
from portal.core.dirty import mark_dirty, mark_one_dirty
from portal.core.facts import Fact
from portal.core.models import User
from portal.people.events import ApplicationChanged, DepartmentChanged, ProfileChanged, SiteChanged

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
    mark_one_dirty(QUESTION, event.question_id)


def mark_tag_dirty(event: events.TagChanged, _fact: Fact) -> None:
    """A tag changed its name: everything filed under it, or under what it became, carries another word now."""
    if event.change != events.TagChange.DESCRIBED:
        tag_id = event.other_id if event.other_id is not None else event.tag_id
        mark_dirty(QUESTION, select(QuestionTag.question_id.label("id")).where(QuestionTag.tag_id == tag_id))


def mark_askers_dirty(event: ProfileChanged, _fact: Fact) -> None:
    """Somebody may be in another department now, and what they asked is from there."""
    mark_dirty(QUESTION, select(Question.id).where(Question.author_id == event.user_id))


def mark_department_dirty(event: DepartmentChanged, _fact: Fact) -> None:
    """A department may have another name."""
    people = select(User.id).where(User.department_id == event.department_id)
    mark_dirty(QUESTION, select(Question.id).where(Question.author_id.in_(people)))


def mark_site_dirty(event: SiteChanged, _fact: Fact) -> None:
    """A site may have another name."""
    mark_dirty(QUESTION, select(Question.id).where(Question.site_id == event.site_id))


def mark_application_dirty(event: ApplicationChanged, _fact: Fact) -> None:
    """An application may have another name."""
    mark_dirty(QUESTION, select(Question.id).where(Question.application_id == event.application_id))
