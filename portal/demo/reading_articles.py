"""articles/*.md (YAML front matter, then `## Issue` and the other sections) into frozen ArticleScripts."""

import re
from pathlib import Path

import yaml

from portal.demo.fields import Fields, ScriptError
from portal.demo.library import (
    ArticleScript,
    ArticleState,
    RetirementScript,
    ReviewClass,
    RevisionScript,
    SectionName,
    Sections,
    SourceAnswer,
)
from portal.demo.moments import Moment
from portal.demo.prose import unfolded
from portal.demo.reading_threads import decision, misfits
from portal.demo.talk import Decision, Thread


def read_articles(folder: Path, threads: tuple[Thread, ...]) -> tuple[ArticleScript, ...]:
    """Every article, by file name. An article that grew from an answer is drafted when that was promoted."""
    promotions = {
        answer.promoted.article: (
            Decision(answer.promoted.by, answer.promoted.at),
            SourceAnswer(thread.slug, answer.by),
        )
        for thread in threads
        for answer in thread.answers
        if answer.promoted
    }
    return tuple(_read_article(path, promotions.get(path.stem)) for path in sorted(folder.glob("*.md")))


def _read_article(path: Path, promotion: tuple[Decision, SourceAnswer] | None) -> ArticleScript:
    found = re.fullmatch(r"---\n(.*?)\n---\n(.*)", path.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise ScriptError(f"{path.name}: front matter between two lines of --- was expected")
    fields = Fields(yaml.safe_load(found[1]), path.name)
    author, drafted, source = _origin(fields, promotion)
    article = ArticleScript(
        slug=path.stem,
        title=fields.text("title"),
        category=fields.text("category"),
        application=fields.text("application"),
        tags=fields.texts("tags"),
        author=author,
        owner=fields.text("owner"),
        state=fields.choice("state", ArticleState),
        source=source,
        drafted=drafted,
        published=decision(fields, "published"),
        review=fields.choice("review", ReviewClass),
        verified=_decisions(fields, "verified"),
        retired=_retirement(fields),
        revisions=tuple(_revision(entry) for entry in fields.entries("revisions")),
        solved_it=fields.texts("solved_it"),
        did_not_work=misfits(fields),
        sections=_sections(found[2], path.name),
    )
    fields.done()
    return article


def _origin(fields: Fields, promotion: tuple[Decision, SourceAnswer] | None) -> tuple[str, Moment, SourceAnswer | None]:
    """Author, moment of the draft, source: `launch` with `drafted: ana -174d 09:00`, or a thread."""
    source = fields.text("source")
    if source == "launch":
        author, drafted, _ = fields.stamp("drafted")
        return author, drafted, None
    if promotion is None or promotion[1].thread != source:
        raise ScriptError(f"{fields.where}: no answer in {source} was promoted to this article")
    return promotion[0].by, promotion[0].at, promotion[1]


def _decisions(fields: Fields, name: str) -> tuple[Decision, ...]:
    decisions = []
    for number, stamp in enumerate(fields.texts(name), start=1):
        one = decision(Fields({name: stamp}, f"{fields.where}, {name} {number}"), name)
        if one is not None:
            decisions.append(one)
    return tuple(decisions)


def _retirement(fields: Fields) -> RetirementScript | None:
    """`retired: ana -20d 09:00 successor-slug why`."""
    if not fields.has("retired"):
        return None
    by, at, rest = fields.stamp("retired")
    successor, _, note = rest.partition(" ")
    return RetirementScript(by, at, note.strip(), successor)


def _revision(fields: Fields) -> RevisionScript:
    revision = RevisionScript(
        by=fields.text("by"),
        at=fields.moment("at"),
        note=fields.text("note"),
        section=fields.choice("section", SectionName),
        earlier=unfolded(fields.text("earlier")),
    )
    fields.done()
    return revision


def _sections(text: str, where: str) -> Sections:
    parts = re.split(r"^## (\w+)\n", text, flags=re.MULTILINE)
    if parts[0].strip():
        raise ScriptError(f"{where}: text before the first section")
    found = Fields(
        {name.lower(): unfolded(part).strip() for name, part in zip(parts[1::2], parts[2::2], strict=True)},
        where,
    )
    sections = Sections(
        issue=found.text("issue"),
        environment=found.text("environment"),
        cause=found.text_or("cause", ""),
        resolution=found.text("resolution"),
        verification=found.text("verification"),
    )
    found.done()
    return sections
