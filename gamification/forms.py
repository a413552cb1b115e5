"""What people type in the game's rooms, as frozen drafts with their bounds."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gamification.catalogue import Counting
from gamification.engine.badges import Tier
from gamification.numbers import numbers
from portal.core.markup import clean_line
from portal.core.play import BoardsShown
from portal.web.forms import FormDraft, OptionalId

PICTURES = (
    "badge-own-star",
    "badge-own-heart",
    "badge-own-sun",
    "badge-own-key",
    "badge-own-bell",
    "badge-own-cup",
    "badge-own-wave",
    "badge-own-spark",
)
"""The pictures a badge of one's own design can have."""
BLOCKS = {
    "answer_accepted": "accepted answers",
    "answer_endorsed": "endorsed answers",
    "helpful_vote": "answers found helpful",
    "solved_it": "things that solved it for colleagues",
    "rescue": "rescued questions",
    "article_official": "official articles",
    "improvement": "posts improved",
    "flag_confirmed": "confirmed flags",
    "me_too": "questions colleagues had too",
}
"""What a criterion can count."""


def _one_line(value: object) -> object:
    return clean_line(value, 1000) if isinstance(value, str) else value


def _countries(value: object) -> object:
    if isinstance(value, list):
        value = ",".join(str(part) for part in value)
    if not isinstance(value, str):
        return value
    found = {part.strip().upper() for part in value.replace(";", ",").split(",") if part.strip()}
    if any(len(part) != 2 or not part.isascii() or not part.isalpha() for part in found):
        raise ValueError("Countries are two letters each, with commas between them: DE, FI.")
    return sorted(found)


Line = Annotated[str, BeforeValidator(_one_line)]
Reason = Annotated[Line, Field(min_length=3, max_length=300)]
Countries = Annotated[list[str], BeforeValidator(_countries), Field(max_length=60)]


class SwitchesDraft(FormDraft):
    """How the company plays."""

    is_on: bool = False
    boards: BoardsShown = BoardsShown.ALL
    countries_off: Countries = Field(default_factory=list)
    works_council: bool = False
    works_council_countries: Countries = Field(default_factory=list)


class DesignDraft(FormDraft):
    """A badge of one's own design: given by hand, or earned by so many of something."""

    name: Annotated[Line, Field(min_length=2, max_length=40)]
    picture: str
    tier: Tier
    says: Annotated[Line, Field(min_length=5, max_length=160)]
    event: str = ""
    items: Annotated[int, Field(ge=0, le=10_000)] = 0
    people: Annotated[int, Field(ge=0, le=10_000)] = 0
    tag: Annotated[Line, Field(max_length=40)] = ""
    within_days: Annotated[int, Field(ge=0, le=3650)] = 0

    @property
    def criterion(self) -> dict[str, object] | None:
        """The criterion as the catalogue knows it; None for a badge that is given by hand."""
        if not self.event:
            return None
        return {
            "counts": Counting.ITEMS.value,
            "events": [self.event],
            "items": self.items,
            "people": self.people,
            "tag": self.tag.lower(),
            "within_days": self.within_days,
        }


class AwardDraft(FormDraft):
    """A badge given or taken back by hand."""

    handle: Annotated[Line, Field(min_length=1, max_length=41)]
    reason: Reason


class DecisionDraft(FormDraft):
    """What an analyst decided about a case."""

    outcome: Annotated[str, Field(pattern="^(dismiss|uphold)$")]
    note: Reason


class AppealDraft(FormDraft):
    """Why somebody asks for another look."""

    words: Annotated[str, Field(min_length=10, max_length=1000)]


class LicenceDraft(FormDraft):
    """A licence given, and what it rests on."""

    handle: Annotated[Line, Field(min_length=1, max_length=41)]
    rank: str
    reason: Reason


def _without_gaps(value: object) -> object:
    """Blanks do not make a sentence longer; a new line stays one."""
    if not isinstance(value, str):
        return value
    return "\n".join(line for part in value.splitlines() if (line := " ".join(part.split())))


class KudosDraft(FormDraft):
    """Thanks in somebody's own words. `to`: whom, where more than one person did it."""

    words: Annotated[
        str,
        BeforeValidator(_without_gaps),
        Field(min_length=numbers().kudos.least_characters, max_length=numbers().kudos.most_characters),
    ]
    shown: Literal["public", "private"] = "private"
    to: OptionalId = None

    @property
    def is_public(self) -> bool:
        """Whether colleagues may read it on the page of whom it is for."""
        return self.shown == "public"


class RemovalDraft(FormDraft):
    """Why words were taken away."""

    reason: Reason


class BoostDraft(FormDraft):
    """How much a question is lifted with."""

    points: Annotated[int, Field(ge=1, le=1000)]


class BoostAwardDraft(FormDraft):
    """Which answer a boost goes to."""

    answer_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
