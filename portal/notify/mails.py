"""Writing mails: from a template, in the transaction of their cause. Sending is the worker's (`sending.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from portal.core import clock
from portal.core.db import insert_once
from portal.core.models import Mail
from portal.core.paths import STATIC, TEMPLATES
from portal.core.settings import Settings

SUBJECT_LONGEST = 200


@dataclass(frozen=True)
class Letter:
    """What a mail says: the name of its template in `templates/mail`, and what that is to be filled with."""

    template: str
    words: Mapping[str, object]


@dataclass(frozen=True)
class Sender:
    """What every mail says of where it comes from. `address` is the portal's, without a slash at its end."""

    company: str
    address: str


@dataclass(frozen=True)
class Written:
    """A mail's three parts."""

    subject: str
    text: str
    html: str


_sender = Sender(company="Questboard", address="")


def write_for(settings: Settings) -> None:
    """Write mails as the portal of these settings. Called by `portal.wiring` alone."""
    global _sender  # noqa: PLW0603 -- one portal a process
    _sender = Sender(settings.company_name, settings.address)


def write_mail(key: str, to: str, letter: Letter) -> bool:
    """Write a mail to be sent after the commit, once for this key. Returns whether it was new.

    Must be called inside a transaction. `to` is one bare address.
    """
    written = compose(letter)
    now = clock.now()
    return insert_once(
        Mail,
        key=key,
        to=to,
        subject=written.subject,
        body_text=written.text,
        body_html=written.html,
        written_at=now,
        due_at=now,
        attempts=0,
    )


def compose(letter: Letter) -> Written:
    """A letter in words. The first line of a text template is its subject; paths become whole addresses."""
    words = {**letter.words, "company": _sender.company, "address": _sender.address, "link": _whole_address}
    text = _templates().get_template(f"{letter.template}.txt").render(words)
    subject, _, body = text.partition("\n")
    html = _templates().get_template(f"{letter.template}.html").render(words)
    return Written(one_line(subject)[:SUBJECT_LONGEST], body.strip() + "\n", html)


def one_line(text: str) -> str:
    """Text without line breaks and control characters: what may stand in a header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _whole_address(path: object) -> str:
    return f"{_sender.address}{path}"


@cache
def _templates() -> Environment:
    # not Flask's: the worker writes mails, and has no application
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # our own file, in a place where markup has no meaning
    templates.globals["style"] = Markup((STATIC / "css" / "mail.css").read_text(encoding="utf-8"))  # noqa: S704
    return templates
