"""What people type in the library, as frozen drafts with their bounds."""

from typing import Annotated

from pydantic import Field

from community.forms import Line, Tags
from community.models import FlagReason
from knowledge.models import ReviewClass
from portal.web.forms import FormDraft, OptionalId

PART_MAX = 30_000
Part = Annotated[str, Field(max_length=PART_MAX)]


class ArticleDraft(FormDraft):
    """An article in its parts. A draft may lack a part; publishing asks for those it needs."""

    title: Annotated[Line, Field(min_length=15, max_length=150)]
    issue: Annotated[str, Field(min_length=20, max_length=PART_MAX)]
    environment: Part = ""
    cause: Part = ""
    resolution: Part = ""
    verification: Part = ""
    tags: Tags = Field(default_factory=list)
    category_id: OptionalId = None
    application_id: OptionalId = None
    review_class: ReviewClass = ReviewClass.STANDARD


class ArticleEdit(ArticleDraft):
    """A changed article. `version` is the one the person saw."""

    version: int
    note: Annotated[Line, Field(max_length=200)] = ""


class RetireDraft(FormDraft):
    """Why an article goes, and what takes its place. `was_wrong`: it should never have been official."""

    note: Annotated[Line, Field(min_length=5, max_length=300)]
    successor_id: OptionalId = None
    was_wrong: bool = False


class VerdictDraft(FormDraft):
    """Why an article did not work. For its owner and IT alone."""

    reason: FlagReason
    note: Annotated[str, Field(max_length=500)] = ""
