"""Holding lines: they are shown, and do not count until a person has looked. The ledger itself is left as it is."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select, update

from gamification.events import CaseOpened
from gamification.models import Case, CasePerson, CaseState, Hold, HoldEnd, LedgerEntry
from portal.core import clock
from portal.core.db import insert_once, session
from portal.core.facts import record

WORDS = {
    "in_doubt": "accepted within minutes, or under a question of a few words",
    "accepts_of_a_pair": "many acceptances between the same two people in two weeks",
}


def hold_line(line: LedgerEntry, rule: str) -> None:
    """Hold one line under a rule of the rule set; what one act brought to several people is one case."""
    people = [person for person in (line.user_id, line.giver_id) if person is not None]
    case = open_case(f"{rule}:{line.fact_id}", rule, WORDS.get(rule, rule), people, {})
    for person in people:
        insert_once(CasePerson, case_id=case.id, user_id=person)
    hold(case, [line.id])


def open_case(key: str, rule: str, says: str, people: Iterable[int], evidence: dict[str, Any]) -> Case:
    """The case of this key, opened if it was not. The people are those it is about, not those who did wrong."""
    known = session().scalar(select(Case).where(Case.key == key))
    if known is not None:
        return known
    case = Case(key=key, rule=rule, says=says, evidence=evidence, opened_at=clock.now(), state=CaseState.OPEN)
    session().add(case)
    session().flush()
    concerned = sorted(set(people))
    session().add_all(CasePerson(case_id=case.id, user_id=person) for person in concerned)
    session().flush()
    record(CaseOpened(case_id=case.id, rule=rule, user_ids=",".join(map(str, concerned))), None)
    return case


def hold(case: Case, line_ids: Sequence[int]) -> int:
    """Hold these lines for a case; those that were judged under its rule before stay as they were. Returns how many."""
    now = clock.now()
    return sum(
        insert_once(Hold, ledger_id=line_id, rule=case.rule, case_id=case.id, at=now) for line_id in sorted(line_ids)
    )


def held_lines(case_id: int) -> list[LedgerEntry]:
    """The lines a case holds."""
    wanted = select(LedgerEntry).join(Hold, Hold.ledger_id == LedgerEntry.id).where(Hold.case_id == case_id)
    return list(session().scalars(wanted.where(Hold.ended_at.is_(None)).order_by(LedgerEntry.id)))


def end_holds(case_id: int, how: HoldEnd) -> list[int]:
    """End what a case holds. Returns the ids of its lines."""
    ended = session().execute(
        update(Hold)
        .where(Hold.case_id == case_id, Hold.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_as=how)
        .returning(Hold.ledger_id)
    )
    return sorted(ended.scalars())


def is_held(line_id: int) -> bool:
    """Whether a line waits for a person to look."""
    wanted = select(func.count()).select_from(Hold).where(Hold.ledger_id == line_id, Hold.ended_at.is_(None))
    return bool(session().scalar(wanted))
