"""The hub alone: who hears what, and that rights are asked again at every word."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from community.actions.moderation import flag_post
from community.forms import FlagDraft
from community.models import FlagReason, PostType
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import Role, User
from portal.live.hub import MOST_TOPICS_A_SOCKET, SECONDS_BETWEEN_ANSWERING, Hub, Owner
from portal.live.topics import Kind, Room, Topic
from tests.support.cast import Cast
from tests.support.makers import a_question

BELL_OF_NOBODY = 10**12


class Wire:
    """Remembers what went over it."""

    def __init__(self) -> None:
        self.words: list[tuple[str, str, str]] = []
        self.cuts: list[str] = []

    def emit(self, event: str, payload: dict[str, str], *, to: str) -> None:
        assert event == "word"
        self.words.append((to, payload["topic"], payload["kind"]))

    def cut(self, socket_id: str) -> None:
        self.cuts.append(socket_id)


class Stand:
    """A hub with the cast's sockets in it, named by handle; Emma with a second one, "emma 2"."""

    def __init__(self, cast: Cast) -> None:
        self.wire = Wire()
        self.now = 1000.0
        self.hub = Hub(self.wire, now=lambda: self.now)
        for handle in ("emma", "sam", "ana", "otto", "emma 2"):
            actor = cast[handle.split()[0]]
            version = session().get_one(User, actor.id).auth_version
            self.hub.enter(handle, Owner(actor.id, version))
        release()

    def heard_by(self) -> list[str]:
        """Who has heard a word since the last time this was asked."""
        heard = sorted(word[0] for word in self.wire.words)
        self.wire.words.clear()
        return heard


@pytest.fixture
def stand(app: Flask, cast: Cast) -> Stand:
    return Stand(cast)


def test_everybody_who_watches_a_question_hears_of_it_and_nobody_else(stand: Stand, cast: Cast) -> None:
    question = Topic(Room.QUESTION, a_question(cast["emma"]))
    stand.hub.watch("sam", question)
    stand.hub.watch("otto", question)
    stand.hub.watch("ana", Topic(Room.QUESTION, a_question(cast["emma"], "Another one, which is not this one")))
    assert stand.hub.tell(question, Kind.CHANGED) == 2
    assert stand.heard_by() == ["otto", "sam"]


def test_a_word_says_where_and_what_kind_and_nothing_else(stand: Stand, cast: Cast) -> None:
    question = Topic(Room.QUESTION, a_question(cast["emma"]))
    stand.hub.watch("sam", question)
    stand.hub.tell(question, Kind.CHANGED)
    assert stand.wire.words == [("sam", str(question), "changed")]


def test_whoever_begins_to_watch_learns_how_far_the_question_is(stand: Stand, cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    before = stand.hub.watch("sam", Topic(Room.QUESTION, question_id))
    flag_post(cast["otto"], PostType.QUESTION, question_id, FlagDraft(reason=FlagReason.UNSAFE))
    after = stand.hub.watch("emma", Topic(Room.QUESTION, question_id))
    assert before is not None
    assert after is not None
    assert after > before


def test_a_private_question_is_watched_by_its_asker_and_it_alone(stand: Stand, cast: Cast) -> None:
    private = Topic(Room.QUESTION, a_question(cast["emma"], visibility="it"))
    may = {handle: stand.hub.watch(handle, private) is not None for handle in ("emma", "sam", "ana", "otto")}
    assert may == {"emma": True, "sam": False, "ana": True, "otto": False}
    stand.hub.tell(private, Kind.CHANGED)
    assert stand.heard_by() == ["ana", "emma"]


def test_rights_are_asked_again_at_every_word(stand: Stand, cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    question = Topic(Room.QUESTION, question_id)
    stand.hub.watch("otto", question)
    stand.hub.watch("ana", question)
    flag_post(cast["sam"], PostType.QUESTION, question_id, FlagDraft(reason=FlagReason.UNSAFE))
    stand.hub.tell(question, Kind.CHANGED)
    assert stand.heard_by() == ["ana"]
    assert not stand.hub.is_watching("otto", question)


def test_an_analyst_who_is_one_no_more_hears_nothing_of_the_desk(stand: Stand, cast: Cast) -> None:
    assert stand.hub.watch("emma", Topic(Room.DESK)) is None
    assert stand.hub.watch("ana", Topic(Room.DESK)) == 0
    _change(cast, "ana", role=Role.EMPLOYEE)
    assert stand.hub.tell(Topic(Room.DESK), Kind.CHANGED) == 0


def test_a_bell_is_heard_by_its_person_alone_on_every_open_page(stand: Stand, cast: Cast) -> None:
    bell = Topic(Room.BELL, cast["emma"].id)
    assert stand.hub.watch("sam", bell) is None
    assert stand.hub.watch("emma", bell) == 0
    assert stand.hub.watch("emma 2", bell) == 0
    stand.hub.tell(bell, Kind.CHANGED)
    assert stand.heard_by() == ["emma", "emma 2"]


def test_nobody_watches_what_is_not_there(stand: Stand) -> None:
    nothing = [Topic(Room.QUESTION, 10**12), Topic(Room.BELL, BELL_OF_NOBODY), Topic(Room.DESK, 7)]
    assert [stand.hub.watch("ana", topic) for topic in nothing] == [None, None, None]


def test_a_socket_watches_a_few_topics_only(stand: Stand, cast: Cast) -> None:
    questions = [a_question(cast["emma"], f"The same printer again, number {n}") for n in range(MOST_TOPICS_A_SOCKET)]
    assert all(stand.hub.watch("sam", Topic(Room.QUESTION, one)) is not None for one in questions)
    assert stand.hub.watch("sam", Topic(Room.BELL, cast["sam"].id)) is None


def test_whoever_left_hears_nothing_and_leaving_twice_is_once(stand: Stand, cast: Cast) -> None:
    question = Topic(Room.QUESTION, a_question(cast["emma"]))
    stand.hub.watch("sam", question)
    stand.hub.leave("sam")
    stand.hub.leave("sam")
    assert stand.hub.tell(question, Kind.CHANGED) == 0
    assert stand.hub.watch("sam", question) is None


def _disable(cast: Cast) -> None:
    _change(cast, "sam", disabled_at=clock.now())


def _sign_out_everywhere(cast: Cast) -> None:
    _change(cast, "sam", auth_version=2)


@pytest.mark.parametrize("end", [_disable, _sign_out_everywhere])
def test_whoever_has_no_session_any_more_is_cut_off_at_once(
    stand: Stand, cast: Cast, end: Callable[[Cast], None]
) -> None:
    stand.hub.cut_off(cast["sam"].id)
    assert stand.wire.cuts == []
    end(cast)
    stand.hub.cut_off(cast["sam"].id)
    assert stand.wire.cuts == ["sam"]


@pytest.mark.parametrize("end", [_disable, _sign_out_everywhere])
def test_or_else_at_the_next_word_or_wish(stand: Stand, cast: Cast, end: Callable[[Cast], None]) -> None:
    question = Topic(Room.QUESTION, a_question(cast["emma"]))
    stand.hub.watch("sam", question)
    end(cast)
    assert stand.hub.tell(question, Kind.CHANGED) == 0
    assert stand.hub.watch("sam", question) is None
    assert stand.wire.cuts == ["sam", "sam"]


def test_others_hear_that_somebody_is_answering_but_not_who_and_not_oneself(stand: Stand, cast: Cast) -> None:
    question = Topic(Room.QUESTION, a_question(cast["emma"]))
    stand.hub.watch("emma", question)
    stand.hub.watch("sam", question)
    assert stand.hub.say_answering("sam", question) == 1
    assert stand.wire.words == [("emma", str(question), "answering")]


def test_it_is_said_every_few_seconds_at_most(stand: Stand, cast: Cast) -> None:
    question = Topic(Room.QUESTION, a_question(cast["emma"]))
    stand.hub.watch("emma", question)
    stand.hub.watch("sam", question)
    said = []
    for pause in (0, 0.1, SECONDS_BETWEEN_ANSWERING - 0.2, 0.2):
        stand.now += pause
        said.append(stand.hub.say_answering("sam", question))
    assert said == [1, 0, 0, 1]


def test_nobody_says_so_of_a_question_they_do_not_watch_or_while_suspended(stand: Stand, cast: Cast) -> None:
    question = Topic(Room.QUESTION, a_question(cast["emma"]))
    stand.hub.watch("emma", question)
    assert stand.hub.say_answering("sam", question) == 0
    stand.hub.watch("sam", question)
    _change(cast, "sam", suspended_until=clock.now() + timedelta(days=1))
    assert stand.hub.say_answering("sam", question) == 0
    assert stand.heard_by() == []


def test_only_a_question_can_be_answered(stand: Stand, cast: Cast) -> None:
    stand.hub.watch("ana", Topic(Room.DESK))
    assert stand.hub.say_answering("ana", Topic(Room.DESK)) == 0


GARBAGE = [
    None,
    7,
    True,
    b"question:7",
    ["question:7"],
    {"topic": "question:7"},
    "",
    "question",
    "question:",
    "question:-7",
    "question:7 ",
    "question:٧",
    "question:" + "9" * 19,
    "question:" + "9" * 5000,
    "Question:7",
    "bell:7:8",
    "admin:1",
    "question:7\n",
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=repr)
def test_garbage_is_no_topic(garbage: object) -> None:
    assert Topic.read(garbage) is None


@pytest.mark.parametrize("topic", [Topic(Room.QUESTION, 7), Topic(Room.BELL, 2**63 - 1), Topic(Room.DESK)])
def test_a_topic_reads_as_it_is_written(topic: Topic) -> None:
    assert Topic.read(str(topic)) == topic


def _change(cast: Cast, handle: str, **values: object) -> None:
    with transaction() as opened:
        user = opened.get_one(User, cast[handle].id)
        for name, value in values.items():
            setattr(user, name, value)
    release()
