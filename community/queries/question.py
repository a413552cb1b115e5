"""A question's page, in four queries and a few more where there is more to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import aliased

from community.cards import Answers, Comments, ContextFact, Link, QuestionCan, QuestionCard, QuestionPage, Trust
from community.finding import MOST_ID, READABLE, Reader, readable
from community.languages import language_name
from community.links import question_href, suggestion_href
from community.models import Answer, Decision, Draft, Follow, MeToo, Question, Suggestion, Visibility
from community.queries.answers import CURSOR, answer_cards, answer_position, answer_rows
from community.queries.comments import find_comments
from community.queries.lists import state_of
from community.queries.places import Place
from portal.core.db import fetch, session
from portal.core.models import Application, Site, User
from portal.core.permissions import Actor, Permission, may
from portal.core.refusals import NotFound
from portal.web.cards import (
    APPLICATION_COLUMNS,
    AttributionCard,
    PersonCard,
    application_in,
    attributions,
    person_columns,
    person_in,
    tag_cards,
)
from portal.web.paging import decode_cursor
from portal.web.rendering import safe_html

MOST_SUGGESTIONS = 10

_me = bindparam("me", type_=Question.author_id.type)
_target = aliased(Question, name="target")
_open_suggestions = and_(
    Suggestion.state == Decision.OPEN,
    or_(
        Suggestion.question_id == Question.id,
        Suggestion.answer_id.in_(select(Answer.id).where(Answer.question_id == Question.id)),
    ),
)


@cache
def _question(reader: Reader) -> Select[Any]:
    return (
        select(
            *(column for column in Question.__table__.c if column.name != "body_source"),
            *person_columns(),
            *APPLICATION_COLUMNS,
            Site.name.label("site_name"),
            exists().where(Follow.question_id == Question.id, Follow.user_id == _me).label("is_followed"),
            exists().where(MeToo.question_id == Question.id, MeToo.user_id == _me).label("is_me_too"),
            exists(Suggestion.id).where(_open_suggestions).label("has_suggestions"),
            select(Answer.id)
            .where(Answer.question_id == Question.id, Answer.author_id == _me, Answer.deleted_at.is_(None))
            .limit(1)
            .scalar_subquery()
            .label("own_answer_id"),
            select(Draft.fields)
            .where(Draft.user_id == _me, Draft.key == bindparam("draft_key"))
            .scalar_subquery()
            .label("answer_draft"),
            _target.id.label("target_id"),
            _target.title.label("target_title"),
            _target.visibility.label("target_visibility"),
            _target.author_id.label("target_author_id"),
            _target.deleted_at.label("target_deleted_at"),
            _target.hidden_at.label("target_hidden_at"),
        )
        .select_from(Question)
        .join(User, User.id == Question.author_id)
        .outerjoin(Application, Application.id == Question.application_id)
        .outerjoin(Site, Site.id == Question.site_id)
        .outerjoin(_target, _target.id == Question.duplicate_of_id)
        .where(Question.id == bindparam("id"), READABLE[reader])
    )


@dataclass(frozen=True)
class Asked:
    """What of a question's page somebody asked for: answers after a cursor, one answer, all comments of a post."""

    after: str | None = None
    answer_id: int | None = None
    comments_of: int | None = None


EVERYTHING = Asked()


def question_page(actor: Actor, question_id: int, asked: Asked = EVERYTHING) -> QuestionPage:
    """A question's page as `actor` may see it. Raises NotFound."""
    row = _row(actor, question_id)
    place = Place(
        row.id,
        question_href(row.id, row.title),
        row.author_id,
        row.locked_at is not None,
        row.closed_at is not None,
        row.deleted_at is not None,
    )
    asker = person_in(row)
    assert asker is not None  # noqa: S101 -- the join is an inner one
    after = decode_cursor(asked.after, CURSOR)
    answers = answer_rows(actor, question_id, after)
    if asked.answer_id is not None and asked.answer_id not in answers.ids:
        after = answer_position(actor, question_id, asked.answer_id)
        answers = answer_rows(actor, question_id, after)
    comments = find_comments(actor, place, answers.ids, asked.comments_of)
    sources = attributions([row.attribution_id, *(answer.attribution_id for answer in answers.rows)])
    return QuestionPage(
        question=_card(actor, row, place, asker, sources),
        comments=comments.get(None, Comments(())),
        answers=Answers(
            answer_cards(actor, place, asker, answers.rows, comments, sources), answers.next_cursor, after is not None
        ),
        own_answer_id=row.own_answer_id,
        answer_draft=(row.answer_draft or {}).get("body", ""),
    )


def find_title(actor: Actor, question_id: int) -> str | None:
    """The title of a question somebody may read; None for any other."""
    if not 0 < question_id <= MOST_ID:
        return None
    return session().scalar(select(Question.title).where(Question.id == question_id, readable(actor)))


def _row(actor: Actor, question_id: int) -> Row[Any]:
    found = {"id": question_id, "me": actor.id, "draft_key": f"answer:{question_id}"}
    row = fetch(_question(Reader.of(actor)), found).first() if question_id <= MOST_ID else None
    if row is None:
        raise NotFound
    return row


def _card(
    actor: Actor, row: Row[Any], place: Place, asker: PersonCard, sources: Mapping[int, AttributionCard]
) -> QuestionCard:
    return QuestionCard(
        id=row.id,
        href=place.href,
        title=row.title,
        excerpt=row.excerpt,
        body_html=safe_html(row.body_html),
        version=row.version,
        state=state_of(row),
        trust=Trust.ENDORSED if row.has_endorsed else None,
        is_private=row.visibility is Visibility.IT,
        is_hidden=row.hidden_at is not None,
        is_deleted=place.is_deleted,
        is_locked=place.is_locked,
        closed_as=row.closed_as.value if row.closed_as else None,
        duplicate_of=_duplicate_of(actor, row),
        author=asker,
        is_own=row.author_id == actor.id,
        asked_at=row.created_at,
        edited_at=row.edited_at,
        view_count=row.reader_count,
        answer_count=row.answer_count,
        me_too_count=row.me_too_count,
        is_me_too=row.is_me_too,
        is_followed=row.is_followed,
        tags=tuple(tag_cards(row.tag_names)),
        application=application_in(row),
        context=_context(row),
        attribution=sources.get(row.attribution_id),
        suggestions=_suggestions(actor, row) if row.has_suggestions else (),
        can=_can(actor, place, row),
    )


def _duplicate_of(actor: Actor, row: Row[Any]) -> Link | None:
    """The question this is a duplicate of, for those who may read that one too."""
    if row.target_id is None:
        return None
    stands = row.target_deleted_at is None and row.target_hidden_at is None
    is_public = row.target_visibility is Visibility.EVERYONE
    if not (actor.is_analyst or row.target_author_id == actor.id or (is_public and stands)):
        return None
    return Link(question_href(row.target_id, row.target_title), row.target_title)


def _context(row: Row[Any]) -> tuple[ContextFact, ...]:
    application = application_in(row)
    facts = (
        ContextFact("Application", application.name, "window", application.href) if application else None,
        ContextFact("Site", row.site_name, "geo-alt") if row.site_name else None,
        ContextFact("Device", row.device, "laptop") if row.device else None,
        ContextFact("Language", language_name(row.language), "globe") if row.language else None,
    )
    return tuple(fact for fact in facts if fact is not None)


def _suggestions(actor: Actor, row: Row[Any]) -> tuple[Link, ...]:
    """The open suggestions this person may decide or has made."""
    of_mine = or_(
        Suggestion.author_id == actor.id,
        and_(Suggestion.question_id == row.id, row.author_id == actor.id),
        Suggestion.answer_id.in_(select(Answer.id).where(Answer.author_id == actor.id)),
    )
    under = select(Answer.id).where(Answer.question_id == row.id)
    wanted = (
        select(Suggestion.id, Suggestion.answer_id, User.name)
        .join(User, User.id == Suggestion.author_id)
        .where(
            Suggestion.state == Decision.OPEN,
            or_(Suggestion.question_id == row.id, Suggestion.answer_id.in_(under)),
            true() if actor.is_analyst else of_mine,
        )
        .order_by(Suggestion.id)
        .limit(MOST_SUGGESTIONS)
    )
    return tuple(
        Link(suggestion_href(found.id), f"{found.name}: {'an answer' if found.answer_id else 'the question'}")
        for found in fetch(wanted)
    )


def _can(actor: Actor, place: Place, row: Row[Any]) -> QuestionCan:
    edits = may(Permission.EDIT_QUESTION, actor, place)
    removes = may(Permission.DELETE_POST, actor, place)
    stays = bool(row.answer_count) and not actor.is_analyst
    return QuestionCan(
        answer=may(Permission.ANSWER, actor, place),
        comment=may(Permission.COMMENT, actor, place),
        edit=edits,
        suggest=not edits and may(Permission.SUGGEST_EDIT, actor, place),
        delete=removes and not place.is_deleted and not stays,
        restore=removes and place.is_deleted and (actor.is_analyst or row.deleted_by_id == actor.id),
        flag=may(Permission.FLAG, actor, place),
        me_too=may(Permission.ME_TOO, actor, place),
        moderate=may(Permission.MODERATE, actor, place),
    )
