"""How far a quest is: somebody's own over final lines, a department's over facts, all of ours over the impact."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from community import events as community
from gamification.catalogue import Criterion
from gamification.counting import progress
from gamification.counting.facts import hours_of, moment
from gamification.fairplay.cases import ring_members
from gamification.lines import STANDING, counted
from gamification.models import Hold, LedgerEntry
from gamification.quests.models import Quest, QuestRun
from gamification.quests.templates import TeamGoal, quests_book
from gamification.quests.windows import members_of, pending
from portal.core.db import session
from portal.core.facts import Event
from portal.core.models import FactRow, User
from portal.core.worktime import WorkingHours

CREDITED = ("answer_accepted", "answer_endorsed", "helpful_vote", "solved_it", "first_good_reply")
"""What makes somebody a contributor to their department's goal."""
_AT_ONCE = 500


@dataclass(frozen=True)
class Measured:
    """So much, of so much; `soon`: so much once everything is final."""

    have: int
    need: int
    soon: int

    @property
    def is_met(self) -> bool:
        return self.have >= self.need


def goal_of(run: QuestRun, quest: Quest) -> Criterion | None:
    """What somebody has to reach in their own time; None where the quest is not, or no longer, one for a person."""
    template = quests_book().templates.get(run.template)
    if template is None or template.goal is None or not template.can_be_offered:
        return None
    own = {"since": run.started_at, "until": run.ends_at, "tag": quest.tag, "items": quest.target}
    return template.goal.model_copy(update=own)


def measure_person(goal: Criterion, person: int, now: datetime) -> Measured:
    """How far somebody is with a goal."""
    now_and_soon = [_reached(goal, person, at) for at in (now, now + pending(now))]
    return Measured(now_and_soon[0], goal.items, max(now_and_soon))


def _reached(goal: Criterion, person: int, now: datetime) -> int:
    found = progress(goal, person, now).get("")
    return int(found.parts[0][0]) if found is not None and found.parts else 0


def waits_for_a_look(goal: Criterion, person: int) -> bool:
    """Whether a line that would count is held: then the last word is not said."""
    wanted = (
        select(Hold.id)
        .join(LedgerEntry, LedgerEntry.id == Hold.ledger_id)
        .where(
            Hold.ended_at.is_(None),
            STANDING,
            LedgerEntry.user_id == person,
            LedgerEntry.event.in_(goal.events),
            LedgerEntry.at >= goal.since,
            LedgerEntry.at < goal.until,
        )
    )
    return session().scalar(wanted.limit(1)) is not None


@dataclass(frozen=True)
class Answered:
    """Questions of a department: how many were answered in time, and which could be by now."""

    in_time: int
    questions: Set[int]

    @property
    def percent(self) -> int:
        """The share, rounded down: a goal is met when it is met."""
        return 100 * self.in_time // len(self.questions) if self.questions else 0


def answered_in_time(department: int, goal: TeamGoal, since: datetime, until: datetime, now: datetime) -> Answered:
    """What became of the questions that a department asked within a time, by the hours of those who asked."""
    members = set(session().scalars(select(User.id).where(*members_of(department))))
    asked = _standing_questions(members, since, until)
    hours = hours_of({asker for asker, _ in asked.values()})
    first = _first_answers(asked)
    patience = timedelta(hours=goal.within_hours)
    in_time, judged = 0, set()
    for question, (asker, at) in asked.items():
        works = hours.get(asker, WorkingHours())
        answered = first.get(question)
        if answered is not None and works.between(at, answered) <= patience:
            in_time += 1
            judged.add(question)
        elif works.between(at, now) > patience:
            judged.add(question)
    return Answered(in_time, judged)


def _standing_questions(members: Set[int], since: datetime, until: datetime) -> dict[int, tuple[int, datetime]]:
    rows = session().execute(
        select(FactRow.subject_id, FactRow.actor_id, FactRow.at).where(
            FactRow.kind == community.QuestionAsked.kind(),
            FactRow.at >= since,
            FactRow.at < until,
            FactRow.actor_id.in_(members),
        )
    )
    asked = {row.subject_id: (row.actor_id, row.at) for row in rows}
    gone = _removed("question", asked, community.QuestionDeleted, community.QuestionRestored)
    return {question: about for question, about in asked.items() if question not in gone}


def _first_answers(asked: dict[int, tuple[int, datetime]]) -> dict[int, datetime]:
    """When each of these questions got its first answer that still stands, by somebody else."""
    earliest = min((at for _, at in asked.values()), default=None)
    if earliest is None:
        return {}
    answers: dict[int, tuple[int, datetime]] = {}
    about = FactRow.payload["question_id"].as_integer()
    for some in _pieces(asked):
        rows = session().execute(
            select(FactRow.subject_id, FactRow.actor_id, FactRow.payload).where(
                FactRow.kind == community.AnswerPosted.kind(), FactRow.at >= earliest, about.in_(some)
            )
        )
        for row in rows:
            question = row.payload["question_id"]
            if row.actor_id != asked[question][0]:
                answers[row.subject_id] = (question, moment(row.payload["answered_at"]))
    gone = _removed("answer", answers, community.AnswerDeleted, community.AnswerRestored)
    first: dict[int, datetime] = {}
    for answer, (question, at) in answers.items():
        if answer not in gone:
            first[question] = min(at, first.get(question, at))
    return first


def _removed(kind: str, ids: Iterable[int], away: type[Event], back: type[Event]) -> set[int]:
    """Those of these posts whose last fact of the two is that they were removed."""
    gone: set[int] = set()
    for some in _pieces(ids):
        last = (
            select(func.max(FactRow.id))
            .where(
                FactRow.subject_type == kind,
                FactRow.subject_id.in_(some),
                FactRow.kind.in_((away.kind(), back.kind())),
            )
            .group_by(FactRow.subject_id)
        )
        gone |= set(
            session().scalars(select(FactRow.subject_id).where(FactRow.id.in_(last), FactRow.kind == away.kind()))
        )
    return gone


def _pieces(ids: Iterable[int]) -> list[list[int]]:
    every = sorted(ids)
    return [every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)]


def contributors(questions: Set[int], since: datetime, until: datetime, now: datetime) -> set[int]:
    """Whose help with these questions others confirmed within a time."""
    found: set[int] = set()
    for some in _pieces(questions):
        rows: Any = session().scalars(
            select(LedgerEntry.user_id)
            .where(
                STANDING,
                counted(now),
                LedgerEntry.question_id.in_(some),
                LedgerEntry.event.in_(CREDITED),
                LedgerEntry.reason != "own",
                LedgerEntry.at >= since,
                LedgerEntry.at < until,
                or_(LedgerEntry.giver_id.is_(None), LedgerEntry.giver_id.not_in(ring_members())),
            )
            .distinct()
        )
        found |= set(rows)
    return found
