"""Reads a library of Markdown articles, one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from portal.importers.articles.extensions import first_heading, plain_markdown
from portal.importers.articles.frontmatter import FrontMatter, FrontMatterError, split_front_matter
from portal.importers.articles.includes import Includer
from portal.importers.articles.library import Library, MissingError, OutsideError
from portal.importers.articles.links import ArticleLinks, Resolve
from portal.importers.articles.rows import ArticleFault, ArticleRow, LeftOut, SkippedArticle
from portal.importers.articles.subjects import main_application, tags_of
from portal.importers.cleaning import clean_line

LONGEST_TITLE = 150
LONGEST_DESCRIPTION = 500
LONGEST_BODY = 300_000
"""Characters of an article with its includes."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:\D.*)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_INCLUDES = {"includes", "_includes", "include"}


@dataclass(slots=True)
class ArticleTally:
    """What reading came to. It grows while articles are read."""

    read: int = 0
    skipped: list[SkippedArticle] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def read_articles(library: Library, resolve: Resolve, tally: ArticleTally) -> Iterator[ArticleRow]:
    """Every article, in the order of their paths; what is none is counted in `tally`, never an error."""
    for path in library.files():
        found = read_article(library, path, resolve)
        if isinstance(found, SkippedArticle):
            tally.skipped.append(found)
        else:
            row, left_out = found
            tally.read += 1
            tally.left_out += left_out
            yield row


def read_article(
    library: Library, path: PurePosixPath, resolve: Resolve
) -> tuple[ArticleRow, list[LeftOut]] | SkippedArticle:
    """One file: the article and what had to be left out of it, or why it is none."""
    try:
        front, body = split_front_matter(library.read(path))
    except OutsideError:
        return SkippedArticle(str(path), ArticleFault.OUTSIDE, "")
    except MissingError as error:
        return SkippedArticle(str(path), ArticleFault.NOT_TEXT, str(error))
    except FrontMatterError as error:
        return SkippedArticle(str(path), ArticleFault.BAD_FRONT_MATTER, str(error))
    if _is_part(path, front):
        return SkippedArticle(str(path), ArticleFault.NO_ARTICLE, "")
    heading, body = first_heading(body)
    title = clean_line(front.text("title") or heading, LONGEST_TITLE)
    if not title:
        return SkippedArticle(str(path), ArticleFault.NO_TITLE, "")
    includer = Includer(library, path)
    links = ArticleLinks(library, path, resolve)
    body = links.rewrite(plain_markdown(includer.expand(body), links)).strip()
    if len(body) > LONGEST_BODY:
        return SkippedArticle(str(path), ArticleFault.TOO_LONG, f"{len(body)} characters")
    return _row(library, path, front, title, body), includer.left_out + links.left_out


def _row(library: Library, path: PurePosixPath, front: FrontMatter, title: str, body: str) -> ArticleRow:
    applies_to = tuple(clean_line(name, 80) for name in front.texts("appliesto", "applies-to", "applications"))
    application = main_application(applies_to, path)
    return ArticleRow(
        path=str(path),
        title=title,
        description=clean_line(front.text("description"), LONGEST_DESCRIPTION),
        body=body,
        application=clean_line(application, 60) if application else None,
        applies_to=applies_to,
        tags=tags_of(front.texts("tags", "keywords", "ms.custom"), path, application),
        updated=_day(front.text("ms.date", "date", "updated", "lastmod")),
        author=clean_line(front.text("author", "ms.author"), 60),
        attribution=library.source.attribution(str(path)) if library.source else None,
    )


def _is_part(path: PurePosixPath, front: FrontMatter) -> bool:
    return front.text("ms.topic").lower() == "include" or bool(_INCLUDES & {part.lower() for part in path.parent.parts})


def _day(written: str) -> date | None:
    iso, american = _ISO.fullmatch(written), _AMERICAN.fullmatch(written)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(american[3]), int(american[1]), int(american[2])) if american else None
    except ValueError:
        return None
