"""The facts of the community: what happened, in plain ids and words, enough for a listener to need no table of ours.

Moments are whole seconds since 1970 in UTC. `tags` are names, comma-separated.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from portal.core.facts import Event


@dataclass(frozen=True, kw_only=True)
class QuestionEvent(Event):
    """Something about a question. `is_private` ones are for their asker and IT alone; `asked_length` is its body's."""

    subject: ClassVar[str] = "question_id"

    question_id: int
    asker_id: int
    title: str
    application_id: int | None = None
    tags: str = ""
    is_private: bool = False
    asked_at: int = 0
    asked_length: int = 0


@dataclass(frozen=True, kw_only=True)
class AnswerEvent(QuestionEvent):
    """Something about an answer. `was_first`: nobody else had answered before it."""

    subject: ClassVar[str] = "answer_id"

    answer_id: int
    answerer_id: int
    answered_at: int = 0
    was_first: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(QuestionEvent):
    """Somebody asked."""

    mentioned: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionEdited(QuestionEvent):
    """A question's text, tags or context changed. `mentioned`: whom the new text calls by name, and the old did not."""

    mentioned: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionDeleted(QuestionEvent):
    """A question was removed from sight, by its author or by IT."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class QuestionRestored(QuestionEvent):
    """A removed question came back."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class QuestionClosed(QuestionEvent):
    """IT closed a question; a duplicate forwards to `duplicate_of_id`."""

    is_moderation: ClassVar[bool] = True
    closed_as: str
    duplicate_of_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionReopened(QuestionEvent):
    """A closed question takes answers again."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class QuestionLocked(QuestionEvent):
    """IT froze a question."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class QuestionUnlocked(QuestionEvent):
    """IT let a question go on."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class MeTooSaid(QuestionEvent):
    """A colleague has the same question."""


@dataclass(frozen=True, kw_only=True)
class MeTooWithdrawn(QuestionEvent):
    """A colleague does not have the same question after all."""


@dataclass(frozen=True, kw_only=True)
class AnswerPosted(AnswerEvent):
    """Somebody answered."""

    mentioned: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerEdited(AnswerEvent):
    """An answer's text changed. `mentioned`: whom the new text calls by name, and the old did not."""

    mentioned: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerDeleted(AnswerEvent):
    """An answer was removed from sight. `keeps_points`: it stood long and helped, so nothing is taken back."""

    is_moderation: ClassVar[bool] = True
    keeps_points: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerRestored(AnswerEvent):
    """A removed answer came back."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(AnswerEvent):
    """The asker says this is what helped."""


@dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(AnswerEvent):
    """The asker took that back."""


@dataclass(frozen=True, kw_only=True)
class AnswerEndorsed(AnswerEvent):
    """An IT analyst vouches for an answer."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EndorsementWithdrawn(AnswerEvent):
    """IT no longer vouches for an answer."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class HelpfulVoted(AnswerEvent):
    """A colleague found an answer helpful."""


@dataclass(frozen=True, kw_only=True)
class HelpfulWithdrawn(AnswerEvent):
    """A colleague took that back."""


@dataclass(frozen=True, kw_only=True)
class AnswerSolvedIt(AnswerEvent):
    """A reader says an answer solved it."""


@dataclass(frozen=True, kw_only=True)
class AnswerDidNotWork(AnswerEvent):
    """A reader says an answer did not work: for its author and IT alone."""

    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerVerdictWithdrawn(AnswerEvent):
    """A reader took back what they said of an answer."""

    verdict: str


@dataclass(frozen=True, kw_only=True)
class CommentPosted(QuestionEvent):
    """Somebody commented on a question, or on an answer to it."""

    subject: ClassVar[str] = "comment_id"

    comment_id: int
    answer_id: int | None = None
    told_id: int
    mentioned: str = ""


@dataclass(frozen=True, kw_only=True)
class CommentEdited(QuestionEvent):
    """A comment's text changed. `mentioned`: whom the new text calls by name, and the old did not."""

    subject: ClassVar[str] = "comment_id"

    comment_id: int
    answer_id: int | None = None
    mentioned: str = ""


@dataclass(frozen=True, kw_only=True)
class CommentDeleted(QuestionEvent):
    """A comment was removed from sight."""

    subject: ClassVar[str] = "comment_id"
    is_moderation: ClassVar[bool] = True

    comment_id: int
    answer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CommentRestored(CommentDeleted):
    """A removed comment came back."""


@dataclass(frozen=True, kw_only=True)
class EditSuggested(QuestionEvent):
    """Somebody suggests a better text for a colleague's post."""

    subject: ClassVar[str] = "suggestion_id"

    suggestion_id: int
    post_type: str
    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class SuggestionTaken(EditSuggested):
    """A suggested edit was approved. `suggester_id` wrote it; `changed_characters` counts what is not white space.

    `untouched_days`: how long nobody had changed the post before.
    """

    suggester_id: int
    changed_characters: int
    untouched_days: int = 0


@dataclass(frozen=True, kw_only=True)
class SuggestionDeclined(EditSuggested):
    """A suggested edit was declined."""

    suggester_id: int


@dataclass(frozen=True, kw_only=True)
class PostFlagged(QuestionEvent):
    """A reader told IT that something is wrong with a post. `hid_it`: it went out of sight at once, until decided."""

    subject: ClassVar[str] = "flag_id"

    flag_id: int
    post_type: str
    post_id: int
    author_id: int
    reason: str
    hid_it: bool = False


@dataclass(frozen=True, kw_only=True)
class FlagDecided(PostFlagged):
    """IT decided a flag of `flagger_id`. `showed_it`: the post had been out of sight, and is back."""

    is_moderation: ClassVar[bool] = True

    flagger_id: int
    showed_it: bool = False


@dataclass(frozen=True, kw_only=True)
class FlagConfirmed(FlagDecided):
    """IT agreed with a flag."""


@dataclass(frozen=True, kw_only=True)
class FlagDismissed(FlagDecided):
    """IT saw no harm in what was flagged."""


class TagChange(StrEnum):
    """What was done to a tag."""

    DESCRIBED = "described"
    RENAMED = "renamed"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class TagChanged(Event):
    """A tag was described, renamed from `other_name`, or merged into `other_id`, which is called `other_name`."""

    subject: ClassVar[str] = "tag_id"
    is_moderation: ClassVar[bool] = True

    tag_id: int
    name: str
    change: str
    other_name: str = ""
    other_id: int | None = None
