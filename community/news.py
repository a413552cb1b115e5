"""What the community tells people about its own facts: an answer, a mention, an acceptance, a decision.

Whoever is told may read the question at that moment; nobody is told what they did themselves, and of one fact a
person is told one thing: the first that is said here.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import or_, select

from community import events
from community.finding import can_read
from community.links import answer_href, comment_href, question_href, suggestion_href
from community.models import Answer, ClosedAs, Comment, Follow, Question, Suggestion
from portal.core.db import session
from portal.core.facts import Fact
from portal.core.models import Role, User
from portal.core.permissions import Actor
from portal.notify import tell, withdraw
from portal.notify.wording import named, titled

LONGEST_NOTE = 140


class Reason(StrEnum):
    """Why somebody is told. Kept with the line: renaming one would tell people twice."""

    ANSWER = "answer"
    COMMENT = "comment"
    MENTION = "mention"
    ACCEPTED = "accepted"
    ENDORSED = "endorsed"
    DID_NOT_WORK = "did_not_work"
    CLOSED = "closed"
    SUGGESTION = "suggestion"


class Telling:
    """What people are told of one fact about a question."""

    def __init__(self, event: events.QuestionEvent, fact: Fact) -> None:
        self._event = event
        self._fact = fact
        self._lines: dict[int, tuple[Reason, str, str]] = {}
        self.title = titled(event.title)

    def who(self) -> str:
        """The name of the person who did it."""
        return named(session().scalar(select(User.name).where(User.id == self._fact.actor_id)) or "Somebody")

    def say(self, user_id: int, reason: Reason, text: str, href: str) -> None:
        """Tell one person, unless they are told something already."""
        self._lines.setdefault(user_id, (reason, text, href))

    def say_to_mentioned(self, handles: str, text: str, href: str) -> None:
        """Tell those who are called by name."""
        wanted = [handle for handle in handles.split(",") if handle]
        if wanted:
            for user_id in session().scalars(select(User.id).where(User.handle.in_(wanted))):
                self.say(user_id, Reason.MENTION, text, href)

    def send(self) -> None:
        """Put the lines into the bells of those who may read the question now."""
        question = session().get(Question, self._event.question_id, populate_existing=True)
        if question is None:
            return
        self._lines.pop(self._fact.actor_id or 0, None)
        people = select(User.id, User.handle, User.name, User.role).where(User.id.in_(self._lines)).order_by(User.id)
        for person in session().execute(people):
            if can_read(Actor(person.id, person.handle, person.name, person.role), question):
                reason, text, href = self._lines[person.id]
                tell(person.id, reason, self._fact.id, text, href)


def on_question_asked(event: events.QuestionAsked, fact: Fact) -> None:
    """A question, or its new text, calls people by name."""
    _tell_mentioned(event, fact, event.mentioned, _question(event))


def on_question_edited(event: events.QuestionEdited, fact: Fact) -> None:
    """A new text may call people; and what became private is taken back from the bells of those it left out."""
    _tell_mentioned(event, fact, event.mentioned, _question(event))
    if event.is_private:
        _withdraw_question(event)


def on_question_deleted(event: events.QuestionDeleted, _fact: Fact) -> None:
    """What is out of sight is out of the bells as well."""
    _withdraw_question(event)


def on_answer_posted(event: events.AnswerPosted, fact: Fact) -> None:
    """The asker hears of an answer, and everybody who follows the question."""
    telling, href = Telling(event, fact), answer_href(event.answer_id)
    who = telling.who()
    telling.say(event.asker_id, Reason.ANSWER, f"{who} answered your question {telling.title}", href)
    telling.say_to_mentioned(event.mentioned, f"{who} mentioned you in an answer to {telling.title}", href)
    followers = select(Follow.user_id).where(Follow.question_id == event.question_id)
    for follower_id in session().scalars(followers):
        telling.say(follower_id, Reason.ANSWER, f"{who} answered {telling.title}, which you follow", href)
    telling.send()


def on_answer_edited(event: events.AnswerEdited, fact: Fact) -> None:
    """A new text of an answer may call people."""
    _tell_mentioned(event, fact, event.mentioned, answer_href(event.answer_id))


def on_answer_deleted(event: events.AnswerDeleted, _fact: Fact) -> None:
    """A line that leads nowhere helps nobody."""
    withdraw([answer_href(event.answer_id)], still_for=[event.answerer_id, *_analysts()])


def on_comment_posted(event: events.CommentPosted, fact: Fact) -> None:
    """The author of what was commented on hears of it, and those it calls by name."""
    telling, href = Telling(event, fact), comment_href(event.comment_id)
    who = telling.who()
    on_what = "your question" if event.answer_id is None else "your answer to"
    telling.say(event.told_id, Reason.COMMENT, f"{who} commented on {on_what} {telling.title}", href)
    telling.say_to_mentioned(event.mentioned, f"{who} mentioned you in a comment on {telling.title}", href)
    telling.send()


def on_comment_edited(event: events.CommentEdited, fact: Fact) -> None:
    """A new text of a comment may call people."""
    _tell_mentioned(event, fact, event.mentioned, comment_href(event.comment_id))


def on_comment_deleted(event: events.CommentDeleted, _fact: Fact) -> None:
    """A line that leads nowhere helps nobody."""
    withdraw([comment_href(event.comment_id)])


def on_answer_accepted(event: events.AnswerAccepted, fact: Fact) -> None:
    """Whoever answered hears that it helped."""
    telling = Telling(event, fact)
    text = f"{telling.who()} accepted your answer to {telling.title}: it helped"
    telling.say(event.answerer_id, Reason.ACCEPTED, text, answer_href(event.answer_id))
    telling.send()


def on_answer_endorsed(event: events.AnswerEndorsed, fact: Fact) -> None:
    """Whoever answered hears that IT vouches for it, and so does whoever asked."""
    telling, href = Telling(event, fact), answer_href(event.answer_id)
    who = telling.who()
    telling.say(event.answerer_id, Reason.ENDORSED, f"{who} endorsed your answer to {telling.title} for IT", href)
    telling.say(event.asker_id, Reason.ENDORSED, f"IT endorsed an answer to your question {telling.title}", href)
    telling.send()


def on_answer_did_not_work(event: events.AnswerDidNotWork, fact: Fact) -> None:
    """The author of an answer hears, and nobody else, that it did not work for a reader; not for whom."""
    telling = Telling(event, fact)
    note = " ".join(event.note.split())[:LONGEST_NOTE]
    text = f"Your answer to {telling.title} did not work for a colleague" + (
        f", who says: {named(note)}" if note else ""
    )
    telling.say(event.answerer_id, Reason.DID_NOT_WORK, text, answer_href(event.answer_id))
    telling.send()


def on_question_closed(event: events.QuestionClosed, fact: Fact) -> None:
    """The asker hears where a closed question goes on, or why it does not."""
    telling = Telling(event, fact)
    text, href = f"IT closed your question {telling.title}", _question(event)
    other = session().get(Question, event.duplicate_of_id) if event.duplicate_of_id is not None else None
    if other is not None and not other.is_private:
        text, href = f"{text}: it was asked before, and goes on there", question_href(other.id, other.title)
    elif event.closed_as == ClosedAs.OUTDATED:
        text = f"{text}: what it is about is gone by now"
    telling.say(event.asker_id, Reason.CLOSED, text, href)
    telling.send()


def on_edit_suggested(event: events.EditSuggested, fact: Fact) -> None:
    """The author decides on a better text, so the author hears of it."""
    telling = Telling(event, fact)
    text = f"{telling.who()} suggests a better text for your {event.post_type} {_in(event, telling)}"
    telling.say(event.author_id, Reason.SUGGESTION, text, suggestion_href(event.suggestion_id))
    telling.send()


def on_suggestion_taken(event: events.SuggestionTaken, fact: Fact) -> None:
    """Whoever suggested hears that it stands now."""
    telling = Telling(event, fact)
    text = f"Your better text for the {event.post_type} {_in(event, telling)} was taken. Thank you"
    telling.say(event.suggester_id, Reason.SUGGESTION, text, _post(event))
    telling.send()


def on_suggestion_declined(event: events.SuggestionDeclined, fact: Fact) -> None:
    """Whoever suggested hears that it was looked at."""
    telling = Telling(event, fact)
    text = f"Your text for the {event.post_type} {_in(event, telling)} was looked at, and it stays as it was"
    telling.say(event.suggester_id, Reason.SUGGESTION, text, _post(event))
    telling.send()


def _tell_mentioned(event: events.QuestionEvent, fact: Fact, handles: str, href: str) -> None:
    if handles:
        telling = Telling(event, fact)
        telling.say_to_mentioned(handles, f"{telling.who()} mentioned you in {telling.title}", href)
        telling.send()


def _in(event: events.EditSuggested, telling: Telling) -> str:
    return telling.title if event.post_type == "question" else f"to {telling.title}"


def _question(event: events.QuestionEvent) -> str:
    return question_href(event.question_id, event.title)


def _post(event: events.EditSuggested) -> str:
    return _question(event) if event.post_type == "question" else answer_href(event.post_id)


def _withdraw_question(event: events.QuestionEvent) -> None:
    """Take back every line about a question and what is under it, but for its asker and IT."""
    answers = select(Answer.id).where(Answer.question_id == event.question_id)
    comments = select(Comment.id).where(Comment.question_id == event.question_id)
    of_post = or_(Suggestion.question_id == event.question_id, Suggestion.answer_id.in_(answers))
    paths = [f"/questions/{event.question_id}"]
    paths += [answer_href(one) for one in session().scalars(answers)]
    paths += [comment_href(one) for one in session().scalars(comments)]
    paths += [suggestion_href(one) for one in session().scalars(select(Suggestion.id).where(of_post))]
    withdraw(paths, still_for=[event.asker_id, *_analysts()])


def _analysts() -> Iterable[int]:
    return session().scalars(select(User.id).where(User.role == Role.ANALYST)).all()
