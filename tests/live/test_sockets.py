"""A real server's sockets: who gets in, and what hostile words can do. They can do nothing."""

import contextlib
import json
import random
import struct
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from portal.live.lines import MOST_BYTES_A_MESSAGE, MOST_LINES_A_PERSON, SAYINGS_AT_ONCE
from tests.live.listener import Listener, Refused
from tests.support.portals import MOST_SOCKETS, RunningPortal

TITLE = "Sockets: the printer in the hall prints only the first page"
BODY = "Since Monday it prints the first page and then waits for ever."


@pytest.fixture
def ask_question(demo_portal: RunningPortal) -> Callable[..., int]:
    """Emma asks; the question's id."""

    def ask(title: str = TITLE, visibility: str = "everyone") -> int:
        with demo_portal.visitor("emma") as emma:
            asked = emma.post("/ask", title=title, body=BODY, tags="printing", visibility=visibility)
        assert asked.status == 303, asked.text[:2000]
        return int(asked.location.split("/")[2])

    return ask


def _refusal(portal: RunningPortal, **given: str) -> int:
    with pytest.raises(Refused) as refused:
        Listener(portal.port, **given)
    return refused.value.status


def test_without_a_session_nobody_gets_in(demo_portal: RunningPortal) -> None:
    assert _refusal(demo_portal) == 401
    assert _refusal(demo_portal, cookie="session=eyJfdXNlcl9pZCI6IjEuMSJ9.aaaa.bbbb") == 401


def test_an_expired_session_does_not_open_the_gate(demo_portal: RunningPortal) -> None:
    assert _refusal(demo_portal, cookie=demo_portal.cookie("emma", days_old=15)) == 401
    with Listener(demo_portal.port, demo_portal.cookie("emma", days_old=13)) as listener:
        listener.greet()
        assert listener.watch(f"bell:{demo_portal.id_of('emma')}") is not None


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1.evil.example", "file://", "http://[::1"],
)
def test_a_foreign_page_does_not_get_in(demo_portal: RunningPortal, origin: str) -> None:
    assert _refusal(demo_portal, cookie=demo_portal.cookie("emma"), origin=origin) == 403


@pytest.mark.parametrize(
    "query",
    ["EIO=3&transport=websocket", "EIO=4&transport=polling", "EIO=4&transport=websocket&sid=x", "a=b", "&" * 999],
)
def test_only_the_one_way_of_asking_is_answered(demo_portal: RunningPortal, query: str) -> None:
    assert _refusal(demo_portal, cookie=demo_portal.cookie("emma"), query=query) == 400


def test_what_is_no_socket_is_answered_like_a_page(demo_portal: RunningPortal) -> None:
    with demo_portal.visitor("emma") as emma:
        assert emma.get("/socket.io/?EIO=4&transport=polling").status == 400
        assert emma.get("/socket.iox").status == 404


def test_an_answer_is_heard_of_within_a_moment(demo_portal: RunningPortal, ask_question: Callable[..., int]) -> None:
    question = ask_question()
    with Listener(demo_portal.port, demo_portal.cookie("emma")) as emma, demo_portal.visitor("sam") as sam:
        before = emma.greet().watch(f"question:{question}")
        posted = sam.post(f"/questions/{question}/answers", body="Set the tray to automatic, then print a test page.")
        assert posted.status == 303
        assert emma.hear() == {"topic": f"question:{question}", "kind": "changed"}
        with Listener(demo_portal.port, demo_portal.cookie("emma")) as again:
            after = again.greet().watch(f"question:{question}")
    assert (before, after) == (1, 2)


def test_a_private_question_is_heard_of_by_its_asker_and_it_alone(
    demo_portal: RunningPortal, ask_question: Callable[..., int]
) -> None:
    question = ask_question("Sockets: somebody has my badge and my password", visibility="it")
    topic = f"question:{question}"
    with ExitStack() as stack:
        sockets = {
            who: stack.enter_context(Listener(demo_portal.port, demo_portal.cookie(who))).greet()
            for who in ("emma", "sam", "ana", "adam")
        }
        assert {who: socket.watch(topic) for who, socket in sockets.items()} == {
            "emma": 1,
            "sam": None,
            "ana": 1,
            "adam": None,
        }
        with demo_portal.visitor("ana") as ana:
            ana.post(f"/questions/{question}/comments", body="I have blocked it. Come and get a new one.")
        assert sockets["emma"].hear()["topic"] == topic
        assert sockets["ana"].hear()["topic"] == topic
        public = f"question:{ask_question('Sockets: a public one, to see that nothing came before it')}"
        for who in ("sam", "adam"):
            assert sockets[who].watch(public) is not None
            with demo_portal.visitor("emma") as emma:
                emma.post(f"/questions/{public.split(':')[1]}/comments", body=f"Is anybody there, {who}?")
            assert sockets[who].hear()["topic"] == public


def test_the_desk_and_other_peoples_bells_are_refused(demo_portal: RunningPortal) -> None:
    with Listener(demo_portal.port, demo_portal.cookie("sam")) as sam:
        sam.greet()
        assert sam.watch("desk:0") is None
        assert sam.watch(f"bell:{demo_portal.id_of('emma')}") is None
        assert sam.watch(f"bell:{demo_portal.id_of('sam')}") is not None


def test_somebody_is_answering_and_nobody_learns_who(
    demo_portal: RunningPortal, ask_question: Callable[..., int]
) -> None:
    topic = f"question:{ask_question()}"
    with (
        Listener(demo_portal.port, demo_portal.cookie("emma")) as emma,
        Listener(demo_portal.port, demo_portal.cookie("sam")) as sam,
    ):
        emma.greet().watch(topic)
        sam.greet().nod(topic)  # before watching it: not heard
        sam.watch(topic)
        sam.nod(topic)
        sam.nod(topic)
        assert emma.hear() == {"topic": topic, "kind": "answering"}
        sam.watch(topic)  # an answer to this comes after anything the nods could have caused
        assert emma.watch(topic) is not None


def test_whoever_signs_out_everywhere_is_cut_off_and_stays_out(demo_portal: RunningPortal) -> None:
    cookie = demo_portal.cookie("zofia")
    with Listener(demo_portal.port, cookie) as open_page, demo_portal.visitor("zofia") as elsewhere:
        open_page.greet().watch(f"bell:{demo_portal.id_of('zofia')}")
        assert elsewhere.post("/settings/security/everywhere").status == 303
        assert open_page.hears_the_end()
    assert _refusal(demo_portal, cookie=cookie) == 401


def test_a_disabled_person_is_cut_off(demo_portal: RunningPortal) -> None:
    with Listener(demo_portal.port, demo_portal.cookie("carla")) as open_page, demo_portal.visitor("adam") as adam:
        open_page.greet().watch(f"bell:{demo_portal.id_of('carla')}")
        assert adam.post("/admin/people/carla/disable").status == 303
        assert open_page.hears_the_end()


def test_one_person_takes_a_few_places_only(demo_portal: RunningPortal) -> None:
    cookie = demo_portal.cookie("kenji")
    with ExitStack() as stack:
        for _ in range(MOST_LINES_A_PERSON):
            stack.enter_context(Listener(demo_portal.port, cookie)).greet()
        assert _refusal(demo_portal, cookie=cookie) == 503
        other = stack.enter_context(Listener(demo_portal.port, demo_portal.cookie("luca")))
        assert isinstance(other.greet(), Listener)


def test_when_there_is_no_room_pages_go_on_and_a_place_that_is_left_is_free_again(demo_portal: RunningPortal) -> None:
    people = ("kenji", "luca", "freya")
    with ExitStack() as stack:
        listeners = []
        with contextlib.suppress(Refused):
            for number in range(MOST_SOCKETS + 1):
                cookie = demo_portal.cookie(people[number % len(people)])
                listeners.append(stack.enter_context(Listener(demo_portal.port, cookie)).greet())
        assert len(listeners) == MOST_SOCKETS
        with demo_portal.visitor("freya") as freya:
            assert freya.get("/questions").status == 200
        listeners.pop().close()
        assert _opens_within(demo_portal, "freya", tries=100)


def _opens_within(portal: RunningPortal, handle: str, tries: int) -> bool:
    """Whether the gate opens; the server hears of a goodbye a moment after it was said."""
    cookie = portal.cookie(handle)
    for _ in range(tries):
        with contextlib.suppress(Refused), Listener(portal.port, cookie):
            return True
    return False


GARBAGE: list[str | bytes] = [
    "",
    " ",
    "x",
    "0",
    "4",
    "5",
    "6",
    "9" * 300,
    "40/admin,",
    "40" + json.dumps({"token": "x"}),
    "42",
    "42[]",
    "42{}",
    "42[1,2,3]",
    "42null",
    '42["watch"]',
    '42["watch",7]',
    '42["watch",null]',
    '42["watch",["question:1"]]',
    '42["watch",{"topic":"question:1"}]',
    '42["watch","question:99999999999999999999"]',
    '42["watch","../etc:1"]',
    '42["connect",{}]',
    '42["disconnect","x"]',
    '42["answering","desk:0"]',
    '42["no such event","x"]',
    '42["watch","question:1","and","more"]',
    "43[]",
    "430[]",
    "44",
    '451-["watch",{"_placeholder":true,"num":0}]',
    '4599999999-["watch"]',
    "46",
    "42" + "[" * 400,
    '42["watch","question:\u0000"]',
    b"",
    b"\x00\x01\x02",
    b'42["watch","question:1"]',
    bytes(range(256)),
]


@pytest.mark.parametrize("half", [0, 1, 2], ids=["first third", "second third", "last third"])
def test_garbage_is_ignored_and_the_line_goes_on(demo_portal: RunningPortal, half: int) -> None:
    some = GARBAGE[half::3]
    assert len(some) < SAYINGS_AT_ONCE
    bell = f"bell:{demo_portal.id_of('luca')}"
    with Listener(demo_portal.port, demo_portal.cookie("luca")) as listener:
        listener.greet()
        for garbage in some:
            listener.say(garbage)
        assert listener.watch(bell) is not None


def test_whoever_says_too_much_is_hung_up(demo_portal: RunningPortal) -> None:
    with Listener(demo_portal.port, demo_portal.cookie("luca")) as listener:
        listener.greet()
        with contextlib.suppress(OSError):
            for _ in range(SAYINGS_AT_ONCE * 4):
                listener.say('42["answering","question:1"]')
        assert listener.hears_the_end()


def test_a_message_that_is_too_long_ends_the_line(demo_portal: RunningPortal) -> None:
    with Listener(demo_portal.port, demo_portal.cookie("luca")) as listener:
        listener.greet().say("4" * (MOST_BYTES_A_MESSAGE + 1))
        assert listener.hears_the_end()


def test_one_that_never_ends_is_not_collected(demo_portal: RunningPortal) -> None:
    with Listener(demo_portal.port, demo_portal.cookie("luca")) as listener:
        listener.greet()
        with contextlib.suppress(OSError):
            listener.say_frames(_frame(b"4" * 100, opcode=1, is_last=False))
            for _ in range(100):
                listener.say_frames(_frame(b"2" * 100, opcode=0, is_last=False))
        assert listener.hears_the_end()


def test_noise_below_the_protocol_ends_the_line_and_nothing_else(demo_portal: RunningPortal) -> None:
    noise = random.Random(20261122)
    for _ in range(10):
        with Listener(demo_portal.port, demo_portal.cookie("luca")) as listener:
            listener.greet()
            with contextlib.suppress(OSError):
                listener.say_frames(b"\xff" + noise.randbytes(200))
            assert listener.hears_the_end()
    with demo_portal.visitor("luca") as luca:
        assert luca.get("/questions").status == 200


def test_none_of_it_left_a_trace_of_an_accident_in_the_log(demo_portal: RunningPortal) -> None:
    """Of whatever this worker's server went through so far."""
    assert "Traceback" not in demo_portal.said


def _frame(payload: bytes, opcode: int, *, is_last: bool) -> bytes:
    """A client's WebSocket frame (RFC 6455, 5.2) of less than 126 bytes."""
    mask = b"\x01\x02\x03\x04"
    masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
    return struct.pack("!BB", (0x80 if is_last else 0) | opcode, 0x80 | len(payload)) + mask + masked
