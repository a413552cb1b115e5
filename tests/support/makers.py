"""Makers: the shortest way to a question, an answer, an acceptance, through the portal's own actions."""

from community.actions.answers import post_answer
from community.actions.questions import ask_question
from community.forms import AnswerDraft, QuestionDraft
from portal.core.permissions import Actor

BODY = "Since this morning the client says *connection refused*. I restarted the laptop twice."
ANSWER = "Sign out of the client, remove the profile, and add it again with your company address."


def a_question(asker: Actor, title: str = "VPN client refuses to connect", **given: object) -> int:
    """A question by `asker`; `given` are fields of its draft."""
    return ask_question(asker, QuestionDraft.model_validate({"title": title, "body": BODY, "tags": "vpn", **given}))


def an_answer(answerer: Actor, question_id: int, body: str = ANSWER) -> int:
    """An answer by `answerer`."""
    return post_answer(answerer, question_id, AnswerDraft(body=body))
