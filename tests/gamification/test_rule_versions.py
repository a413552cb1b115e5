"""Changed rules: announced, for what happens later, and what they would have done."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from community.actions.answers import accept_answer, endorse_answer
from community.actions.signals import mark_helpful
from gamification.engine.loading import rules_text
from gamification.engine.section import RulesError
from gamification.ledger import reputation_of
from gamification.simulating import simulate
from gamification.versions import differences, note_rules, read_file, rules_at, to_come
from portal.cli import questboard
from portal.core import clock
from portal.core.db import release, session
from portal.core.models import Notification
from portal.core.settings import Settings
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HELPFUL = 'says = "a colleague found it helpful"\nreputation = 5\nseason = 5'
DEARER = HELPFUL.replace("5", "7")
Settle = Callable[[], int]


def changed(old: str = HELPFUL, new: str = DEARER) -> str:
    text = rules_text("default")
    assert old in text
    return text.replace(old, new, 1)


@pytest.fixture
def noted(app: Flask) -> None:
    """A portal that was started with the rules it came with."""
    with clock.at(MORNING - timedelta(days=30)):
        note_rules(rules_text("default"))


def test_the_same_rules_again_are_no_change_nor_are_other_comments(app: Flask, noted: None) -> None:
    assert note_rules(rules_text("default")) is None
    assert note_rules("# a word more\n" + rules_text("default")) is None


def test_a_changed_value_holds_from_the_end_of_the_notice_on(cast: Cast, noted: None, settle: Settle) -> None:
    with clock.at(MORNING):
        version = note_rules(changed())
        assert version is not None
        assert version.begins_at == MORNING + timedelta(days=14)
        answer = an_answer(cast["sam"], a_question(cast["emma"]))
    with clock.at(MORNING + timedelta(days=13)):
        mark_helpful(cast["otto"], answer)
        settle()
    assert reputation_of(cast["sam"].id) == 5
    with clock.at(MORNING + timedelta(days=14)):
        mark_helpful(cast["zoe"], answer)
        settle()
    assert reputation_of(cast["sam"].id) == 12


def test_a_vote_of_before_that_is_settled_late_is_worth_what_it_was_then(
    cast: Cast, noted: None, settle: Settle
) -> None:
    with clock.at(MORNING):
        note_rules(changed())
        mark_helpful(cast["otto"], an_answer(cast["sam"], a_question(cast["emma"])))
    with clock.at(MORNING + timedelta(days=20)):
        settle()
    assert reputation_of(cast["sam"].id) == 5


def test_everybody_who_plays_is_told_once_what_changes(
    cast: Cast, noted: None, settle: Settle, sign_in: SignIn
) -> None:
    with clock.at(MORNING):
        note_rules(changed())
        settle()
    rows = session().execute(select(Notification.user_id, Notification.text).where(Notification.reason == "rules"))
    told = {row.user_id: row.text for row in rows}
    assert cast["emma"].id in told
    assert cast["adam"].id not in told
    assert "found it helpful: 5 → 7 points" in told[cast["emma"].id]
    with clock.at(MORNING + timedelta(days=1)):
        page = sign_in("emma").get("/points/rules").text
        assert "found it helpful: 5 → 7 points" in page
        assert "Announced" in page
        assert "found it helpful: 5 → 7 points" in sign_in("adam").get("/admin/game").text
    with clock.at(MORNING + timedelta(days=15)):
        assert "Announced" not in sign_in("emma").get("/points/rules").text


def test_the_notice_is_that_of_the_rules_in_force_so_that_a_change_cannot_shorten_it(app: Flask, noted: None) -> None:
    with clock.at(MORNING):
        version = note_rules(changed("notice_days = 14", "notice_days = 0"))
    assert version is not None
    assert version.begins_at == MORNING + timedelta(days=14)


def test_what_is_taken_back_before_it_begins_never_holds(app: Flask, noted: None) -> None:
    with clock.at(MORNING):
        note_rules(changed())
    with clock.at(MORNING + timedelta(days=3)):
        note_rules(rules_text("default"))
        assert to_come(clock.now()) is not None
    helpful = "helpful_vote"
    at = MORNING + timedelta(days=30)
    assert rules_at(at).events[helpful].lead.reputation == 5  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (HELPFUL, DEARER, "a colleague found it helpful: 5 → 7 points"),
        ("reputation = 60", "reputation = 80", "above 60 a day for votes: 60 → 80"),
        ("pending_hours = 24", "pending_hours = 48", "hours until points count: 24 → 48"),
        ("{ upto = 5, percent = 100 }", "{ upto = 6, percent = 100 }", "the same two people: other steps"),
        ("reputation = 600", "reputation = 500", "the levels begin elsewhere"),
    ],
)
def test_a_change_is_said_in_words(old: str, new: str, says: str) -> None:
    from gamification.engine.loading import parse_rules

    before, after = parse_rules(rules_text("default"), "now"), parse_rules(changed(old, new), "then")
    assert any(says in one for one in differences(before, after))
    assert differences(before, before) == []


def test_an_event_that_the_rules_no_longer_know_pays_nothing_and_its_old_lines_still_explain_themselves(
    cast: Cast, noted: None, settle: Settle, sign_in: SignIn
) -> None:
    with clock.at(MORNING):
        answer = an_answer(cast["sam"], a_question(cast["emma"]))
        endorse_answer(cast["ana"], answer)
        settle()
        text = rules_text("default")
        start = text.index("[events.promoted]")
        note_rules(text[:start] + text[text.index("[events.curated]") :].replace('events = ["promoted"]', "", 1))
    with clock.at(MORNING + timedelta(days=15)):
        assert "promoted" not in rules_at(clock.now()).events
        assert "endorsed by IT" in sign_in("sam").get("/people/sam/points").text


def test_a_wrong_file_stops_the_start_and_names_the_line(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "own.toml"
    file.write_text(changed("reputation = 60", 'reputation = "sixty"'))
    line = file.read_text().splitlines().index('reputation = "sixty"') + 1
    with pytest.raises(RulesError, match=f"own.toml, line {line}: .* should be a whole number"):
        read_file(file)
    environment = {
        "QUESTBOARD_POINT_RULES": str(file),
        "QUESTBOARD_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}",
    }
    found = CliRunner().invoke(questboard, ["migrate"], env=environment)
    assert found.exit_code != 0
    assert f"line {line}" in str(found.exception)


def test_a_simulation_of_the_same_rules_changes_nothing_and_of_others_says_what(
    cast: Cast, settle: Settle, tmp_path: Path
) -> None:
    with clock.at(MORNING):
        answer = an_answer(cast["sam"], a_question(cast["emma"]))
    with clock.at(MORNING + timedelta(days=1)):
        accept_answer(cast["emma"], answer)
        for handle in ("otto", "zoe"):
            mark_helpful(cast[handle], answer)
        settle()
    same, other = tmp_path / "same.toml", tmp_path / "other.toml"
    same.write_text(rules_text("default"))
    other.write_text(changed())
    with clock.at(MORNING + timedelta(days=2)):
        unchanged, found = simulate(same, 90), simulate(other, 90)
    assert (unchanged.before, unchanged.after, unchanged.more, unchanged.less) == (30, 30, 0, 0)
    assert (found.before, found.after, found.more, found.less, found.same) == (30, 34, 1, 0, 1)
    [row] = [row for row in found.rows if row.before != row.after]
    assert (row.says, row.times, row.before, row.after) == ("a colleague found it helpful", 2, 10, 14)
    assert "People with more: 1" in "\n".join(found.in_words())
    with clock.at(MORNING + timedelta(days=120)):
        assert simulate(other, 90).rows == []
    release()
