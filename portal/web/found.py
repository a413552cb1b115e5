"""What a room tells search about one of its things, for one viewer: enough for a result, a suggestion, a neighbour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.web.cards import ApplicationCard, PersonCard, TagCard


@dataclass(frozen=True, slots=True)
class Found:
    """A question, an answer or an article this viewer may read now.

    `key` is its document's ("answer:12"), `thread` that of the question or article it belongs to, whose `title` it
    bears. `text` is plain. `trust` is the grade it shows, None where it has none yet; then `state` says where it
    stands. `solved_count` are the people it helped out, `language` what it is written in.
    """

    key: str
    kind: str
    thread: str
    href: str
    title: str
    text: str
    trust: str | None
    state: str | None
    is_private: bool
    application: ApplicationCard | None
    tags: Sequence[TagCard]
    author: PersonCard | None
    at: datetime
    answer_count: int = 0
    solved_count: int = 0
    language: str = ""
