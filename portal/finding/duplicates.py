"""What may be the same, for the desk: each with what it is most like, and how much."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from community.finding import LISTED, Reader
from community.links import question_href
from community.models import Question
from knowledge.links import article_href
from knowledge.models import Article, ArticleState
from knowledge.writing import PARTS
from portal.core.db import session
from portal.core.markup.plain import text_of
from portal.core.permissions import Actor
from portal.finding import curated, meaning, seeing, sources
from portal.finding import index as door
from portal.finding.alike import LONGEST_BODY
from portal.finding.rules import finding_rules
from portal.search.errors import SearchError
from portal.web.paging import Page, cut, decode_cursor
from portal.web.similar import SimilarItem

MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """Something that is like another thing; `percent` of its words, weighed by rarity, are shared."""

    item: SimilarItem
    thread: str
    percent: int

    @property
    def number(self) -> int:
        """Its id."""
        return int(self.thread.partition(":")[2])


@dataclass(frozen=True, slots=True)
class Suspect:
    """A question or an article, and what it may be the same as, the most alike first."""

    id: int
    href: str
    title: str
    alike: tuple[Alike, ...]


def suspect_questions(actor: Actor, cursor: str | None) -> Page[Suspect]:
    """A page of the open questions, newest first, as far as they are like something that was there before."""
    columns: tuple[Any, ...] = (Question.id, Question.title, Question.body_html)
    wanted = select(*columns).where(LISTED[Reader.of(actor)], Question.closed_as.is_(None))
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(Question.id < after[0])
    rows = session().execute(wanted.order_by(Question.id.desc()).limit(_size() + 1), {"me": actor.id}).all()
    page = cut(rows, lambda row: (row.id,), _size())
    found = [
        _suspect(actor, "question", row, question_href(row.id, row.title), text_of(row.body_html)) for row in page.items
    ]
    return Page([one for one in found if one.alike], page.next_cursor)


def suspect_articles(actor: Actor, cursor: str | None) -> Page[Suspect]:
    """A page of the official articles, newest first, as far as they are like another one."""
    columns: tuple[Any, ...] = (Article.id, Article.title, *(getattr(Article, f"{part}_html") for part in PARTS))
    wanted = select(*columns).where(Article.state == ArticleState.OFFICIAL)
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(Article.id < after[0])
    rows = session().execute(wanted.order_by(Article.id.desc()).limit(_size() + 1)).all()
    page = cut(rows, lambda row: (row.id,), _size())
    found = []
    for row in page.items:
        text = " ".join(text_of(getattr(row, f"{part}_html")) for part in PARTS)
        found.append(_suspect(actor, "article", row, article_href(row.id, row.title), text))
    return Page([one for one in found if one.alike], page.next_cursor)


def _suspect(actor: Actor, kind: str, row: Row[Any], href: str, text: str) -> Suspect:
    own = f"{kind}:{row.id}"
    try:
        hits = door.index().similar(
            row.title,
            text[:LONGEST_BODY],
            seeing.neighbour_of(actor),
            exclude=frozenset({own}),
            limit=MOST_ALIKE * 2,
            synonyms=curated.synonyms(),
            meanings=meaning.meanings(),
        )
    except SearchError as problem:
        door.report(problem)
        return Suspect(row.id, href, row.title, ())
    told = finding_rules().duplicates
    least = told.least_score if meaning.meanings() is None else told.least_score_with_meaning
    near = [hit for hit in hits if hit.score >= least and (kind == "question" or hit.thread.startswith("article:"))]
    again = sources.find_briefly(actor, [hit.thread for hit in near])
    alike = [Alike(again[hit.thread], hit.thread, round(100 * hit.score)) for hit in near if hit.thread in again]
    return Suspect(row.id, href, row.title, tuple(alike[:MOST_ALIKE]))


def _size() -> int:
    return finding_rules().duplicates.page
