"""Moments are written relative to the load day, and become times that follow one another and never lie ahead."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.demo.cast import Site
from portal.demo.moments import Calendar, DayAndTime, MinutesAgo, Step, parse_moment

FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def site(zone: str = "Europe/Prague") -> Site:
    return Site("a", "A", "A", "CZ", ZoneInfo(zone), frozenset({1, 2, 3, 4, 5}), time(8), time(16))


def settled(*written: str, now: datetime = FRIDAY_NOON) -> list[datetime]:
    return Calendar(now).settle([Step(parse_moment(text), site()) for text in written])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("-142d 09:14", DayAndTime(142, time(9, 14))),
        ("0d 09:14", DayAndTime(0, time(9, 14))),
        ("-95m", MinutesAgo(95)),
    ],
)
def test_a_moment_is_days_and_a_wall_clock_or_minutes(text: str, moment: object) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["yesterday", "-3d", "09:14", "-3d 25:00", "3 days ago", ""])
def test_anything_else_is_not_a_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a moment|hour must be"):
        parse_moment(text)


def test_a_wall_clock_is_read_in_the_zone_of_its_site() -> None:
    calendar = Calendar(FRIDAY_NOON)
    morning = DayAndTime(1, time(9, 0))
    assert calendar.as_written(morning, site("Asia/Tokyo")) == datetime(2026, 11, 19, 0, 0, tzinfo=UTC)
    assert calendar.as_written(morning, site("Europe/Prague")) == datetime(2026, 11, 19, 8, 0, tzinfo=UTC)


def test_the_same_wall_clock_is_another_time_on_the_other_side_of_a_change_of_clocks() -> None:
    calendar = Calendar(datetime(2026, 3, 31, 12, 0, tzinfo=UTC))
    summer, winter = (calendar.as_written(DayAndTime(days, time(9, 0)), site()) for days in (1, 5))
    assert (summer.hour, winter.hour) == (7, 8)


def test_a_day_off_becomes_the_working_day_before() -> None:
    assert settled("-12d 09:00") == [datetime(2026, 11, 6, 8, 0, tzinfo=UTC)]


def test_an_answer_on_a_day_off_does_not_overtake_its_question() -> None:
    friday, monday = settled("-14d 15:00", "-13d 09:00")
    assert friday == datetime(2026, 11, 6, 14, 0, tzinfo=UTC)
    assert monday == datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


def test_the_last_days_stay_where_they_are_written() -> None:
    sunday_noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert settled("-1d 09:00", now=sunday_noon) == [datetime(2026, 11, 21, 8, 0, tzinfo=UTC)]


def test_what_begins_ahead_of_now_is_moved_back_by_a_day() -> None:
    asked, answered = settled("0d 15:00", "0d 15:30")
    assert asked == datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
    assert answered - asked == timedelta(minutes=30)


def test_what_ends_ahead_of_now_is_squeezed_in_before_now() -> None:
    times = settled("0d 11:00", "0d 14:00", "0d 15:00", "0d 16:00")
    assert times[0] == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert times == sorted(set(times))
    assert times[-1] < FRIDAY_NOON


def test_a_small_tap_falls_into_working_hours_and_is_the_same_every_time() -> None:
    calendar = Calendar(FRIDAY_NOON)
    start = FRIDAY_NOON - timedelta(days=60)
    taps = [calendar.soon_after(f"seed {number}", start, FRIDAY_NOON, site()) for number in range(50)]
    local = [tap.astimezone(site().zone) for tap in taps]
    assert all(start < tap < FRIDAY_NOON for tap in taps)
    assert all(tap.isoweekday() <= 5 and 8 <= tap.hour < 16 for tap in local)
    assert taps[7] == calendar.soon_after("seed 7", start, FRIDAY_NOON, site())
    assert len(set(taps)) == 50


def test_a_small_tap_within_the_last_minutes_is_still_between() -> None:
    start = FRIDAY_NOON - timedelta(minutes=10)
    assert start < Calendar(FRIDAY_NOON).soon_after("seed", start, FRIDAY_NOON, site()) < FRIDAY_NOON
