"""What the page of quests shows to one person: theirs, their department's, all of ours, and what is on offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from gamification.lines import STANDING, counted
from gamification.models import LedgerEntry
from gamification.numbers import numbers
from gamification.quests.models import OPEN_STATES, Quest, QuestRun, QuestState, RunState
from gamification.quests.taking import Hands, hands_of
from gamification.quests.templates import QuestKind, Template, quests_book
from gamification.quests.windows import PLAYERS, headcount
from portal.core import clock
from portal.core.db import session
from portal.core.models import Department, Role
from portal.web.paging import Page, cut, decode_cursor

REMEMBERED = timedelta(days=14)
"""How long a goal that was reached stays in sight."""
_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class QuestCard:
    """A quest as one person sees it. `progress` is the same as the bar in words; None where there is nothing to say.

    `why_not` is why it cannot be taken on now. `is_mine`: they are on it.
    """

    id: int
    name: str
    says: str
    words: str
    terms: str
    ends_at: datetime
    is_mine: bool = False
    is_settling: bool = False
    is_met: bool = False
    have: int = 0
    goal: int = 0
    progress: str | None = None
    note: str = ""
    fits: str = ""
    can_take: bool = False
    why_not: str = ""


@dataclass(frozen=True)
class QuestsBoard:
    """The whole page."""

    mine: Sequence[QuestCard]
    team: Sequence[QuestCard]
    department: str
    ours: Sequence[QuestCard]
    offered: Sequence[QuestCard]
    can_take: bool


def quests_board(person: int, role: Role, department_id: int | None) -> QuestsBoard:
    """What there is for one person now."""
    now = clock.now()
    hands, takes = hands_of(person), role in PLAYERS
    quests = _in_sight(department_id, now)
    team = [_team_card(one, hands, now, takes=takes) for one in quests if one.kind is QuestKind.TEAM]
    known = _known_to(person, now)
    offered = [
        _offered_card(one, hands, known, now, takes=takes)
        for one in quests
        if one.kind is QuestKind.PERSON and one.id not in {run.quest_id for run in hands.runs}
    ]
    return QuestsBoard(
        mine=_mine(person),
        team=team,
        department=_name_of(department_id) if team else "",
        ours=[_our_card(one) for one in quests if one.kind is QuestKind.COMPANY],
        offered=sorted(offered, key=lambda card: (not card.fits, not card.can_take, card.ends_at, card.id)),
        can_take=takes,
    )


def _in_sight(department_id: int | None, now: datetime) -> list[Quest]:
    """What runs now for anybody who might look, and what was reached lately by several."""
    met = and_(Quest.state == QuestState.MET, Quest.ended_at > now - REMEMBERED)
    running = and_(Quest.state == QuestState.OFFERED, Quest.starts_at <= now)
    theirs = or_(Quest.department_id.is_(None), Quest.department_id == (department_id or 0))
    wanted = select(Quest).where(or_(running, met), theirs).order_by(Quest.id).limit(200)
    known = quests_book().templates
    return [
        one
        for one in session().scalars(wanted)
        if one.template in known and (one.kind is not QuestKind.PERSON or one.ends_at > now)
    ]


def _name_of(department_id: int | None) -> str:
    return session().scalar(select(Department.name).where(Department.id == department_id)) or ""


def _template(quest: Quest) -> Template:
    return quests_book().templates[quest.template]


def says_of(quest: Quest) -> str:
    """What there is to reach, in a sentence."""
    template = _template(quest)
    match quest.kind:
        case QuestKind.PERSON if quest.tag:
            return f"{template.says}: {quest.tag}"
        case QuestKind.TEAM:
            return f"{template.says}: {quest.target} of 100, and at least {quest.least} questions"
        case QuestKind.COMPANY:
            return template.asks(quest.target)
        case _:
            return template.says


def terms_of(quest: Quest) -> str:
    """How long it takes, and what the season's account gets."""
    points = f"+{quest.season_points} for the season"
    match quest.kind:
        case QuestKind.PERSON:
            return f"{quest.days} working days from when you take it on · {points}"
        case QuestKind.TEAM:
            return f"{quest.days} working days · {points} for everybody who joined in and helped"
        case QuestKind.COMPANY:
            return "No points: the thanks are for all of us"


def _offered_card(quest: Quest, hands: Hands, known: "_Known", now: datetime, *, takes: bool) -> QuestCard:
    why = hands.why_not(quest.template, now) if takes else None
    return QuestCard(
        quest.id,
        _template(quest).called(quest.target),
        says_of(quest),
        quest.words,
        terms_of(quest),
        quest.ends_at,
        fits=_fits(quest, known),
        can_take=takes and why is None,
        why_not=why or "",
    )


@dataclass(frozen=True)
class _Known:
    """What somebody has helped with in the last year."""

    tags: frozenset[str]
    events: frozenset[str]


def _known_to(person: int, now: datetime) -> _Known:
    rows = session().execute(
        select(LedgerEntry.event, LedgerEntry.tags)
        .where(STANDING, counted(now), LedgerEntry.user_id == person, LedgerEntry.at > now - _YEAR)
        .distinct()
        .limit(2_000)
    )
    found = [(row.event, row.tags) for row in rows]
    helped = {tag for event, tags in found if event == "answer_accepted" for tag in tags.split(",")}
    return _Known(frozenset(helped - {""}), frozenset(event for event, _ in found))


def _fits(quest: Quest, known: _Known) -> str:
    """Why it may be something for this person; empty where nothing speaks for it."""
    if quest.tag:
        return f"You have helped with {quest.tag} before" if quest.tag in known.tags else ""
    goal = _template(quest).goal
    return "You have done this before" if goal is not None and not known.events.isdisjoint(goal.events) else ""


def _mine(person: int) -> list[QuestCard]:
    rows = session().execute(
        select(QuestRun, Quest)
        .join(Quest, Quest.id == QuestRun.quest_id)
        .where(QuestRun.user_id == person, QuestRun.state.in_(OPEN_STATES), Quest.kind == QuestKind.PERSON)
        .order_by(QuestRun.ends_at, QuestRun.id)
    )
    return [_my_card(run, quest) for run, quest in rows.all() if quest.template in quests_book().templates]


def _my_card(run: QuestRun, quest: Quest) -> QuestCard:
    template = _template(quest)
    said = f"{run.have} of {run.need} {template.unit[0 if run.need == 1 else 1]}"
    if run.soon > run.have:
        said += f"; {run.soon - run.have} more within a day"
    return QuestCard(
        quest.id,
        template.name,
        says_of(quest),
        quest.words,
        f"+{quest.season_points} for the season",
        run.ends_at,
        is_mine=True,
        is_settling=run.state is RunState.SETTLING,
        have=run.have,
        goal=run.need,
        progress=said,
    )


def _team_card(quest: Quest, hands: Hands, now: datetime, *, takes: bool) -> QuestCard:
    mine = any(run.quest_id == quest.id for run in hands.runs)
    is_met = quest.state is QuestState.MET
    over = quest.ends_at <= now
    why = hands.why_not(quest.template, now) if takes and not mine and not over and not is_met else None
    enough = headcount(quest.department_id or 0) >= numbers().departments.fewest_people
    shown = enough and quest.counted >= numbers().boards.fewest_for_a_figure
    said = f"{quest.have} of 100 in time, of {quest.counted} questions so far" if shown else None
    before = f"In the last quarter it was {quest.baseline} of 100." if enough and quest.baseline is not None else ""
    if not shown and not is_met:
        before = f"How it goes shows from {numbers().boards.fewest_for_a_figure} questions on."
    return QuestCard(
        quest.id,
        _template(quest).called(quest.target),
        says_of(quest),
        quest.words,
        terms_of(quest),
        quest.ends_at,
        is_mine=mine,
        is_settling=over and not is_met,
        is_met=is_met,
        have=min(quest.have, quest.target) if shown else 0,
        goal=quest.target,
        progress=said,
        note=before,
        can_take=takes and not mine and not over and not is_met and why is None,
        why_not=why or "",
    )


def _our_card(quest: Quest) -> QuestCard:
    is_met = quest.state is QuestState.MET
    return QuestCard(
        quest.id,
        _template(quest).called(quest.target),
        says_of(quest),
        quest.words if is_met else "",
        terms_of(quest),
        quest.ends_at,
        is_met=is_met,
        have=min(quest.have, quest.target),
        goal=quest.target,
        progress=f"{quest.have:,} of {quest.target:,} hours, about",
    )


@dataclass(frozen=True)
class EarlierCard:
    """A quest of before. Nothing is said of one that was not reached."""

    name: str
    ended_at: datetime
    is_completed: bool


def earlier(person: int, cursor: str | None = None) -> Page[EarlierCard]:
    """Somebody's own quests of before, the latest first."""
    wanted = (
        select(QuestRun.id, QuestRun.template, QuestRun.ended_at, QuestRun.state)
        .where(QuestRun.user_id == person, QuestRun.ended_at.is_not(None))
        .order_by(QuestRun.ended_at.desc(), QuestRun.id.desc())
        .limit(21)
    )
    after = decode_cursor(cursor, (datetime, int))
    if after is not None:
        wanted = wanted.where(
            or_(QuestRun.ended_at < after[0], and_(QuestRun.ended_at == after[0], QuestRun.id < after[1]))
        )
    page = cut(session().execute(wanted).all(), lambda row: (row.ended_at, row.id), 20)
    known: Mapping[str, Template] = quests_book().templates
    cards = [
        EarlierCard(known[row.template].name, row.ended_at, row.state is RunState.COMPLETED)
        for row in page.items
        if row.template in known
    ]
    return Page(cards, page.next_cursor)
