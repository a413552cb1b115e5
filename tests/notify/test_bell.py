"""The bell: one line for one thing, one's own alone, read when one says so."""

import pytest
from sqlalchemy import select, update

from portal.core.db import release, session, transaction
from portal.core.facts import record
from portal.core.models import Channel, Notification, User
from portal.core.permissions import Actor
from portal.notify import tell, withdraw
from portal.notify.wording import named, titled
from portal.people.actions.accounts import disable_person
from portal.people.actions.invitations import invite_person
from portal.people.actions.profiles import choose_channel
from portal.people.events import ProfileChanged
from portal.people.forms import ChannelDraft, InvitationDraft
from tests.support.cast import Cast
from tests.support.counting import CountQueries
from tests.support.house import SignIn
from tests.support.people import mails_to, person


def a_fact(actor: Actor) -> int:
    """Something that happened."""
    with transaction():
        return record(ProfileChanged(user_id=actor.id, name=actor.name), actor.id)


def told(
    whom: Actor, fact_id: int, text: str = "Sam answered", href: str = "/questions/7", reason: str = "answer"
) -> bool:
    """Tell somebody."""
    with transaction():
        return tell(whom.id, reason, fact_id, text, href)


def lines(whom: Actor) -> list[Notification]:
    """What stands in a bell, oldest first."""
    found = list(session().scalars(select(Notification).where(Notification.user_id == whom.id).order_by("id")))
    release()
    return found


def test_one_thing_is_told_once(cast: Cast) -> None:
    fact = a_fact(cast["sam"])

    assert told(cast["emma"], fact)
    assert not told(cast["emma"], fact)
    assert not told(cast["emma"], fact, reason="mention")
    assert told(cast["otto"], fact)
    assert told(cast["emma"], a_fact(cast["sam"]), reason="mention")
    assert [line.reason for line in lines(cast["emma"])] == ["answer", "mention"]


def test_nobody_is_told_who_is_not_here(cast: Cast) -> None:
    fact = a_fact(cast["sam"])
    disable_person(cast["adam"], cast["otto"].id)
    with transaction() as opened:
        author = User(handle="brewer", name="Brewer", is_imported=True, joined_at=person("sam").joined_at)
        opened.add(author)
        opened.flush()
        author_id = author.id

    assert not told(cast["otto"], fact)
    with transaction():
        assert not tell(author_id, "answer", fact, "Sam answered", "/questions/7")
        assert not tell(999_999, "answer", fact, "Sam answered", "/questions/7")
    assert session().scalars(select(Notification)).all() == []


def test_mail_comes_to_those_who_chose_it_and_to_nobody_else(cast: Cast) -> None:
    choose_channel(cast["emma"], ChannelDraft(channel=Channel.MAIL))
    invite_person(cast["adam"], InvitationDraft(email="nina@company.example", name="Nina"))
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "nina").values(channel=Channel.MAIL))
    fact = a_fact(cast["sam"])

    for handle in ("emma", "otto", "nina"):
        with transaction():
            assert tell(person(handle).id, "answer", fact, "Sam answered “VPN”", "/questions/7")
    told(cast["emma"], fact)

    assert [mail.subject for mail in mails_to("emma@company.example")] == ["Sam answered “VPN”"]
    assert mails_to("otto@company.example") == []
    assert mails_to("nina@company.example") == []


@pytest.mark.parametrize(
    "href",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb", "/" * 301],
)
def test_a_line_leads_only_to_pages_of_ours(cast: Cast, href: str) -> None:
    fact = a_fact(cast["sam"])

    with pytest.raises(ValueError, match="page of ours"):
        told(cast["emma"], fact, href=href)


def test_a_long_or_broken_text_becomes_one_line_that_fits(cast: Cast) -> None:
    told(cast["emma"], a_fact(cast["sam"]), text="A title\nof two lines " + "and many words " * 40)

    (line,) = lines(cast["emma"])
    assert line.text.startswith("A title of two lines")
    assert line.text.endswith("…")
    assert len(line.text) <= 300


def test_a_line_is_read_by_following_it(cast: Cast, sign_in: SignIn) -> None:
    told(cast["emma"], a_fact(cast["sam"]))
    (line,) = lines(cast["emma"])
    emma = sign_in("emma")
    assert emma.get("/notifications/unread").get_json() == {"unread": 1}
    assert f'href="/notifications/{line.id}"' in emma.get("/notifications").get_data(as_text=True)

    response = emma.get(f"/notifications/{line.id}")

    assert (response.status_code, response.headers["Location"]) == (303, "/questions/7")
    first_read = lines(cast["emma"])[0].read_at
    assert first_read is not None
    assert emma.get("/notifications/unread").get_json() == {"unread": 0}
    emma.get(f"/notifications/{line.id}")
    assert lines(cast["emma"])[0].read_at == first_read


def test_a_line_is_read_without_following_it(cast: Cast, sign_in: SignIn) -> None:
    told(cast["emma"], a_fact(cast["sam"]))
    (line,) = lines(cast["emma"])

    assert sign_in("emma").post(f"/notifications/{line.id}/read").headers["Location"] == "/notifications"
    assert lines(cast["emma"])[0].read_at is not None


def test_a_bell_is_its_persons_alone(cast: Cast, sign_in: SignIn) -> None:
    told(cast["emma"], a_fact(cast["sam"]), text="Only for Emma")
    (line,) = lines(cast["emma"])

    for handle in ("otto", "ana", "adam"):
        client = sign_in(handle)
        assert client.get(f"/notifications/{line.id}").status_code == 404
        assert client.post(f"/notifications/{line.id}/read").status_code == 404
        assert client.post("/notifications/read", data={"up_to": line.id}).status_code == 303
        assert "Only for Emma" not in client.get("/notifications").get_data(as_text=True)
    assert lines(cast["emma"])[0].read_at is None


def test_marking_all_as_read_leaves_what_came_since_then(cast: Cast, sign_in: SignIn) -> None:
    told(cast["emma"], a_fact(cast["sam"]))
    emma = sign_in("emma")
    page = emma.get("/notifications").get_data(as_text=True)
    up_to = page.split('name="up_to" value="')[1].split('"')[0]
    told(cast["emma"], a_fact(cast["sam"]), text="Came since then")

    emma.post("/notifications/read", data={"up_to": up_to})

    assert [line.read_at is None for line in lines(cast["emma"])] == [False, True]
    assert emma.post("/notifications/read", data={"up_to": "x"}).status_code == 303


def test_a_long_bell_is_walked_page_by_page(cast: Cast, sign_in: SignIn) -> None:
    for number in range(45):
        told(cast["emma"], a_fact(cast["sam"]), text=f"Line {number:02}")
    emma, address, seen = sign_in("emma"), "/notifications", []

    while address:
        page = emma.get(address).get_data(as_text=True)
        seen += [part[:7] for part in page.split("data-row-link>")[1:]]
        older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in page else ""
        address = older.replace("&amp;", "&")

    assert seen == [f"Line {number:02}" for number in reversed(range(45))]


def test_an_empty_bell_says_what_will_be_in_it(cast: Cast, sign_in: SignIn) -> None:
    assert "Nothing new" in sign_in("emma").get("/notifications").get_data(as_text=True)


def test_a_hostile_text_is_only_text(cast: Cast, sign_in: SignIn) -> None:
    told(cast["emma"], a_fact(cast["sam"]), text="<script>alert(1)</script> answered")

    assert "<script>alert" not in sign_in("emma").get("/notifications").get_data(as_text=True)


def test_what_is_withdrawn_is_gone_from_bells_and_from_mails_that_wait(cast: Cast) -> None:
    choose_channel(cast["emma"], ChannelDraft(channel=Channel.MAIL))
    fact = a_fact(cast["sam"])
    told(cast["emma"], fact, href="/questions/7/slug#answer-3")
    told(cast["otto"], fact, href="/questions/7")
    told(cast["zoe"], fact, href="/questions/71")
    told(cast["ana"], fact, href="/questions/7/slug")

    with transaction():
        assert withdraw(["/questions/7"], still_for=[cast["ana"].id]) == 2

    assert [len(lines(cast[handle])) for handle in ("emma", "otto", "zoe", "ana")] == [0, 0, 1, 1]
    assert mails_to("emma@company.example") == []


def test_a_name_from_right_to_left_leaves_the_sentence_around_it_alone() -> None:
    assert named("Sam") == "Sam"
    assert named("محمد") == "\u2068محمد\u2069"
    assert titled("שלום 123") == "“\u2068שלום 123\u2069”"


def test_reading_ones_bell_asks_little_of_the_database(
    cast: Cast, sign_in: SignIn, count_queries: CountQueries
) -> None:
    for _ in range(25):
        told(cast["emma"], a_fact(cast["sam"]))
    emma = sign_in("emma")

    assert count_queries(lambda: emma.get("/notifications")) <= 3
    assert count_queries(lambda: emma.get("/people")) <= 3
    assert count_queries(lambda: emma.get("/people/sam")) <= 11  # kudos, the year and the articles are one each
