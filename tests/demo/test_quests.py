"""The quests of the demo company: offered before they are taken on, by people who may, and checked."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gamification.quests.templates import quests_book
from portal.demo import acts
from portal.demo.fields import ScriptError
from portal.demo.moments import MinutesAgo
from portal.demo.quests import quest_problems, read_quests
from tests.demo.telling import LOADINGS, script, told


def test_what_is_offered_can_be_and_each_kind_is_there() -> None:
    templates = quests_book().templates
    offered = [templates[quest.template] for quest in script().quests]
    assert all(one.can_be_offered for one in offered)
    assert {one.kind.value for one in offered} == {"person", "team", "company"}


@pytest.mark.parametrize("now", LOADINGS)
def test_nobody_takes_one_on_before_it_is_offered(now: datetime) -> None:
    offered = set()
    for act in told(now):
        if isinstance(act, acts.OfferedQuest):
            offered.add(act.number)
        if isinstance(act, acts.TookQuest):
            assert act.number in offered


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": "sam"}, "sam is no analyst"),
        ({"tag": "dragons"}, "no tag 'dragons'"),
        ({"department": "circus"}, "no department 'circus'"),
        ({"taken": (("nobody", MinutesAgo(5)),)}, "no person 'nobody'"),
        ({"taken": (("ana", MinutesAgo(5)),)}, "ana looks after it"),
        ({"department": "logistics", "taken": (("sam", MinutesAgo(5)),)}, "sam is of another department"),
    ],
)
def test_what_cannot_be_is_said(changed: dict[str, Any], said: str) -> None:
    quest = replace(script().quests[0], **changed)
    assert any(said in problem for problem in quest_problems(script().company, [quest]))


def test_a_file_that_is_no_list_and_an_unknown_word_are_said(tmp_path: Path) -> None:
    file = tmp_path / "quests.yml"
    file.write_text("template: first_rescue")
    with pytest.raises(ScriptError, match="a list was expected"):
        read_quests(file)
    file.write_text("- {template: first_rescue, offered: ana -3d 09:00, colour: red}")
    with pytest.raises(ScriptError, match="unknown"):
        read_quests(file)
