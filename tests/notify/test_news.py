"""Who is told what about a question: the right people, once, and nobody what is not theirs to know."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from community.actions.answers import accept_answer, delete_answer, edit_answer, endorse_answer
from community.actions.comments import post_comment
from community.actions.moderation import close_as_duplicate, close_question
from community.actions.questions import delete_question, edit_question
from community.actions.signals import follow_question, say_it_did_not_work
from community.actions.suggestions import decline_suggestion, suggest_answer_edit, take_suggestion
from community.forms import AnswerEdit, AnswerSuggestion, CommentDraft, NoteDraft, QuestionEdit
from community.models import ClosedAs, FlagReason, Question, Visibility
from community.news import Reason
from knowledge.actions.articles import publish_article
from knowledge.actions.promotion import promote_answer
from knowledge.actions.verdicts import article_did_not_work
from knowledge.forms import ArticleDraft, VerdictDraft
from portal.core import deliveries
from portal.core.db import release, session, transaction
from portal.core.models import Channel, Delivery, Notification, User
from portal.people.actions.accounts import disable_person
from portal.people.actions.profiles import choose_channel
from portal.people.forms import ChannelDraft
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import ANSWER, BODY, a_question, an_answer
from tests.support.people import mails_to

Settle = Callable[[], int]
NEWS = (*Reason, "article", "review_due")  # what the game says is its own tests' business
TITLE = "VPN client refuses to connect"


class Bells:
    """Everybody's bells: `bells["emma"]` is what stands in hers, oldest first, since it was last looked at."""

    def __init__(self, settle: Settle) -> None:
        self._settle = settle
        self._seen = 0

    def ring(self) -> dict[str, list[str]]:
        """What is new, by handle."""
        self._settle()
        rows = session().execute(
            select(User.handle, Notification.text, Notification.id)
            .join(User, User.id == Notification.user_id)
            .where(Notification.id > self._seen, Notification.reason.in_(NEWS))
            .order_by(Notification.id)
        )
        new: dict[str, list[str]] = {}
        for handle, text, line_id in rows:
            new.setdefault(handle, []).append(text)
            self._seen = max(self._seen, line_id)
        release()
        return new


@pytest.fixture
def bells(settle: Settle) -> Bells:
    """Everybody's bells."""
    return Bells(settle)


def test_the_asker_and_the_followers_hear_of_an_answer_and_its_author_does_not(cast: Cast, bells: Bells) -> None:
    question = a_question(cast["emma"])
    follow_question(cast["otto"], question)
    follow_question(cast["sam"], question)
    bells.ring()

    an_answer(cast["sam"], question)

    assert bells.ring() == {
        "emma": [f"Sam Okafor answered your question “{TITLE}”"],
        "otto": [f"Sam Okafor answered “{TITLE}”, which you follow"],
    }


def test_of_one_answer_a_person_is_told_one_thing(cast: Cast, bells: Bells) -> None:
    question = a_question(cast["emma"])
    follow_question(cast["otto"], question)
    bells.ring()

    an_answer(cast["sam"], question, f"{ANSWER} @emma @otto @zoe @sam @nobody")

    assert bells.ring() == {
        "emma": [f"Sam Okafor answered your question “{TITLE}”"],
        "otto": [f"Sam Okafor mentioned you in an answer to “{TITLE}”"],
        "zoe": [f"Sam Okafor mentioned you in an answer to “{TITLE}”"],
    }


def test_delivering_twice_tells_once(cast: Cast, bells: Bells, settle: Settle) -> None:
    question = a_question(cast["emma"])
    an_answer(cast["sam"], question)
    with transaction() as opened:
        again = [
            (row.fact_id, row.due_at) for row in opened.scalars(select(Delivery).where(Delivery.subscriber == "notify"))
        ]
    assert len(bells.ring()["emma"]) == 1

    with transaction() as opened:
        for fact_id, due_at in again:
            opened.add(Delivery(fact_id=fact_id, subscriber="notify", due_at=due_at))
    deliveries.deliver_all()

    assert bells.ring() == {}


def test_people_called_by_name_are_told_where(cast: Cast, bells: Bells) -> None:
    question = a_question(cast["emma"], body=f"{BODY} Perhaps @sam knows.")
    assert bells.ring() == {"sam": [f"Emma Fischer mentioned you in “{TITLE}”"]}

    post_comment(cast["otto"], question, None, CommentDraft(body="Same here, @zoe and @emma."))
    assert bells.ring() == {
        "emma": [f"Otto Berg commented on your question “{TITLE}”"],
        "zoe": [f"Otto Berg mentioned you in a comment on “{TITLE}”"],
    }


def test_an_edit_tells_only_those_whom_it_newly_calls(cast: Cast, bells: Bells) -> None:
    answer = an_answer(cast["sam"], a_question(cast["emma"]), f"{ANSWER} @otto")
    bells.ring()

    edit_answer(cast["sam"], answer, AnswerEdit(body=f"{ANSWER} @otto @zoe", version=1))

    assert bells.ring() == {"zoe": [f"Sam Okafor mentioned you in “{TITLE}”"]}


def test_the_author_of_an_answer_hears_of_comments_on_it(cast: Cast, bells: Bells) -> None:
    question = a_question(cast["emma"])
    answer = an_answer(cast["sam"], question)
    bells.ring()

    post_comment(cast["emma"], question, answer, CommentDraft(body="Which profile do you mean?"))
    assert bells.ring() == {"sam": [f"Emma Fischer commented on your answer to “{TITLE}”"]}
    post_comment(cast["sam"], question, answer, CommentDraft(body="The one called office."))
    assert bells.ring() == {}


def test_an_accepted_and_an_endorsed_answer_reach_who_gave_it(cast: Cast, bells: Bells) -> None:
    answer = an_answer(cast["sam"], a_question(cast["emma"]))
    bells.ring()

    accept_answer(cast["emma"], answer)
    assert bells.ring() == {"sam": [f"Emma Fischer accepted your answer to “{TITLE}”: it helped"]}
    endorse_answer(cast["ana"], answer)
    assert bells.ring() == {
        "emma": [f"IT endorsed an answer to your question “{TITLE}”"],
        "sam": [f"Ana Costa endorsed your answer to “{TITLE}” for IT"],
    }


def test_that_it_did_not_work_is_told_to_the_author_alone_and_names_nobody(cast: Cast, bells: Bells) -> None:
    question = a_question(cast["emma"])
    answer = an_answer(cast["sam"], question)
    follow_question(cast["zoe"], question)
    bells.ring()

    say_it_did_not_work(cast["otto"], answer, NoteDraft(note="The menu is\nnot there in 5.2."))

    assert bells.ring() == {
        "sam": [f"Your answer to “{TITLE}” did not work for a colleague, who says: The menu is not there in 5.2."]
    }


def test_the_asker_of_a_duplicate_is_led_to_where_it_goes_on(cast: Cast, bells: Bells, sign_in: SignIn) -> None:
    first = a_question(cast["otto"], title="VPN says connection refused")
    second = a_question(cast["emma"])
    third = a_question(cast["emma"], title="Where is the old fax machine?")
    bells.ring()

    close_as_duplicate(cast["ana"], second, first)
    close_question(cast["ana"], third, ClosedAs.OUTDATED)

    duplicate, outdated = bells.ring()["emma"]
    assert "was asked before" in duplicate
    assert "gone by now" in outdated
    line = session().scalars(select(Notification).where(Notification.text == duplicate)).one()
    release()
    assert sign_in("emma").get(f"/notifications/{line.id}").headers["Location"].startswith(f"/questions/{first}/")


def test_a_suggestion_reaches_the_author_and_its_fate_the_suggester(cast: Cast, bells: Bells) -> None:
    answer = an_answer(cast["sam"], a_question(cast["emma"]))
    bells.ring()

    taken = suggest_answer_edit(cast["otto"], answer, AnswerSuggestion(body=f"{ANSWER} Then restart.", version=1))
    assert bells.ring() == {"sam": [f"Otto Berg suggests a better text for your answer to “{TITLE}”"]}
    take_suggestion(cast["sam"], taken)
    assert bells.ring() == {"otto": [f"Your better text for the answer to “{TITLE}” was taken. Thank you"]}

    declined = suggest_answer_edit(cast["zoe"], answer, AnswerSuggestion(body=f"{ANSWER} Or not at all.", version=2))
    bells.ring()
    decline_suggestion(cast["sam"], declined)
    assert bells.ring() == {"zoe": [f"Your text for the answer to “{TITLE}” was looked at, and it stays as it was"]}


# --- what is not theirs to know ---------------------------------------------------------------------------------------


def test_of_a_private_question_only_the_asker_and_it_hear_anything(cast: Cast, bells: Bells) -> None:
    question = a_question(cast["emma"], visibility="it", body=f"{BODY} @sam @ivan")
    assert list(bells.ring()) == ["ivan"]

    an_answer(cast["ana"], question, f"{ANSWER} @otto")
    assert list(bells.ring()) == ["emma"]


def test_what_becomes_private_is_taken_back_from_the_bells_of_others(cast: Cast, bells: Bells, settle: Settle) -> None:
    choose_channel(cast["otto"], ChannelDraft(channel=Channel.MAIL))
    question = a_question(cast["emma"])
    follow_question(cast["otto"], question)
    answer = an_answer(cast["sam"], question)
    post_comment(cast["emma"], question, answer, CommentDraft(body="Thank you @zoe and @ivan"))
    assert set(bells.ring()) == {"emma", "otto", "zoe", "ivan", "sam"}
    assert len(mails_to("otto@company.example")) == 1

    edit_question(
        cast["ana"],
        question,
        QuestionEdit(title=TITLE, body=BODY, tags=["vpn"], visibility=Visibility.IT, version=_version(question)),
    )
    settle()

    left = session().scalars(select(User.handle).join(Notification, Notification.user_id == User.id).distinct())
    assert {handle for handle in left if handle in ("otto", "zoe", "sam")} == set()
    assert mails_to("otto@company.example") == []


def _version(question_id: int) -> int:
    found = session().scalars(select(Question.text_version).where(Question.id == question_id)).one()
    release()
    return found


def test_a_question_out_of_sight_is_out_of_the_bells_too(cast: Cast, bells: Bells, settle: Settle) -> None:
    question = a_question(cast["emma"], body=f"{BODY} @sam @otto")
    assert set(bells.ring()) == {"sam", "otto"}

    delete_question(cast["emma"], question)
    settle()

    assert session().scalars(select(Notification)).all() == []


def test_a_removed_answer_leaves_no_line_that_leads_nowhere(cast: Cast, bells: Bells, settle: Settle) -> None:
    answer = an_answer(cast["sam"], a_question(cast["emma"]))
    assert set(bells.ring()) == {"emma"}

    delete_answer(cast["sam"], answer)
    settle()

    assert session().scalars(select(Notification).where(Notification.user_id == cast["emma"].id)).all() == []


def test_disabled_people_are_told_nothing(cast: Cast, bells: Bells) -> None:
    question = a_question(cast["emma"])
    disable_person(cast["adam"], cast["emma"].id)

    an_answer(cast["sam"], question)

    assert bells.ring() == {}


def test_a_title_from_right_to_left_and_a_hostile_one_are_only_titles(
    cast: Cast, bells: Bells, sign_in: SignIn
) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "sam").values(name="محمد الأمين"))
    question = a_question(cast["emma"], title="<script>alert(1)</script> appears in Excel")
    an_answer(cast["sam"], question)

    (line,) = bells.ring()["emma"]

    assert line.startswith("\u2068محمد الأمين\u2069 answered")
    assert "<script>alert" not in sign_in("emma").get("/notifications").get_data(as_text=True)


# --- the library ------------------------------------------------------------------------------------------------------


def test_who_gave_the_answer_hears_that_it_becomes_official_and_the_owner_what_is_theirs(
    cast: Cast, bells: Bells
) -> None:
    answer = an_answer(cast["sam"], a_question(cast["emma"]))
    bells.ring()
    draft = ArticleDraft(
        title="Reset the VPN profile",
        issue="The client says connection refused.",
        environment="- VPN client 5",
        resolution="1. Sign out.\n2. Remove the profile.",
        verification="The lock turns green.",
    )
    article = promote_answer(cast["ana"], answer, draft)
    assert "IT is making official knowledge of your answer, and credits you" in bells.ring()["sam"]

    publish_article(cast["ana"], article, cast["ivan"].id)
    assert bells.ring() == {
        "ivan": ["You look after “Reset the VPN profile” from now on"],
        "sam": ["Your answer is official knowledge now: “Reset the VPN profile”"],
    }

    article_did_not_work(cast["otto"], article, VerdictDraft(reason=FlagReason.OUTDATED, note="There is no such menu."))
    assert bells.ring() == {
        "ivan": ["“Reset the VPN profile” did not work for a colleague, who says: There is no such menu."]
    }
