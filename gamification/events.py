"""The facts of the game."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.facts import Event


@dataclass(frozen=True, kw_only=True)
class LevelReached(Event):
    """Somebody reached a level, by outcomes for others."""

    subject: ClassVar[str] = "user_id"

    user_id: int
    level: int


@dataclass(frozen=True, kw_only=True)
class BadgeEarned(Event):
    """Somebody earned a badge; `title` names what it was earned with, if it was one thing."""

    subject: ClassVar[str] = "user_id"

    user_id: int
    badge: str
    item: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class BadgeGiven(Event):
    """An administrator awarded a badge by hand."""

    subject: ClassVar[str] = "user_id"
    is_moderation: ClassVar[bool] = True

    user_id: int
    badge: str
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BadgeWithdrawn(BadgeGiven):
    """An administrator took a badge back; of one that was earned several times, all of them."""


@dataclass(frozen=True, kw_only=True)
class BadgeDesigned(Event):
    """An administrator, who is the person this is about, designed a badge, or changed or retired one."""

    subject: ClassVar[str] = "user_id"
    is_moderation: ClassVar[bool] = True

    user_id: int
    badge: str
    name: str
    change: str


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Event):
    """The rules will be others from a moment on; `says` what changes."""

    subject: ClassVar[str] = "version_id"
    is_moderation: ClassVar[bool] = True

    version_id: int
    begins_at: int
    says: str


@dataclass(frozen=True, kw_only=True)
class GameProved(Event):
    """What follows from facts and ledger was made anew beside what is stored, and compared."""

    subject: ClassVar[str] = "proof_id"

    proof_id: int = 0
    people: int
    lines: int
    badges: int
    differences: int


@dataclass(frozen=True, kw_only=True)
class GameSwitched(Event):
    """An administrator, who is the person this is about, decided something about the game for the company."""

    subject: ClassVar[str] = "user_id"
    is_moderation: ClassVar[bool] = True

    user_id: int
    switch: str
    value: str


@dataclass(frozen=True, kw_only=True)
class PointsReset(Event):
    """A person had everything removed that the game knew of them."""

    subject: ClassVar[str] = "user_id"

    user_id: int
    lines: int


@dataclass(frozen=True, kw_only=True)
class LedgerAged(Event):
    """Lines that had become too old to be kept were summed up and removed."""

    subject: ClassVar[str] = "erasure_id"
    is_moderation: ClassVar[bool] = True

    erasure_id: int
    lines: int
    people: int


@dataclass(frozen=True, kw_only=True)
class LicenceGranted(Event):
    """A person may do more with knowledge from now on."""

    subject: ClassVar[str] = "user_id"
    is_moderation: ClassVar[bool] = True

    user_id: int
    rank: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LicenceEnded(LicenceGranted):
    """A licence was taken back, or lapsed."""


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """Something about a case of fair play. `user_ids`: comma-separated, the people it is about."""

    subject: ClassVar[str] = "case_id"

    case_id: int
    rule: str
    user_ids: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseEvent):
    """Points wait for a person to look: they were held, and nobody was told that they did wrong."""

    lines: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseDecided(CaseEvent):
    """An analyst decided a case. `sanction`: 0 where there was nothing in it."""

    is_moderation: ClassVar[bool] = True
    outcome: str
    note: str
    sanction: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseAppealed(CaseEvent):
    """Somebody a case was decided against asks for another look, by somebody else."""


@dataclass(frozen=True, kw_only=True)
class AppealDecided(CaseDecided):
    """Another analyst looked again."""


@dataclass(frozen=True, kw_only=True)
class CaseLookedAt(CaseEvent):
    """Somebody looked at the lines of the people in a case."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class QuestEvent(Event):
    """Something about a quest: `name` is its template's, `whose` in words whom it is for."""

    subject: ClassVar[str] = "quest_id"

    quest_id: int
    template: str
    name: str
    whose: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestProposed(QuestEvent):
    """Somebody who may not offer a quest thinks that one would be good now."""


@dataclass(frozen=True, kw_only=True)
class QuestOffered(QuestEvent):
    """An analyst offers a quest; `proposed_by_id` thought of it."""

    is_moderation: ClassVar[bool] = True
    proposed_by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestDeclined(QuestEvent):
    """An analyst does not offer what was proposed, and says why."""

    is_moderation: ClassVar[bool] = True
    proposed_by_id: int | None = None
    note: str


@dataclass(frozen=True, kw_only=True)
class QuestEnded(QuestEvent):
    """An analyst ended a quest before its time."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class QuestMet(QuestEvent):
    """A department, or all of us, reached a goal. `words`: the thanks, if it was all of us."""

    department_id: int | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestCompleted(Event):
    """Somebody reached what they had taken on. Moments are whole seconds since 1970 in UTC."""

    subject: ClassVar[str] = "run_id"

    run_id: int
    user_id: int
    quest_id: int
    template: str
    name: str
    season_points: int
    have: int
    need: int
    started_at: int
    ends_at: int
    slot: int
    is_team: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestVoided(Event):
    """It rested on what a case took back."""

    subject: ClassVar[str] = "run_id"

    run_id: int
    user_id: int
    case_id: int


@dataclass(frozen=True, kw_only=True)
class QuestGivenBack(QuestVoided):
    """Somebody else looked at the case again, and it stands after all."""


@dataclass(frozen=True, kw_only=True)
class KudosGiven(Event):
    """Somebody thanked `receiver_id` for something. `returned`: that person had thanked them a few days before.

    The words are not in it: what is removed must be gone.
    """

    subject: ClassVar[str] = "kudos_id"

    kudos_id: int
    receiver_id: int
    item: str
    title: str
    question_id: int | None = None
    application_id: int | None = None
    tags: str = ""
    returned: bool = False


@dataclass(frozen=True, kw_only=True)
class KudosReported(Event):
    """Somebody asked IT to look at the words they were thanked with."""

    subject: ClassVar[str] = "kudos_id"

    kudos_id: int


@dataclass(frozen=True, kw_only=True)
class KudosRemoved(Event):
    """IT removed kudos that `user_id` had given: the words were not thanks."""

    subject: ClassVar[str] = "kudos_id"
    is_moderation: ClassVar[bool] = True

    kudos_id: int
    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class KudosKept(Event):
    """IT looked at the words of `user_id`, and saw no harm in them."""

    subject: ClassVar[str] = "kudos_id"
    is_moderation: ClassVar[bool] = True

    kudos_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class BoostStarted(Event):
    """A question was lifted with points of a pool."""

    subject: ClassVar[str] = "boost_id"

    boost_id: int
    question_id: int
    asker_id: int
    points: int
    owner: str
    title: str


@dataclass(frozen=True, kw_only=True)
class BoostAwarded(Event):
    """A boost went to an answer; by nobody where its time was over."""

    subject: ClassVar[str] = "answer_id"

    answer_id: int
    boost_id: int
    winner_id: int
    points: int
    question_id: int
    title: str
    application_id: int | None = None
    tags: str = ""


@dataclass(frozen=True, kw_only=True)
class BoostRefunded(Event):
    """No answer came that helped: all of a boost went back to its pool."""

    subject: ClassVar[str] = "boost_id"

    boost_id: int
    question_id: int
    points: int
