"""Mails: written with their cause, sent by a real mail server's rules, never twice by us and never with a surprise."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import Mail
from portal.core.settings import Settings, SettingsError, load_settings
from portal.notify.mails import Letter, compose, write_mail
from portal.notify.sending import MOST_ATTEMPTS, MailServer, Postman, retry_given_up, send_due
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import MadeWith
from tests.support.smtp import MailServerForTests

FROM = "Questboard <questboard@company.example>"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def write(key: str = "one", to: str = "emma@company.example", **words: str) -> bool:
    """Write a mail about a line of the bell."""
    filled = {"name": "Emma Fischer", "line": "Sam answered “VPN”", "href": "/questions/7", **words}
    with transaction():
        return write_mail(key, to, Letter("notification", filled))


def row(key: str = "one") -> Mail:
    """A mail as it stands now."""
    found = session().scalars(select(Mail).where(Mail.key == key)).one()
    release()
    return found


def send(server: MailServerForTests) -> int:
    """A round of the worker."""
    return send_due(MailServer.parse(server.url), FROM)


def test_a_mail_is_sent_once_with_everything_a_mail_needs(app: Flask, mail_server: MailServerForTests) -> None:
    assert write()
    assert not write()

    assert send(mail_server) == 1
    assert send(mail_server) == 0

    (mail,) = mail_server.taken
    assert mail["To"] == "emma@company.example"
    assert mail["From"] == FROM
    assert mail["Subject"] == "Sam answered “VPN”"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{32}@company\.example>", mail["Message-ID"])
    assert mail["Date"] is not None
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content()):
        assert "http://127.0.0.1:8000/questions/7" in part
        assert "http://127.0.0.1:8000/settings/news" in part
        assert "Emma Fischer" in part


def test_once_it_is_sent_its_words_are_not_kept(app: Flask, mail_server: MailServerForTests) -> None:
    write()
    assert "Sam answered" in row().body_text

    send(mail_server)

    assert (row().body_text, row().body_html, row().sent_at is not None) == ("", "", True)


def test_a_mail_belongs_to_the_transaction_of_its_cause(app: Flask, mail_server: MailServerForTests) -> None:
    with pytest.raises(ZeroDivisionError):
        _write_and_fail()

    assert send(mail_server) == 0
    assert session().scalar(select(func.count(Mail.id))) == 0


def _write_and_fail() -> None:
    with transaction():
        write("gone")
        raise ZeroDivisionError


def test_nothing_typed_becomes_a_header_or_another_recipient(app: Flask, mail_server: MailServerForTests) -> None:
    write("subject", line="Hello\r\nBcc: everybody@company.example\r\n\r\nOwned")
    write("name", name="Eve\r\nX-Evil: yes")
    write("address", to="eve@x.example\r\nBcc: everybody@company.example")
    write("two", to="eve@x.example, everybody@company.example")

    assert send(mail_server) == 4

    assert len(mail_server.taken) == 2
    for mail, raw in zip(mail_server.taken, mail_server.raw, strict=True):
        head = raw.partition(b"\r\n\r\n")[0]
        assert b"everybody@company.example" not in head.replace(b"Subject: Hello Bcc: everybody@company.example", b"")
        assert not re.search(rb"^(bcc|x-evil):", head, re.IGNORECASE | re.MULTILINE)
        assert mail["To"] == "emma@company.example"
    assert row("address").sent_at is None
    assert row("two").problem is not None


class Scripts(HTMLParser):
    """The tags of a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and any attribute that does something."""
        self.tags.append(tag)
        self.tags += [f"@{name}" for name, _ in attrs if name.startswith("on")]


def test_names_and_titles_are_only_text_in_the_html_of_a_mail(app: Flask) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"

    written = compose(Letter("notification", {"name": hostile, "line": hostile, "href": "/questions/7"}))

    read = Scripts()
    read.feed(written.html)
    assert not {"script", "img", "@onerror"} & set(read.tags)
    assert "{{ 7*7 }}" in written.text
    assert "\n" not in written.subject


def test_links_are_those_of_the_address_people_type(app: Flask, made_with: MadeWith) -> None:
    made_with(public_url="https://help.company.example/", company_name="Merrow & Vane")

    written = compose(Letter("reset_password", {"name": "Emma", "path": "/reset-password/abc"}))

    assert "https://help.company.example/reset-password/abc" in written.text
    assert 'href="https://help.company.example/reset-password/abc"' in written.html
    assert "Merrow & Vane" in written.text


def test_a_mail_that_cannot_go_now_is_tried_again_with_growing_pauses(
    app: Flask, mail_server: MailServerForTests
) -> None:
    mail_server.put_off.add("emma@")
    with clock.at(START):
        write()
        send(mail_server)
        assert send(mail_server) == 0
    with clock.at(START + timedelta(seconds=61)):
        assert send(mail_server) == 1
    first = row()
    assert (first.attempts, first.due_at) == (2, START + timedelta(seconds=61 + 180))
    assert first.problem is not None
    assert "451" in first.problem

    mail_server.put_off.clear()
    with clock.at(START + timedelta(hours=1)):
        send(mail_server)
    assert len(mail_server.taken) == 1
    assert (row().problem, row().sent_at) == (None, START + timedelta(hours=1))


def test_a_mail_is_given_up_after_the_last_try_and_can_be_tried_again(
    app: Flask, mail_server: MailServerForTests
) -> None:
    mail_server.put_off.add("emma@")
    write()
    for day in range(1, MOST_ATTEMPTS + 3):
        with clock.at(datetime.now(UTC) + timedelta(days=day)):
            send(mail_server)
    assert row().attempts == MOST_ATTEMPTS

    mail_server.put_off.clear()
    assert retry_given_up() == 1
    send(mail_server)
    assert len(mail_server.taken) == 1


def test_a_mailbox_that_does_not_exist_is_not_asked_again_and_keeps_no_other_waiting(
    app: Flask, mail_server: MailServerForTests
) -> None:
    mail_server.refused.add("gone@")
    write("gone", to="gone@company.example")
    write("there", to="there@company.example")

    assert send(mail_server) == 2

    assert row("gone").attempts == MOST_ATTEMPTS
    assert [mail["To"] for mail in mail_server.taken] == ["there@company.example"]


def test_a_mail_server_that_is_away_loses_nothing(app: Flask, mail_server: MailServerForTests) -> None:
    write()
    nobody = MailServer("127.0.0.1", 1, "", "", is_tls=False)

    assert send_due(nobody, FROM) == 1
    assert "refused" in (row().problem or "").lower()
    with clock.at(datetime.now(UTC) + timedelta(minutes=2)):
        send(mail_server)
    assert len(mail_server.taken) == 1


def test_whoever_dies_while_sending_leaves_the_mail_to_be_sent_again(
    app: Flask, mail_server: MailServerForTests
) -> None:
    with clock.at(START):
        write()
        with transaction() as opened:  # claimed by a worker that is no more
            opened.execute(update(Mail).values(attempts=1, due_at=START + timedelta(minutes=10)))
        assert send(mail_server) == 0
    with clock.at(START + timedelta(minutes=11)):
        assert send(mail_server) == 1
    assert len(mail_server.taken) == 1


def test_sent_again_a_mail_has_the_same_id(app: Flask, mail_server: MailServerForTests) -> None:
    write()
    send(mail_server)
    with transaction() as opened:
        opened.execute(update(Mail).values(sent_at=None, due_at=clock.now()))
    send(mail_server)

    first, second = mail_server.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_the_workers_postman_sends_in_his_own_time(
    app: Flask, made_with: MadeWith, mail_server: MailServerForTests
) -> None:
    made_with(smtp_url=mail_server.url)
    postman = Postman(load_settings(smtp_url=mail_server.url, mail_from=FROM))
    for number in range(25):
        write(f"mail {number}")

    assert postman() == 0
    postman.wait()

    assert len(mail_server.taken) == 25
    assert {mail["Subject"] for mail in mail_server.taken} == {"Sam answered “VPN”"}


def test_without_a_mail_server_mails_wait_where_the_administrator_reads_them(
    app: Flask, settings: Settings, cast: Cast, sign_in: SignIn
) -> None:
    write()
    postman = Postman(settings)
    postman()
    postman.wait()

    page = sign_in("adam").get("/admin/mails").get_data(as_text=True)

    assert row().attempts == 0
    assert 'href="http://127.0.0.1:8000/questions/7"' in page
    assert "emma@company.example" in page


def test_with_a_mail_server_nobody_reads_what_others_were_sent(
    app: Flask, cast: Cast, made_with: MadeWith, mail_server: MailServerForTests
) -> None:
    limited = made_with(smtp_url=mail_server.url)
    write(line="Only for Emma")
    adam = limited.test_client()
    with adam.session_transaction() as cookie:
        cookie["_user_id"] = f"{cast['adam'].id}.1"

    page = adam.get("/admin/mails").get_data(as_text=True)

    assert "emma@company.example" in page
    assert "/questions/7" not in page


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "", "", is_tls=False)),
        ("smtps://mail.example", MailServer("mail.example", 465, "", "", is_tls=True)),
        ("smtp://me%40x:p%2Fw@mail.example:25", MailServer("mail.example", 25, "me@x", "p/w", is_tls=False)),
    ],
)
def test_a_mail_server_is_named_by_its_address(url: str, server: MailServer) -> None:
    assert MailServer.parse(url) == server


@pytest.mark.parametrize(
    "wrong", [{"smtp_url": "mail.example:25"}, {"smtp_url": "http://me:secret@x"}, {"mail_from": "nobody"}]
)
def test_a_wrong_mail_setting_names_itself_and_no_secret(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(**wrong)

    assert f"QUESTBOARD_{next(iter(wrong)).upper()}" in str(refusal.value)
    assert "secret@" not in str(refusal.value)


def test_a_password_is_not_told_to_a_server_that_offers_no_encryption(
    app: Flask, mail_server: MailServerForTests
) -> None:
    write()
    elsewhere = MailServer("127.1", int(mail_server.server_address[1]), "me", "secret", is_tls=False)

    send_due(elsewhere, FROM)

    assert mail_server.taken == []
    assert "no encryption" in (row().problem or "")
