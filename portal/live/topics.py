"""What an open page can watch: its question, the desk, one's own bell. Who may, and where it stands now."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from community.finding import MOST_ID, can_read
from community.models import Question
from portal.core.db import session
from portal.core.models import Notification
from portal.core.permissions import Actor, Permission, may

_WRITTEN = re.compile(r"(question|bell|desk):(\d{1,19})", re.ASCII)


class Room(StrEnum):
    """Where a topic belongs."""

    QUESTION = "question"
    BELL = "bell"
    DESK = "desk"


@dataclass(frozen=True)
class Topic:
    """Something to watch: question 7, the bell of person 3, the desk (0, as there is one)."""

    room: Room
    id: int = 0

    @classmethod
    def read(cls, text: object) -> "Topic | None":
        """ "question:7" as a topic; None for anything else."""
        written = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        if written is None or int(written[2]) > MOST_ID:
            return None
        return cls(Room(written[1]), int(written[2]))

    def __str__(self) -> str:
        return f"{self.room}:{self.id}"


class Kind(StrEnum):
    """What a watching page can hear. No more than that: what it was, the page fetches with its own rights."""

    CHANGED = "changed"
    ANSWERING = "answering"


@dataclass(frozen=True)
class Watched:
    """A topic as it is at this moment. `state` is a number that differs once a page of before shows too little."""

    may: Callable[[Actor], bool]
    state: int


Finder = Callable[[int], Watched | None]


def find_question(question_id: int) -> Watched | None:
    """Whoever may read a question may watch it; its state is its version."""
    columns = load_only(
        Question.author_id, Question.visibility, Question.deleted_at, Question.hidden_at, Question.version
    )
    question = session().get(Question, question_id, options=[columns], populate_existing=True)
    if question is None:
        return None
    return Watched(lambda actor: can_read(actor, question), question.version)


def find_bell(user_id: int) -> Watched:
    """A bell is its person's alone; its state is how much in it is unread."""
    unread = select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    return Watched(lambda actor: actor.id == user_id, session().scalars(unread).one())


def find_desk(number: int) -> Watched | None:
    """The desk is the analysts'. It has no state: whoever was away looks again."""
    return Watched(lambda actor: may(Permission.USE_DESK, actor), 0) if number == 0 else None


FINDERS: Mapping[Room, Finder] = {Room.QUESTION: find_question, Room.BELL: find_bell, Room.DESK: find_desk}
