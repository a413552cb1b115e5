"""The tags as pages show them. Counts are of what everybody may read, so they say nothing of what is private."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from community.forms import is_tag_name
from community.models import Tag
from portal.core.db import fetch, session
from portal.core.markup import excerpt
from portal.core.markup.plain import text_of
from portal.core.refusals import NotFound
from portal.web.cards import TagCard
from portal.web.paging import Page, cut, decode_cursor
from portal.web.rendering import safe_html

TAGS_A_PAGE = 60
SUMMARY = 140
POPULAR = 20


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag in a list."""

    name: str
    question_count: int
    summary: str

    @property
    def href(self) -> str:
        """The tag's page."""
        return TagCard(self.name).href


@dataclass(frozen=True, slots=True)
class TagPage:
    """A tag, and what it is for."""

    name: str
    href: str
    description: str
    description_html: Markup
    question_count: int


def list_tags(prefix: str = "", cursor: str | None = None) -> Page[TagRow]:
    """A page of tags, most used first; with `prefix` only those that begin with it."""
    # A tag that nothing public is filed under would tell of what is private.
    is_known = or_(Tag.question_count > 0, Tag.description != "")
    wanted: Select[Tag] = select(Tag).where(Tag.merged_into_id.is_(None), is_known)
    if prefix:
        wanted = wanted.where(Tag.name.startswith(prefix, autoescape=True))
    after = decode_cursor(cursor, (int, str))
    if after is not None:
        count, name = after
        is_after = and_(Tag.question_count == count, Tag.name > name)
        wanted = wanted.where(or_(Tag.question_count < count, is_after))
    rows = session().scalars(wanted.order_by(Tag.question_count.desc(), Tag.name).limit(TAGS_A_PAGE + 1)).all()
    page = cut(rows, lambda tag: (tag.question_count, tag.name), TAGS_A_PAGE)
    return Page([_row(tag) for tag in page.items], page.next_cursor)


def popular_tags() -> list[TagCard]:
    """The tags most is filed under."""
    return [TagCard(name) for name in fetch(_POPULAR).scalars()]


_POPULAR = (
    select(Tag.name)
    .where(Tag.merged_into_id.is_(None), Tag.question_count > 0)
    .order_by(Tag.question_count.desc(), Tag.name)
    .limit(POPULAR)
)


_named = aliased(Tag)
_NAMED = (
    select(Tag.name, Tag.description, Tag.description_html, Tag.question_count)
    .join(_named, func.coalesce(_named.merged_into_id, _named.id) == Tag.id)
    .where(_named.name == bindparam("name"))
)


def find_tag(name: str) -> TagPage:
    """The tag of this name, or what it was merged into.

    A name nobody has used yet is a tag with nothing under it, and looks like one that only private questions have.
    Raises NotFound for what cannot be a tag.
    """
    tag = fetch(_NAMED, {"name": name}).first()
    if tag is None:
        if not is_tag_name(name):
            raise NotFound
        return TagPage(name, TagCard(name).href, "", safe_html(""), 0)
    return TagPage(
        tag.name, TagCard(tag.name).href, tag.description, safe_html(tag.description_html), tag.question_count
    )


def _row(tag: Tag) -> TagRow:
    return TagRow(tag.name, tag.question_count, excerpt(text_of(tag.description_html), SUMMARY))
