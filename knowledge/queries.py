"""What the library's pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from community.finding import READABLE, Reader, in_sight
from community.models import Answer, Question, Tag
from knowledge.cards import ArticleCan, ArticleCard, ArticleMeta, ArticlePage, CategoryCard, Link, Section
from knowledge.finding import PUBLIC_STATES, can_read, readable
from knowledge.links import article_href
from knowledge.models import Article, ArticleRevision, ArticleState, ArticleTag, ArticleVerdict, Category
from knowledge.trust import grade
from portal.core import clock
from portal.core.db import fetch, session
from portal.core.markup import slugify
from portal.core.models import Application, Role, User
from portal.core.permissions import Actor, Permission, may
from portal.core.refusals import NotFound
from portal.web.cards import (
    APPLICATION_COLUMNS,
    PersonCard,
    application_in,
    attributions,
    people,
    person_columns,
    person_in,
    tag_cards,
)
from portal.web.paging import PAGE_SIZE, Page, cut, decode_cursor

_TITLES = {
    "issue": "Issue",
    "environment": "Environment",
    "cause": "Cause",
    "resolution": "Resolution",
    "verification": "How you know it worked",
}

_CARD: Select[*tuple[Any, ...]] = (
    select(
        Article.id,
        Article.title,
        Article.excerpt,
        Article.state,
        Article.review_at,
        Article.published_at,
        Article.verified_at,
        Article.solved_count,
        Category.name.label("category_name"),
        *APPLICATION_COLUMNS,
    )
    .outerjoin(Category, Category.id == Article.category_id)
    .outerjoin(Application, Application.id == Article.application_id)
)


def _card(row: Any) -> ArticleCard:
    return ArticleCard(
        id=row.id,
        href=article_href(row.id, row.title),
        title=row.title,
        summary=row.excerpt,
        state=row.state.value,
        trust=grade(row.state, row.review_at, clock.now()),
        category=row.category_name,
        application=application_in(row),
        verified_at=row.verified_at,
        solved_count=row.solved_count,
    )


@dataclass(frozen=True)
class Shelf:
    """Which articles somebody wants to see."""

    category: str = ""
    tag: str = ""
    application: str = ""
    state: str = "official"
    order: str = "newest"


def _on(shelf: Shelf, actor: Actor) -> Select[*tuple[Any, ...]]:
    now = clock.now()
    wanted = _CARD.where(readable(actor))
    match shelf.state:
        case "due":
            wanted = wanted.where(Article.state == ArticleState.OFFICIAL, Article.review_at <= now)
        case "draft" | "retired" | "declined":
            wanted = wanted.where(Article.state == ArticleState(shelf.state))
        case _:
            wanted = wanted.where(Article.state == ArticleState.OFFICIAL)
    if shelf.category:
        wanted = wanted.where(Category.slug == shelf.category)
    if shelf.application:
        wanted = wanted.where(Application.slug == shelf.application)
    if shelf.tag:
        wanted = wanted.join(ArticleTag, ArticleTag.article_id == Article.id).join(
            Tag, and_(Tag.id == ArticleTag.tag_id, Tag.name == shelf.tag)
        )
    return wanted


def library(actor: Actor, shelf: Shelf, cursor: str | None = None) -> Page[ArticleCard]:
    """A page of articles, newest first, or those that solved most first."""
    if shelf.order == "solved":
        key: tuple[Any, ...] = (Article.solved_count, Article.id)
    else:
        key = (Article.id,)
    wanted = _on(shelf, actor).order_by(*(column.desc() for column in key)).limit(PAGE_SIZE + 1)
    after = decode_cursor(cursor, (int,) * len(key))
    if after is not None:
        wanted = wanted.where(_below(key, after))
    rows = session().execute(wanted).all()
    page = cut(rows, lambda row: (row.solved_count, row.id) if shelf.order == "solved" else (row.id,))
    return Page([_card(row) for row in page.items], page.next_cursor)


def _below(columns: Sequence[Any], key: Sequence[Any]) -> ColumnElement[bool]:
    first, value = columns[0], key[0]
    if len(columns) == 1:
        return first < value  # type: ignore[no-any-return]
    return or_(first < value, and_(first == value, _below(columns[1:], key[1:])))


def categories() -> list[CategoryCard]:
    """The shelves in their order, with how many official articles stand on each."""
    rows = session().execute(
        select(Category.slug, Category.name, Category.description, func.count(Article.id))
        .outerjoin(Article, and_(Article.category_id == Category.id, Article.state == ArticleState.OFFICIAL))
        .group_by(Category.id)
        .order_by(Category.position, Category.name)
    )
    return [CategoryCard(*row) for row in rows]


def choices(model: type[Category] | type[Application]) -> list[tuple[int, str]]:
    """Ids and names for a form's list."""
    return [(row.id, row.name) for row in session().execute(select(model.id, model.name).order_by(model.name))]


_OWNER, _VERIFIER, _CREDITED, _AUTHOR = (people(name) for name in ("owner", "verifier", "credited", "author"))
_LEADS_TO = {reader: and_(READABLE[reader], Question.deleted_at.is_(None), in_sight(Answer)) for reader in Reader}
"""When an article names the question it came from: only to those who may read that question."""

_PAGE = (
    select(
        Article,
        Category,
        Question.id.label("question_id"),
        Question.title.label("question_title"),
        *APPLICATION_COLUMNS,
        *person_columns(_OWNER, "owner"),
        *person_columns(_VERIFIER, "verifier"),
        *person_columns(_CREDITED, "credited"),
        *person_columns(_AUTHOR, "author"),
    )
    .outerjoin(Category, Category.id == Article.category_id)
    .outerjoin(Application, Application.id == Article.application_id)
    .outerjoin(_OWNER, _OWNER.id == Article.owner_id)
    .outerjoin(_VERIFIER, _VERIFIER.id == Article.verified_by_id)
    .outerjoin(_CREDITED, _CREDITED.id == Article.credited_id)
    .outerjoin(_AUTHOR, _AUTHOR.id == Article.author_id)
    .outerjoin(Answer, Answer.id == Article.answer_id)
    .where(Article.id == bindparam("id"))
)
_PAGES = {
    reader: _PAGE.outerjoin(Question, and_(Question.id == Answer.question_id, leads_to))
    for reader, leads_to in _LEADS_TO.items()
}


def article_page(actor: Actor, article_id: int) -> ArticlePage:
    """An article's page. Raises NotFound for those who may not read it."""
    row = session().execute(_PAGES[Reader.of(actor)], {"id": article_id, "me": actor.id}).first()
    if row is None or not can_read(actor, row.Article):
        raise NotFound
    article: Article = row.Article
    return ArticlePage(
        id=article.id,
        href=article_href(article.id, article.title),
        title=article.title,
        state=article.state.value,
        trust=grade(article.state, article.review_at, clock.now()),
        sections=_sections(article),
        meta=_meta(row),
        author=person_in(row, "author"),
        category=CategoryCard(row.Category.slug, row.Category.name, "", 0) if row.Category else None,
        application=application_in(row),
        tags=tag_cards(article.tag_names),
        solved_count=article.solved_count,
        did_not_work_count=article.did_not_work_count,
        own_verdict=_own_verdict(actor, article.id),
        attribution=attributions([article.attribution_id]).get(article.attribution_id or 0),
        retired_note=article.retired_note,
        successor=_successor(article),
        successor_id=article.successor_id,
        version=article.version,
        can=_can(actor, article),
    )


def _sections(article: Article) -> list[Section]:
    parts = [Section(part, title, getattr(article, f"{part}_html")) for part, title in _TITLES.items()]
    return [section for section in parts if section.html]


def _meta(row: Any) -> ArticleMeta:
    article: Article = row.Article
    credited = person_in(row, "credited")
    source = None
    if row.question_id is not None:
        href = f"/questions/{row.question_id}/{slugify(row.question_title)}#answer-{article.answer_id}"
        source = Link(href, row.question_title)
    return ArticleMeta(
        trust=grade(article.state, article.review_at, clock.now()),
        owner=person_in(row, "owner"),
        verified_at=article.verified_at,
        verified_by=person_in(row, "verifier"),
        review_due_on=article.review_at,
        version=article.version,
        history_href=f"/knowledge/{article.id}/history",
        credited=[credited] if credited else [],
        source=source,
    )


def _own_verdict(actor: Actor, article_id: int) -> str | None:
    verdict = session().scalar(
        select(ArticleVerdict.verdict).where(
            ArticleVerdict.article_id == article_id, ArticleVerdict.user_id == actor.id
        )
    )
    return verdict.value if verdict else None


def _successor(article: Article) -> Link | None:
    if article.successor_id is None:
        return None
    title = session().scalar(select(Article.title).where(Article.id == article.successor_id)) or ""
    return Link(article_href(article.successor_id, title), title)


def _can(actor: Actor, article: Article) -> ArticleCan:
    edit = may(Permission.EDIT_ARTICLE, actor, article)
    publish = may(Permission.PUBLISH_ARTICLE, actor, article)
    official = article.state is ArticleState.OFFICIAL
    return ArticleCan(
        edit=edit,
        publish=publish and article.state is ArticleState.DRAFT,
        verify=official and may(Permission.VERIFY_ARTICLE, actor, article),
        retire=publish and official,
        restore=publish and article.state is ArticleState.RETIRED,
        decline=publish and article.state is ArticleState.DRAFT,
        say_it_worked=official and may(Permission.SAY_IT_WORKED, actor, article),
    )


def articles_from_answers(actor: Actor, answer_ids: Sequence[int]) -> dict[int, ArticleCard]:
    """The articles made from these answers, by answer, as far as `actor` may read them."""
    if not answer_ids:
        return {}
    sees_drafts = may(Permission.SEE_DRAFT_ARTICLE, actor)
    rows = fetch(_FROM_ANY_STATE if sees_drafts else _FROM_PUBLIC, {"answer_ids": list(answer_ids)})
    return {row.answer_id: _card(row) for row in rows}


_FROM_ANY_STATE = _CARD.add_columns(Article.answer_id).where(
    Article.answer_id.in_(bindparam("answer_ids", expanding=True))
)
_FROM_PUBLIC = _FROM_ANY_STATE.where(Article.state.in_(PUBLIC_STATES))


def article_cards(actor: Actor, ids: Sequence[int]) -> dict[int, ArticleCard]:
    """These articles by id, as far as `actor` may read them."""
    if not ids:
        return {}
    return {row.id: _card(row) for row in session().execute(_CARD.where(Article.id.in_(ids), readable(actor)))}


@dataclass(frozen=True)
class RevisionCard:
    """A version of an article's text."""

    number: int
    author: PersonCard
    at: Any
    note: str
    href: str
    diff_href: str | None
    restore_action: str | None
    is_current: bool
    text: str


def history(actor: Actor, article_id: int) -> list[RevisionCard]:
    """An article's versions, newest first."""
    article = session().get(Article, article_id)
    if article is None or not can_read(actor, article):
        raise NotFound
    editor = people("editor")
    rows = (
        session()
        .execute(
            select(ArticleRevision, *person_columns(editor, "editor"))
            .join(editor, editor.id == ArticleRevision.editor_id)
            .where(ArticleRevision.article_id == article_id)
            .order_by(ArticleRevision.number.desc())
            .limit(200)
        )
        .all()
    )
    may_restore = may(Permission.EDIT_ARTICLE, actor, article)
    newest = rows[0].ArticleRevision.number if rows else 0
    return [_revision(row, newest, may_restore=may_restore) for row in rows]


def _revision(row: Any, newest: int, *, may_restore: bool) -> RevisionCard:
    revision: ArticleRevision = row.ArticleRevision
    base = f"/knowledge/{revision.article_id}/history"
    author = person_in(row, "editor")
    assert author is not None  # noqa: S101 -- an inner join
    return RevisionCard(
        number=revision.number,
        author=author,
        at=revision.at,
        note=revision.note,
        href=f"{base}#revision-{revision.number}",
        diff_href=f"{base}?show={revision.number}" if revision.number > 1 else None,
        restore_action=f"{base}/{revision.number}/restore" if may_restore and revision.number != newest else None,
        is_current=revision.number == newest,
        text=whole_text(revision),
    )


def whole_text(text: ArticleRevision | Article) -> str:
    """All of a version as one text, with its parts under their names."""
    parts = [f"# {text.title}"]
    for part, title in _TITLES.items():
        if source := getattr(text, f"{part}_source"):
            parts.append(f"## {title}\n\n{source}")
    if text.tag_names:
        parts.append(f"Tags: {text.tag_names.replace(',', ', ')}")
    return "\n\n".join(parts)


def owners() -> list[tuple[int, str]]:
    """The people who can look after an article: analysts and superusers."""
    rows = session().execute(
        select(User.id, User.name)
        .where(User.role.in_((Role.ANALYST, Role.SUPERUSER)), User.disabled_at.is_(None))
        .order_by(User.name)
    )
    return [(row.id, row.name) for row in rows]


def retired_title(actor: Actor, article_id: int, successor_id: int) -> str | None:
    """The title of the retired article somebody came from; None unless it really leads here."""
    return session().scalar(
        select(Article.title).where(Article.id == article_id, Article.successor_id == successor_id, readable(actor))
    )


def successor_choices(article_id: int, look: str) -> list[tuple[int, str]]:
    """Official articles that could take this one's place: those with `look` in their title, else of its application."""
    article = session().get(Article, article_id)
    wanted = select(Article.id, Article.title).where(Article.state == ArticleState.OFFICIAL, Article.id != article_id)
    if look:
        wanted = wanted.where(Article.title.icontains(look, autoescape=True))
    elif article is not None and article.application_id:
        wanted = wanted.where(Article.application_id == article.application_id)
    return [(row.id, row.title) for row in session().execute(wanted.order_by(Article.title).limit(50))]


def newest_official(application_ids: Sequence[int], most: int) -> list[ArticleCard]:
    """The articles that became official last, those about these applications first."""
    near = Article.application_id.in_(application_ids)
    rows = session().execute(
        _CARD.where(Article.state == ArticleState.OFFICIAL, Article.review_at > clock.now())
        .order_by(near.desc(), Article.published_at.desc(), Article.id.desc())
        .limit(most)
    )
    return [_card(row) for row in rows]
