"""How much one person may do in a day, said in a sentence; the clock may be moved, and taking back buys nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import update

from community.actions import moderation, signals
from community.actions.answers import edit_answer
from community.actions.comments import post_comment
from community.forms import AnswerEdit, CommentDraft, FlagDraft
from community.models import Decision, Flag, FlagReason, PostType
from community.rules import rules
from portal.core import clock
from portal.core.db import transaction
from portal.core.models import User
from portal.core.permissions import Actor
from portal.core.refusals import TooMany
from tests.community import reading
from tests.support.cast import FIRST_DAY, Cast
from tests.support.house import SignIn
from tests.support.makers import ANSWER, BODY, a_question, an_answer
from tests.support.together import together

NOON = FIRST_DAY + timedelta(days=100)


def _until_refused(act: Callable[[int], object], most: int) -> TooMany:
    for number in range(most):
        act(number)
    (refused,) = together(lambda: act(most))
    assert isinstance(refused, TooMany), refused
    return refused


def _ask(actor: Actor) -> Callable[[int], int]:
    return lambda number: a_question(actor, f"A question, and it is number {number}")


def test_a_newcomer_asks_so_much_a_day_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    refused = _until_refused(_ask(cast["emma"]), rules().newcomers.questions_a_day)
    assert refused.sentence == "That makes 5 questions in a day, which is the most. You can go on in 24 hours."
    typed = {"title": "One more question than a day has room for", "body": BODY}
    answered = sign_in("emma").post("/ask", data=typed)
    assert answered.status_code == 429
    assert typed["title"] in answered.text
    assert "You can go on in 24 hours" in answered.text


def test_the_day_is_that_of_the_portals_clock(cast: Cast) -> None:
    def at(moment: datetime, number: int) -> int:
        with clock.at(moment):
            return _ask(cast["emma"])(number)

    for number in range(5):
        at(NOON + timedelta(hours=number), number)
    (refused,) = together(lambda: at(NOON + timedelta(hours=23), 5))
    assert isinstance(refused, TooMany)
    assert "in an hour" in refused.sentence
    at(NOON + timedelta(hours=24, minutes=1), 6)
    # a replay that goes back in time is not held to what happens later
    at(NOON - timedelta(days=30), 7)
    assert reading.facts("question_asked") == 7


def test_who_was_given_a_role_or_has_helped_is_no_newcomer(cast: Cast) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "otto").values(level=2))
    otto = Cast.load()["otto"]
    for actor in (cast["sam"], cast["ana"], otto):
        for number in range(6):
            a_question(actor, f"Asked by {actor.handle}, and it is number {number}")
    assert reading.facts("question_asked") == 18


def test_a_young_account_is_new_whatever_its_level(cast: Cast) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "otto").values(level=2, joined_at=NOON - timedelta(days=6)))
    otto = Cast.load()["otto"]
    with clock.at(NOON):
        _until_refused(_ask(otto), 5)
    with clock.at(NOON + timedelta(days=1, hours=1)):
        assert isinstance(_ask(otto)(9), int)


def test_people_who_came_with_an_import_are_not_held(cast: Cast) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "otto").values(is_imported=True))
    for number in range(7):
        _ask(cast["otto"])(number)
    assert reading.facts("question_asked") == 7


def test_a_question_sent_again_at_the_limit_is_no_new_one(cast: Cast) -> None:
    asked = [_ask(cast["emma"])(number) for number in range(5)]
    assert _ask(cast["emma"])(4) == asked[-1]


def test_answers_and_comments_of_newcomers_have_their_limits(cast: Cast) -> None:
    questions = [a_question(cast["ana"], f"A question of Ana's, number {number}") for number in range(11)]
    assert "10 answers" in _until_refused(lambda n: an_answer(cast["otto"], questions[n]), 10).sentence
    remark = CommentDraft(body="A remark")
    assert (
        "20 comments"
        in _until_refused(
            lambda n: post_comment(cast["otto"], questions[0], None, remark.model_copy(update={"body": f"No. {n}"})), 20
        ).sentence
    )


def test_votes_are_limited_for_everybody_and_taking_one_back_buys_none(cast: Cast) -> None:
    answers = [
        an_answer(cast["ana"], a_question(cast["ivan"], f"A question of Ivan's, number {number}"))
        for number in range(31)
    ]
    for answer_id in answers[:29]:
        signals.mark_helpful(cast["sam"], answer_id)
    signals.unmark_helpful(cast["sam"], answers[0])
    signals.mark_helpful(cast["sam"], answers[0])
    (refused,) = together(lambda: signals.mark_helpful(cast["sam"], answers[30]))
    assert isinstance(refused, TooMany)
    # what was said before may be said again and taken back
    signals.mark_helpful(cast["sam"], answers[1])
    signals.unmark_helpful(cast["sam"], answers[1])
    assert reading.answer(answers[30]).helpful_count == 0


def test_edits_are_limited_but_not_for_analysts(cast: Cast) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))

    def edit(actor: Actor, version: int) -> None:
        edit_answer(actor, answer_id, AnswerEdit(body=f"{ANSWER} Take {version}.", version=version))

    _until_refused(lambda number: edit(cast["sam"], number + 1), rules().limits.edits_a_day)
    edit(cast["ana"], 31)
    assert reading.answer(answer_id).version == 32


def test_whoever_was_right_before_may_flag_more(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    comments = [
        post_comment(cast["ana"], question_id, None, CommentDraft(body=f"Remark {number}")) for number in range(13)
    ]
    with transaction() as opened:
        opened.add_all(
            Flag(
                subject_type="comment",
                subject_id=0,
                question_id=question_id,
                author_id=cast["zoe"].id,
                reason=FlagReason.WRONG,
                at=FIRST_DAY,
                state=Decision.CONFIRMED,
            )
            for _ in range(20)
        )

    def flag(actor: Actor) -> Callable[[int], int]:
        wrong = FlagDraft(reason=FlagReason.WRONG)
        return lambda number: moderation.flag_post(actor, PostType.COMMENT, comments[number], wrong)

    assert "10 flags" in _until_refused(flag(cast["otto"]), 10).sentence
    assert "12 flags" in _until_refused(flag(cast["zoe"]), 12).sentence


def test_a_burst_of_one_person_stays_within_the_limit(cast: Cast) -> None:
    gave = together(*(lambda number=number: _ask(cast["emma"])(number) for number in range(8)))
    assert sum(isinstance(one, int) for one in gave) == 5
    assert reading.facts("question_asked") == 5
