"""What those see who offer quests: proposals, what runs, what is over; and what still waits for facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from gamification.catalogue import catalogue
from gamification.numbers import numbers
from gamification.quests.models import Quest, QuestRun, QuestState
from gamification.quests.queries import says_of, terms_of
from gamification.quests.templates import QuestKind, Template, name_of, quests_book
from gamification.quests.windows import members_of
from portal.core.db import session
from portal.core.models import Department, User
from portal.web.cards import PersonCard, people, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor

TABS = {
    "running": (QuestState.OFFERED,),
    "proposed": (QuestState.PROPOSED,),
    "over": (QuestState.MET, QuestState.ENDED, QuestState.DECLINED),
}
STATES = {
    QuestState.OFFERED: "Offered",
    QuestState.PROPOSED: "Proposed",
    QuestState.MET: "Reached",
    QuestState.ENDED: "Over",
    QuestState.DECLINED: "Not offered",
}


@dataclass(frozen=True)
class DeskCard:
    """A quest at the desk. `taken` says how many took it on, and nothing of fewer than a handful."""

    id: int
    name: str
    says: str
    terms: str
    whose: str
    words: str
    note: str
    starts_at: datetime
    ends_at: datetime
    state: str
    by: PersonCard | None
    taken: str


def desk_quests(tab: str, cursor: str | None = None) -> Page[DeskCard]:
    """A page of the quests in a tab, the newest first."""
    by = people("by")
    wanted = (
        select(Quest, Department.name.label("department"), *person_columns(by, "by"))
        .outerjoin(Department, Department.id == Quest.department_id)
        .outerjoin(by, by.id == func.coalesce(Quest.proposed_by_id, Quest.offered_by_id))
        .where(Quest.state.in_(TABS[tab]), Quest.template.in_(quests_book().templates))
        .order_by(Quest.id.desc())
        .limit(21)
    )
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(Quest.id < after[0])
    page = cut(session().execute(wanted).all(), lambda row: (row.Quest.id,), 20)
    taken = _taken([row.Quest.id for row in page.items])
    cards = [
        _card(row.Quest, row.department or "", person_in(row, "by"), taken.get(row.Quest.id, 0)) for row in page.items
    ]
    return Page(cards, page.next_cursor)


def _taken(quests: Sequence[int]) -> dict[int, int]:
    rows = session().execute(
        select(QuestRun.quest_id, func.count(func.distinct(QuestRun.user_id)))
        .where(QuestRun.quest_id.in_(quests))
        .group_by(QuestRun.quest_id)
    )
    return {row[0]: row[1] for row in rows}


def _card(quest: Quest, department: str, by: PersonCard | None, taken: int) -> DeskCard:
    fewest = numbers().boards.fewest_for_a_figure
    whose = {QuestKind.PERSON: "Everybody who likes", QuestKind.COMPANY: "All of us"}
    is_taken = quest.state is not QuestState.PROPOSED and quest.kind is not QuestKind.COMPANY
    said = f"{taken} colleagues" if taken >= fewest else f"fewer than {fewest} colleagues"
    return DeskCard(
        quest.id,
        name_of(quest.template, quest.target),
        says_of(quest),
        terms_of(quest),
        whose.get(quest.kind, department),
        quest.words,
        quest.note,
        quest.starts_at,
        quest.ends_at,
        STATES[quest.state],
        by,
        f"Taken on by {said}" if is_taken else "",
    )


def proposals() -> int:
    """How many proposals wait."""
    wanted = select(func.count()).select_from(Quest).where(Quest.state == QuestState.PROPOSED)
    return session().scalar(wanted) or 0


def offerable() -> list[Template]:
    """The quests that can be offered, in the order of the file."""
    return [one for one in quests_book().templates.values() if one.can_be_offered]


def waiting() -> list[tuple[str, str, str]]:
    """What is in the data and cannot be had yet: a name, what it is, and what it waits for."""
    quests = [(one.called(), "quest", one.waits_for) for one in quests_book().templates.values() if one.waits_for]
    badges = [(one.name, "badge", one.waits_for) for one in catalogue().values() if one.waits_for]
    return [*quests, *badges]


def departments() -> list[tuple[int, str]]:
    """The departments that are large enough for a goal of their own."""
    rows = session().execute(select(Department.id, Department.name).where(Department.retired_at.is_(None)))
    sizes = session().execute(
        select(User.department_id, func.count()).where(*members_of(None)).group_by(User.department_id)
    )
    heads = {row[0]: row[1] for row in sizes}
    fewest = numbers().departments.fewest_people
    return sorted(((row.id, row.name) for row in rows if heads.get(row.id, 0) >= fewest), key=lambda one: one[1])
