"""What roles and choices are called on pages and in mails."""

from typing import Final

from portal.core.models import Channel, PointsVisibility, Role

ROLES: Final = {
    Role.EMPLOYEE: "Employee",
    Role.SUPERUSER: "Superuser",
    Role.ANALYST: "IT analyst",
    Role.ADMINISTRATOR: "Administrator",
}
ROLES_EXPLAINED: Final = {
    Role.EMPLOYEE: "Asks, answers, and says what helped.",
    Role.SUPERUSER: "A colleague who knows a tool well and likes to help; gets questions that fit.",
    Role.ANALYST: "Works at the desk: endorses answers, writes articles, moderates.",
    Role.ADMINISTRATOR: "Looks after people, the company's places and tools, and the log.",
}
POINTS: Final = {
    PointsVisibility.OFF: (
        "Leave me out",
        "You see no points, badges or levels of yours, and neither does anybody else. Helping works just the same.",
    ),
    PointsVisibility.PRIVATE: (
        "Only for me",
        "You see what your help was worth to others. Nobody else does, and you are on no board.",
    ),
    PointsVisibility.PUBLIC: (
        "For everybody",
        "Colleagues see your level, badges and points on your page, and you may appear on the leaderboard.",
    ),
}
CHANNELS: Final = {
    Channel.BELL: ("In the bell", "News waits for you here, at the top of every page. Nothing leaves the portal."),
    Channel.MAIL: ("In the bell and by mail", "Each line of your bell is mailed to you as well."),
}
SUSPENSIONS: Final = {1: "1 day", 3: "3 days", 7: "1 week", 14: "2 weeks", 30: "30 days", 90: "90 days"}


def role_named(text: str) -> Role | None:
    """The role a cell means, however it is written; None for an empty one. Raises ValueError for another word."""
    plain = text.strip().casefold()
    if not plain:
        return None
    for role, name in ROLES.items():
        if plain in (role.value, name.casefold()):
            return role
    also = {"it": Role.ANALYST, "admin": Role.ADMINISTRATOR, "user": Role.EMPLOYEE, "super user": Role.SUPERUSER}
    if plain in also:
        return also[plain]
    known = ", ".join(name.lower() for name in ROLES.values())
    raise ValueError(f"“{text[:40]}” is no role. There are: {known}.")
