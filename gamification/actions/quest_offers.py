"""Offering quests: by an analyst, or proposed by an expert and approved; ending them before their time."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from gamification.events import QuestDeclined, QuestEnded, QuestOffered, QuestProposed
from gamification.numbers import numbers
from gamification.quests.completing import close_what_is_over, end_silently
from gamification.quests.forms import DeclineDraft, QuestDraft
from gamification.quests.measuring import answered_in_time
from gamification.quests.models import OPEN_STATES, Quest, QuestRun, QuestState
from gamification.quests.templates import QuestKind, Template, name_of, quests_book
from gamification.quests.windows import headcount, hours_of_department, hours_of_person
from gamification.seasons import is_quiet, last_quarter, season
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import Department
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid, NotFound
from portal.core.worktime import zone

LONGEST_OFFER = timedelta(days=92)
AHEAD = timedelta(days=92)
MOST_WAITING = 50
_TAKEN = {
    QuestKind.PERSON: "This quest is offered already.",
    QuestKind.TEAM: "This department has this goal already.",
    QuestKind.COMPANY: "There is a goal of all of us already. One at a time is enough.",
}


@action
def offer_quest(actor: Actor, draft: QuestDraft) -> int:
    """Offer a quest. Returns its id. The same again while it is offered is refused."""
    require(Permission.OFFER_QUEST, actor)
    quest = _make(actor, draft)
    quest.state, quest.offered_by_id = QuestState.OFFERED, actor.id
    _write(quest)
    _record_offer(quest, actor)
    return quest.id


@action
def propose_quest(actor: Actor, draft: QuestDraft) -> int:
    """Propose a quest to IT. Returns its id."""
    require(Permission.PROPOSE_QUEST, actor)
    quest = _make(actor, draft)
    waiting = select(func.count()).select_from(Quest).where(Quest.state == QuestState.PROPOSED)
    if (session().scalar(waiting) or 0) >= MOST_WAITING:
        raise Conflict("Many proposals wait for IT already. Yours is welcome once some of them are decided.")
    same = select(Quest.id).where(
        Quest.state == QuestState.PROPOSED,
        Quest.template == quest.template,
        Quest.tag == quest.tag,
        Quest.department_id.is_not_distinct_from(quest.department_id),
    )
    if (known := session().scalar(same.limit(1))) is not None:
        return known
    quest.state, quest.proposed_by_id = QuestState.PROPOSED, actor.id
    _write(quest)
    record(QuestProposed(**_about(quest)), actor.id)
    return quest.id


@action
def approve_quest(actor: Actor, quest_id: int) -> None:
    """Offer what was proposed, from now or from its day on. Twice is once."""
    require(Permission.OFFER_QUEST, actor)
    quest = _held(quest_id)
    if quest.state is QuestState.OFFERED:
        return
    if quest.state is not QuestState.PROPOSED:
        raise Conflict("This was decided already.")
    template = quests_book().templates.get(quest.template)
    if template is None or not template.can_be_offered:
        raise Conflict("This quest cannot be offered now.")
    if quest.department_id is not None and (why := _too_small(quest.department_id)) is not None:
        raise Conflict(why)
    now = clock.now()
    if quest.starts_at < now:  # it waited for us: its time begins when it is offered
        quest.starts_at, quest.ends_at = now, _moved_to(quest, now)
    _measure_again(quest)
    quest.state, quest.offered_by_id = QuestState.OFFERED, actor.id
    _write(quest)
    _record_offer(quest, actor)


@action
def decline_quest(actor: Actor, quest_id: int, draft: DeclineDraft) -> None:
    """Do not offer what was proposed, and say why. Twice is once."""
    require(Permission.OFFER_QUEST, actor)
    quest = _held(quest_id)
    if quest.state is QuestState.DECLINED:
        return
    if quest.state is not QuestState.PROPOSED:
        raise Conflict("This was decided already.")
    quest.state, quest.ended_at, quest.note = QuestState.DECLINED, clock.now(), draft.reason
    session().flush()
    record(QuestDeclined(**_about(quest), proposed_by_id=quest.proposed_by_id, note=draft.reason), actor.id)


@action
def end_quest(actor: Actor, quest_id: int) -> None:
    """Offer a quest no longer. Who is on one of their own goes on; a goal of several ends for all, silently."""
    require(Permission.OFFER_QUEST, actor)
    quest = _held(quest_id)
    if quest.state is not QuestState.OFFERED:
        if quest.state is QuestState.PROPOSED:
            raise Conflict("This is not offered yet. Decline it instead.")
        return
    now = clock.now()
    quest.state, quest.ended_at = QuestState.ENDED, now
    if quest.kind is not QuestKind.PERSON:
        wanted = select(QuestRun).where(QuestRun.quest_id == quest.id, QuestRun.state.in_(OPEN_STATES))
        for run in session().scalars(wanted).all():
            end_silently(run, now)
    session().flush()
    record(QuestEnded(**_about(quest)), actor.id)


def _make(actor: Actor, draft: QuestDraft) -> Quest:
    template = quests_book().templates.get(draft.template)
    if template is None:
        raise Invalid({"template": "Please choose one of the list."})
    if not template.can_be_offered:
        raise Invalid({"template": f"This waits for something the portal does not know yet: {template.waits_for}."})
    starts_at = _start(actor, draft)
    match template.kind:
        case QuestKind.PERSON:
            return _for_people(actor, template, draft, starts_at)
        case QuestKind.TEAM:
            return _for_team(template, draft, starts_at)
        case QuestKind.COMPANY:
            return _for_all(template, draft)


def _start(actor: Actor, draft: QuestDraft) -> datetime:
    """From now, or from the morning of a later day in the zone of whoever offers it."""
    now = clock.now()
    if draft.starts_on is None:
        return now
    at = datetime.combine(draft.starts_on, time.min, zone(hours_of_person(actor.id).timezone))
    if at > now + AHEAD:
        raise Invalid({"starts_on": f"At most {AHEAD.days} days ahead."})
    return max(at, now)


def _days(template: Template, draft: QuestDraft) -> int:
    limits = quests_book().limits
    if draft.days and not limits.fewest_days <= draft.days <= limits.most_days:
        raise Invalid({"days": f"Between {limits.fewest_days} and {limits.most_days} working days."})
    return draft.days or template.days


def _for_people(actor: Actor, template: Template, draft: QuestDraft, starts_at: datetime) -> Quest:
    if template.needs_tag and not draft.tag:
        raise Invalid({"tag": "Please name the tag of what is new."})
    days = _days(template, draft)
    hours = hours_of_person(actor.id)
    if draft.ends_on is None:
        ends_at = hours.end_of_day(starts_at, days)
    else:
        ends_at = datetime.combine(draft.ends_on + timedelta(days=1), time.min, zone(hours.timezone))
    if ends_at <= starts_at:
        raise Invalid({"ends_on": "Please choose a day after the first."})
    if ends_at > starts_at + LONGEST_OFFER:
        raise Invalid({"ends_on": f"At most {LONGEST_OFFER.days} days after the first."})
    quest = _blank(template, starts_at, ends_at, days, draft.words)
    quest.tag = draft.tag.lower().lstrip("#") if template.needs_tag else ""
    quest.target = template.goal.items if template.goal is not None else 0
    return quest


def _for_team(template: Template, draft: QuestDraft, starts_at: datetime) -> Quest:
    department = session().get(Department, draft.department_id) if draft.department_id is not None else None
    if department is None or department.retired_at is not None:
        raise Invalid({"department_id": "Please choose a department."})
    if (why := _too_small(department.id)) is not None:
        raise Invalid({"department_id": why})
    days = _days(template, draft)
    ends_at = hours_of_department(department.id).end_of_day(starts_at, days)
    quest = _blank(template, starts_at, ends_at, days, draft.words)
    quest.department_id = department.id
    _measure_again(quest)
    return quest


def _too_small(department: int) -> str | None:
    fewest = numbers().departments.fewest_people
    if headcount(department) >= fewest:
        return None
    return f"A goal takes at least {fewest} people, or it would speak of single ones."


def _measure_again(quest: Quest) -> None:
    """What a department has to reach, from its own last quarter and its headcount as they are now."""
    template = quests_book().templates.get(quest.template)
    if template is None or template.team is None or quest.department_id is None:
        return
    goal = template.team
    before = last_quarter(quest.starts_at)
    answered = answered_in_time(quest.department_id, goal, before.start, before.end, clock.now())
    enough = len(answered.questions) >= goal.fewest_questions
    quest.baseline = answered.percent if enough else None
    quest.target = goal.percent_from(quest.baseline)
    quest.least = goal.questions_from(headcount(quest.department_id))


def _for_all(template: Template, draft: QuestDraft) -> Quest:
    now = clock.now()
    if is_quiet(now):
        raise Conflict("The season is over. A goal of all of us begins with the next one.")
    if len(draft.words) < 10:
        raise Invalid({"words": "Please write the thanks that everybody reads when it is reached."})
    quest = _blank(template, now, season(now).end, 0, draft.words)
    quest.target = draft.hours or template.hours
    return quest


def _blank(template: Template, starts_at: datetime, ends_at: datetime, days: int, words: str) -> Quest:
    return Quest(
        template=template.id,
        kind=template.kind,
        tag="",
        days=days,
        season_points=template.season,
        target=0,
        least=0,
        words=words,
        note="",
        starts_at=starts_at,
        ends_at=ends_at,
        have=0,
        counted=0,
    )


def _write(quest: Quest) -> None:
    """Raises Conflict where the database has one of this kind already, whoever was quicker."""
    close_what_is_over(clock.now())
    try:
        session().add(quest)
        session().flush()
    except IntegrityError:
        raise Conflict(_TAKEN[quest.kind]) from None


def _moved_to(quest: Quest, now: datetime) -> datetime:
    """When a quest ends that begins now: a team's by its working days, the company's with the season."""
    match quest.kind:
        case QuestKind.TEAM if quest.department_id is not None:
            return hours_of_department(quest.department_id).end_of_day(now, quest.days)
        case QuestKind.COMPANY:
            if is_quiet(now):
                raise Conflict("The season is over. A goal of all of us begins with the next one.")
            return season(now).end
        case _:
            return now + (quest.ends_at - quest.starts_at)


def _held(quest_id: int) -> Quest:
    quest = session().scalar(select(Quest).where(Quest.id == quest_id).with_for_update())
    if quest is None:
        raise NotFound
    return quest


def _record_offer(quest: Quest, actor: Actor) -> None:
    record(QuestOffered(**_about(quest), proposed_by_id=quest.proposed_by_id), actor.id)


def _about(quest: Quest) -> dict[str, Any]:
    whose = "everybody who likes"
    if quest.kind is QuestKind.COMPANY:
        whose = "all of us"
    elif quest.department_id is not None:
        whose = session().scalar(select(Department.name).where(Department.id == quest.department_id)) or ""
    return {
        "quest_id": quest.id,
        "template": quest.template,
        "name": name_of(quest.template, quest.target),
        "whose": whose,
    }
