"""Official knowledge as written in articles/*.md, frozen."""

from dataclasses import dataclass, replace
from enum import StrEnum

from portal.demo.moments import Moment
from portal.demo.talk import Decision, MisfitScript


class ArticleState(StrEnum):
    """Where an article stands on the load day."""

    DRAFT = "draft"
    OFFICIAL = "official"
    REVIEW_DUE = "review_due"
    RETIRED = "retired"


class ReviewClass(StrEnum):
    """How soon an article grows old."""

    VOLATILE = "volatile"
    STANDARD = "standard"
    STABLE = "stable"


class SectionName(StrEnum):
    ISSUE = "issue"
    ENVIRONMENT = "environment"
    CAUSE = "cause"
    RESOLUTION = "resolution"
    VERIFICATION = "verification"


@dataclass(frozen=True)
class Sections:
    """The five parts of an article, Markdown; `cause` may be empty."""

    issue: str
    environment: str
    cause: str
    resolution: str
    verification: str

    def with_text(self, name: SectionName, text: str) -> "Sections":
        return replace(self, **{name.value: text})


@dataclass(frozen=True)
class SourceAnswer:
    """The answer an article grew from: the thread's slug and the answerer's handle."""

    thread: str
    answer: str


@dataclass(frozen=True)
class RevisionScript:
    """At `at` the section changed away from `earlier`."""

    by: str
    at: Moment
    note: str
    section: SectionName
    earlier: str


@dataclass(frozen=True)
class RetirementScript:
    by: str
    at: Moment
    note: str
    successor: str


@dataclass(frozen=True)
class ArticleScript:
    """`sections` is the text of the load day. `source` is None for what was written for the launch."""

    slug: str
    title: str
    category: str
    application: str
    tags: tuple[str, ...]
    author: str
    owner: str
    state: ArticleState
    source: SourceAnswer | None
    drafted: Moment
    published: Decision | None
    review: ReviewClass
    verified: tuple[Decision, ...]
    retired: RetirementScript | None
    revisions: tuple[RevisionScript, ...]
    solved_it: tuple[str, ...]
    did_not_work: tuple[MisfitScript, ...]
    sections: Sections

    def first_sections(self) -> Sections:
        sections = self.sections
        for revision in reversed(self.revisions):
            sections = sections.with_text(revision.section, revision.earlier)
        return sections

    def sections_after(self, revision: RevisionScript) -> Sections:
        """The whole text right after `revision`."""
        later = self.revisions[self.revisions.index(revision) + 1 :]
        sections = self.sections
        for other in reversed(later):
            sections = sections.with_text(other.section, other.earlier)
        return sections
