"""The boards: impact first, departments compared, people only where they chose it, and what each sees of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from community.actions.signals import mark_helpful, unmark_helpful
from gamification.actions.switches import turn_switches
from gamification.boards import BoardState, board, points_in, team_board
from gamification.forms import SwitchesDraft
from gamification.models import LedgerEntry
from gamification.proving import prove
from gamification.queries import account
from gamification.seasons import month
from gamification.standings import settle_final_lines
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.models import PointsVisibility, Role, Site, User
from portal.core.play import BoardsShown
from portal.core.refusals import Invalid
from portal.people.actions.profiles import choose_points_visibility
from portal.people.forms import PointsDraft
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
Settle = Callable[[], int]


def players(points: list[int], *, tags: str = "", joined_days_ago: int = 400, department: int = 1) -> list[int]:
    """Public colleagues with so many season points each, of as many givers as points."""
    with transaction() as opened:
        made = [
            User(
                handle=f"p{department}x{n}x{joined_days_ago}",
                name=f"Player {n:02d}",
                joined_at=NOW - timedelta(days=joined_days_ago),
                role=Role.EMPLOYEE,
                points_visibility=PointsVisibility.PUBLIC,
                department_id=department,
            )
            for n in range(len(points))
        ]
        opened.add_all(made)
        opened.flush()
        for user, worth in zip(made, points, strict=True):
            opened.add(
                LedgerEntry(
                    key=f"line{user.id}",
                    user_id=user.id,
                    rule_set="default",
                    event="helpful_vote",
                    credit="lead",
                    reputation=worth,
                    season_points=worth,
                    due=worth,
                    reason="paid",
                    giver_id=1,
                    item=f"answer:{user.id}",
                    tags=tags,
                    at=NOW - timedelta(days=3),
                    final_at=NOW - timedelta(days=2),
                    day="2026-05-17",
                )
            )
        return [user.id for user in made]


def test_everybody_sees_ten_and_the_upper_half_its_neighbours_alone(cast: Cast) -> None:
    people = players([100 - n for n in range(30)])
    with clock.at(NOW):
        seen = board(people[13], "season")
        assert [row.rank for row in seen.top] == list(range(1, 11))
        assert [row.rank for row in seen.around_viewer] == [11, 12, 13, 14, 15, 16, 17]
        assert [row.is_me for row in seen.around_viewer] == [False] * 3 + [True] + [False] * 3
        low = board(people[15], "season")
        assert (low.around_viewer, low.helped) == ((), 1) or (list(low.around_viewer), low.helped) == ([], 1)
        outside = board(cast["emma"].id, "season")
        assert (list(outside.around_viewer), outside.helped) == ([], None)


def test_the_same_points_are_the_same_rank(cast: Cast) -> None:
    players([50, 40, 40, 30, 30, 30, 20, 10])
    with clock.at(NOW):
        assert [row.rank for row in board(1, "month").top] == [1, 2, 2, 3, 3, 3, 4, 5]


def test_seven_are_too_few_for_a_board_and_five_enough_for_a_topic(cast: Cast) -> None:
    players([10] * 5, tags="vpn,remote")
    with clock.at(NOW):
        assert board(1, "season").state is BoardState.TOO_SMALL
        assert board(1, "season", "vpn").state is BoardState.OPEN
        assert board(1, "season", "vp").state is BoardState.TOO_SMALL


def test_newcomers_have_a_board_of_their_own(cast: Cast) -> None:
    players([100] * 3)
    new = players([5] * 8, joined_days_ago=89)
    with clock.at(NOW):
        found = board(new[0], "newcomers")
        assert len(found.top) == 8
        assert {row.points for row in found.top} == {5}


def test_staff_the_suspended_and_those_out_of_the_game_are_on_no_board(cast: Cast) -> None:
    people = players([10] * 12)
    with transaction() as opened:
        for person, change in (
            (people[0], {"role": Role.ANALYST}),
            (people[1], {"suspended_until": NOW + timedelta(days=1)}),
            (people[2], {"points_visibility": PointsVisibility.PRIVATE}),
            (people[3], {"disabled_at": NOW}),
        ):
            opened.execute(update(User).where(User.id == person).values(**change))
    with clock.at(NOW):
        assert len(board(1, "season").top) == 8


def test_points_taken_back_are_taken_from_the_month_they_were_earned_in(cast: Cast, settle: Settle) -> None:
    with clock.at(NOW):
        answer = an_answer(cast["sam"], a_question(cast["emma"]))
        mark_helpful(cast["otto"], answer)
        settle()
    july = datetime(2026, 7, 2, 9, 0, tzinfo=UTC)
    with clock.at(july):
        unmark_helpful(cast["otto"], answer)
        settle()
        settle_final_lines()
        assert points_in(month(july), july).get(cast["sam"].id, 0) == 0
        assert points_in(month(NOW), july)[cast["sam"].id] == 0
        assert account(cast["sam"].id).season_points == 0
        assert prove().wrong == []


def test_departments_are_compared_and_nobody_is_named(cast: Cast, sign_in: SignIn) -> None:
    players([30] * 9, department=1)
    people = players([300] + [0] * 9, department=3)
    with clock.at(NOW):
        found = team_board(1)
        assert [row.name for row in found.rows][:2] == ["Finance", "Logistics"]
        assert found.own == "Finance"
        page = sign_in("emma").get("/leaderboard?period=departments").text.split('id="main"')[1]
    assert "Finance (yours)" in page
    assert "Player" not in page
    assert people


def test_what_comes_first_is_what_help_came_to_without_a_name(cast: Cast, sign_in: SignIn) -> None:
    players([10] * 9)
    with clock.at(NOW):
        page = sign_in("emma").get("/leaderboard").text.split('id="main"')[1]
    assert "What our help came to" in page
    assert "Player" not in page


def test_in_the_quiet_week_there_is_no_board_of_any_kind(cast: Cast) -> None:
    players([10] * 9)
    with clock.at(datetime(2026, 6, 28, 12, 0, tzinfo=UTC)):
        assert board(1, "season").state is BoardState.QUIET
        assert board(1, "newcomers").state is BoardState.QUIET
        assert team_board(1).state is BoardState.QUIET


def turn(cast: Cast, **given: object) -> None:
    turn_switches(cast["adam"], SwitchesDraft.model_validate({"is_on": True, **given}))


def visibility(handle: str) -> PointsVisibility:
    wanted = session().query(User).filter_by(handle=handle).populate_existing()
    return wanted.one().points_visibility


def test_switched_off_there_is_no_trace_and_on_again_everything_is_as_it_was(cast: Cast, sign_in: SignIn) -> None:
    turn(cast, is_on=False)
    assert visibility("sam") is PointsVisibility.OFF
    emma = sign_in("emma")
    for path in (
        "/leaderboard",
        "/badges",
        "/badges/first_light",
        "/people/emma/points",
        "/points/rules",
        "/settings/points",
    ):
        assert emma.get(path).status_code == 404, path
    for path in ("/", "/people/sam", "/people/emma", "/settings", "/questions"):
        page = emma.get(path).text.lower()
        for word in ("badge", "leaderboard", "level 1", "points", "starter"):
            assert f">{word}" not in page, (path, word)
            assert f"/{word}" not in page, (path, word)
    turn(cast)
    assert visibility("sam") is PointsVisibility.PUBLIC
    assert visibility("emma") is PointsVisibility.PRIVATE
    assert visibility("adam") is PointsVisibility.OFF


def test_a_country_can_be_left_out_and_a_works_council_keeps_everybody_private(cast: Cast) -> None:
    turn(cast, countries_off="de")
    assert visibility("sam") is PointsVisibility.OFF
    turn(cast, works_council_countries="DE")
    assert visibility("sam") is PointsVisibility.PRIVATE
    assert visibility("adam") is PointsVisibility.OFF
    with pytest.raises(Invalid):
        choose_points_visibility(cast["sam"], PointsDraft(visibility=PointsVisibility.PUBLIC))
    choose_points_visibility(cast["sam"], PointsDraft(visibility=PointsVisibility.OFF))
    turn(cast)
    assert visibility("sam") is PointsVisibility.OFF
    assert visibility("otto") is PointsVisibility.PUBLIC


def test_who_moves_to_a_site_in_a_country_that_does_not_play_plays_no_longer(cast: Cast, settle: Settle) -> None:
    from portal.core.facts import record
    from portal.people.events import ProfileChanged

    turn(cast, countries_off="FI")
    with transaction() as opened:
        site = Site(name="Espoo", country="FI")
        opened.add(site)
        opened.flush()
        opened.execute(update(User).where(User.handle == "sam").values(site_id=site.id))
        record(ProfileChanged(user_id=cast["sam"].id, name="Sam"), cast["sam"].id)
    settle()
    assert visibility("sam") is PointsVisibility.OFF


def test_boards_of_people_can_be_turned_off_alone(cast: Cast, sign_in: SignIn) -> None:
    players([10] * 9)
    turn(cast, boards=BoardsShown.TEAM)
    with clock.at(NOW):
        assert board(1, "season").state is BoardState.OFF
        page = sign_in("emma").get("/leaderboard?period=season").text.split('id="main"')[1]
    assert "Player" not in page
    assert "Departments" in page


def test_only_administrators_turn_switches_and_each_turn_is_in_the_log(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("ana").get("/admin/game").status_code == 403
    adam = sign_in("adam")
    assert adam.post("/admin/game", data={"is_on": "1", "boards": "team"}).status_code == 303
    assert "decided about the game" in adam.get("/admin/log").text
    assert adam.post("/admin/game", data={"is_on": "1", "boards": "all", "countries_off": "Finland"}).status_code == 422


def test_an_administrator_sees_nobodys_points(cast: Cast, sign_in: SignIn) -> None:
    people = players([4321])
    assert people
    for handle in ("adam", "ana"):
        client = sign_in(handle)
        for path in ("/admin/game", "/admin/people/p1x0x400", "/people/p1x0x400", "/admin", "/admin/licences"):
            assert "4321" not in client.get(path).text.replace("\u202f", "")
        assert client.get("/people/p1x0x400/points.csv").status_code == 404
