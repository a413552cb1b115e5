"""Rule files: what they may say, and the sentences for what they may not."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gamification.engine.events import EventKind
from gamification.engine.loading import RulesError, load_rules, read_rules, rule_sets
from gamification.engine.memory import ForgetfulState
from gamification.engine.points import decide
from gamification.engine.rules import Rules
from tests.gamification.engine.happenings import happened

SMALL = """\
name = "small"
says = "A small rule set"
start = 0
floor = 0
pending_hours = 0

[events.helped]
says = "helped"
reputation = 5

[events.praised]
says = "was praised"
reputation = 0
season = 1
exempt = true

[[limits]]
id = "a_day"
says = "above 20 a day"
per = ["receiver", "day"]
reputation = 20
"""


def read(tmp_path: Path, text: str) -> Rules:
    (tmp_path / "small.toml").write_text(text)
    return read_rules(tmp_path / "small.toml")


def test_the_rule_sets_that_come_with_us_can_be_read() -> None:
    assert rule_sets() == ["default", "stackexchange"]
    assert [load_rules(name).name for name in rule_sets()] == rule_sets()


def test_a_rule_set_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(RulesError, match="there are default, stackexchange"):
        load_rules("../default")


def test_the_seven_levels_rise_from_nothing() -> None:
    levels = load_rules("default").levels
    assert [level.reputation for level in levels] == [0, 50, 200, 600, 1500, 5000, 15000]
    assert (levels[0].number, levels[0].name, levels[6].number, levels[6].name) == (1, "Starter", 7, "Luminary")


def test_a_small_rule_set_says_what_it_says(tmp_path: Path) -> None:
    rules = read(tmp_path, SMALL)
    assert rules.events[EventKind("helped")].lead.reputation == 5
    [limit] = rules.limits
    assert limit.most == 20
    # a limit that names no events is for all that are not exempt
    assert limit.gauge.kinds == {"helped"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("reputation = 5", 'reputation = "5"'), r"line 9: events.helped.reputation should be a whole number, not '5'"),
        (("reputation = 5", "reputation = true"), r"line 9: events.helped.reputation should be a whole number"),
        (("reputation = 5\n", ""), r"line 7: events.helped.reputation is missing"),
        (('says = "helped"', 'says = ""'), r"line 8: events.helped.says should be a text"),
        (("exempt = true", "exempt = 1"), r"line 15: events.praised.exempt should be true or false"),
        (("exempt = true", "exmept = true"), r"line 15: events.praised.exmept means nothing here; known are .*exempt"),
        (("floor = 0", "floor = -1"), r"line 4: floor should be at least 0, not -1"),
        (("floor = 0", "floor = 9"), r"line 3: start should be at least the floor, 9"),
        (("start = 0", "start = = 0"), r"small.toml: .*line 3"),
        (("reputation = 20", "reputation = 0"), r"line 21: limits.0.reputation should be at least 1"),
        (
            ("reputation = 20", "times = 1\nreputation = 20"),
            r"line 17: limits.0 should limit either reputation or times",
        ),
        (('"receiver", "day"', '"day"'), r"line 20: limits.0.per should say for whom it counts"),
        (('"receiver", "day"', '"recevier"'), r"line 20: limits.0.per should name receiver, giver, item or day"),
        (('"receiver", "day"', '"receiver", "receiver"'), r"line 20: limits.0.per names receiver twice"),
        (("reputation = 20", 'reputation = 20\nevents = ["helpde"]'), r"line 22: .* names helpde, which is no event"),
        (("reputation = 20", "reputation = 20\nwithin_days = 3"), r"line 22: .* cannot be given for a limit per day"),
        (
            ('id = "a_day"', 'id = "a_day"\ncredit = "boss"'),
            r"limits.0.credit should be one of lead, co_author, editor",
        ),
        (("reputation = 5", "carries = 2"), r"line 9: events.helped.carries should be 1, to add"),
        (
            ("reputation = 5", 'reputation = 5\nnever_if = ["rain"]'),
            r"never_if should be one of community_wiki, trivial",
        ),
        (("reputation = 5", "reputation = 5\nfirst_unpaid_if = { rain = 1 }"), r"line 10: .*rain should be one of"),
        (("reputation = 5", "reputation = 5\nuntil = 2011"), r"line 10: events.helped.until should be a day like"),
        (("[events.helped]", "[events]\nhelped = 5\n[events.thanked]"), r"line 8: events.helped should be a table"),
        (('says = "A small rule set"', "says = 1\nlimits = 5"), r"limits should be a list of tables"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    text = SMALL.replace(*change, 1)
    if "limits = 5" in text:
        text = text[: text.index("[[limits]]")]
    with pytest.raises(RulesError, match=sentence):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("addition", "sentence"),
    [
        (SMALL[SMALL.index("[[limits]]") :], "line 17: limits has two limits called a_day"),
        ('[[levels]]\nname = "One"\nreputation = 5\n', "line 22: levels should begin at 0 and rise"),
        ('[pair]\nsays = "x"\nwithin_days = 3\nevents = ["helped"]\n', "pair.steps should count upwards"),
        (
            '[badges.star]\nname = "Star"\ntier = "tin"\nsays = "x"\nfor = "answer"\nat_least = { views = 1 }\n',
            "line 24: badges.star.tier should be one of bronze, silver, gold, not 'tin'",
        ),
        (
            '[badges.star]\nname = "Star"\ntier = "gold"\nsays = "x"\nfor = "answer"\nat_least = { hats = 1 }\n',
            "line 27: badges.star.at_least.hats should be one of",
        ),
        (
            '[badges.star]\nname = "Star"\ntier = "gold"\nsays = "x"\nfor = "answer"\n',
            "line 22: badges.star.at_least should ask for something",
        ),
        (
            "".join(f"[[events.helped.changes]]\nsince = {year}-01-01\nreputation = 1\n" for year in (2020, 2019)),
            "events.helped.changes should be in the order of their days",
        ),
    ],
)
def test_what_is_wrong_in_an_addition_is_named_with_its_line(tmp_path: Path, addition: str, sentence: str) -> None:
    with pytest.raises(RulesError, match=sentence):
        read(tmp_path, SMALL + addition)


def test_a_rule_set_without_events_is_none(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="events should name at least one event"):
        read(tmp_path, SMALL[: SMALL.index("[events.helped]")])


def _worth(rules: Rules, kind: str, day: date, amount: int | None = None) -> int:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return decide(happened(kind, giver=None, at=at, amount=amount), rules, _rich(rules)).reputation


def _rich(rules: Rules) -> ForgetfulState:
    state = ForgetfulState(rules)
    state.add(decide(happened("associated", giver=None), rules, state))
    return state


def test_a_change_for_the_past_too_holds_for_it_once_it_was_decided() -> None:
    rules = load_rules("stackexchange")
    vote = date(2009, 1, 1)
    assert _worth(rules.as_of(date(2009, 12, 31)), "question_upvoted", vote) == 10
    assert _worth(rules.as_of(date(2016, 12, 31)), "question_upvoted", vote) == 5
    assert _worth(rules.as_of(date(2020, 5, 31)), "question_upvoted", vote) == 10
    assert _worth(rules, "question_upvoted", vote) == 10


def test_a_change_for_the_future_leaves_the_past_alone(tmp_path: Path) -> None:
    addition = "[[events.helped.changes]]\nsince = 2026-02-01\nreputation = 9\n"
    rules = read(tmp_path, SMALL + addition)
    state = ForgetfulState(rules)

    def worth(month: int, day: int) -> int:
        return decide(happened("helped", at=datetime(2026, month, day, tzinfo=UTC)), rules, state).reputation

    assert [worth(1, 31), worth(2, 1)] == [5, 9]


def test_what_is_paid_until_a_day_is_not_paid_on_it() -> None:
    rules = load_rules("stackexchange")
    assert _worth(rules, "downvotes_cast", date(2011, 5, 31), amount=3) == -3
    assert _worth(rules, "downvotes_cast", date(2011, 6, 1), amount=3) == 0
