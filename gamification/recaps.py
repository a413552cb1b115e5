"""A season looked back on, for the person alone: people helped first, then what they wrote, badges, quests.

The page is there for everybody who plays; the mail comes to those who asked for it, once a season.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update

from gamification.boards import HELPED_BY
from gamification.catalogue import Badge
from gamification.designs import every_badge
from gamification.lines import STANDING, counted
from gamification.models import BadgeAward, Kudos, LedgerEntry, RecapWish
from gamification.numbers import numbers
from gamification.quests.models import QuestRun, RunState
from gamification.quests.templates import quests_book
from gamification.quests.windows import judged_at
from gamification.seasons import Period, last_quarter, season
from portal.core import clock
from portal.core.db import action, insert_once, session, transaction
from portal.core.models import PointsVisibility, User
from portal.core.permissions import Actor
from portal.notify.mails import Letter, write_mail

MOST_WORDS = 5
SENT_WITHIN = timedelta(days=28)
"""A mail about a season that ended longer ago than this is none any more."""
_PEOPLE_AT_ONCE = 200


@dataclass(frozen=True)
class Words:
    """What somebody wrote who had been helped: their thanks, or a remark under the answer."""

    words: str
    name: str
    at: datetime


Finder = Callable[[int, datetime, datetime, int], Sequence[Words]]
_find: Finder | None = None


def use_words(finder: Finder) -> None:
    """Where remarks under answers come from, which are not the game's own. Called by `portal.wiring` alone."""
    global _find  # noqa: PLW0603 -- one portal a process
    _find = finder


@dataclass(frozen=True)
class Recap:
    """What somebody's season came to. `is_over`: nothing is added to it any more."""

    period: Period
    is_over: bool
    people_helped: int
    answers: int
    solved: int
    articles: int
    season_points: int
    badges: Sequence[Badge]
    quests: Sequence[str]
    words: Sequence[Words]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look back on."""
        return not (self.people_helped or self.articles or self.badges or self.quests)


def periods(now: datetime) -> list[Period]:
    """The seasons that can be looked back on, the present one first."""
    found = [season(now)]
    while len(found) < numbers().boards.seasons_shown:
        found.append(season(last_quarter(found[-1].start).start))
    return found


def recap(person: int, period: Period, now: datetime) -> Recap:
    """What a person's season came to, over what is final and stands."""
    until = min(period.end, now)
    spell = and_(
        STANDING,
        counted(now),
        LedgerEntry.user_id == person,
        LedgerEntry.at >= period.start,
        LedgerEntry.at < period.end,
        LedgerEntry.reason != "own",
    )
    helped = select(func.count(func.distinct(LedgerEntry.giver_id))).where(
        spell, LedgerEntry.event.in_(HELPED_BY), LedgerEntry.giver_id != person
    )
    rows = session().execute(
        select(
            LedgerEntry.event,
            func.count(func.distinct(LedgerEntry.item)).label("items"),
            func.count().label("lines"),
            func.sum(LedgerEntry.season_points).label("points"),
        )
        .where(spell)
        .group_by(LedgerEntry.event)
    )
    found = {row.event: row for row in rows}
    items = {event: row.items for event, row in found.items()}
    return Recap(
        period,
        now >= judged_at(period.end),
        session().scalar(helped) or 0,
        items.get("answer_accepted", 0),
        found["solved_it"].lines if "solved_it" in found else 0,
        items.get("article_official", 0),
        sum(int(row.points) for row in found.values()),
        _badges(person, period),
        _quests(person, period),
        _words(person, period.start, until),
    )


def _words(person: int, start: datetime, until: datetime) -> list[Words]:
    """Their thanks first; then, where those are few, what was written under answers."""
    thanks = session().execute(
        select(Kudos.words, User.name, Kudos.at)
        .join(User, User.id == Kudos.giver_id)
        .where(
            Kudos.receiver_id == person,
            Kudos.at >= start,
            Kudos.at < until,
            Kudos.hidden_at.is_(None),
            Kudos.reported_at.is_(None),
            Kudos.removed_at.is_(None),
        )
        .order_by(Kudos.at.desc(), Kudos.id.desc())
        .limit(MOST_WORDS)
    )
    found = [Words(row.words, row.name, row.at) for row in thanks]
    left = MOST_WORDS - len(found)
    return [*found, *_find(person, start, until, left)] if _find is not None and left else found


def _badges(person: int, period: Period) -> list[Badge]:
    known = every_badge()
    earned = session().scalars(
        select(BadgeAward.badge)
        .where(BadgeAward.user_id == person, BadgeAward.at >= period.start, BadgeAward.at < period.end)
        .order_by(BadgeAward.at, BadgeAward.id)
    )
    return [known[name] for name in dict.fromkeys(earned) if name in known]


def _quests(person: int, period: Period) -> list[str]:
    known = quests_book().templates
    done = session().scalars(
        select(QuestRun.template)
        .where(
            QuestRun.user_id == person,
            QuestRun.state == RunState.COMPLETED,
            QuestRun.ended_at >= period.start,
            QuestRun.ended_at < period.end,
        )
        .order_by(QuestRun.ended_at)
    )
    return [known[template].name for template in done if template in known]


def wants_mail(person: int) -> bool:
    """Whether somebody asked for a mail at a season's end."""
    return session().get(RecapWish, person) is not None


@action
def choose_mail(actor: Actor, *, wanted: bool) -> None:
    """Ask for the mail, or no longer. Twice is once; a season that is over already brings none."""
    session().execute(select(User.id).where(User.id == actor.id).with_for_update())
    if wanted:
        insert_once(RecapWish, user_id=actor.id, at=clock.now())
    elif (wish := session().get(RecapWish, actor.id)) is not None:
        session().delete(wish)


def send_recaps() -> int:
    """Write the mails about the season that has ended to those who asked. Returns how many people were looked at."""
    now = clock.now()
    period = _last_ended(now)
    if now > period.end + SENT_WITHIN:
        return 0
    people = session().scalars(
        select(RecapWish.user_id)
        .where(RecapWish.at < period.end, or_(RecapWish.sent_for.is_(None), RecapWish.sent_for < period.start))
        .order_by(RecapWish.user_id)
        .limit(_PEOPLE_AT_ONCE)
    )
    concerned = list(people)
    for person in concerned:
        with transaction():
            _send(person, period, now)
    return len(concerned)


def _last_ended(now: datetime) -> Period:
    """The last season whose lines are all final."""
    current = season(now)
    return current if now >= judged_at(current.end) else season(last_quarter(now).start)


def _send(person: int, period: Period, now: datetime) -> None:
    """Write one mail, unless another worker was quicker; none where there is nothing to say."""
    mine = update(RecapWish).where(
        RecapWish.user_id == person, or_(RecapWish.sent_for.is_(None), RecapWish.sent_for < period.start)
    )
    if not session().execute(mine.values(sent_for=period.start).returning(RecapWish.user_id)).all():
        return
    user = session().get_one(User, person)
    plays = user.points_visibility is not PointsVisibility.OFF
    if not plays or user.disabled_at is not None or user.email is None or user.invited_at is not None:
        return
    found = recap(person, period, now)
    if not found.is_empty:
        words = {
            "name": user.name,
            "recap": found,
            "href": f"/people/{user.handle}/season?season={period.start:%Y-%m}",
        }
        write_mail(f"season:{period.start:%Y-%m}:{person}", user.email, Letter("season", words))
