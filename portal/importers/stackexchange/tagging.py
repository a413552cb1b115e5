"""Tags of a dump: their names, and what their wikis say they are for."""

from collections.abc import Callable

from community.models import Tag
from community.tagging import tags_named
from portal.core.db import transaction
from portal.core.markup import render, render_inline
from portal.importers.articles.subjects import tag_name
from portal.importers.remembering import batches
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.links import SiteLinks
from portal.importers.stackexchange.reader import Dump

LONGEST = 400


def describe_tags(dump: Dump, links: SiteLinks, markdown: Callable[[str, SiteLinks], str]) -> None:
    """Make the dump's tags, and describe those that nobody has described here."""
    excerpts = {row.excerpt_post_id: row.name for row in dump.tags() if row.excerpt_post_id}
    said = {
        excerpts[row.id]: render(markdown(row.body, links)).text[:LONGEST]
        for row in dump.posts()
        if row.type is PostType.TAG_WIKI_EXCERPT and row.id in excerpts and row.body
    }
    names = [(name, said.get(row.name, "")) for row in dump.tags() if (name := tag_name(row.name))]
    for batch in batches(names):
        with transaction():
            for name, description in batch:
                for tag in tags_named([name]):
                    _describe(tag, description)


def _describe(tag: Tag, description: str) -> None:
    if description and not tag.description:
        tag.description = description
        tag.description_html = render_inline(description).html
