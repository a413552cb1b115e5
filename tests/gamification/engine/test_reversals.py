"""Taking events back: counter-lines of what was really paid."""

from datetime import timedelta

from gamification.engine.entries import Reason
from gamification.engine.events import Circumstance
from gamification.engine.loading import load_rules
from gamification.engine.memory import ForgetfulState, RememberingState
from gamification.engine.points import decide, score
from tests.gamification.engine.happenings import NOON, SAM, happened, lines, many, paid, taken_back


def test_a_reversal_takes_back_what_was_paid_and_says_what_it_reverses() -> None:
    vote = happened("helpful_vote")
    _, counter = lines(vote, taken_back(vote))
    assert (counter.reputation, counter.season, counter.due, counter.reason) == (-5, -5, -5, Reason.REVERSAL)
    assert (counter.reverses, counter.day, counter.receiver) == (vote.key, vote.day, SAM)


def test_a_reversal_of_a_reduced_line_takes_back_no_more_than_was_paid() -> None:
    accepted = [happened("answer_accepted", item=f"answer:{n}", at=NOON + timedelta(days=n)) for n in range(6)]
    assert paid(*accepted, taken_back(accepted[-1]))[-2:] == [7, -7]


def test_taking_back_a_line_worth_nothing_is_a_line_worth_nothing() -> None:
    own = happened("helpful_vote", giver=SAM)
    _, counter = lines(own, taken_back(own))
    assert (counter.reputation, counter.reverses) == (0, own.key)


def test_what_is_taken_back_twice_or_was_never_there_writes_nothing() -> None:
    vote = happened("helpful_vote")
    assert paid(vote, taken_back(vote), taken_back(vote), taken_back(happened("me_too"))) == [5, -5]


def test_a_reversal_of_a_pending_line_is_final_no_sooner_than_the_line() -> None:
    vote, later = happened("helpful_vote"), happened("me_too")
    _, counter = lines(vote, taken_back(vote))
    assert counter.final_at == vote.at + timedelta(hours=24)
    _, counter = lines(later, taken_back(later, after=timedelta(days=3)))
    assert counter.final_at == later.at + timedelta(days=3)


def test_what_is_taken_back_the_same_day_gives_its_room_back() -> None:
    votes = many("helpful_vote", 12)
    another = happened("helpful_vote", giver=90, item="answer:90", at=NOON + timedelta(hours=2))
    assert paid(*votes, another)[-1] == 0
    assert paid(*votes, taken_back(votes[0]), another)[-1] == 5


def test_what_is_taken_back_a_day_later_gives_no_room_today() -> None:
    tomorrow = NOON + timedelta(days=1)
    yesterday = many("me_too", 30)
    today = many("helpful_vote", 12, at=tomorrow)
    undone = taken_back(yesterday[0], after=timedelta(days=1, hours=5))
    another = happened("helpful_vote", giver=90, item="answer:90", at=tomorrow + timedelta(hours=6))
    assert paid(*yesterday, *today, undone, another)[-1] == 0


def test_a_moved_acceptance_moves_the_points() -> None:
    first = happened("answer_accepted", 1, item="answer:1")
    moved = happened("answer_accepted", 2, item="answer:2", giver=9, at=NOON + timedelta(hours=2))
    rules = load_rules("default")
    state = RememberingState(rules)
    assert len(list(score([first, taken_back(first), moved], rules, state))) == 3
    assert state.balances() == {1: 0, 2: 15}


def test_a_balance_never_falls_below_the_floor() -> None:
    rules = load_rules("stackexchange")
    state = ForgetfulState(rules)
    for kind in ("downvoted", "question_upvoted", "downvoted"):
        state.add(decide(happened(kind, giver=None), rules, state))
    assert state.balance(SAM) == 9
    entry = decide(happened("bounty_offered", giver=None, amount=50), rules, state)
    assert (entry.reputation, entry.due, entry.reason) == (-8, -50, Reason.FLOOR)


def test_what_takes_a_held_or_alarming_line_back_is_neither() -> None:
    events = [
        happened("article_official", giver=None, item=f"article:{n}", at=NOON + timedelta(minutes=n)) for n in range(11)
    ]
    entries = lines(*events, taken_back(events[-1]))
    assert [entry.alert for entry in entries] == [False] * 10 + [True, False]
    held = happened("answer_accepted", under=[Circumstance.IN_DOUBT])
    assert [entry.held for entry in lines(held, taken_back(held))] == ["in_doubt", None]


def test_what_was_taken_back_no_longer_counts_against_a_rolling_limit() -> None:
    first = happened("solved_it")
    again = happened("solved_it", at=NOON + timedelta(days=2))
    assert paid(first, again) == [2, 0]
    assert paid(first, taken_back(first), again) == [2, -2, 2]
