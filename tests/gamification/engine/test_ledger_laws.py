"""Laws that hold whatever happens, tried on random histories."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gamification.engine.entries import Entry, Reason
from gamification.engine.events import Circumstance, Credit, Event, Happening
from gamification.engine.loading import load_rules
from gamification.engine.memory import ForgetfulState, RememberingState
from gamification.engine.points import score
from gamification.engine.rules import Measure, Window
from tests.gamification.engine.happenings import NOON, happened, taken_back

RULES = load_rules("default")
SEASON_ALONE = ("kudos", "quest", "boost")


@st.composite
def histories(draw: st.DrawFn, rules_name: str = "default") -> list[Happening]:
    """Events among four people and a few items, some taken back, in the order of time."""
    kinds = sorted(load_rules(rules_name).events)
    history: list[Happening] = []
    events: list[Event] = []
    minutes = 0
    for _ in range(draw(st.integers(1, 60))):
        minutes += draw(st.sampled_from([0, 1, 30, 600, 3000, 20000]))
        if events and draw(st.integers(0, 3)) == 0:
            undone = draw(st.sampled_from(events))
            history.append(taken_back(undone, after=NOON + timedelta(minutes=minutes) - undone.at))
            continue
        event = happened(
            draw(st.sampled_from(kinds)),
            draw(st.integers(1, 3)),
            giver=draw(st.sampled_from([None, 1, 2, 3, 4])),
            item=draw(st.sampled_from([None, "answer:1", "answer:2"])),
            at=NOON + timedelta(minutes=minutes),
            credit=draw(st.sampled_from(Credit)),
            amount=draw(st.sampled_from([None, 50])),
            under=draw(st.sets(st.sampled_from(Circumstance), max_size=1)),
        )
        events.append(event)
        history.append(event)
    return history


@settings(max_examples=60, deadline=None)
@given(histories())
def test_balances_are_the_sums_of_the_lines_and_never_below_the_floor(history: list[Happening]) -> None:
    state = RememberingState(RULES)
    sums: Counter[int] = Counter()
    for entry in score(history, RULES, state):
        sums[entry.receiver] += entry.reputation
        assert sums[entry.receiver] >= RULES.floor
    assert state.balances() == sums


@settings(max_examples=60, deadline=None)
@given(histories())
def test_when_everything_is_taken_back_nothing_is_left(history: list[Happening]) -> None:
    state = RememberingState(RULES)
    undoing = [taken_back(event, timedelta(days=400)) for event in history if isinstance(event, Event)]
    assert list(score([*history, *undoing], RULES, state))
    assert set(state.balances().values()) <= {0}


@settings(max_examples=60, deadline=None)
@given(histories())
def test_no_line_pays_more_than_is_due_nor_anything_to_oneself(history: list[Happening]) -> None:
    for entry in score(history, RULES, RememberingState(RULES)):
        assert abs(entry.reputation) <= abs(entry.due)
        assert entry.reputation == entry.season or entry.kind in SEASON_ALONE
        assert entry.giver != entry.receiver or not entry.is_paid


@settings(max_examples=60, deadline=None)
@given(histories())
def test_no_daily_limit_is_ever_exceeded(history: list[Happening]) -> None:
    entries = list(score(history, RULES, RememberingState(RULES)))
    undone = {entry.reverses for entry in entries}
    standing = [entry for entry in entries if entry.reverses is None and entry.key not in undone]
    for limit in RULES.limits:
        if limit.gauge.window is not Window.DAY:
            continue
        used: Counter[tuple[object, ...]] = Counter()
        for entry in standing:
            if limit.gauge.counts(entry.kind, entry.credit):
                worth = entry.reputation if limit.gauge.measure is Measure.REPUTATION else int(entry.is_paid)
                used[entry.receiver, entry.day] += worth
        assert all(total <= limit.most for total in used.values()), limit.says


@settings(max_examples=40, deadline=None)
@given(histories())
def test_the_same_history_is_always_worth_the_same(history: list[Happening]) -> None:
    first = list(score(history, RULES, RememberingState(RULES)))
    assert first == list(score(history, RULES, RememberingState(RULES)))


@settings(max_examples=40, deadline=None)
@given(histories("stackexchange"))
def test_a_state_that_forgets_its_lines_decides_like_one_that_remembers(history: list[Happening]) -> None:
    rules = load_rules("stackexchange")
    events = [happening for happening in history if isinstance(happening, Event)]
    assert _lines(events, ForgetfulState(rules)) == _lines(events, RememberingState(rules))


def _lines(events: list[Event], state: ForgetfulState) -> list[tuple[int, Reason, int]]:
    def shown(entry: Entry) -> tuple[int, Reason, int]:
        return entry.reputation, entry.reason, state.balance(entry.receiver)

    return [shown(entry) for entry in score(events, load_rules("stackexchange"), state)]
