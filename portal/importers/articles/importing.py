"""Importing a library of Markdown articles: official from the first day, each with its source, as often as one likes.

An article keeps its place here by its path there. One whose text changed is changed; one that is gone is retired.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update

from community.tagging import tags_named
from knowledge.links import article_href
from knowledge.models import Article, ArticleRevision, ArticleState, ArticleTag, Category, ReviewClass
from knowledge.rules import library_rules
from portal.core import clock
from portal.core.db import insert_once, session, transaction
from portal.core.markup import Rendered, excerpt, render, slugify
from portal.core.models import Application, Role, User
from portal.core.refusals import Invalid
from portal.importers.articles.library import Library
from portal.importers.articles.parts import Parts, parts_of
from portal.importers.articles.reader import LONGEST_BODY, ArticleTally, read_articles
from portal.importers.articles.rows import ArticleRow
from portal.importers.crediting import credit
from portal.importers.marking import mark_articles
from portal.importers.remembering import Known, Memory, batches, digest

ARTICLE = "article"
FORM = 2
"""Grows when the same file becomes another article than before: the next import then writes all of them anew."""
EXCERPT = 200
MOST_TAGS = 5


@dataclass
class ArticlesReport:
    """What an import of articles came to."""

    tally: ArticleTally
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    shown_plain: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        skipped = Counter(str(one.fault.value) for one in self.tally.skipped)
        left_out = Counter(str(one.fault.value) for one in self.tally.left_out)
        return {
            "read": {"articles": self.tally.read},
            "written": {
                "articles": {
                    "new": self.new,
                    "changed": self.changed,
                    "unchanged": self.unchanged,
                    "gone": self.gone,
                }
            },
            "skipped": dict(skipped),
            "skipped_files": [str(one) for one in self.tally.skipped],
            "left_out": dict(left_out),
            "left_out_parts": [str(one) for one in self.tally.left_out],
            "shown_as_plain_text": self.shown_plain,
        }


@dataclass
class _Here:
    """Where each article stands here; asked while links are rewritten."""

    ids: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def article(self, path: str) -> str | None:
        """The page of an article, by its path there."""
        return article_href(self.ids[path], self.titles[path]) if path in self.ids else None

    def picture(self, path: str) -> str | None:
        """Pictures stay where they are: their licence and their size are not ours to take over."""
        return None


def import_articles(folder: Path, owner: str | None = None) -> ArticlesReport:
    """Import the articles in `folder`, to be looked after by the person with the handle `owner`.

    Raises NotALibraryError if there is no such folder, Invalid if there is nobody to look after them.
    """
    library = Library(folder)
    name = library.source.url if library.source else str(folder.resolve().name)
    memory, report, here = Memory(f"articles:{name}"[:80]), ArticlesReport(ArticleTally()), _Here()
    owner_id = _owner(owner)
    for batch in batches(read_articles(library, here, ArticleTally())):
        with transaction():
            _make_places(batch, memory, owner_id, here)
    for batch in batches(read_articles(library, here, report.tally), 50):
        _fill(batch, memory, owner_id, report)
    _retire_gone(memory, report)
    return report


def _owner(handle: str | None) -> int:
    wanted = select(User.id).where(User.disabled_at.is_(None), User.is_imported.is_(False))
    if handle is not None:
        found = session().scalar(wanted.where(User.handle == handle))
    else:
        staff = User.role.in_((Role.ANALYST, Role.ADMINISTRATOR))
        found = session().scalar(wanted.where(staff).order_by(User.role == Role.ADMINISTRATOR, User.id).limit(1))
    if found is None:
        raise Invalid({"owner": "Name somebody who looks after the articles: --owner and the handle of a colleague."})
    return found


def _make_places(batch: Sequence[ArticleRow], memory: Memory, owner_id: int, here: _Here) -> None:
    known = memory.find(ARTICLE, [row.path for row in batch])
    new = [row for row in batch if row.path not in known]
    values = [
        {"title": row.title, "author_id": owner_id, "created_at": clock.now(), "state": ArticleState.DECLINED}
        for row in new
    ]
    ids: Sequence[int] = []
    if values:
        statement = insert(Article).returning(Article.id, sort_by_parameter_order=True)
        ids = session().scalars(statement, values).all()
    memory.add(ARTICLE, {row.path: (ours, "") for row, ours in zip(new, ids, strict=True)})
    here.ids.update({path: found.local_id for path, found in known.items()})
    here.ids.update({row.path: ours for row, ours in zip(new, ids, strict=True)})
    here.titles.update({row.path: row.title for row in batch})


def _fill(batch: Sequence[ArticleRow], memory: Memory, owner_id: int, report: ArticlesReport) -> None:
    known = memory.find(ARTICLE, [row.path for row in batch])
    rendered = {row.path: _render(row) for row in batch if known[row.path].digest != digest(FORM, row)}
    with transaction():
        same = [known[row.path] for row in batch if row.path not in rendered]
        memory.seen(same)
        report.unchanged += len(same)
        for row in batch:
            if row.path in rendered:
                found, texts = known[row.path], rendered[row.path]
                report.shown_plain += [row.path] if texts.is_plain else []
                _write(row, found, texts, owner_id)
                memory.changed({found.id: digest(FORM, row)})
                report.changed += bool(found.digest)
                report.new += not found.digest
        mark_articles([known[path].local_id for path in rendered])


@dataclass(frozen=True)
class _Texts:
    """An article's parts, as Markdown and rendered."""

    parts: Parts
    issue: Rendered
    cause: Rendered
    resolution: Rendered

    @property
    def is_plain(self) -> bool:
        return any(part.is_plain for part in (self.issue, self.cause, self.resolution))


def _render(row: ArticleRow) -> _Texts:
    found = parts_of(row.body)
    parts = replace(found, issue="\n\n".join(filter(None, [row.description, found.issue])))
    return _Texts(parts, *(render(text, LONGEST_BODY) for text in (parts.issue, parts.cause, parts.resolution)))


def _write(row: ArticleRow, found: Known, texts: _Texts, owner_id: int) -> None:
    """Fill an article's place. What a colleague has changed here since is kept as a version before this one."""
    article = session().get_one(Article, found.local_id, populate_existing=True)
    now = clock.now()
    written_at = datetime.combine(row.updated, time.min, UTC) if row.updated else now
    application = _application(row.application)
    environment = "\n".join(f"- {name}" for name in row.applies_to)
    article.title = row.title
    article.issue_source = texts.parts.issue
    article.issue_html = texts.issue.html
    article.cause_source = texts.parts.cause
    article.cause_html = texts.cause.html
    article.environment_source = environment
    article.environment_html = render(environment).html if environment else ""
    article.resolution_source = texts.parts.resolution
    article.resolution_html = texts.resolution.html
    article.excerpt = excerpt(row.description or texts.resolution.text, EXCERPT)
    article.category_id = _category(row.application)
    article.application_id = application
    article.state = ArticleState.OFFICIAL
    article.owner_id = article.owner_id or owner_id
    article.published_at = article.published_at or min(written_at, now)
    article.verified_at = min(written_at, now)
    article.review_class = ReviewClass.STABLE
    article.review_at = now + library_rules().review.interval(ReviewClass.STABLE)
    article.retired_at = None
    article.version += bool(found.digest)
    _credit(article, row)
    _file_under(article, row.tags)
    _keep_version(article, now)


def _application(name: str | None) -> int | None:
    """The application of ours that an article is about; none is invented here."""
    if not name:
        return None
    return session().scalar(select(Application.id).where(Application.name == name).limit(1))


def _category(name: str | None) -> int:
    title = (name or "Imported")[:60]
    insert_once(Category, slug=slugify(title)[:60], name=title, description="", position=100)
    found = session().scalar(select(Category.id).where(Category.slug == slugify(title)[:60]))
    return found or 0


def _credit(article: Article, row: ArticleRow) -> None:
    if row.attribution is not None:
        article.attribution_id = credit(Article, {article.id: row.attribution})[article.id]


def _file_under(article: Article, names: Sequence[str]) -> None:
    tags = tags_named(list(dict.fromkeys(names))[:MOST_TAGS])
    session().execute(delete(ArticleTag).where(ArticleTag.article_id == article.id))
    for tag in tags:
        insert_once(ArticleTag, article_id=article.id, tag_id=tag.id)
    article.tag_names = ",".join(tag.name for tag in tags)


def _keep_version(article: Article, now: datetime) -> None:
    last = session().scalar(
        select(ArticleRevision.number)
        .where(ArticleRevision.article_id == article.id)
        .order_by(ArticleRevision.number.desc())
        .limit(1)
    )
    session().add(
        ArticleRevision(
            article_id=article.id,
            number=(last or 0) + 1,
            title=article.title,
            issue_source=article.issue_source,
            environment_source=article.environment_source,
            cause_source=article.cause_source,
            resolution_source=article.resolution_source,
            tag_names=article.tag_names,
            editor_id=article.author_id,
            at=now,
            note="Imported",
        )
    )


def _retire_gone(memory: Memory, report: ArticlesReport) -> None:
    for gone in memory.gone(ARTICLE):
        ids = [one.local_id for one in gone]
        with transaction():
            retired = (
                session()
                .execute(
                    update(Article)
                    .where(Article.id.in_(ids), Article.state == ArticleState.OFFICIAL)
                    .values(
                        state=ArticleState.RETIRED,
                        retired_at=clock.now(),
                        retired_note="Its source no longer has it.",
                    )
                    .returning(Article.id)
                )
                .all()
            )
            report.gone += len(retired)
            mark_articles(ids)
            memory.hollow(gone)
