"""Random acts, reversals, deletions, holds and redeliveries in any order: the ledger always adds up."""

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from community.actions.answers import (
    accept_answer,
    delete_answer,
    endorse_answer,
    restore_answer,
    unaccept_answer,
    withdraw_endorsement,
)
from community.actions.questions import delete_question, restore_question
from community.actions.signals import mark_helpful, say_it_worked, say_me_too, take_back_verdict, unmark_helpful
from gamification.actions.cases import decide_case
from gamification.boards import points_in
from gamification.fairplay.running import watch
from gamification.forms import DecisionDraft
from gamification.lines import STANDING
from gamification.models import BadgeAward, Case, CaseState, LedgerEntry
from gamification.proving import compare, rebuild
from gamification.seasons import month
from gamification.standings import review_everybodys_badges, settle_final_lines
from portal.core import clock
from portal.core.db import release, session
from portal.core.deliveries import deliver, deliver_all
from portal.core.models import Delivery, FactRow, User
from portal.core.permissions import Actor
from portal.core.refusals import Refused
from tests.support.cast import Cast
from tests.support.makers import a_question, an_answer

BEGIN = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)
PEOPLE = ("emma", "sam", "otto", "zoe")
ANSWERERS = ("sam", "zoe")


class Ledger(RuleBasedStateMachine):
    """A company of four and an analyst, who do whatever they may, while deliveries come in any order."""

    cast: Cast

    @initialize()
    def begin(self) -> None:
        """Two questions, each with two answers, in a database that earlier runs have left their traces in."""
        latest = session().scalar(select(func.max(FactRow.at))) or BEGIN
        self.now = max(BEGIN, latest) + timedelta(days=100)
        self.questions: list[int] = []
        self.answers: list[int] = []
        with clock.at(self.now):
            for asker in ("emma", "otto"):
                self.questions.append(a_question(self.cast[asker], f"Scanner number {self.now:%j%H} of {asker}"))
        self.now += timedelta(hours=6)
        with clock.at(self.now):
            for question in self.questions:
                self.answers += [an_answer(self.cast[one], question) for one in ANSWERERS]

    def _try(self, act: Callable[[], object]) -> None:
        with clock.at(self.now):
            try:
                act()
            except Refused:
                pass
            finally:
                release()

    @rule(hours=st.sampled_from([0.02, 1, 9, 30, 200]))
    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    @rule(
        act=st.sampled_from([mark_helpful, unmark_helpful, say_it_worked, take_back_verdict]),
        who=st.sampled_from(PEOPLE),
        which=st.integers(0, 3),
    )
    def vote(self, act: Callable[[Actor, int], object], who: str, which: int) -> None:
        self._try(lambda: act(self.cast[who], self.answers[which]))

    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 1))
    def me_too(self, who: str, which: int) -> None:
        self._try(lambda: say_me_too(self.cast[who], self.questions[which]))

    @rule(act=st.sampled_from([accept_answer, unaccept_answer]), which=st.integers(0, 3))
    def accept(self, act: Callable[[Actor, int], object], which: int) -> None:
        self._try(lambda: act(self.cast["emma" if which < 2 else "otto"], self.answers[which]))

    @rule(act=st.sampled_from([endorse_answer, withdraw_endorsement]), which=st.integers(0, 3))
    def vouch(self, act: Callable[[Actor, int], object], which: int) -> None:
        self._try(lambda: act(self.cast["ana"], self.answers[which]))

    @rule(act=st.sampled_from([delete_answer, restore_answer]), which=st.integers(0, 3))
    def remove_answer(self, act: Callable[[Actor, int], object], which: int) -> None:
        self._try(lambda: act(self.cast["ana"], self.answers[which]))

    @rule(act=st.sampled_from([delete_question, restore_question]), which=st.integers(0, 1))
    def remove_question(self, act: Callable[[Actor, int], object], which: int) -> None:
        self._try(lambda: act(self.cast["ana"], self.questions[which]))

    @rule(seed=st.integers(0, 99))
    def deliver_some_in_any_order_and_some_twice(self, seed: int) -> None:
        waiting = list(session().scalars(select(Delivery.id)))
        random.Random(seed).shuffle(waiting)
        for delivery in waiting[: len(waiting) // 2]:
            with clock.at(self.now):
                deliver(delivery)
                deliver(delivery)
        release()

    @rule()
    def settle(self) -> None:
        with clock.at(self.now):
            deliver_all()
            settle_final_lines()
            review_everybodys_badges()

    @rule()
    def look_for_farming(self) -> None:
        with clock.at(self.now):
            watch()

    @rule(outcome=st.sampled_from(["uphold", "dismiss"]))
    def decide(self, outcome: str) -> None:
        case = session().scalar(select(Case.id).where(Case.state == CaseState.OPEN).order_by(Case.id).limit(1))
        if case is not None:
            draft = DecisionDraft(outcome=outcome, note="Looked at it.")
            self._try(lambda: decide_case(self.cast["ana"], case, draft))

    @rule()
    def rebuild_it_all(self) -> None:
        with clock.at(self.now):
            rebuild()

    @invariant()
    @precondition(lambda self: hasattr(self, "now"))
    def nobody_is_below_zero_and_nothing_is_there_twice(self) -> None:
        sums = session().execute(
            select(LedgerEntry.user_id, func.sum(LedgerEntry.reputation)).group_by(LedgerEntry.user_id)
        )
        assert all(row[1] >= 0 for row in sums.all())
        twice = Counter(
            session()
            .execute(
                select(
                    LedgerEntry.item, LedgerEntry.event, LedgerEntry.giver_id, LedgerEntry.user_id, LedgerEntry.credit
                ).where(STANDING, LedgerEntry.reputation > 0)
            )
            .all()
        )
        assert all(times == 1 for times in twice.values()), twice.most_common(3)
        awards = Counter(session().execute(select(BadgeAward.user_id, BadgeAward.badge, BadgeAward.item)).all())
        assert all(times == 1 for times in awards.values())
        release()

    def teardown(self) -> None:
        """In the end everything is delivered, and sums, balances, levels, badges and boards are one."""
        if not hasattr(self, "now"):
            return
        with clock.at(self.now):
            deliver_all()
            settle_final_lines()
            proof = compare(self.now)
            assert proof.wrong == [], proof.wrong
            for person, points in points_in(month(self.now), self.now).items():
                assert points >= 0, person
            balances = session().scalars(select(User.reputation)).all()
            assert min(balances) >= 0
        release()


@pytest.mark.parametrize("runs", [int(os.environ.get("STATEFUL_RUNS", "12"))])
def test_whatever_happens_the_ledger_adds_up(app: Flask, cast: Cast, runs: int) -> None:
    machine = type("LedgerOfTheCast", (Ledger,), {"cast": cast})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
            phases=[Phase.generate],
        ),
    )
