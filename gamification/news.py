"""What the game tells people about its own facts: a badge, a level."""

from sqlalchemy import select

from gamification.catalogue import catalogue
from gamification.events import BadgeEarned, LevelReached
from portal.core.db import session
from portal.core.facts import Fact
from portal.core.levels import level_name
from portal.core.models import User
from portal.notify.telling import tell


def tell_about_badge(event: BadgeEarned, fact: Fact) -> None:
    """A badge was earned."""
    badge = catalogue().get(event.badge)
    if badge is not None:
        about = f" with “{event.title}”" if event.title else ""
        tell(event.user_id, "badge", fact.id, f"{badge.name}: {badge.says}{about}", f"/badges/{badge.id}")


def tell_about_level(event: LevelReached, fact: Fact) -> None:
    """A level was reached."""
    handle = session().scalar(select(User.handle).where(User.id == event.user_id))
    text = f"You are a {level_name(event.level)} now: level {event.level}. Thank you for your help."
    tell(event.user_id, "level", fact.id, text, f"/people/{handle}/points")
