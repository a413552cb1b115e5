"""The facts about what is on its way."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.facts import Event


@dataclass(frozen=True, kw_only=True)
class TriedAgain(Event):
    """An administrator, who is the person this is about, gave what had been given up another set of tries."""

    subject: ClassVar[str] = "user_id"
    is_moderation: ClassVar[bool] = True

    user_id: int
    deliveries: int
    mails: int
