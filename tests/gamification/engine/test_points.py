"""What events are worth under the default rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gamification.engine.entries import Reason
from gamification.engine.events import Circumstance, Credit, Event
from gamification.engine.loading import load_rules
from gamification.engine.points import UnknownEventError
from tests.gamification.engine.happenings import EMMA, NOON, OTTO, SAM, happened, lines, many, paid, taken_back


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("answer_accepted", 15),
        ("answer_endorsed", 20),
        ("helpful_vote", 5),
        ("solved_it", 2),
        ("first_good_reply", 3),
        ("rescue", 10),
        ("me_too", 2),
        ("loop_closed", 2),
        ("promoted", 10),
        ("curated", 5),
        ("article_official", 30),
        ("improvement", 3),
        ("flag_confirmed", 3),
    ],
)
def test_an_outcome_pays_the_same_into_both_accounts(kind: str, points: int) -> None:
    [entry] = lines(happened(kind))
    assert (entry.reputation, entry.season, entry.due, entry.reason) == (points, points, points, Reason.PAID)


def test_co_authors_and_editors_are_paid_their_part() -> None:
    author = happened("article_official", credit=Credit.CO_AUTHOR, giver=None)
    editor = happened("solved_it", credit=Credit.EDITOR)
    assert paid(author, editor) == [10, 1]


def test_a_line_counts_for_levels_a_day_after_it_was_written() -> None:
    [entry] = lines(happened("helpful_vote"))
    assert entry.final_at == NOON + timedelta(hours=24)


def test_nobody_is_paid_for_what_they_did_to_their_own() -> None:
    [entry] = lines(happened("helpful_vote", SAM, giver=SAM))
    assert (entry.reputation, entry.season, entry.due, entry.reason) == (0, 0, 5, Reason.OWN)


@pytest.mark.parametrize("kind", ["answer_accepted", "first_good_reply", "rescue", "loop_closed"])
def test_what_is_in_doubt_is_held_until_somebody_has_looked(kind: str) -> None:
    [entry] = lines(happened(kind, under=[Circumstance.IN_DOUBT]))
    assert entry.reputation == entry.due > 0
    assert entry.held == "in_doubt"
    assert lines(happened(kind))[0].held is None


def test_the_fourth_acceptance_between_the_same_two_within_fourteen_days_is_held() -> None:
    def accepted(day: int) -> Event:
        return happened("answer_accepted", item=f"answer:{day}", at=NOON + timedelta(days=day))

    held = [entry.held for entry in lines(accepted(0), accepted(4), accepted(8), accepted(13), accepted(14))]
    assert held == [None, None, None, "accepts_of_a_pair", "accepts_of_a_pair"]
    assert lines(accepted(0), accepted(4), accepted(8), accepted(14))[-1].held is None


def test_what_pays_nothing_is_not_held() -> None:
    [entry] = lines(happened("answer_accepted", SAM, giver=SAM, under=[Circumstance.IN_DOUBT]))
    assert (entry.reputation, entry.held, entry.alert) == (0, None, False)


def test_kudos_bring_twenty_a_week_to_the_season_and_no_reputation() -> None:
    entries = lines(*many("kudos", 22, apart=timedelta(hours=1)))
    assert sum(entry.season for entry in entries) == 20
    assert {entry.reputation for entry in entries} == {0}
    assert entries[-1].rule == "kudos_a_week"


def test_quests_bring_what_they_carry_up_to_a_hundred_and_fifty_a_season() -> None:
    def quest(number: int, at: datetime) -> Event:
        return happened("quest", giver=None, item=f"quest:{number}", amount=40, at=at)

    season = [quest(number, NOON + timedelta(days=number)) for number in range(5)]
    entries = lines(*season, quest(9, datetime(2026, 4, 1, 0, 0, tzinfo=UTC)))
    assert [entry.season for entry in entries] == [40, 40, 40, 30, 0, 40]
    assert [entry.rule for entry in entries] == [None, None, None, "quests_a_season", "quests_a_season", None]


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("resolving_link", 5),
        ("item_reused", 2),
        ("review_done", 5),
        ("translation", 15),
        ("gap_closed", 25),
        ("mentee", 25),
        ("clinic", 15),
        ("quiz", 10),
    ],
)
def test_what_else_helps_pays_both_accounts(kind: str, points: int) -> None:
    [entry] = lines(happened(kind))
    assert (entry.reputation, entry.season) == (points, points)


@pytest.mark.parametrize(
    ("kind", "per_day", "days", "paid_times"),
    [("resolving_link", 12, 1, 10), ("item_reused", 1, 25, 20), ("review_done", 1, 12, 10), ("clinic", 1, 4, 2)],
)
def test_their_limits_hold(kind: str, per_day: int, days: int, paid_times: int) -> None:
    events = [
        happened(kind, giver=100 + n, item="answer:1", at=NOON + timedelta(days=n // per_day, minutes=n % per_day))
        for n in range(per_day * days)
    ]
    assert sum(entry.is_paid for entry in lines(*events)) == paid_times


def test_a_trivial_improvement_pays_nothing_and_uses_up_no_limit() -> None:
    trivial = [happened("improvement", under=[Circumstance.TRIVIAL]) for _ in range(5)]
    assert paid(*trivial, happened("improvement")) == [0, 0, 0, 0, 0, 3]


def test_solving_ones_own_question_pays_when_it_has_helped_three_others() -> None:
    under = [Circumstance.SELF_ANSWERED]
    assert paid(*(happened("solved_it", giver=giver, under=under) for giver in range(10, 15))) == [0, 0, 0, 2, 2]


def test_a_colleague_is_counted_once_for_an_answer_and_again_after_taking_it_back() -> None:
    first = happened("helpful_vote")
    again = happened("helpful_vote", at=NOON + timedelta(hours=2))
    assert paid(first, happened("helpful_vote", at=NOON + timedelta(minutes=5))) == [5, 0]
    assert paid(first, taken_back(first), again) == [5, -5, 5]


def test_eleven_helpful_votes_for_an_answer_pay_ten() -> None:
    votes = [happened("helpful_vote", giver=giver, at=NOON + timedelta(days=giver)) for giver in range(10, 21)]
    entries = lines(*votes)
    assert [entry.reputation for entry in entries] == [5] * 10 + [0]
    assert (entries[-1].reason, entries[-1].rule, entries[-1].due) == (Reason.LIMIT, "helpful_votes", 5)


def test_three_co_authors_of_an_article_are_paid_and_none_of_them_twice() -> None:
    authors = [
        happened("article_official", person, giver=None, item="article:1", credit=Credit.CO_AUTHOR)
        for person in (1, 1, 2, 3, 4)
    ]
    lead = happened("article_official", 9, giver=None, item="article:1")
    assert paid(*authors, lead) == [10, 0, 10, 10, 0, 30]


def test_a_solution_pays_its_author_and_two_editors_and_the_same_colleague_again_after_ninety_days() -> None:
    def solved(days: int) -> list[int]:
        at = NOON + timedelta(days=days)
        parts = [(SAM, Credit.LEAD), (4, Credit.EDITOR), (5, Credit.EDITOR), (6, Credit.EDITOR)]
        events = [happened("solved_it", person, credit=credit) for person, credit in parts]
        return paid(*events, *(happened("solved_it", person, credit=credit, at=at) for person, credit in parts))

    assert solved(days=89) == [2, 1, 1, 0, 0, 0, 0, 0]
    assert solved(days=90) == [2, 1, 1, 0, 2, 1, 1, 0]


def test_thirty_solutions_in_a_week_are_paid_for_one_item() -> None:
    solved = [happened("solved_it", giver=giver, at=NOON + timedelta(hours=5 * giver)) for giver in range(10, 45)]
    entries = lines(*solved)
    assert sum(entry.is_paid for entry in entries) == 31
    assert {entry.rule for entry in entries if not entry.is_paid} == {"solved_a_week"}


def test_votes_pay_sixty_a_day_and_the_last_of_them_what_is_left() -> None:
    entries = lines(*many("me_too", 29), *many("helpful_vote", 2, at=NOON + timedelta(hours=1)))
    assert [entry.reputation for entry in entries[-2:]] == [2, 0]
    assert [(entry.season, entry.due, entry.rule) for entry in entries[-2:]] == [
        (2, 5, "votes_a_day"),
        (0, 5, "votes_a_day"),
    ]


def test_what_just_fits_under_a_limit_is_paid_in_full_and_not_called_reduced() -> None:
    last = lines(*many("helpful_vote", 12))[-1]
    assert (last.reputation, last.reason, last.rule) == (5, Reason.PAID, None)


def test_where_nobody_knows_who_gave_what_is_counted_by_giver_does_not_hold() -> None:
    votes = [happened("helpful_vote", giver=None, at=NOON + timedelta(days=n)) for n in range(11)]
    assert paid(*votes) == [5] * 10 + [0]
    assert paid(*(happened("helpful_vote", item=None, at=NOON + timedelta(days=20 * n)) for n in range(11))) == [5] * 11


def test_a_new_day_in_the_persons_own_calendar_brings_new_room() -> None:
    same_evening = happened("helpful_vote", giver=50, at=NOON + timedelta(hours=2), day=date(2026, 3, 3))
    assert paid(*many("helpful_vote", 13), same_evening)[-2:] == [0, 5]


def test_everything_but_what_is_exempt_pays_a_hundred_a_day() -> None:
    promoted = many("promoted", 11)
    accepted = happened("answer_accepted", giver=EMMA, at=NOON + timedelta(hours=3))
    assert paid(*promoted, accepted)[-2:] == [0, 15]


def test_limits_of_a_day_count_times_as_well() -> None:
    assert paid(*many("curated", 6)) == [5] * 5 + [0]
    assert paid(*many("flag_confirmed", 6)) == [3] * 5 + [0]
    assert paid(*many("first_good_reply", 6)) == [3] * 5 + [0]


def test_improvements_pay_fifteen_a_day_and_three_of_one_item_in_thirty_days() -> None:
    assert paid(*many("improvement", 6)) == [3] * 5 + [0]
    of_one = [happened("improvement", giver=None, at=NOON + timedelta(days=9 * n)) for n in range(5)]
    assert paid(*of_one) == [3, 3, 3, 0, 3]


def test_the_same_two_people_are_paid_in_full_then_half_then_nothing() -> None:
    accepted = [happened("answer_accepted", item=f"answer:{n}", at=NOON + timedelta(days=n)) for n in range(12)]
    entries = lines(*accepted)
    assert [entry.reputation for entry in entries] == [15] * 5 + [7] * 5 + [0] * 2
    assert [entry.season for entry in entries] == [entry.reputation for entry in entries]
    assert (entries[5].reason, entries[5].rule) == (Reason.PAIR, "pair")
    assert paid(*accepted, happened("answer_accepted", giver=OTTO, item="answer:99"))[-1] == 15


def test_pairs_are_forgotten_after_thirty_days() -> None:
    accepted = [happened("answer_accepted", item=f"answer:{n}", at=NOON + timedelta(days=7 * n)) for n in range(12)]
    assert paid(*accepted) == [15] * 12


def test_what_comes_with_an_acceptance_is_damped_like_it() -> None:
    events = []
    for n in range(12):
        at = NOON + timedelta(days=n)
        events += [happened(kind, item=f"answer:{n}", at=at) for kind in ("rescue", "answer_accepted")]
    assert paid(*events)[:12] == [10, 15] * 5 + [5, 7]
    assert paid(*events)[-4:] == [0, 0, 0, 0]


def test_an_endorsement_is_never_damped() -> None:
    endorsed = [happened("answer_endorsed", item=f"answer:{n}", at=NOON + timedelta(hours=n)) for n in range(12)]
    assert paid(*endorsed) == [20] * 12


def test_a_day_beyond_three_hundred_raises_one_alert() -> None:
    entries = lines(*many("answer_endorsed", 18))
    assert [number for number, entry in enumerate(entries) if entry.alert] == [15]


def test_an_event_the_rules_do_not_know_is_an_error() -> None:
    with pytest.raises(UnknownEventError, match="default knows no event logged_in"):
        lines(happened("logged_in"))


def test_every_line_explains_itself() -> None:
    rules = load_rules("default")
    accepted, capped = lines(happened("answer_accepted"), *many("curated", 6))[0::6]
    assert rules.explain(accepted.kind, accepted.rule) == "accepted by the asker"
    assert rules.explain(capped.kind, capped.rule) == "5 drafts a day are paid"
    damped = lines(*(happened("me_too", item=f"question:{n}") for n in range(6)))[-1]
    assert rules.explain(damped.kind, damped.rule) == "many points between the same two people"
