"""The doors of the portal, which are its routes by method, and knocking at them as everybody."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.db import release
from tests.rights.company import A_LIST, ARTICLE, PEOPLE, Company, a_picture
from tests.support.house import SignIn

POST_STATES = ("open", "locked", "closed", "removed", "withdrawn", "hidden", "private")
ARTICLE_STATES = ("draft", "official", "retired", "declined")
_SPENT = re.compile(r"/(?:edit|delete|restore|take|decline|publish|retire|promote|lock|unlock|reopen)$|signed|token")
"""What can be done once: the next person needs another one."""
_LEADS_OUT = re.compile(r"/(?:sign-|reset|invitation|settings/security)")
_PART = re.compile(r"<(?:(?P<converter>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")

_numbers = count(1)
STRANGER = "o"
REFUSALS = (401, 403, 404, 409)

FORM = {
    **ARTICLE,
    "body": "Words that nobody has written here before, and enough of them",
    "version": "2",
    "reason": "wrong",
    "note": "A note to it",
    "closed_as": "outdated",
    "name": "Warehouse of the north",
    "role": "employee",
    "days": "7",
    "channel": "bell",
    "visibility": "everyone",
    "theme": "dark",
    "password": "tulips under slow rain",
    "current": "no password of anybody",
    "description": "What it is for",
    "new_name": "remote-access",
    "into": "nothing-yet",
    "fields": "",
    "handle": "emma",
}
"""A form that fits every door; `_OTHERWISE` says what a word means where it cannot mean the same as elsewhere."""

_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "/settings/points": {"visibility": "private"},
    "/people/<handle>/suspend": {"reason": "Too much of it lately"},
    "/admin/people/<handle>/role": {"role": "superuser"},
    "/admin/<any(departments,sites,applications):kind>/<int:part_id>": {"name": "Another name"},
    "/desk/tags/<act>": {"name": "vpn"},
    "/knowledge/<int:article_id>/edit": {"version": "1"},
    "/admin/game": {"is_on": "1"},
    "/quests/new": {"template": "cold_cases", "days": "10"},
}


@dataclass(frozen=True)
class Door:
    """One method of one route."""

    method: str
    rule: str

    def __str__(self) -> str:
        return f"{self.method} {self.short}"

    @property
    def short(self) -> str:
        """The rule without its bounds."""
        return _PART.sub(lambda part: f"<{part['name']}>", self.rule)

    @property
    def states(self) -> tuple[str, ...]:
        """The states of what it is about; one without a name where it is about nothing in particular."""
        names = {part["name"] for part in _PART.finditer(self.rule)}
        if "article_id" in names:
            return ARTICLE_STATES
        return POST_STATES if names & {"question_id", "answer_id", "comment_id", "post_id", "suggestion_id"} else ("",)

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


def doors(app: Flask) -> Iterator[Door]:
    """Every route of the app, by every method that people use."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Door(method, rule.rule)


class Knocking:
    """Everybody of the company, at the doors of the portal."""

    def __init__(self, app: Flask, company: Company, sign_in: SignIn) -> None:
        self._company = company
        self._app = app
        self._sign_in = sign_in
        self._clients: dict[str, FlaskClient] = {}
        self._kept: dict[tuple[str, str, str], object] = {}

    def who_may(self, door: Door, state: str) -> str:
        """Who gets in where the thing is in this state, as letters. A refusal must leave everything as it was."""
        allowed = ""
        if state == door.states[0]:
            by_stranger = self._lets_in(door, state, self._app.test_client())
            by_disabled = self._lets_in(door, state, self._sign_in("dora"))
            assert by_stranger == by_disabled, f"{door} treats the disabled unlike strangers"
            allowed += STRANGER if by_stranger else ""
        allowed += "".join(who for who in PEOPLE if self._lets_in(door, state, self._client(who, door)))
        if door.writes and allowed:
            self._kept.clear()
        return allowed

    def address(self, door: Door, state: str) -> str:
        """An address of the door that leads to something in this state."""
        return _PART.sub(lambda part: str(self._thing(door, part["name"], state)), door.rule)

    def statuses(self, door: Door, address: str) -> set[int]:
        """What a stranger and everybody of the company are answered."""
        clients = [self._app.test_client(), *map(self._sign_in, PEOPLE.values())]
        return {_knock(client, door, address).status_code for client in clients}

    def _client(self, who: str, door: Door) -> FlaskClient:
        """Somebody's browser; a new one after doors that lead out, or may."""
        if who not in self._clients or _LEADS_OUT.match(door.rule):
            self._clients[who] = self._sign_in(PEOPLE[who])
        return self._clients.pop(who) if _LEADS_OUT.match(door.rule) else self._clients[who]

    def _lets_in(self, door: Door, state: str, client: FlaskClient) -> bool:
        address = self.address(door, state)
        before = self._company.facts() if door.writes else 0
        answer = _knock(client, door, address)
        release()
        may = _is_welcome(door, answer)
        if door.writes and not may:
            assert self._company.facts() == before, f"{door} refused and did something"
        if door.writes and may and _SPENT.search(door.rule):
            self._kept.clear()
        return may

    def _thing(self, door: Door, name: str, state: str) -> object:
        """What the part of the address called `name` stands for; the one of before, unless that was used up."""
        kind = f"{door.rule.split('/')[1].removesuffix('s')}_id" if name == "post_id" else name
        key = (kind, state, "" if kind.endswith("_id") else door.rule)
        if key not in self._kept:
            self._kept[key] = self._something(door, kind, state)
        return self._kept[key]

    def _something(self, door: Door, name: str, state: str) -> object:
        company = self._company
        match name:
            case "question_id":
                return company.question(state)
            case "answer_id":
                return company.answer(state)
            case "comment_id":
                return company.comment(state)
            case "suggestion_id":
                return company.suggestion(state)
            case "article_id":
                return company.article(state)
            case "subject_id":
                return company.question("open")
            case "handle" if "/points" in door.rule or "/season" in door.rule:
                return PEOPLE["w"]
            case "notification_id":
                return company.notification()
            case "token":
                return company.people_list()
            case "signed":
                return company.reset_link() if "reset" in door.rule else company.invitation_link()
            case "key":
                return company.draft()
            case "name" if door.rule.startswith("/uploads"):
                return company.picture()
            case "quest_id":
                return company.quest()
            case "kudos_id":
                return company.kudos()
            case "case_id":
                return company.case()
            case "act":
                return _ACTS[door.rule]
            case _:
                return _NAMES[name, door.rule.split("/")[1]]


_NAMES = {
    ("slug", "questions"): "any-words",
    ("slug", "knowledge"): "any-words",
    ("number", "questions"): 1,
    ("number", "answers"): 1,
    ("number", "knowledge"): 1,
    ("handle", "people"): "vera",
    ("handle", "admin"): "vera",
    ("kind", "admin"): "departments",
    ("part_id", "admin"): 1,
    ("badge_id", "badges"): "first_light",
    ("badge_id", "admin"): "first_light",
    ("synonym_id", "desk"): 1,
    ("pin_id", "desk"): 1,
    ("name", "tags"): "vpn",
    ("name", "styleguide"): "home",
    ("code", "styleguide"): 404,
    ("filename", "static"): "icons.txt",
}

_ACTS = {
    "/desk/<act>/<int:subject_id>": "lock",
    "/desk/tags/<act>": "describe",
    "/desk/search/gaps/<act>": "dismiss",
    "/admin/badges/<badge_id>/<act>": "on",
    "/desk/quests/<int(max=9223372036854775807):quest_id>/<act>": "end",
    "/admin/licences/<act>": "grant",
}


def _knock(client: FlaskClient, door: Door, address: str) -> TestResponse:
    sent: dict[str, Any] = {}
    if door.method == "PUT":
        sent["json"] = {"fields": {"title": "Half a title"}}
    elif door.writes:
        email = f"nina{next(_numbers)}@company.example"
        sent["data"] = {**FORM, "email": email, **_OTHERWISE.get(door.rule, {}), **_files(door)}
    answer = client.open(address, method=door.method, **sent)
    if answer.status_code == 308:  # another spelling of the address
        answer = client.open(answer.headers["Location"], method=door.method, **sent)
    answer.close()
    return answer


def _files(door: Door) -> dict[str, tuple[BytesIO, str]]:
    match door.rule:
        case "/uploads":
            return {"file": (BytesIO(a_picture()), "screen.png")}
        case "/admin/import":
            return {"file": (BytesIO(A_LIST), "people.csv")}
        case _:
            return {}


def _is_welcome(door: Door, answer: TestResponse) -> bool:
    asks_who_one_is = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")
    if asks_who_one_is or answer.status_code in REFUSALS:
        return False
    assert answer.status_code in (200, 201, 204, 301, 302, 303, 422), f"{door} answers {answer.status_code}"
    return True
