"""What goes into the index: a frozen document per question, answer or article, as text and plain facts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EVERYONE = "all"
"""The visibility token every viewer holds."""


class Kind(StrEnum):
    """What a document is."""

    QUESTION = "question"
    ANSWER = "answer"
    ARTICLE = "article"


class Trust(StrEnum):
    """How far a document is vouched for, as the marks beside it say; RETIRED is found only when asked for."""

    COMMUNITY = "community"
    ACCEPTED = "accepted"
    ENDORSED = "endorsed"
    OFFICIAL = "official"
    REVIEW_DUE = "review_due"
    RETIRED = "retired"


class Flag(StrEnum):
    """States of a document that people filter by, besides its trust."""

    ANSWERED = "answered"
    """A question with at least one answer."""
    ACCEPTED = "accepted"
    """A question with an accepted answer, or the accepted answer itself."""
    ENDORSED = "endorsed"
    """A question with an endorsed answer, or the endorsed answer itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing that can be found.

    `key` is unique ("question:7"); `thread` is the key of the question or article the document belongs to,
    and results show one hit for each thread. All documents of a thread carry the thread's tags and
    application, so that counts agree whichever of them matched best. `body` and `answers` are plain text:
    `answers` holds what others said, so that a question is found by the words of its answer. `readers` are
    visibility tokens; a viewer sees the document if and only if the viewer holds one of them. `revision` is
    whatever the caller compares in a check. Times are aware. `author` is a handle; `department`, `site` and
    `device` say where the matter happened.
    """

    key: str
    kind: Kind
    thread: str
    title: str
    body: str
    created_at: datetime
    updated_at: datetime
    readers: frozenset[str]
    revision: str
    answers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    application: str = ""
    author: str = ""
    department: str = ""
    site: str = ""
    device: str = ""
    language: str = "en"
    trust: Trust = Trust.COMMUNITY
    flags: frozenset[Flag] = frozenset()
    helpful: int = 0
    """People who found it helpful."""
    solved: int = 0
    """People for whom it solved the problem."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A question or an article by its title alone."""

    thread: str
    title: str
    language: str
