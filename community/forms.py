"""What people type in the community, as frozen drafts with their bounds."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from community.models import FlagReason, Visibility
from portal.core.markup import clean_line
from portal.web.forms import FormDraft, OptionalId

MOST_TAGS = 5
TAG_MAX = 40
TITLE_MAX = 150
BODY_MAX = 30_000
COMMENT_MAX = 1000
NOTE_MAX = 200
REASON_MAX = 500

_TAG = re.compile(r"[^\W_](?:[\w.+#-]*[\w+#])?\Z")
_LANGUAGE = r"(?:[a-z]{2,3}(?:-[A-Z]{2})?)?"


def _line(value: object) -> object:
    return clean_line(value, 400) if isinstance(value, str) else value


def _fold_tag(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower()


def _split_tags(value: object) -> object:
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list):
        return value
    words = (re.split(r"[,\s]+", _fold_tag(part)) if isinstance(part, str) else [part] for part in parts)
    return [word for some in words for word in some if word]


def _known_shape(tags: list[str]) -> list[str]:
    unique = list(dict.fromkeys(tags))
    for tag in unique:
        _tag_shape(tag)
    if len(unique) > MOST_TAGS:
        raise ValueError(f"At most {MOST_TAGS} tags, please: the ones a colleague would look under.")
    return unique


def is_tag_name(name: str) -> bool:
    """Whether a tag can be called so."""
    return len(name) <= TAG_MAX and _TAG.match(name) is not None and name == _fold_tag(name)


def _tag_shape(tag: str) -> str:
    if not is_tag_name(tag):
        raise ValueError(f"“{tag[:TAG_MAX]}” cannot be a tag: use letters, digits and - . + # inside a word.")
    return tag


Line = Annotated[str, BeforeValidator(_line)]
Title = Annotated[Line, Field(min_length=15, max_length=TITLE_MAX)]
Body = Annotated[str, Field(min_length=20, max_length=BODY_MAX)]
Tags = Annotated[list[str], BeforeValidator(_split_tags), AfterValidator(_known_shape)]
TagName = Annotated[
    str, BeforeValidator(lambda v: _fold_tag(v) if isinstance(v, str) else v), AfterValidator(_tag_shape)
]
Note = Annotated[Line, Field(max_length=NOTE_MAX)]
Reason = Annotated[str, Field(max_length=REASON_MAX)]


class QuestionText(FormDraft):
    """What a question says, and what it is filed under."""

    title: Title
    body: Body
    tags: Tags = Field(default_factory=list)


class QuestionDraft(QuestionText):
    """A question as its asker typed it, context included. Without a language it is in the asker's own."""

    application_id: OptionalId = None
    site_id: OptionalId = None
    device: Annotated[Line, Field(max_length=80)] = ""
    language: Annotated[str, Field(max_length=8, pattern=rf"^{_LANGUAGE}$")] = ""
    visibility: Visibility = Visibility.EVERYONE


class QuestionEdit(QuestionText):
    """A changed question. `version` is that of the text the person saw; `note` says why it changed.

    Who may read it stays as it is unless `visibility` says otherwise.
    """

    application_id: OptionalId = None
    site_id: OptionalId = None
    device: Annotated[Line, Field(max_length=80)] = ""
    visibility: Visibility | None = None
    version: int
    note: Note = ""


class AnswerDraft(FormDraft):
    """An answer as it was typed."""

    body: Body


class AnswerEdit(AnswerDraft):
    """A changed answer. `version` is the one the person saw."""

    version: int
    note: Note = ""


class QuestionSuggestion(QuestionText):
    """A better text for somebody else's question. `version` is that of the text the person saw."""

    version: int
    note: Note = ""


class AnswerSuggestion(AnswerDraft):
    """A better text for somebody else's answer. `version` is the one the person saw."""

    version: int
    note: Note = ""


class CommentDraft(FormDraft):
    """A comment as it was typed."""

    body: Annotated[str, Field(min_length=1, max_length=COMMENT_MAX)]


class FlagDraft(FormDraft):
    """What a reader says is wrong with a post."""

    reason: FlagReason
    note: Reason = ""


class NoteDraft(FormDraft):
    """Why something did not work: a reason, a few words, or neither."""

    reason: Annotated[FlagReason | None, BeforeValidator(lambda v: v or None)] = None
    note: Reason = ""


class TagDescription(FormDraft):
    """What a tag is for."""

    description: Annotated[str, Field(max_length=2000)]


class TagNameDraft(FormDraft):
    """A tag's name: a new one, or that of another tag."""

    name: TagName
