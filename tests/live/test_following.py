"""Following the log: what open pages hear of after each thing one can do, and nothing of what was not committed."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.actions import comments, moderation, signals
from community.actions.answers import accept_answer, delete_answer, endorse_answer, restore_answer, unaccept_answer
from community.actions.questions import delete_question
from community.forms import CommentDraft, FlagDraft, NoteDraft
from community.models import ClosedAs, Flag, FlagReason, PostType, Question
from knowledge.actions.promotion import promote_answer
from knowledge.forms import ArticleDraft
from portal.core.db import release, session, transaction
from portal.core.models import FactRow, Notification, User
from portal.core.permissions import Actor
from portal.live.following import LATE, Follower, Tail
from portal.live.hub import Hub, Owner
from portal.live.topics import Room, Topic
from portal.notify.telling import tell
from portal.people.actions.accounts import disable_person
from tests.live.test_hub import Wire
from tests.support.cast import Cast
from tests.support.makers import a_question, an_answer

ARTICLE = ArticleDraft(title="Sign out and in again", issue="The client says *connection refused* since today.")


class Ears:
    """A follower, and one socket of everybody in the cast, all watching the same question and the desk."""

    def __init__(self, cast: Cast) -> None:
        self.question_id = a_question(cast["emma"])
        self.answer_id = an_answer(cast["sam"], self.question_id)
        self.wire = Wire()
        self.hub = Hub(self.wire)
        self.follower = Follower(self.hub)
        for handle in ("emma", "sam", "ana", "otto"):
            self.hub.enter(handle, Owner(cast[handle].id, session().get_one(User, cast[handle].id).auth_version))
            self.hub.watch(handle, Topic(Room.QUESTION, self.question_id))
            self.hub.watch(handle, Topic(Room.BELL, cast[handle].id))
        self.hub.watch("ana", Topic(Room.DESK))
        self.heard()

    def heard(self) -> set[tuple[str, str]]:
        """Who has heard of which room since the last time this was asked."""
        release()
        self.follower.follow()
        release()
        found = {(to, topic.split(":")[0]) for to, topic, _ in self.wire.words}
        self.wire.words.clear()
        return found


@pytest.fixture
def ears(app: Flask, cast: Cast) -> Ears:
    return Ears(cast)


EVERYBODY = {(handle, "question") for handle in ("emma", "sam", "ana", "otto")}
DESK = {("ana", "desk")}


def _flag(actor: Actor, answer_id: int, reason: FlagReason) -> None:
    moderation.flag_post(actor, PostType.ANSWER, answer_id, FlagDraft(reason=reason))


SEEN_BY_ALL: dict[str, tuple[str, Callable[[Actor, Ears], object], bool]] = {
    "an answer": ("otto", lambda actor, at: an_answer(actor, at.question_id), True),
    "acceptance": ("emma", lambda actor, at: accept_answer(actor, at.answer_id), True),
    "endorsement": ("ana", lambda actor, at: endorse_answer(actor, at.answer_id), True),
    "a vote": ("otto", lambda actor, at: signals.mark_helpful(actor, at.answer_id), True),
    "it worked": ("otto", lambda actor, at: signals.say_it_worked(actor, at.answer_id), True),
    "me too": ("otto", lambda actor, at: signals.say_me_too(actor, at.question_id), False),
    "a comment": (
        "otto",
        lambda actor, at: comments.post_comment(actor, at.question_id, None, CommentDraft(body="Which version?")),
        False,
    ),
    "an answer's comment": (
        "otto",
        lambda actor, at: comments.post_comment(actor, at.question_id, at.answer_id, CommentDraft(body="Thank you!")),
        False,
    ),
    "an answer removed": ("sam", lambda actor, at: delete_answer(actor, at.answer_id), True),
    "closing": ("ana", lambda actor, at: moderation.close_question(actor, at.question_id, ClosedAs.OUTDATED), True),
    "locking": ("ana", lambda actor, at: moderation.lock_question(actor, at.question_id), False),
    "a flag that hides": ("otto", lambda actor, at: _flag(actor, at.answer_id, FlagReason.UNSAFE), True),
}


@pytest.mark.parametrize("what", SEEN_BY_ALL)
def test_an_open_question_hears_of(ears: Ears, cast: Cast, what: str) -> None:
    handle, act, is_for_the_desk = SEEN_BY_ALL[what]
    before = _version(ears)
    act(cast[handle], ears)
    assert ears.heard() == (EVERYBODY | DESK if is_for_the_desk else EVERYBODY)
    assert _version(ears) > before, "a page that was away would not know"


KEPT_QUIET: dict[str, tuple[str, Callable[[Actor, Ears], object]]] = {
    "a flag": ("otto", lambda actor, at: _flag(actor, at.answer_id, FlagReason.OUTDATED)),
    "that it did not work": (
        "otto",
        lambda actor, at: signals.say_it_did_not_work(actor, at.answer_id, NoteDraft(note="Still the same error.")),
    ),
}


@pytest.mark.parametrize("what", KEPT_QUIET)
def test_only_it_hears_of(ears: Ears, cast: Cast, what: str) -> None:
    handle, act = KEPT_QUIET[what]
    act(cast[handle], ears)
    assert ears.heard() == DESK


def test_a_flag_without_harm_is_dismissed_without_a_word(ears: Ears, cast: Cast) -> None:
    _flag(cast["otto"], ears.answer_id, FlagReason.OUTDATED)
    ears.heard()
    moderation.dismiss_flag(cast["ana"], session().scalars(select(Flag.id)).one())
    assert ears.heard() == DESK


def test_taking_back_is_heard_of_like_doing(ears: Ears, cast: Cast) -> None:
    emma, sam, otto = cast["emma"], cast["sam"], cast["otto"]
    heard = []
    for actor, do, undo in (
        (emma, accept_answer, unaccept_answer),
        (otto, signals.mark_helpful, signals.unmark_helpful),
        (sam, delete_answer, restore_answer),
    ):
        do(actor, ears.answer_id)
        ears.heard()
        undo(actor, ears.answer_id)
        heard.append(ears.heard())
    assert heard == [EVERYBODY | DESK] * 3


def test_a_question_that_went_out_of_sight_is_heard_of_by_its_asker_and_it(ears: Ears, cast: Cast) -> None:
    delete_question(cast["ana"], ears.question_id)
    assert ears.heard() == {("emma", "question"), ("ana", "question")} | DESK


def test_the_page_hears_when_its_answer_becomes_an_article(ears: Ears, cast: Cast) -> None:
    endorse_answer(cast["ana"], ears.answer_id)
    ears.heard()
    promote_answer(cast["ana"], ears.answer_id, ARTICLE)
    assert ears.heard() == EVERYBODY | DESK


def test_several_things_at_once_are_one_word(ears: Ears, cast: Cast) -> None:
    signals.mark_helpful(cast["otto"], ears.answer_id)
    signals.mark_helpful(cast["emma"], ears.answer_id)
    accept_answer(cast["emma"], ears.answer_id)
    release()
    ears.follower.follow()
    assert sorted(to for to, topic, _ in ears.wire.words if topic.startswith("question")) == [
        "ana",
        "emma",
        "otto",
        "sam",
    ]


def test_a_bell_rings_for_whom_it_tolls(ears: Ears, cast: Cast) -> None:
    with transaction():
        tell(cast["emma"].id, "greeting", _any_fact(), "Somebody waved", "/questions")
    assert ears.heard() == {("emma", "bell")}


def test_what_was_rolled_back_is_never_heard_of(ears: Ears, cast: Cast) -> None:
    def vote_and_fail() -> None:
        with transaction():
            signals.mark_helpful(cast["otto"], ears.answer_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        vote_and_fail()
    assert ears.heard() == set()


def test_nothing_is_heard_twice_and_nothing_of_what_was_before(ears: Ears, cast: Cast) -> None:
    accept_answer(cast["emma"], ears.answer_id)
    assert ears.heard()
    assert ears.heard() == set()
    late = Follower(ears.hub)
    late.follow()
    assert ears.wire.words == []


def test_a_disabled_person_is_cut_off_when_the_fact_comes_by(ears: Ears, cast: Cast) -> None:
    disable_person(cast["adam"], cast["otto"].id)
    ears.heard()
    assert ears.wire.cuts == ["otto"]


def test_a_row_that_was_committed_late_is_still_seen_once(ears: Ears, cast: Cast) -> None:
    now = 0.0
    tail = Tail(Notification.id, now=lambda: now)
    tail.look()
    _notify(cast, 1000)
    first = [row[0] for row in tail.look()]
    _notify(cast, 999)  # its transaction began earlier and ended later
    now += LATE - 1
    second = [row[0] for row in tail.look()]
    assert (first, second, tail.look()) == ([1000], [999], [])


def test_a_flood_is_followed_to_its_end(ears: Ears, cast: Cast) -> None:
    tail = Tail(Notification.id, most=3)
    tail.look()
    for number in range(1001, 1009):
        _notify(cast, number)
    seen = []
    while rows := tail.look():
        seen += [row[0] for row in rows]
        release()
    assert seen == list(range(1001, 1009))


def test_the_tail_forgets_what_is_long_past(ears: Ears, cast: Cast) -> None:
    now = 0.0
    tail = Tail(Notification.id, now=lambda: now)
    tail.look()
    for number in range(1001, 1004):
        now += LATE + 1
        _notify(cast, number)
        assert [row[0] for row in tail.look()] == [number]
    assert len(tail._seen) == 1


def _version(ears: Ears) -> int:
    release()
    return session().get_one(Question, ears.question_id).version


def _any_fact() -> int:
    return session().scalars(select(FactRow.id).limit(1)).one()


def _notify(cast: Cast, number: int) -> None:
    release()
    with transaction() as opened:
        opened.add(
            Notification(
                id=number,
                user_id=cast["emma"].id,
                reason=f"test {number}",
                fact_id=None,
                text="x",
                href="/",
                at=opened.scalars(select(FactRow.at).limit(1)).one(),
            )
        )
