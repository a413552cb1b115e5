"""What people type about quests, as frozen drafts with their bounds."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from gamification.forms import Line, Reason
from portal.web.forms import FormDraft, OptionalId


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("Please give a day, like 2026-03-31.") from None


def _number(value: object) -> object:
    return 0 if isinstance(value, str) and not value.strip() else value


Day = Annotated[date | None, BeforeValidator(_day)]
Number = Annotated[int, BeforeValidator(_number), Field(ge=0, le=1_000_000)]


class QuestDraft(FormDraft):
    """A quest to be offered, or proposed. What a template has no use for is left out."""

    template: Annotated[Line, Field(min_length=1, max_length=32)]
    starts_on: Day = None
    ends_on: Day = None
    days: Number = 0
    tag: Annotated[Line, Field(max_length=40)] = ""
    department_id: OptionalId = None
    hours: Number = 0
    words: Annotated[Line, Field(max_length=300)] = ""


class DeclineDraft(FormDraft):
    """Why a proposal is not offered."""

    reason: Reason
