"""Tags of a dump: their names, and what their wikis say they are for."""

from collections.abc import Callable, Mapping

from community.models import Tag
from community.tagging import tags_named
from portal.core.db import session, transaction
from portal.core.markup import render, render_inline
from portal.importers.articles.subjects import tag_name
from portal.importers.remembering import Known, Memory, batches, digest
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.links import SiteLinks
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.tallying import Written

KIND = "tag"
LONGEST = 400


def describe_tags(
    dump: Dump, links: SiteLinks, markdown: Callable[[str, SiteLinks], str], memory: Memory, written: Written
) -> None:
    """Make the dump's tags, and describe those that nobody has described here.

    A description of ours follows its source, and goes with it; one that a colleague wrote or changed stays.
    """
    excerpts = {row.excerpt_post_id: row.name for row in dump.tags() if row.excerpt_post_id}
    said: dict[str, str] = {}
    for row in dump.posts():
        if row.type is PostType.TAG_WIKI_EXCERPT and row.id in excerpts and row.body:
            said[excerpts[row.id]] = render(markdown(row.body, links)).text[:LONGEST]
        elif row.type not in (PostType.QUESTION, PostType.ANSWER):
            written.left_out["posts", f"neither question nor answer: {row.type.name.lower().replace('_', ' ')}"] += 1
    names = {name: said.get(tag.name, "") for tag in dump.tags() if (name := tag_name(tag.name))}
    for batch in batches(names.items()):
        with transaction():
            _write(dict(batch), memory, written)
    for gone in memory.gone(KIND):
        with transaction():
            for one in gone:
                tag = session().get_one(Tag, one.local_id)
                if digest(tag.description) == one.digest:
                    _describe(tag, "")
            memory.forget(gone)
            written.gone["tags"] += len(gone)


def _write(names: Mapping[str, str], memory: Memory, written: Written) -> None:
    known = memory.find(KIND, list(names))
    same: list[Known] = []
    for name, description in names.items():
        [tag] = tags_named([name])
        found, digested = known.get(name), digest(description)
        if found is not None and found.digest == digested:
            same.append(found)
            continue
        if digest(tag.description) == (found.digest if found else digest("")):
            _describe(tag, description)
        if found is None:
            memory.add(KIND, {name: (tag.id, digested)})
            written.new["tags"] += 1
        else:
            memory.changed({found.id: digested})
            written.changed["tags"] += 1
    memory.seen(same)
    written.unchanged["tags"] += len(same)


def _describe(tag: Tag, description: str) -> None:
    tag.description = description
    tag.description_html = render_inline(description).html if description else ""
