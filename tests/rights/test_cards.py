"""What a page offers is what may be done: cards and forms agree with the table of routes for everybody, in every state.

Doing twice what can be done once is welcome at a door, and not offered on a page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import select

from community.cards import AnswerCard, CommentCard
from community.models import Answer, Comment
from community.queries.question import question_page
from knowledge.finding import can_read, readable
from knowledge.models import Article
from knowledge.queries import article_page
from portal.core.db import release, session
from portal.core.permissions import Actor
from portal.core.refusals import NotFound
from tests.rights.company import PEOPLE, Company
from tests.rights.doors import ARTICLE_STATES, POST_STATES
from tests.rights.tables import routes
from tests.support.house import SignIn

QUESTION = "/questions/<question_id>"
ANSWER = "/answers/<answer_id>"
COMMENT = "/comments/<comment_id>"
ARTICLE = "/knowledge/<article_id>"

DOORS = {
    QUESTION: {
        "answer": "/answers",
        "comment": "/comments",
        "edit": "/edit",
        "suggest": "/suggestions",
        "delete": "/delete",
        "restore": "/restore",
        "flag": "/flag",
        "me_too": "/me-too",
        "moderate": "/lock",
    },
    ANSWER: {
        "vote": "/helpful",
        "accept": "/accept",
        "endorse": "/endorse",
        "solve": "/solved",
        "comment": "/comments",
        "edit": "/edit",
        "suggest": "/suggestions",
        "delete": "/delete",
        "restore": "/restore",
        "flag": "/flag",
    },
    COMMENT: {"edit": "/edit", "delete": "/delete", "flag": "/flag"},
    ARTICLE: {
        "edit": "/edit",
        "publish": "/publish",
        "verify": "/verify",
        "retire": "/retire",
        "restore": "/restore",
        "decline": "/decline",
        "say_it_worked": "/solved",
    },
}
DONE_ALREADY = {
    "delete": ("removed", "withdrawn"),
    "restore": ("open", "locked", "closed", "hidden", "private", "official"),
    "publish": ("official",),
    "retire": ("retired",),
    "decline": ("declined",),
}
"""Where an act has nothing left to do, so that no page offers it."""


@pytest.fixture
def company(app: Flask) -> Company:
    return Company(app.config["QUESTBOARD"].uploads_dir)


def _table(base: str, act: str, state: str, who: str) -> bool:
    address = base + DOORS[base][act]
    if act == "flag":
        address = re.sub(r"<\w+>", "<post_id>", address)
    states = ARTICLE_STATES if base == ARTICLE else POST_STATES
    return who in routes()["POST", address][states.index(state)]


def _offered_by_table(base: str, state: str, who: str) -> dict[str, bool]:
    may = {act: _table(base, act, state, who) and state not in DONE_ALREADY.get(act, ()) for act in DOORS[base]}
    if "suggest" in may:
        may["suggest"] &= not may["edit"]  # whoever may change it at once is not asked to suggest
    if "solve" in may:
        may["solve"] &= who != "q"  # whoever asked says so by accepting
    return may


def _people(company: Company) -> Iterator[tuple[str, Actor]]:
    yield from ((who, company[handle]) for who, handle in PEOPLE.items())


def _reads(base: str, state: str, who: str) -> bool:
    states = ARTICLE_STATES if base == ARTICLE else POST_STATES
    return who in routes()["GET", base][states.index(state)]


def _can(card: object) -> Mapping[str, bool]:
    return asdict(card)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("state", POST_STATES)
def test_a_question_offers_what_may_be_done(company: Company, state: str) -> None:
    number = company.question(state)
    for who, actor in _people(company):
        if not _reads(QUESTION, state, who):
            with pytest.raises(NotFound):
                question_page(actor, number)
            continue
        can = question_page(actor, number).question.can
        assert _can(can) == _offered_by_table(QUESTION, state, who), who
    release()


@pytest.mark.parametrize("state", POST_STATES)
def test_an_answer_offers_what_may_be_done(company: Company, state: str) -> None:
    number = company.answer(state)
    question_id = session().scalars(select(Answer.question_id).where(Answer.id == number)).one()
    for who, actor in _people(company):
        shown = _answers(actor, question_id).get(number)
        assert (shown is not None) == _reads(ANSWER, state, who), who
        if shown is not None:
            assert _can(shown.can) == _offered_by_table(ANSWER, state, who), who
    release()


@pytest.mark.parametrize("state", POST_STATES)
def test_a_comment_offers_what_may_be_done(company: Company, state: str) -> None:
    number = company.comment(state)
    question_id = session().scalars(select(Comment.question_id).where(Comment.id == number)).one()
    for who, actor in _people(company):
        shown = _comments(actor, question_id).get(number)
        if shown is not None:
            assert _reads(COMMENT, state, who), who
            can = {"edit": shown.can_edit, "delete": shown.can_delete, "flag": shown.can_flag}
            assert can == _offered_by_table(COMMENT, state, who), who
    release()


@pytest.mark.parametrize("state", ARTICLE_STATES)
def test_an_article_offers_what_may_be_done_and_is_found_by_those_who_may_read_it(company: Company, state: str) -> None:
    number = company.article(state)
    for who, actor in _people(company):
        in_sql = session().scalar(select(Article.id).where(Article.id == number, readable(actor))) is not None
        in_python = can_read(actor, session().get_one(Article, number))
        assert in_sql == in_python == _reads(ARTICLE, state, who), who
        if in_sql:
            assert _can(article_page(actor, number).can) == _offered_by_table(ARTICLE, state, who), who
    release()


_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>', re.IGNORECASE)
_ACTION = re.compile(r'\baction="([^"]+)"')


@pytest.mark.parametrize("state", POST_STATES)
def test_no_form_on_a_page_leads_to_a_refusal(company: Company, sign_in: SignIn, state: str) -> None:
    number = company.answer(state)
    looked_at = 0
    for who, handle in PEOPLE.items():
        page = sign_in(handle).get(f"/answers/{number}", follow_redirects=True)
        if page.status_code == 404:
            continue
        for form in _FORM.findall(page.text):
            action = _ACTION.search(form)
            if action is None or not (door := _door_of(action[1], number)):
                continue
            looked_at += 1
            assert who in routes()["POST", door][POST_STATES.index(state)], (who, door)
    assert looked_at > 3 or state in ("removed", "withdrawn")


def _door_of(address: str, answer_id: int) -> str | None:
    """The line of the table that an address of the answer itself stands on."""
    if not address.startswith(f"/answers/{answer_id}/"):
        return None
    rest = address.removeprefix(f"/answers/{answer_id}")
    return "/answers/<post_id>/flag" if rest == "/flag" else ANSWER + rest


def _answers(actor: Actor, question_id: int) -> dict[int, AnswerCard]:
    try:
        return {card.id: card for card in question_page(actor, question_id).answers.items}
    except NotFound:
        return {}


def _comments(actor: Actor, question_id: int) -> dict[int, CommentCard]:
    try:
        return {card.id: card for card in question_page(actor, question_id).comments.shown}
    except NotFound:
        return {}
