"""What levels open, what a refusal says, and that below a right an act becomes a suggestion."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from community.actions.questions import edit_question
from community.actions.suggestions import suggest_question_edit
from community.forms import QuestionEdit, QuestionSuggestion
from community.models import Question, Suggestion
from portal.core.db import session
from portal.core.models import Role
from portal.core.permissions import Actor, NotAllowed, Permission, may, require
from tests.support.cast import Cast
from tests.support.makers import BODY, a_question

TITLE = "VPN client refuses to connect"


class Post:
    """As much of a post as rules look at."""

    author_id = asker_id = 999
    is_locked = is_deleted = is_closed = False


def at_level(level: int, **given: object) -> Actor:
    return replace(Actor(5, "lee", "Lee", Role.EMPLOYEE, level), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("permission", "level"), [(Permission.RETAG, 2), (Permission.EDIT_QUESTION, 3), (Permission.EDIT_ANSWER, 4)]
)
def test_a_right_opens_at_its_level_and_is_gone_below_it(permission: Permission, level: int) -> None:
    assert not may(permission, at_level(level - 1), Post())
    assert may(permission, at_level(level), Post())


@pytest.mark.parametrize(
    ("permission", "sentence"),
    [
        (Permission.RETAG, "level 2, Helper, with 50 points"),
        (Permission.EDIT_QUESTION, "level 3, Guide, with 200 points"),
        (Permission.EDIT_ANSWER, "level 4, Adviser, with 600 points"),
    ],
)
def test_a_refusal_says_what_would_be_needed(permission: Permission, sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        require(permission, at_level(1), Post())


def test_who_takes_no_part_in_the_game_hears_nothing_of_levels() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(Permission.EDIT_QUESTION, at_level(1, plays=False), Post())
    assert "level" not in refusal.value.sentence
    assert "Suggest it instead" in refusal.value.sentence


def test_what_comes_before_the_level_is_said_first() -> None:
    locked = Post()
    locked.is_locked = True
    with pytest.raises(NotAllowed, match="IT has locked this"):
        require(Permission.EDIT_QUESTION, at_level(1), locked)
    with pytest.raises(NotAllowed, match="paused"):
        require(Permission.EDIT_QUESTION, at_level(7, is_suspended=True), Post())


def suggestion(question: int, **given: object) -> QuestionSuggestion:
    now = session().get_one(Question, question, populate_existing=True)
    said = {"title": TITLE, "body": BODY, "tags": ["vpn"], "version": now.text_version, "note": ""}
    return QuestionSuggestion.model_validate({**said, **given})


def test_other_tags_are_changed_at_once_from_level_two_and_suggested_below(cast: Cast) -> None:
    question = a_question(cast["emma"], TITLE)
    otto = cast["otto"]
    assert suggest_question_edit(otto, question, suggestion(question, tags=["vpn", "network"])) > 0
    assert session().get_one(Question, question, populate_existing=True).tag_names == "vpn"
    assert suggest_question_edit(replace(otto, level=2), question, suggestion(question, tags=["vpn", "network"])) == 0
    assert session().get_one(Question, question, populate_existing=True).tag_names == "vpn,network"


def test_other_words_stay_a_suggestion_until_level_three(cast: Cast) -> None:
    question = a_question(cast["emma"], TITLE)
    helper = replace(cast["otto"], level=2)
    better = suggestion(question, title="The VPN client refuses to connect since this morning")
    with pytest.raises(NotAllowed, match="level 3"):
        edit_question(helper, question, QuestionEdit.model_validate(better.model_dump()))
    assert suggest_question_edit(helper, question, better) > 0
    assert len(session().scalars(select(Suggestion)).all()) == 1
    edit_question(replace(helper, level=3), question, QuestionEdit.model_validate(better.model_dump()))
    assert session().get_one(Question, question, populate_existing=True).title == better.title
