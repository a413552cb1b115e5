"""Questions with everything that happened to them, as written in threads/*.yml, frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.demo.moments import Moment


class Visibility(StrEnum):
    """`IT` means the asker and the analysts, nobody else."""

    EVERYONE = "everyone"
    IT = "it"


class FlagReason(StrEnum):
    """What is wrong with a post, or why something did not work for a reader."""

    OUTDATED = "outdated"
    WRONG = "wrong"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    UNSAFE = "unsafe"
    SENSITIVE = "sensitive"
    RUDE = "rude"


class FlagState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Decision:
    """Somebody decided something, at a moment, perhaps with a word about why."""

    by: str
    at: Moment
    note: str = ""


@dataclass(frozen=True)
class FlagScript:
    by: str
    at: Moment
    reason: FlagReason
    note: str
    state: FlagState
    decided: Decision | None


@dataclass(frozen=True)
class MisfitScript:
    """It did not work for somebody; for the author and IT only."""

    by: str
    at: Moment
    reason: FlagReason
    note: str


@dataclass(frozen=True)
class EditScript:
    """A later text of a question or answer, whole; `title` only for questions."""

    by: str
    at: Moment
    note: str
    title: str | None
    body: str


@dataclass(frozen=True)
class CommentScript:
    by: str
    at: Moment
    body: str
    flags: tuple[FlagScript, ...]
    hidden: Decision | None


@dataclass(frozen=True)
class KudosScript:
    """Thanks for an answer, in somebody's own words; colleagues may read them."""

    by: str
    at: Moment
    words: str


@dataclass(frozen=True)
class PromotionScript:
    by: str
    at: Moment
    article: str


@dataclass(frozen=True)
class AnswerScript:
    """One person's answer, one per person and thread. `body` is the first text; later ones are in `edits`."""

    by: str
    at: Moment
    body: str
    edits: tuple[EditScript, ...]
    comments: tuple[CommentScript, ...]
    helpful: tuple[str, ...]
    solved_it: tuple[str, ...]
    did_not_work: tuple[MisfitScript, ...]
    accepted: Moment | None
    unaccepted: Decision | None
    endorsed: Decision | None
    promoted: PromotionScript | None
    flags: tuple[FlagScript, ...]
    hidden: Decision | None
    kudos: tuple[KudosScript, ...] = ()


@dataclass(frozen=True)
class BoostScript:
    """A question lifted with so many points of a pool."""

    by: str
    at: Moment
    points: int


@dataclass(frozen=True)
class DuplicateScript:
    """Closed as a duplicate of the thread whose slug is `of`."""

    by: str
    at: Moment
    of: str
    note: str


@dataclass(frozen=True)
class Thread:
    """A question and its life. `site` is a slug or None for the asker's own."""

    slug: str
    title: str
    asker: str
    at: Moment
    application: str
    tags: tuple[str, ...]
    site: str | None
    device: str
    visibility: Visibility
    body: str
    edits: tuple[EditScript, ...]
    comments: tuple[CommentScript, ...]
    me_too: tuple[str, ...]
    follows: tuple[str, ...]
    answers: tuple[AnswerScript, ...]
    flags: tuple[FlagScript, ...]
    duplicate: DuplicateScript | None
    closed: Decision | None
    reopened: Decision | None
    locked: Decision | None
    hidden: Decision | None
    boost: BoostScript | None = None

    def all_comments(self) -> Iterator[CommentScript]:
        yield from self.comments
        for answer in self.answers:
            yield from answer.comments

    def accepted_answer(self) -> AnswerScript | None:
        """The answer that is accepted in the end, if one still is."""
        accepted = [answer for answer in self.answers if answer.accepted and not answer.unaccepted]
        return accepted[-1] if accepted else None
