"""What people type in the community, as frozen drafts with their bounds."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from community.models import FlagReason, Visibility
from portal.core.markup import clean_line
from portal.web.forms import FormDraft, OptionalId

MOST_TAGS = 5
_TAG = re.compile(r"[^\W_](?:[\w.+#-]*[\w+#])?\Z")

BODY_MAX = 30_000


def _line(value: str) -> str:
    return clean_line(value, 400)


def _split_tags(value: object) -> object:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ",".join(value)
    if isinstance(value, str):
        return [part for part in re.split(r"[,\s]+", value.lower()) if part]
    return value


def _known_shape(tags: list[str]) -> list[str]:
    unique = list(dict.fromkeys(tags))
    for tag in unique:
        if len(tag) > 40 or not _TAG.match(tag):
            raise ValueError(f"“{tag[:40]}” cannot be a tag: use letters, digits and - . + # inside a word.")
    if len(unique) > MOST_TAGS:
        raise ValueError(f"At most {MOST_TAGS} tags, please: the ones a colleague would look under.")
    return unique


Line = Annotated[str, BeforeValidator(lambda v: _line(v) if isinstance(v, str) else v)]
Title = Annotated[Line, Field(min_length=15, max_length=150)]
Body = Annotated[str, Field(min_length=20, max_length=BODY_MAX)]
Tags = Annotated[list[str], BeforeValidator(_split_tags), AfterValidator(_known_shape)]


class QuestionDraft(FormDraft):
    """A question as its asker typed it, context included."""

    title: Title
    body: Body
    tags: Tags = Field(default_factory=list)
    application_id: OptionalId = None
    site_id: OptionalId = None
    device: Annotated[Line, Field(max_length=80)] = ""
    visibility: Visibility = Visibility.EVERYONE


class QuestionEdit(QuestionDraft):
    """A changed question. `version` is the one the person saw; `note` says why it changed."""

    version: int
    note: Annotated[Line, Field(max_length=200)] = ""


class AnswerDraft(FormDraft):
    """An answer as it was typed."""

    body: Body


class AnswerEdit(AnswerDraft):
    """A changed answer. `version` is the one the person saw."""

    version: int
    note: Annotated[Line, Field(max_length=200)] = ""


class CommentDraft(FormDraft):
    """A comment as it was typed."""

    body: Annotated[str, Field(min_length=2, max_length=1000)]


class FlagDraft(FormDraft):
    """What a reader says is wrong with a post."""

    reason: FlagReason
    note: Annotated[str, Field(max_length=500)] = ""


class NoteDraft(FormDraft):
    """A few words beside a tap."""

    note: Annotated[str, Field(max_length=500)] = ""
