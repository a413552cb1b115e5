"""The file of quests: what it says, and the sentences, with their line, for what it may not say."""

import pytest

from gamification.quests.templates import FILE, QuestKind, RulesError, parse_quests, quests_book

TEXT = FILE.read_text(encoding="utf-8")


def test_there_are_the_fourteen_quests_with_their_times_and_points() -> None:
    told = {name: (one.kind.value, one.days, one.season) for name, one in quests_book().templates.items()}
    assert told == {
        "first_rescue": ("person", 10, 10),
        "cold_cases": ("person", 20, 40),
        "gap_hunt": ("person", 20, 40),
        "spring_clean": ("person", 15, 30),
        "walk_in_their_shoes": ("person", 15, 30),
        "buddy": ("person", 20, 25),
        "link_master": ("person", 15, 25),
        "launch_squad": ("person", 20, 30),
        "polyglot": ("person", 15, 30),
        "readable": ("person", 15, 25),
        "everyone_covered": ("team", 20, 20),
        "no_one_waits": ("team", 20, 20),
        "top_ten_fixed": ("team", 20, 30),
        "thousand_hours": ("company", 0, 0),
    }


def test_a_quest_that_can_be_offered_says_how_it_is_counted() -> None:
    for one in quests_book().templates.values():
        counted = {QuestKind.PERSON: one.goal, QuestKind.TEAM: one.team, QuestKind.COMPANY: one.hours}[one.kind]
        assert one.waits_for or counted, one.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("most_at_once = 2", "most_at_once = 3", "limits.most_at_once should be at most 2, not 3"),
        ("most_days = 20", "most_days = 4", "limits.most_days should be at least 5, not 4"),
        ('kind = "person"\ndays = 10', 'kind = "robot"\ndays = 10', "first_rescue.kind should be one of person, team"),
        ("\ndays = 10", "\ndays = 21", "first_rescue.days should be at most 20, not 21"),
        ("\ndays = 10", "\ndays = 4", "first_rescue.days should be at least 5, not 4"),
        ("season = 10", "season = -1", "first_rescue.season should be at least 0, not -1"),
        ('counts = "items"', 'counts = "dragons"', "first_rescue.counts should be one of"),
        ('["rescue"]', '["rescued"]', "first_rescue.events names rescued, which is no event of the point rules"),
        ('events = ["rescue"]', "events = []", "first_rescue.events should name at least one event"),
        ("items = 1", "items = 0", "first_rescue.items should be at least 1, not 0"),
        ('["question rescued", "questions rescued"]', '["question"]', "first_rescue.unit should be two words"),
        ("items = 1", "itmes = 1", "first_rescue.items is missing"),
        ('unit = ["question', 'colour = "red"\nunit = ["question', "first_rescue.colour means nothing here"),
        ("percent = 90", "percent = 101", "no_one_waits.percent should be at most 100, not 101"),
        ("hours = 1000\nseason = 0", "hours = 1000\nseason = 5", "thousand_hours.season should be 0"),
        ('"answered_in_time"', '"answered"', "no_one_waits.counts should be one of answered_in_time"),
    ],
)
def test_what_is_wrong_names_its_line(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(RulesError) as error:
        parse_quests(TEXT.replace(old, new, 1), "quests.toml")
    assert said in str(error.value)
    assert str(error.value).startswith("quests.toml, line ")


def test_a_file_that_is_none_or_names_no_quest_says_so() -> None:
    with pytest.raises(RulesError, match=r"quests\.toml: "):
        parse_quests("limits = [", "quests.toml")
    with pytest.raises(RulesError, match="should name at least one quest"):
        parse_quests(TEXT.split("# ----")[0], "quests.toml")


def test_an_error_points_at_the_very_line() -> None:
    text = TEXT.replace("\ndays = 10", "\ndays = 21", 1)
    number = text.splitlines().index("days = 21") + 1
    with pytest.raises(RulesError, match=f"line {number}: quests.first_rescue.days"):
        parse_quests(text, "quests.toml")


@pytest.mark.parametrize(("baseline", "wanted"), [(None, 90), (0, 0), (50, 60), (51, 62), (75, 90), (99, 90)])
def test_a_team_is_measured_by_a_fifth_more_than_its_own_last_quarter(baseline: int | None, wanted: int) -> None:
    goal = quests_book().templates["no_one_waits"].team
    assert goal is not None
    assert goal.percent_from(baseline) == wanted


@pytest.mark.parametrize(("people", "questions"), [(8, 5), (40, 15), (80, 30), (200, 75)])
def test_how_many_questions_it_takes_scales_with_the_headcount(people: int, questions: int) -> None:
    goal = quests_book().templates["no_one_waits"].team
    assert goal is not None
    assert goal.questions_from(people) == questions
