"""Filling an article in from an answer: question to issue, context to environment, answer to resolution."""

import re
from typing import Any

from sqlalchemy import select

from community.finding import AnswerInPlace
from portal.core.db import session
from portal.core.models import Application, Site, User

_GREETING = re.compile(
    r"\A\s*(?:hi|hello|hey|dear|good (?:morning|afternoon))\b[^\n.!?]{0,40}[,.!]?\s*\n+", re.IGNORECASE
)


def draft_from_answer(place: AnswerInPlace) -> dict[str, Any]:
    """The fields of an article, from the question, what travelled with it, and the answer.

    An article is about no one person: greetings and the names of the two people go.
    """
    question, answer = place.question, place.answer
    application = session().get(Application, question.application_id) if question.application_id else None
    site = session().get(Site, question.site_id) if question.site_id else None
    names = list(session().scalars(select(User.name).where(User.id.in_((question.author_id, answer.author_id)))))
    environment = [
        f"- Application: {application.name}" if application else "",
        f"- Device: {question.device}" if question.device else "",
        f"- Site: {site.name}" if site else "",
    ]
    return {
        "title": question.title,
        "issue": _without_people(question.body_source, names),
        "environment": "\n".join(line for line in environment if line),
        "resolution": _without_people(answer.body_source, names),
        "tags": question.tag_names.replace(",", ", "),
        "application_id": question.application_id or "",
    }


def _without_people(text: str, names: list[str]) -> str:
    text = _GREETING.sub("", text)
    for name in names:
        first = name.split()[0]
        for shape in (name, first) if len(first) > 2 else (name,):
            text = re.sub(rf"(?<!\w){re.escape(shape)}(?!\w)", "the colleague", text)
    return re.sub(r"(?<![\w/])@[a-z][\w.-]{1,39}", "the colleague", text).strip()
