"""Badges whose criterion is a few numbers about one post or one person: the rules, and who meets them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gamification.engine.events import BadgeId


class Subject(StrEnum):
    """What the numbers are about."""

    QUESTION = "question"
    ANSWER = "answer"
    PERSON = "person"


class Fact(StrEnum):
    """A number a criterion can ask for. Yes and no are 1 and 0."""

    BEST_SCORE = "best_score"
    """The highest score a post ever had at the end of a day."""
    VIEWS = "views"
    HAS_ACCEPTED = "has_accepted"
    """The asker accepted an answer."""
    IS_OWN_QUESTION = "is_own_question"
    """The answer is to a question of the same person."""
    DAYS_AFTER_QUESTION = "days_after_question"
    UP_VOTES_CAST = "up_votes_cast"
    DOWN_VOTES_CAST = "down_votes_cast"
    COMMENTS_LEFT = "comments_left"


class Tier(StrEnum):
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class BadgeRule:
    """Awarded where all facts reach what is asked; to a person once, or once for each post."""

    id: BadgeId
    name: str
    tier: Tier
    says: str
    subject: Subject
    at_least: Mapping[Fact, int]
    repeatable: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one post or person. A fact that is missing is 0."""

    subject: Subject
    person: int
    item: str | None
    """The post, as `answer:7`; None for a person."""
    facts: Mapping[Fact, int]
    at: datetime
    """When this was so."""


@dataclass(frozen=True, slots=True)
class Award:
    badge: BadgeId
    person: int
    item: str | None
    at: datetime


def award(standings: Iterable[Standing], badges: Iterable[BadgeRule]) -> Iterator[Award]:
    """The awards these standings deserve, in order; each badge at most once a post, or once a person."""
    rules = list(badges)
    given: set[tuple[BadgeId, int, str | None]] = set()
    for standing in standings:
        for rule in rules:
            if rule.subject is not standing.subject or not _is_met(rule, standing):
                continue
            once = (rule.id, standing.person, standing.item if rule.repeatable else None)
            if once not in given:
                given.add(once)
                yield Award(rule.id, standing.person, standing.item, standing.at)


def _is_met(rule: BadgeRule, standing: Standing) -> bool:
    return all(standing.facts.get(fact, 0) >= least for fact, least in rule.at_least.items())
