"""The tags as the desk lists them."""

from dataclasses import dataclass

from sqlalchemy import select

from community.models import Tag
from portal.core.db import session
from portal.web.paging import Page, cut, decode_cursor


@dataclass(frozen=True)
class TagRow:
    """A tag in use."""

    name: str
    description: str
    question_count: int


def tag_rows(look: str, cursor: str | None = None) -> Page[TagRow]:
    """A page of the tags in use whose name has `look` in it, by name."""
    wanted = (
        select(Tag.name, Tag.description, Tag.question_count)
        .where(Tag.merged_into_id.is_(None))
        .order_by(Tag.name)
        .limit(51)
    )
    if look:
        wanted = wanted.where(Tag.name.contains(look, autoescape=True))
    after = decode_cursor(cursor, (str,))
    if after is not None:
        wanted = wanted.where(Tag.name > after[0])
    page = cut(session().execute(wanted).all(), lambda row: (row.name,), 50)
    return Page([TagRow(*row) for row in page.items], page.next_cursor)
