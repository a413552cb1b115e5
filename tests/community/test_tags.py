"""Keeping the tags: describing, renaming, merging, and counts that stay right."""

from community.actions.moderation import dismiss_flag, flag_post
from community.actions.questions import delete_question, edit_question, restore_question
from community.actions.tags import describe_tag, merge_tags, rename_tag
from community.forms import FlagDraft, QuestionEdit, TagDescription, TagNameDraft
from community.models import FlagReason, PostType, Visibility
from portal.core.permissions import NotAllowed
from portal.core.refusals import Conflict, Invalid, NotFound
from tests.community import reading
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import BODY, a_question
from tests.support.together import together

TITLE = "Another question about the same thing"


def _rename(cast: Cast, name: str, to: str) -> object:
    return together(lambda: rename_tag(cast["ana"], name, TagNameDraft(name=to)))[0]


def test_a_description_is_said_once_and_shown_as_safe_html(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["emma"])
    for _ in range(2):
        describe_tag(cast["ana"], "vpn", TagDescription(description="The *tunnel* home. <script>alert(1)</script>"))
    page = sign_in("otto").get("/tags/vpn").text
    assert "<em>tunnel</em>" in page
    assert "<script>alert" not in page
    assert reading.facts("tag_changed") == 1


def test_only_analysts_keep_the_tags(cast: Cast) -> None:
    a_question(cast["emma"])
    for handle in ("emma", "sam", "adam"):
        for act in (
            lambda who=handle: describe_tag(cast[who], "vpn", TagDescription(description="Mine")),
            lambda who=handle: rename_tag(cast[who], "vpn", TagNameDraft(name="mine")),
            lambda who=handle: merge_tags(cast[who], "vpn", "mine"),
        ):
            assert isinstance(together(act)[0], NotAllowed)
    assert reading.facts("tag_changed") == 0


def test_a_renamed_tag_is_renamed_on_every_question_and_its_old_name_leads_to_it(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"], tags="vpn wifi")
    for _ in range(2):
        assert _rename(cast, "vpn", "tunnel") is None
    assert reading.question(question_id).tag_names == "tunnel,wifi"
    assert sign_in("otto").get("/tags/vpn").headers["Location"] == "/tags/tunnel"
    again = a_question(cast["otto"], TITLE, tags="vpn")
    assert reading.question(again).tag_names == "tunnel"
    assert reading.tag_counts() == {"tunnel": 2, "wifi": 1}
    assert reading.facts("tag_changed") == 1


def test_a_tag_can_be_given_its_old_name_back(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    _rename(cast, "vpn", "tunnel")
    assert _rename(cast, "tunnel", "vpn") is None
    assert reading.question(question_id).tag_names == "vpn"
    assert reading.tag_counts() == {"vpn": 1}


def test_a_name_that_is_taken_is_refused_with_what_to_do_instead(cast: Cast) -> None:
    a_question(cast["emma"], tags="vpn wifi")
    refused = _rename(cast, "vpn", "wifi")
    assert isinstance(refused, Conflict)
    assert "Merge" in refused.sentence
    assert isinstance(_rename(cast, "nothing", "something"), NotFound)


def test_merging_moves_everything_once(cast: Cast) -> None:
    both = a_question(cast["emma"], tags="vpn tunnel wifi")
    one = a_question(cast["otto"], TITLE, tags="tunnel")
    for _ in range(2):
        merge_tags(cast["ana"], "tunnel", "vpn")
    assert reading.question(both).tag_names == "vpn,wifi"
    assert reading.question(one).tag_names == "vpn"
    assert reading.tag_counts() == {"vpn": 2, "wifi": 1}
    assert reading.facts("tag_changed") == 1
    merge_tags(cast["ana"], "vpn", "wifi")
    later = a_question(cast["zoe"], TITLE, tags="tunnel")
    assert reading.question(later).tag_names == "wifi"
    assert isinstance(together(lambda: merge_tags(cast["ana"], "wifi", "nothing"))[0], Invalid)


def test_the_counts_stay_right_whatever_happens_to_a_question(cast: Cast) -> None:
    question_id = a_question(cast["emma"], tags="vpn wifi")
    assert reading.tag_counts() == {"vpn": 1, "wifi": 1}
    edit = QuestionEdit(title=TITLE, body=BODY, tags=["wifi", "office"], version=1)
    edit_question(cast["emma"], question_id, edit)
    assert reading.tag_counts() == {"vpn": 0, "wifi": 1, "office": 1}
    delete_question(cast["emma"], question_id)
    assert set(reading.tag_counts().values()) == {0}
    restore_question(cast["emma"], question_id)
    assert reading.tag_counts() == {"vpn": 0, "wifi": 1, "office": 1}
    flag_id = flag_post(cast["otto"], PostType.QUESTION, question_id, FlagDraft(reason=FlagReason.UNSAFE))
    assert set(reading.tag_counts().values()) == {0}
    dismiss_flag(cast["ana"], flag_id)
    assert reading.tag_counts() == {"vpn": 0, "wifi": 1, "office": 1}
    closed = QuestionEdit(title=TITLE, body=BODY, tags=["vpn"], version=2, visibility=Visibility.IT)
    edit_question(cast["emma"], question_id, closed)
    assert set(reading.tag_counts().values()) == {0}
    opened = closed.model_copy(update={"version": 3, "visibility": Visibility.EVERYONE})
    edit_question(cast["emma"], question_id, opened)
    assert reading.tag_counts() == {"vpn": 1, "wifi": 0, "office": 0}


def test_questions_asked_at_once_under_the_same_new_tags_are_all_counted(cast: Cast) -> None:
    gave = together(
        *(
            lambda who=who, tags=tags: a_question(cast[who], f"{TITLE}, says {who}", tags=tags)
            for who, tags in (
                ("emma", "one two three"),
                ("otto", "three two one"),
                ("zoe", "two one"),
                ("sam", "three"),
            )
        )
    )
    assert all(isinstance(one, int) for one in gave)
    assert reading.tag_counts() == {"one": 3, "two": 3, "three": 3}


def test_asking_under_a_tag_while_it_is_merged_leaves_nothing_behind(cast: Cast) -> None:
    a_question(cast["emma"], tags="tunnel vpn")
    together(
        lambda: merge_tags(cast["ana"], "tunnel", "vpn"),
        lambda: a_question(cast["otto"], TITLE, tags="tunnel"),
        lambda: a_question(cast["zoe"], f"{TITLE} again", tags="vpn tunnel"),
    )
    assert reading.tag_counts() == {"vpn": 3}
    assert {reading.question(number).tag_names for number in (1, 2, 3)} == {"vpn"}
