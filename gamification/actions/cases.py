"""Deciding what was held: by a person, with a note, and again by another person where somebody asks for it."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from gamification.actions.badges import take_away
from gamification.counting import progress
from gamification.designs import every_badge
from gamification.events import AppealDecided, CaseAppealed, CaseDecided, CaseLookedAt
from gamification.fairplay.cases import AGAINST, SINGLE_LINES
from gamification.forms import AppealDraft, DecisionDraft
from gamification.holding import end_holds, held_lines
from gamification.ledger import restore, reverse
from gamification.models import BadgeAward, Case, CasePerson, CaseState, Hold, HoldEnd, LedgerEntry
from gamification.numbers import numbers
from gamification.quests.completing import EVENT as QUEST
from gamification.quests.completing import give_back_quests, void_quests
from gamification.standings import settle_person
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import FactRow
from portal.core.permissions import Actor, NotAllowed, Permission, require
from portal.core.refusals import Conflict, NotFound


@action
def decide_case(actor: Actor, case_id: int, draft: DecisionDraft) -> None:
    """Let what was held count, or take it back by counter-lines. Raises Conflict where it was decided otherwise."""
    require(Permission.DECIDE_CASES, actor)
    case = _held_case(case_id)
    _not_about_oneself(actor, case)
    wanted = CaseState.UPHELD if draft.outcome == "uphold" else CaseState.DISMISSED
    if case.state is not CaseState.OPEN:
        if case.state is wanted:
            return
        raise Conflict("This has been decided already.")
    now = clock.now()
    case.state, case.decided_by_id, case.decided_at, case.note = wanted, actor.id, now, draft.note
    if wanted is CaseState.UPHELD:
        _void(case)
        case.sanction = 0 if case.rule in SINGLE_LINES else _sanction(case)
    else:
        _release(case.id)
    session().flush()
    _settle(case)
    if wanted is CaseState.UPHELD:
        _withdraw_badges(case, _take_quests(case), actor.id)
    record(
        CaseDecided(
            case_id=case.id,
            rule=case.rule,
            user_ids=_ids(case),
            outcome=wanted.value,
            note=draft.note,
            sanction=case.sanction,
        ),
        actor.id,
    )


@action
def appeal(actor: Actor, case_id: int, draft: AppealDraft) -> None:
    """Ask for another look, within the time there is for it."""
    case = _held_case(case_id)
    if actor.id not in people_of(case.id) or case.state not in (CaseState.UPHELD, CaseState.APPEALED):
        raise NotFound
    if case.state is CaseState.APPEALED:
        return
    days = numbers().fair_play.appeal_days
    if case.decided_at is None or clock.now() > case.decided_at + timedelta(days=days):
        raise Conflict(f"This could be asked for {days} days.")
    case.state, case.appeal = CaseState.APPEALED, draft.words
    case.appealed_by_id, case.appealed_at = actor.id, clock.now()
    session().flush()
    record(CaseAppealed(case_id=case.id, rule=case.rule, user_ids=_ids(case)), actor.id)


@action
def decide_appeal(actor: Actor, case_id: int, draft: DecisionDraft) -> None:
    """Look again, as somebody who did not decide before: give back what was taken, or leave it."""
    require(Permission.DECIDE_CASES, actor)
    case = _held_case(case_id)
    _not_about_oneself(actor, case)
    if case.state is not CaseState.APPEALED:
        raise Conflict("Nobody waits for another look at this.")
    if actor.id == case.decided_by_id:
        raise NotAllowed("Somebody else looks again at what you decided.")
    upheld = draft.outcome == "uphold"
    case.state = CaseState.CONFIRMED if upheld else CaseState.OVERTURNED
    case.appeal_decided_by_id, case.appeal_decided_at, case.appeal_note = actor.id, clock.now(), draft.note
    if not upheld:
        case.sanction = 0
        for line in _voided_lines(case.id):
            restore(line, clock.now(), f"appeal{case.id}")
        give_back_quests(case.id, clock.now())
    session().flush()
    _settle(case)
    record(
        AppealDecided(
            case_id=case.id,
            rule=case.rule,
            user_ids=_ids(case),
            outcome=case.state.value,
            note=draft.note,
            sanction=case.sanction,
        ),
        actor.id,
    )


@action
def note_look(actor: Actor, case_id: int) -> None:
    """Write down that somebody looked at the lines of the people in a case; once an hour is enough."""
    require(Permission.DECIDE_CASES, actor)
    case = session().get(Case, case_id)
    if case is None:
        raise NotFound
    recent = session().scalar(
        select(FactRow.id).where(
            FactRow.actor_id == actor.id,
            FactRow.kind == CaseLookedAt.kind(),
            FactRow.subject_id == case_id,
            FactRow.at > clock.now() - timedelta(hours=1),
        )
    )
    if recent is None:
        record(CaseLookedAt(case_id=case.id, rule=case.rule, user_ids=_ids(case)), actor.id)


def release_doubts(item: str, by: int | None) -> None:
    """Let lines about a thing count that were held only because nobody had looked: an analyst did, and endorsed it."""
    holding = (
        select(Hold.case_id)
        .join(LedgerEntry, LedgerEntry.id == Hold.ledger_id)
        .where(LedgerEntry.item == item, Hold.rule == "in_doubt", Hold.ended_at.is_(None))
    )
    for case in session().scalars(select(Case).where(Case.id.in_(holding)).order_by(Case.id)).all():
        if case.state is not CaseState.OPEN or by is None or by in people_of(case.id):
            continue
        case.state, case.decided_by_id, case.decided_at = CaseState.DISMISSED, by, clock.now()
        case.note = "Endorsed by IT."
        _release(case.id)
        _settle(case)


def people_of(case_id: int) -> list[int]:
    """The people a case is about."""
    wanted = select(CasePerson.user_id).where(CasePerson.case_id == case_id).order_by(CasePerson.user_id)
    return list(session().scalars(wanted))


def _held_case(case_id: int) -> Case:
    case = session().scalar(select(Case).where(Case.id == case_id).with_for_update())
    if case is None:
        raise NotFound
    return case


def _not_about_oneself(actor: Actor, case: Case) -> None:
    if actor.id in people_of(case.id):
        raise NotAllowed("Somebody else decides this: it is about you too.")


def _void(case: Case) -> None:
    now = clock.now()
    lines = held_lines(case.id)
    end_holds(case.id, HoldEnd.VOIDED)
    session().flush()
    for line in lines:
        reverse(line, now, None)


def _release(case_id: int) -> None:
    end_holds(case_id, HoldEnd.RELEASED)
    session().flush()


def _voided_lines(case_id: int) -> list[LedgerEntry]:
    wanted = select(LedgerEntry).join(Hold, Hold.ledger_id == LedgerEntry.id)
    return list(
        session().scalars(
            wanted.where(Hold.case_id == case_id, Hold.ended_as == HoldEnd.VOIDED).order_by(LedgerEntry.id)
        )
    )


def _sanction(case: Case) -> int:
    """How often it came to this for any of these people, this time included: 1 is a friendly note; 3 is the most."""
    since = clock.now() - timedelta(days=numbers().fair_play.sanction_days)
    before = session().execute(
        select(CasePerson.user_id, func.count())
        .join(Case, Case.id == CasePerson.case_id)
        .where(
            CasePerson.user_id.in_(people_of(case.id)),
            Case.id != case.id,
            Case.state.in_(AGAINST),
            Case.sanction > 0,
            Case.decided_at > since,
        )
        .group_by(CasePerson.user_id)
    )
    return min(3, 1 + max((row[1] for row in before), default=0))


def _settle(case: Case) -> None:
    for person in people_of(case.id):
        settle_person(person, clock.now())


def _take_quests(case: Case) -> dict[int, set[str]]:
    """Take back the quests that rested on what was taken back. Returns the events this is about, by person."""
    voided: dict[int, set[str]] = {}
    for line in _voided_lines(case.id):
        voided.setdefault(line.user_id, set()).add(line.event)
    for person in void_quests(voided, case.id, clock.now()):
        voided[person].add(QUEST)
    return voided


def _withdraw_badges(case: Case, voided: Mapping[int, set[str]], by: int) -> None:
    """Badges that rested on what was taken back go with it; all others stay."""
    now, known = clock.now(), every_badge()
    for person, events in voided.items():
        rows = session().execute(
            select(BadgeAward.badge, BadgeAward.item).where(BadgeAward.user_id == person).order_by(BadgeAward.id)
        )
        lost = dict.fromkeys(
            row.badge
            for row in rows.all()
            if (badge := known.get(row.badge)) is not None
            and not events.isdisjoint(badge.events)
            and not ((reached := progress(badge, person, now).get(row.item)) is not None and reached.is_met)
        )
        for name in lost:
            take_away(person, name, known[name].name, f"Case {case.id}", by)


def _ids(case: Case) -> str:
    return ",".join(map(str, people_of(case.id)))
