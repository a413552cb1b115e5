"""Asking, and what an asker can do with the question afterwards."""

from sqlalchemy import delete, select

from community.events import QuestionAsked, QuestionDeleted, QuestionRestored
from community.finding import find_question
from community.forms import QuestionDraft, QuestionEdit
from community.limits import heed_edits, heed_questions, stand_in_line
from community.models import Answer, Draft, Follow, Question, Visibility
from community.pictures import OF_QUESTION, claim_pictures
from community.revisions import Wording
from community.rewriting import EXCERPT, rewrite_question
from community.rules import rules
from community.tagging import file_under, keeping_tag_counts
from community.telling import about_question, mentioned, stir
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.facts import record
from portal.core.markup import excerpt, render
from portal.core.models import Application, Site, User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid


@action
def ask_question(actor: Actor, draft: QuestionDraft) -> int:
    """Ask. The asker follows the question, and the draft it came from is gone. Returns its id; sent twice is once."""
    require(Permission.ASK, actor)
    stand_in_line(actor)
    if (sent_before := _just_asked(actor, draft)) is not None:
        return sent_before
    heed_questions(actor)
    _check_context(draft.application_id, draft.site_id)
    now = clock.now()
    rendered = render(draft.body)
    question = Question(
        title=draft.title,
        body_source=draft.body,
        body_html=rendered.html,
        excerpt=excerpt(rendered.text, EXCERPT),
        author_id=actor.id,
        visibility=draft.visibility,
        application_id=draft.application_id,
        site_id=draft.site_id,
        device=draft.device,
        language=draft.language or _own_language(actor),
        created_at=now,
        active_at=now,
    )
    session().add(question)
    session().flush()
    with keeping_tag_counts(question):
        file_under(question, draft.tags)
    insert_once(Follow, question_id=question.id, user_id=actor.id, at=now)
    claim_pictures(question.id, OF_QUESTION, actor.id, draft.body)
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == "question:new"))
    record(QuestionAsked(**about_question(question), mentioned=mentioned(rendered)), actor.id)
    return question.id


@action
def edit_question(actor: Actor, question_id: int, edit: QuestionEdit) -> None:
    """Change a question at once, keeping how it was. Raises Conflict if somebody changed it meanwhile."""
    question = find_question(actor, question_id)
    require(Permission.EDIT_QUESTION, actor, question)
    if _says_nothing_new(question, edit):
        return
    if edit.version != question.text_version:
        raise Conflict("Somebody changed this question while you were typing. Your text is still here: look at both.")
    heed_edits(actor)
    _check_context(edit.application_id, edit.site_id)
    with keeping_tag_counts(question):
        _open_or_close(actor, question, edit.visibility)
    question.application_id = edit.application_id
    question.site_id = edit.site_id
    question.device = edit.device
    rewrite_question(actor, question, Wording(edit.title, edit.body, tuple(edit.tags)), actor.id, edit.note)
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == f"question:{question.id}"))


@action
def delete_question(actor: Actor, question_id: int) -> None:
    """Take a question out of sight; twice is once."""
    question = find_question(actor, question_id)
    require(Permission.DELETE_POST, actor, question)
    if question.is_deleted:
        return
    if question.answer_count and not actor.is_analyst:
        raise Conflict("Colleagues have answered, so it stays for the next one. IT can remove it if it must go.")
    with keeping_tag_counts(question):
        question.deleted_at = clock.now()
        question.deleted_by_id = actor.id
    stir(question)
    record(QuestionDeleted(**about_question(question)), actor.id)


@action
def restore_question(actor: Actor, question_id: int) -> None:
    """Bring a removed question back. What IT removed, only IT brings back."""
    question = find_question(actor, question_id)
    require(Permission.DELETE_POST, actor, question)
    if not question.is_deleted:
        return
    if question.deleted_by_id != actor.id and not actor.is_analyst:
        raise Conflict("IT removed this question, so only IT can bring it back.")
    with keeping_tag_counts(question):
        question.deleted_at = question.deleted_by_id = None
    stir(question)
    record(QuestionRestored(**about_question(question)), actor.id)


def _just_asked(actor: Actor, draft: QuestionDraft) -> int | None:
    """The id of the same question, where it was sent a moment ago already."""
    return session().scalar(
        select(Question.id).where(
            Question.author_id == actor.id,
            Question.created_at > clock.now() - rules().posts.same_again,
            Question.title == draft.title,
            Question.body_source == draft.body,
            Question.visibility == draft.visibility,
            Question.deleted_at.is_(None),
        )
    )


def _says_nothing_new(question: Question, edit: QuestionEdit) -> bool:
    return (
        Wording.of(question) == Wording(edit.title, edit.body, tuple(edit.tags))
        and question.application_id == edit.application_id
        and question.site_id == edit.site_id
        and question.device == edit.device
        and edit.visibility in (None, question.visibility)
    )


def _open_or_close(actor: Actor, question: Question, visibility: Visibility | None) -> None:
    """Change who may read a question, where somebody may. What colleagues have answered is theirs too."""
    if visibility is None or visibility is question.visibility:
        return
    if not (actor.is_analyst or question.author_id == actor.id):
        raise Invalid({"visibility": "Only the asker and IT decide who may read this."})
    by_others = select(Answer.id).where(Answer.question_id == question.id, Answer.author_id != question.author_id)
    if not actor.is_analyst and session().scalar(by_others.limit(1)) is not None:
        raise Invalid({"visibility": "Others have answered already, so only IT can change who may read this."})
    question.visibility = visibility


def _check_context(application_id: int | None, site_id: int | None) -> None:
    if application_id is not None and session().get(Application, application_id) is None:
        raise Invalid({"application_id": "Please choose one of the list."})
    if site_id is not None and session().get(Site, site_id) is None:
        raise Invalid({"site_id": "Please choose one of the list."})


def _own_language(actor: Actor) -> str:
    languages = session().scalar(select(User.languages).where(User.id == actor.id)) or ""
    return languages.split(",")[0].strip()[:8] or "en"
