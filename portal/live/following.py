"""Following the log of facts and the bells as they grow, and telling the open pages of this process.

What is in the database was committed, so a page never hears of what did not happen. Nothing is written: any number of
processes follow side by side, each for the sockets it holds, whoever the worker is.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from community import events as community
from community.models import Answer
from knowledge import events as knowledge
from portal.core.db import session
from portal.core.facts import Event, subscriptions
from portal.core.models import FactRow, Notification
from portal.live.hub import Hub
from portal.live.topics import Kind, Room, Topic
from portal.people import events as people

ABOUT_THE_DESK = (
    community.QuestionAsked,
    community.QuestionEdited,
    community.QuestionDeleted,
    community.QuestionRestored,
    community.QuestionClosed,
    community.QuestionReopened,
    community.AnswerPosted,
    community.AnswerDeleted,
    community.AnswerRestored,
    community.AnswerAccepted,
    community.AcceptanceWithdrawn,
    community.AnswerEndorsed,
    community.EndorsementWithdrawn,
    community.HelpfulVoted,
    community.HelpfulWithdrawn,
    community.AnswerSolvedIt,
    community.AnswerDidNotWork,
    community.EditSuggested,
    community.PostFlagged,
    knowledge.ArticleDrafted,
    knowledge.ArticlePublished,
    knowledge.ArticleReviewDue,
    knowledge.ArticleVerified,
    knowledge.ArticleRetired,
    knowledge.DraftDeclined,
)
"""What may change what waits there. Facts made from these are of their kind."""

ENDS_SESSIONS = (people.PersonDisabled, people.PasswordChanged, people.SessionsEnded)

MOST_AT_ONCE = 500
LATE = 10.0
"""Seconds a transaction may take to commit after one that began later, and still be noticed."""


class Tail:
    """The rows added to a table since the last look, each once; also those that were committed out of order.

    At most `most` rows a look; the rest at the next.
    """

    def __init__(
        self,
        key: InstrumentedAttribute[int],
        *columns: Any,
        most: int = MOST_AT_ONCE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._key = key
        self._columns = columns
        self._most = most
        self._now = now
        self._floor: int | None = None
        self._seen: dict[int, float] = {}

    def look(self) -> list[Row[Any]]:
        """What is new. The first look only remembers where the table ends."""
        if self._floor is None:
            last = list(session().scalars(select(self._key).order_by(self._key.desc()).limit(self._most)))
            self._floor = min(last) - 1 if len(last) == self._most else 0
            self._seen = dict.fromkeys(last, self._now())
            return []
        rows = list(session().execute(self._above(self._floor)))
        fresh = [row for row in rows if row[0] not in self._seen]
        self._remember([row[0] for row in fresh])
        if len(rows) == self._most:  # a flood: to keep up counts more than to wait for stragglers
            self._raise_floor(rows[-1][0])
        return fresh

    def _above(self, floor: int) -> Select[Any]:
        return select(self._key, *self._columns).where(self._key > floor).order_by(self._key).limit(self._most)

    def _remember(self, keys: Iterable[int]) -> None:
        now = self._now()
        self._seen.update(dict.fromkeys(keys, now))
        settled = [key for key, seen_at in self._seen.items() if now - seen_at > LATE]
        if settled:
            self._raise_floor(max(settled))

    def _raise_floor(self, floor: int) -> None:
        self._floor = max(floor, self._floor or 0)
        self._seen = {key: seen_at for key, seen_at in self._seen.items() if key > self._floor}


class Follower:
    """Tells the pages that watch through `hub` what has happened since it last looked."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._facts = Tail(FactRow.id, FactRow.kind, FactRow.payload)
        self._bells = Tail(Notification.id, Notification.user_id)

    def follow(self) -> int:
        """Look once, and tell. Returns how many rows were new."""
        facts, lines = self._facts.look(), self._bells.look()
        if not self._hub.is_empty:
            events = [event for row in facts if (event := _event(row)) is not None]
            for event in events:
                if isinstance(event, ENDS_SESSIONS):
                    self._hub.cut_off(event.user_id)
            changed = [topic for event in events for topic in topics_of(event)]
            rung = [Topic(Room.BELL, line.user_id) for line in lines]
            for topic in dict.fromkeys([*changed, *rung]):
                self._hub.tell(topic, Kind.CHANGED)
        return len(facts) + len(lines)


def topics_of(event: Event) -> Iterator[Topic]:
    """The topics whose pages look different after `event`."""
    if isinstance(event, community.QuestionEvent) and _shows(event):
        yield Topic(Room.QUESTION, event.question_id)
    if isinstance(event, knowledge.ArticleEvent) and event.answer_id is not None:
        question_id = session().scalar(select(Answer.question_id).where(Answer.id == event.answer_id))
        if question_id is not None:
            yield Topic(Room.QUESTION, question_id)
    if isinstance(event, ABOUT_THE_DESK):
        yield Topic(Room.DESK)


def _shows(event: community.QuestionEvent) -> bool:
    """Whether readers of a question see a difference. Nobody is to guess a flag or a "didn't work" from a silence."""
    match event:
        case community.FlagDismissed():
            return event.showed_it
        case community.FlagConfirmed():
            return True
        case community.PostFlagged():
            return event.hid_it
        case community.AnswerDidNotWork():
            return False
    return True


def _event(row: Row[Any]) -> Event | None:
    """The fact of a row; None for a kind that nobody here knows, written by a newer or an older portal."""
    try:
        return subscriptions.read_event(row.kind, row.payload)
    except (KeyError, TypeError):
        return None
