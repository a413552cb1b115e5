"""What the game tells people about its own facts: a badge, a level, other rules, a case that was decided."""

from datetime import UTC, datetime

from sqlalchemy import select

from gamification.designs import every_badge
from gamification.events import (
    AppealDecided,
    BadgeEarned,
    BadgeGiven,
    BoostAwarded,
    CaseDecided,
    KudosGiven,
    KudosRemoved,
    LevelReached,
    QuestCompleted,
    QuestDeclined,
    QuestMet,
    QuestOffered,
    RulesChanged,
)
from gamification.models import Kudos
from gamification.numbers import numbers
from portal.core.db import session
from portal.core.facts import Fact
from portal.core.levels import level_name
from portal.core.models import PointsVisibility, User
from portal.notify.telling import tell, withdraw
from portal.notify.wording import named, titled


def tell_about_badge(event: BadgeEarned, fact: Fact) -> None:
    """A badge was earned."""
    badge = every_badge().get(event.badge)
    if badge is not None:
        about = f" with “{event.title}”" if event.title else ""
        tell(event.user_id, "badge", fact.id, f"{badge.name}: {badge.says}{about}", f"/badges/{badge.id}")


def tell_about_given_badge(event: BadgeGiven, fact: Fact) -> None:
    """A badge was given by hand."""
    tell(event.user_id, "badge", fact.id, f"{event.name}: {event.reason}", f"/badges/{event.badge}")


def tell_about_level(event: LevelReached, fact: Fact) -> None:
    """A level was reached."""
    handle = session().scalar(select(User.handle).where(User.id == event.user_id))
    text = f"You are a {level_name(event.level)} now: level {event.level}. Thank you for your help."
    tell(event.user_id, "level", fact.id, text, f"/people/{handle}/points")


def tell_about_kudos(event: KudosGiven, fact: Fact) -> None:
    """Somebody was thanked: they read it in the words it was said in, and nothing of what it was for."""
    kudos = session().get(Kudos, event.kudos_id, populate_existing=True)
    if kudos is None or kudos.removed_at is not None:
        return
    giver = session().scalar(select(User.name).where(User.id == kudos.giver_id)) or "A colleague"
    text = f"{named(giver)} thanks you: “{kudos.words}”"
    tell(kudos.receiver_id, "kudos", fact.id, text, f"/kudos/{kudos.id}")


def withdraw_kudos(event: KudosRemoved, _fact: Fact) -> None:
    """Words that were no thanks are gone from the bell too."""
    withdraw([f"/kudos/{event.kudos_id}"])


def tell_about_boost(event: BoostAwarded, fact: Fact) -> None:
    """An answer won a boost: whoever wrote it hears so, unless they take no part."""
    visibility = session().scalar(select(User.points_visibility).where(User.id == event.winner_id))
    if visibility not in (None, PointsVisibility.OFF):
        text = f"Your answer won the boost of {titled(event.title)}"
        tell(event.winner_id, "boost", fact.id, text, f"/answers/{event.answer_id}")


def tell_about_rules(event: RulesChanged, fact: Fact) -> None:
    """Points will be worth something else, from a day on: everybody who plays hears of it before."""
    begins = datetime.fromtimestamp(event.begins_at, UTC)
    text = f"From {begins.day} {begins:%B} points work a little differently: {event.says}"
    players = session().scalars(
        select(User.id).where(User.points_visibility != PointsVisibility.OFF, User.disabled_at.is_(None))
    )
    for person in players.all():
        tell(person, "rules", fact.id, text, "/points/rules")


def tell_about_quest(event: QuestCompleted, fact: Fact) -> None:
    """What somebody had taken on is reached. Of one that was not, nobody hears."""
    if event.is_team:
        text = f"Your department reached its goal “{event.name}”, and you helped. Thank you."
    else:
        text = f"You completed the quest “{event.name}”. Thank you for your help."
    tell(event.user_id, "quest", fact.id, text, "/quests")


def tell_about_goal(event: QuestMet, fact: Fact) -> None:
    """All of us reached a goal: everybody who plays reads the thanks."""
    if event.department_id is not None:
        return
    players = session().scalars(
        select(User.id).where(User.points_visibility != PointsVisibility.OFF, User.disabled_at.is_(None))
    )
    for person in players.all():
        tell(person, "quest", fact.id, f"We did it: {event.name}. {event.words}", "/quests")


def tell_about_offer(event: QuestOffered, fact: Fact) -> None:
    """What somebody proposed is offered."""
    if event.proposed_by_id is not None:
        tell(event.proposed_by_id, "quest", fact.id, f"The quest you proposed is offered: {event.name}.", "/quests")


def tell_about_declining(event: QuestDeclined, fact: Fact) -> None:
    """What somebody proposed is not offered, and why; for them alone."""
    if event.proposed_by_id is not None:
        text = f"IT does not offer “{event.name}” now: {event.note}"
        tell(event.proposed_by_id, "quest", fact.id, text, "/quests")


def tell_about_case(event: CaseDecided, fact: Fact) -> None:
    """Points were taken back: the people whose they were hear of it, and of how to ask for another look."""
    if event.outcome != "upheld":
        return
    days = numbers().fair_play.appeal_days
    text = (
        "Some points were taken back, because they went back and forth more than help usually does. "
        f"If that is a mistake, ask for another look within {days} days."
    )
    _tell_each(event, fact, text)


def tell_about_appeal(event: AppealDecided, fact: Fact) -> None:
    """Somebody else has looked again."""
    given_back = event.outcome == "overturned"
    text = "Another person looked again: " + ("the points are yours again." if given_back else "it stays as it was.")
    _tell_each(event, fact, text)


def _tell_each(event: CaseDecided, fact: Fact, text: str) -> None:
    ids = [int(one) for one in event.user_ids.split(",") if one]
    people = session().execute(select(User.id, User.handle).where(User.id.in_(ids)))
    for row in people.all():
        tell(row.id, "fair_play", fact.id, text, f"/people/{row.handle}/points")
