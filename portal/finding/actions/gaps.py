"""Turning a search that fails into a question, a request for an article, or words that mean the same."""

from community.actions.questions import ask_question
from community.forms import QuestionDraft
from knowledge.actions.articles import write_article
from knowledge.forms import ArticleDraft
from portal.core import clock
from portal.core.db import action, session
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import NotFound
from portal.finding.actions.curating import pin_answer, save_synonym
from portal.finding.forms import PinDraft, SynonymDraft
from portal.finding.gaps import Gap, find_gap
from portal.finding.models import Remedy, SeenTo


@action
def ask_about_gap(actor: Actor, key: str) -> int:
    """Ask what colleagues look for, so that somebody who knows can answer. Returns the question's id."""
    gap = _gap(actor, key)
    question_id = ask_question(
        actor,
        QuestionDraft(title=_title(gap), body=f"{_told(gap)} What helps?", tags=[]),
    )
    _seen_to(actor, gap, Remedy.QUESTION)
    return question_id


@action
def request_article(actor: Actor, key: str) -> int:
    """Begin the article that is missing, as a draft that waits at the desk. Returns its id."""
    gap = _gap(actor, key)
    article_id = write_article(actor, ArticleDraft(title=_title(gap), issue=_told(gap)))
    _seen_to(actor, gap, Remedy.ARTICLE)
    return article_id


@action
def explain_gap(actor: Actor, key: str, draft: SynonymDraft) -> None:
    """Say what the words that are searched for mean here."""
    gap = _gap(actor, key)
    save_synonym(actor, draft)
    _seen_to(actor, gap, Remedy.SYNONYM)


@action
def answer_gap(actor: Actor, key: str, draft: PinDraft) -> None:
    """Pin what answers the search."""
    gap = _gap(actor, key)
    pin_answer(actor, draft)
    _seen_to(actor, gap, Remedy.PIN)


@action
def dismiss_gap(actor: Actor, key: str) -> None:
    """Nothing needs to be done about it."""
    _seen_to(actor, _gap(actor, key), Remedy.DISMISSED)


def _gap(actor: Actor, key: str) -> Gap:
    require(Permission.CURATE_SEARCH, actor)
    gap = find_gap(key)
    if gap is None:
        raise NotFound
    return gap


def _seen_to(actor: Actor, gap: Gap, remedy: Remedy) -> None:
    session().merge(SeenTo(key=gap.key, remedy=remedy, by_id=actor.id, at=clock.now()))


def _title(gap: Gap) -> str:
    return f"What helps with “{gap.typed[:100]}”?"


def _told(gap: Gap) -> str:
    return f"{gap.people} colleagues searched for “{gap.typed}” lately, and most of them did not find what they needed."
