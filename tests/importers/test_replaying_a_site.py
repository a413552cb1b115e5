"""A site's votes replayed under its own rules: who gets which points, and how well that matches what it published."""

from datetime import date
from pathlib import Path

import pytest

from gamification.engine.entries import Reason
from gamification.engine.events import Event
from gamification.engine.loading import load_rules
from gamification.engine.memory import ForgetfulState
from gamification.engine.points import decide
from portal.importers.ordering import in_order
from portal.importers.stackexchange.badges import best_scores, compare_badges, recomputed_badges
from portal.importers.stackexchange.events import as_default, events, known_posts
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.reputation import Agreement, Recomputed, bonus_of, compare, recompute
from tests.importers.dumps import BEANS, OLD_FORMAT, Row, answer, question, user, vote, votes, write_dump

ACCEPT, UP, DOWN, BOUNTY, WON, EDIT = 1, 2, 3, 8, 9, 16


def happenings(folder: Path) -> list[Event]:
    dump = Dump(folder)
    return list(events(dump, known_posts(dump)))


def reputations(folder: Path) -> dict[int, int]:
    return {member.id: member.recomputed for member in recompute(Dump(folder))}


def dump_of(folder: Path, posts: list[Row], cast: list[Row], history: list[Row] | None = None) -> Path:
    return write_dump(folder, posts=posts, votes=cast, users=[user(1), user(2), user(3)], posthistory=history or [])


def edit(number: int, post: int, by: int | None, day: str = "2018-03-02", note: str = "") -> list[Row]:
    """An approved edit: the revision, and the row that says it was suggested."""
    common: Row = {"PostId": post, "RevisionGUID": f"g{number}", "CreationDate": f"{day}T10:00:00"}
    author: Row = {} if by is None else {"UserId": by}
    return [
        {"Id": number, "PostHistoryTypeId": 5, "Text": "x", **common, **author},
        {
            "Id": number + 1,
            "PostHistoryTypeId": 24,
            "Comment": note or f"Proposed by {by} approved by 1 edit id of 1",
            **common,
        },
    ]


def test_the_small_dump_comes_out_as_counted_by_hand() -> None:
    members = {member.id: member for member in recompute(Dump(BEANS))}
    # 12 votes and 5 votes for answers, accepted, a bounty; the vote on the community's answer is worth nothing
    assert members[1].recomputed == 1 + 120 + 50 + 15 + 50
    # three votes and an acceptance, then a bounty of 50 that the floor stops, or that the bonus pays
    assert (members[2].recomputed, members[2].with_bonus) == (1, 101 + 30 + 2 - 50)
    assert members[3].recomputed == 1 + 10 + 30
    assert members[4].recomputed == 1 + 2
    assert {number: member.agreement for number, member in members.items() if number in (1, 2, 3, 4, 7)} == {
        1: Agreement.BONUS,
        2: Agreement.BONUS_FROM_START,
        3: Agreement.EXACT,
        4: Agreement.EXACT,
        7: Agreement.UNEXPLAINED,
    }


def test_the_comparison_counts_members_and_those_who_posted() -> None:
    compared = compare(recompute(Dump(BEANS)))
    assert (compared.members, compared.posters) == (8, 3)
    assert compared.matching == 6 / 8
    assert compared.posters_matching == 2 / 3
    assert compare([]).matching == 1.0


@pytest.mark.parametrize(
    ("published", "cast", "agreement"),
    [
        (41, 0, Agreement.EXACT),
        (141, 0, Agreement.BONUS),
        (139, 0, Agreement.BONUS_FROM_START),
        (39, 2, Agreement.DOWN_VOTES),
        (137, 2, Agreement.DOWN_VOTES),
        (36, 2, Agreement.UNEXPLAINED),
        (43, 2, Agreement.UNEXPLAINED),
    ],
)
def test_a_difference_is_explained_by_bonus_or_down_votes_or_not_at_all(
    published: int, cast: int, agreement: Agreement
) -> None:
    member = Recomputed(1, published, recomputed=41, with_bonus=139, bonus=100, down_votes_cast=cast, posted=True)
    assert member.agreement is agreement
    assert member.matches is (agreement in (Agreement.EXACT, Agreement.BONUS))
    assert member.has_bonus is (published > 100)


def test_the_bonus_comes_on_the_day_that_makes_the_sum_come_out() -> None:
    dump = Dump(BEANS)
    posts = known_posts(dump)
    users = {user.id: user for user in dump.users()}
    given = {member.id: bonus_of(member, users[member.id], posts) for member in recompute(dump)}
    days = {number: event.day for number, event in given.items() if event}
    assert days == {1: date(2020, 1, 20), 2: date(2018, 1, 2)}
    rules = load_rules("stackexchange").as_of(posts.last_day)
    state = ForgetfulState(rules)
    happened = [event for event in given.values() if event] + happenings(BEANS)
    for event in sorted(happened, key=lambda event: event.day):
        state.add(decide(event, rules, state))
    assert {number: state.balance(number) for number in (1, 2, 3, 4)} == {1: 336, 2: 83, 3: 41, 4: 3}


def test_a_question_vote_is_worth_what_it_was_when_the_dump_was_made(tmp_path: Path) -> None:
    def worth(last_day: str) -> int:
        posts = [question(1, LastActivityDate=f"{last_day}T08:00:00")]
        return reputations(dump_of(tmp_path / last_day, posts, [vote(1, 1, UP, last_day)]))[1] - 1

    assert [worth(day) for day in ("2019-11-12", "2019-11-13", "2010-03-19", "2010-03-20")] == [5, 10, 10, 5]


def test_two_hundred_points_a_day_come_from_votes_and_more_from_acceptances(tmp_path: Path) -> None:
    posts = [question(1, owner=1, AcceptedAnswerId=2), answer(2, to=1, owner=2)]
    cast = [*votes(1, 2, UP, 25), vote(90, 2, ACCEPT), *votes(100, 2, UP, 1, day="2018-03-03")]
    assert reputations(dump_of(tmp_path, posts, cast))[2] == 1 + 200 + 15 + 10


def test_a_down_vote_on_a_full_day_makes_room_for_an_up_vote(tmp_path: Path) -> None:
    posts = [question(1), answer(2, to=1)]
    cast = [*votes(1, 2, UP, 20), vote(50, 2, DOWN), vote(51, 2, UP)]
    assert reputations(dump_of(tmp_path, posts, cast))[2] == 1 + 200


def test_down_votes_never_lead_below_one(tmp_path: Path) -> None:
    posts = [question(1), answer(2, to=1)]
    assert reputations(dump_of(tmp_path, posts, [*votes(1, 2, DOWN, 3), vote(9, 2, UP)]))[2] == 11


def test_nobody_is_paid_for_accepting_their_own_answer(tmp_path: Path) -> None:
    posts = [question(1, owner=1, AcceptedAnswerId=2), answer(2, to=1, owner=1)]
    folder = dump_of(tmp_path, posts, [vote(1, 2, ACCEPT)])
    assert reputations(folder)[1] == 1
    rules = load_rules("stackexchange")
    reasons = {decide(event, rules, ForgetfulState(rules)).reason for event in happenings(folder)}
    assert reasons == {Reason.OWN}


def test_an_acceptance_counts_where_it_stands_now(tmp_path: Path) -> None:
    posts = [question(1, owner=1, AcceptedAnswerId=3), answer(2, to=1, owner=2), answer(3, to=1, owner=3)]
    cast = [vote(1, 2, ACCEPT), vote(2, 3, ACCEPT), vote(3, 3, ACCEPT, day="2018-04-01")]
    assert reputations(dump_of(tmp_path, posts, cast)) == {1: 3, 2: 1, 3: 16}


def test_an_acceptance_pays_whichever_of_the_two_is_still_there(tmp_path: Path) -> None:
    asker_gone = [question(1, owner=None, AcceptedAnswerId=2), answer(2, to=1, owner=2)]
    helper_gone = [question(1, owner=1, AcceptedAnswerId=2), answer(2, to=1, owner=None)]
    assert reputations(dump_of(tmp_path / "a", asker_gone, [vote(1, 2, ACCEPT)])) == {1: 1, 2: 16, 3: 1}
    assert reputations(dump_of(tmp_path / "b", helper_gone, [vote(1, 2, ACCEPT)])) == {1: 3, 2: 1, 3: 1}


def test_votes_on_what_is_gone_or_nobodys_are_no_events(tmp_path: Path) -> None:
    posts = [question(1, owner=None), question(2, owner=-1), {**question(3), "PostTypeId": 5}]
    cast = [vote(1, 1, UP), vote(2, 2, UP), vote(3, 3, UP), vote(4, 99, UP), vote(5, 99, ACCEPT), vote(6, 99, WON)]
    assert happenings(dump_of(tmp_path, posts, cast)) == []


def test_votes_count_until_a_post_becomes_everybodys(tmp_path: Path) -> None:
    posts = [question(1), answer(2, to=1, CommunityOwnedDate="2018-03-03T10:00:00")]
    cast = [vote(1, 2, UP, "2018-03-02"), vote(2, 2, UP, "2018-03-03"), vote(3, 2, DOWN, "2018-03-04")]
    assert reputations(dump_of(tmp_path, posts, cast))[2] == 11


def test_a_bounty_moves_points_and_a_bounty_of_nothing_none(tmp_path: Path) -> None:
    posts = [question(1, owner=1), answer(2, to=1, owner=2)]
    cast = [
        *votes(1, 1, UP, 20),
        vote(30, 1, BOUNTY, UserId=1, BountyAmount=50),
        vote(31, 2, WON, BountyAmount=50),
        vote(32, 2, WON),
        vote(33, 1, BOUNTY, BountyAmount=50),
        vote(34, 1, BOUNTY, UserId=-1, BountyAmount=50),
    ]
    assert reputations(dump_of(tmp_path, posts, cast)) == {1: 51, 2: 51, 3: 1}


def test_an_approved_edit_pays_whoever_wrote_the_revision(tmp_path: Path) -> None:
    history = [
        *edit(1, 1, by=3),
        # the account that suggested it was merged into another
        *edit(3, 1, by=2, note="Proposed by 77 approved by 1 edit id of 2"),
        # by somebody without an account, whose address looks like a number
        *edit(5, 1, by=-1, note="Proposed by 3.206.63.34|d0770bbc approved by 1 edit id of 3"),
        # by somebody whose account is gone
        *edit(7, 1, by=None, note="Proposed by 3 approved by 1 edit id of 4"),
    ]
    assert reputations(dump_of(tmp_path, [question(1)], [], history)) == {1: 1, 2: 3, 3: 3}


def test_where_revisions_have_no_number_the_note_says_who_edited(tmp_path: Path) -> None:
    row: Row = {"Id": 1, "PostHistoryTypeId": 24, "PostId": 1, "CreationDate": "2018-03-02", "RevisionGUID": ""}
    history = [{**row, "Comment": "Proposed by 3 approved by 1 edit id of 1"}]
    assert reputations(dump_of(tmp_path, [question(1)], [], history))[3] == 3


def test_an_edit_takes_its_place_among_the_votes_of_its_day(tmp_path: Path) -> None:
    posts = [question(1), answer(2, to=1)]
    before, after = vote(1, 1, EDIT), vote(9, 1, EDIT)
    down = vote(5, 2, DOWN)
    # 1 + 2 - 2, or 1 + 0 + 2: the floor takes the down vote only where it comes first
    assert reputations(dump_of(tmp_path / "a", posts, [before, down], edit(1, 1, by=2)))[2] == 1
    assert reputations(dump_of(tmp_path / "b", posts, [down, after], edit(1, 1, by=2)))[2] == 3
    assert reputations(dump_of(tmp_path / "c", posts, [down], edit(1, 1, by=2)))[2] == 3


def test_edits_pay_a_thousand_points_at_most(tmp_path: Path) -> None:
    history = [row for n in range(510) for row in edit(2 * n, 1, by=3, day=f"2018-{1 + n // 50:02}-02")]
    assert reputations(dump_of(tmp_path, [question(1)], [], history))[3] == 1001


def test_casting_a_down_vote_cost_a_point_until_june_2011() -> None:
    members = {member.id: member for member in recompute(Dump(OLD_FORMAT))}
    # 101 - 3 with the bonus; without it, the floor
    assert (members[3].recomputed, members[3].with_bonus, members[3].published) == (1, 98, 98)


def test_events_come_in_the_order_of_days_and_votes_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    posts = [question(1), answer(2, to=1)]
    cast = [vote(3, 1, UP, "2018-03-04"), vote(1, 2, UP, "2018-03-05"), vote(2, 1, UP, "2018-03-03")]
    keys = [event.key for event in happenings(dump_of(tmp_path, posts, cast))]
    assert keys == ["question_upvoted:vote:2", "question_upvoted:vote:3", "answer_upvoted:vote:1"]


def test_every_event_has_a_name_of_its_own() -> None:
    keys = [event.key for event in happenings(BEANS)]
    assert len(keys) == len(set(keys)) > 20
    assert max(map(len, keys)) < 100


def test_the_default_rules_understand_what_is_theirs_among_the_events() -> None:
    translated = [event for happened in happenings(BEANS) if (event := as_default(happened))]
    assert {event.kind for event in translated} == {
        "helpful_vote",
        "me_too",
        "answer_accepted",
        "loop_closed",
        "improvement",
    }
    assert {event.kind for event in translated} <= set(load_rules("default").events)


def test_badges_of_the_small_dump_are_the_published_ones() -> None:
    dump = Dump(BEANS)
    compared = compare_badges(dump, recomputed_badges(dump))
    assert len(compared) == 15
    assert {(badge.precision, badge.recall) for badge in compared} == {(1.0, 1.0)}
    assert {badge.name for badge in compared if badge.published} == {
        *("Student", "Scholar", "Teacher", "Nice Answer", "Popular Question", "Notable Question"),
        *("Self-Learner", "Necromancer", "Supporter", "Critic"),
    }


def test_badges_that_are_missing_or_too_many_show_in_the_comparison(tmp_path: Path) -> None:
    badge = {"Id": 1, "UserId": 2, "Name": "Student", "Date": "2018-03-02", "Class": 3, "TagBased": "False"}
    folder = write_dump(tmp_path, posts=[question(1, owner=1)], votes=[vote(1, 1, UP)], badges=[badge], users=[user(1)])
    student = compare_badges(Dump(folder), recomputed_badges(Dump(folder)))[0]
    assert (student.published, student.recomputed, student.precision, student.recall) == (1, 1, 0.0, 0.0)


def test_a_score_counts_for_badges_as_it_stood_at_the_end_of_a_day(tmp_path: Path) -> None:
    posts = [question(1), answer(2, to=1), answer(3, to=1)]
    cast = [
        *(vote(1, 1, UP, "2018-03-02"), vote(2, 1, DOWN, "2018-03-02")),
        *(vote(3, 2, UP, "2018-03-02"), vote(4, 2, UP, "2018-03-03"), vote(5, 2, DOWN, "2018-03-04")),
    ]
    assert best_scores(Dump(dump_of(tmp_path, posts, cast))) == {2: 2}


@pytest.mark.parametrize("run", [1, 2, 3, 7, 1000])
def test_rows_are_put_in_order_in_runs_of_any_length(run: int) -> None:
    rows = [(n * 7919 % 100, n, -n) for n in range(100)]
    assert list(in_order(rows, width=3, run=run)) == sorted(rows)
    assert list(in_order([], width=3, run=run)) == []
