"""Thirty-two people at the same posts at once: the same balances as one after another."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community.actions.answers import accept_answer, unaccept_answer
from community.actions.signals import mark_helpful, say_it_worked, say_me_too, unmark_helpful
from community.models import Answer, Helpful
from gamification.ledger import reputation_of
from gamification.models import LedgerEntry
from gamification.proving import prove
from gamification.standings import settle_final_lines
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.deliveries import deliver_all
from portal.core.models import FactRow, PointsVisibility, Role, User
from portal.core.permissions import Actor
from portal.core.refusals import Refused
from tests.support.cast import Cast
from tests.support.makers import a_question, an_answer
from tests.support.together import together

MORNING = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)
AT_ONCE = 32


def crowd(number: int) -> list[Actor]:
    """So many colleagues more than the cast has."""
    with transaction() as opened:
        made = [
            User(
                handle=f"one{n}",
                name=f"One {n}",
                joined_at=MORNING - timedelta(days=60),
                role=Role.SUPERUSER,
                points_visibility=PointsVisibility.PRIVATE,
            )
            for n in range(number)
        ]
        opened.add_all(made)
        opened.flush()
        return [Actor(user.id, user.handle, user.name, user.role) for user in made]


@pytest.mark.parametrize("seed", [1, 2])
def test_thirty_two_at_once_come_to_what_one_after_another_comes_to(app: Flask, cast: Cast, seed: int) -> None:
    people = crowd(AT_ONCE)
    with clock.at(MORNING):
        questions = [a_question(cast["emma"], f"The scanner, matter {n}, does nothing") for n in range(2)]
    with clock.at(MORNING + timedelta(hours=7)):
        answers = [an_answer(cast[handle], question) for question in questions for handle in ("sam", "zoe")]

    def busy(number: int) -> Callable[[], int]:
        chance = random.Random(100 * seed + number)

        def act() -> int:
            for _ in range(6):
                answer = chance.choice(answers)
                deed = chance.choice((mark_helpful, mark_helpful, unmark_helpful, say_it_worked))
                _try(lambda: deed(people[number], answer))  # noqa: B023 -- called at once
                if number < 4:
                    turn = chance.choice((accept_answer, accept_answer, unaccept_answer))
                    _try(lambda: turn(cast["emma"], answer))  # noqa: B023
                if chance.random() < 0.3:
                    _try(lambda: say_me_too(people[number], chance.choice(questions)))
            return number

        return act

    with clock.at(MORNING + timedelta(days=1)):
        together(*(busy(number) for number in range(AT_ONCE)))
        deliver_all()
    with clock.at(MORNING + timedelta(days=3)):
        settle_final_lines()
        assert prove().wrong == []
    for handle, mine in (("sam", answers[0::2]), ("zoe", answers[1::2])):
        assert _standing(cast[handle].id, "helpful_vote") == _votes(mine)
        accepted = session().scalars(select(Answer.id).where(Answer.id.in_(mine), Answer.accepted_at.is_not(None)))
        assert _standing(cast[handle].id, "answer_accepted") == len(accepted.all())
    at_once = [reputation_of(cast[handle].id) for handle in ("sam", "zoe", "emma")]
    assert at_once == _one_after_another(cast)
    assert all(points >= 0 for points in at_once)
    release()


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except Refused:
        pass
    finally:
        release()


def _standing(person: int, event: str) -> int:
    from gamification.lines import STANDING

    wanted = select(LedgerEntry.id).where(STANDING, LedgerEntry.user_id == person, LedgerEntry.event == event)
    return len(session().scalars(wanted).all())


def _votes(answers: list[int]) -> int:
    return len(session().scalars(select(Helpful.user_id).where(Helpful.answer_id.in_(answers))).all())


def _one_after_another(cast: Cast) -> list[int]:
    """What the same facts, in their order, come to in a ledger in memory."""
    from gamification.engine.events import Event, EventKind, Reversal
    from gamification.engine.memory import RememberingState
    from gamification.engine.points import score
    from gamification.versions import rules_at

    rules = rules_at(MORNING)
    state = RememberingState(rules)
    happened: list[Event | Reversal] = []
    for line in session().scalars(select(LedgerEntry).order_by(LedgerEntry.fact_id, LedgerEntry.id)).all():
        if line.reverses_id is not None:
            original = session().get_one(LedgerEntry, line.reverses_id)
            happened.append(Reversal(line.key, original.key, line.at))
            continue
        happened.append(
            Event(
                key=line.key,
                kind=EventKind(line.event),
                at=line.at,
                day=datetime.fromisoformat(line.day).date(),
                receiver=line.user_id,
                giver=line.giver_id,
                item=line.item,
            )
        )
    facts = session().scalars(select(FactRow.id)).all()
    assert len(facts) > AT_ONCE
    list(score(happened, rules, state))
    return [state.balance(cast[handle].id) for handle in ("sam", "zoe", "emma")]
