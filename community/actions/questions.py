"""Asking, and what an asker can do with the question afterwards."""

from sqlalchemy import delete, func, select

from community.events import QuestionAsked, QuestionDeleted, QuestionEdited, QuestionRestored
from community.finding import find_question
from community.forms import QuestionDraft, QuestionEdit
from community.models import Draft, Follow, Question, QuestionTag, Revision
from community.pictures import claim_pictures
from community.tagging import count_tags, tags_named
from community.telling import about_question, stir
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.facts import record
from portal.core.markup import excerpt, render
from portal.core.models import Application, Site
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid

EXCERPT = 200


@action
def ask_question(actor: Actor, draft: QuestionDraft) -> int:
    """Ask. The asker follows the question, and the draft it came from is gone. Returns its id."""
    require(Permission.ASK, actor)
    _check_context(draft)
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
        created_at=now,
        active_at=now,
    )
    session().add(question)
    session().flush()
    file_under(question, draft.tags)
    insert_once(Follow, question_id=question.id, user_id=actor.id, at=now)
    claim_pictures(question.id, actor.id, draft.body)
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == "question:new"))
    mentioned = ",".join(sorted(rendered.mentions))
    record(QuestionAsked(**about_question(question), mentioned=mentioned), actor.id)
    return question.id


@action
def edit_question(actor: Actor, question_id: int, edit: QuestionEdit) -> None:
    """Change a question at once, keeping how it was. Raises Conflict if somebody changed it meanwhile."""
    question = find_question(actor, question_id)
    require(Permission.EDIT_QUESTION, actor, question)
    if edit.version != question.version:
        raise Conflict("Somebody changed this question while you were typing. Your text is still here: look at both.")
    if edit.visibility is not question.visibility and not (actor.is_analyst or question.author_id == actor.id):
        raise Invalid({"visibility": "Only the asker and IT decide who may read this."})
    _check_context(edit)
    question.visibility = edit.visibility
    question.application_id = edit.application_id
    question.site_id = edit.site_id
    question.device = edit.device
    rewrite_question(actor, question, edit.title, edit.body, edit.tags, edit.note)


def rewrite_question(actor: Actor, question: Question, title: str, body: str, tags: list[str], note: str) -> None:
    """Give a question a new text, its revision and its fact. Who may was decided by the caller."""
    keep_question_revision(question)
    rendered = render(body)
    question.title = title
    question.body_source = body
    question.body_html = rendered.html
    question.excerpt = excerpt(rendered.text, EXCERPT)
    question.edited_at = clock.now()
    file_under(question, tags)
    claim_pictures(question.id, actor.id, body)
    _add_question_revision(question, actor, note)
    stir(question)
    record(QuestionEdited(**about_question(question)), actor.id)


@action
def delete_question(actor: Actor, question_id: int) -> None:
    """Take a question out of sight; twice is once."""
    question = find_question(actor, question_id)
    require(Permission.DELETE_POST, actor, question)
    if question.is_deleted:
        return
    if question.answer_count and not actor.is_analyst:
        raise Conflict("Colleagues have answered, so it stays for the next one. IT can remove it if it must go.")
    question.deleted_at = clock.now()
    question.deleted_by_id = actor.id
    stir(question)
    count_tags(question.tag_names)
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
    question.deleted_at = question.deleted_by_id = None
    stir(question)
    count_tags(question.tag_names)
    record(QuestionRestored(**about_question(question)), actor.id)


def file_under(question: Question, names: list[str]) -> None:
    """File a question under these tags and no others: merged ones become what they were merged into."""
    before = question.tag_names
    wanted = {tag.id: tag.name for tag in tags_named(names)}
    session().execute(delete(QuestionTag).where(QuestionTag.question_id == question.id))
    for tag_id in wanted:
        insert_once(QuestionTag, question_id=question.id, tag_id=tag_id)
    question.tag_names = ",".join(wanted.values())
    session().flush()
    count_tags(before)
    count_tags(question.tag_names)


def keep_question_revision(question: Question) -> None:
    """Write down how a question was first asked, before it is changed for the first time."""
    if session().scalar(select(Revision.id).where(Revision.question_id == question.id).limit(1)) is None:
        session().add(
            Revision(
                question_id=question.id,
                number=1,
                title=question.title,
                body_source=question.body_source,
                tag_names=question.tag_names,
                editor_id=question.author_id,
                at=question.created_at,
            )
        )
        session().flush()


def _add_question_revision(question: Question, actor: Actor, note: str) -> None:
    last = session().scalar(select(func.max(Revision.number)).where(Revision.question_id == question.id)) or 1
    session().add(
        Revision(
            question_id=question.id,
            number=last + 1,
            title=question.title,
            body_source=question.body_source,
            tag_names=question.tag_names,
            editor_id=actor.id,
            at=clock.now(),
            note=note,
        )
    )


def _check_context(draft: QuestionDraft) -> None:
    if draft.application_id is not None and session().get(Application, draft.application_id) is None:
        raise Invalid({"application_id": "Please choose one of the list."})
    if draft.site_id is not None and session().get(Site, draft.site_id) is None:
        raise Invalid({"site_id": "Please choose one of the list."})
