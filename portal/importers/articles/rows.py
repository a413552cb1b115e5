"""What reading a library of articles gives: articles, and files that could not be one."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from portal.importers.attribution import Attribution


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article. `body` is Markdown source: includes are in it, and its links and pictures lead somewhere."""

    path: str
    """Below the library's folder, with `/`: the article's name for good, as a second import knows it by this."""
    title: str
    description: str
    body: str
    application: str | None
    """The one it is mainly about, as `Outlook`; None where nothing says so."""
    applies_to: tuple[str, ...]
    tags: tuple[str, ...]
    updated: date | None
    author: str
    """As the front matter has it: often a handle. May be empty."""
    attribution: Attribution | None
    """None where the library names no source: the company's own articles."""


class ArticleFault(Enum):
    """Why a file is no article."""

    NO_ARTICLE = "it is a part of others, or about the library itself"
    NO_TITLE = "neither front matter nor a heading gives it a title"
    BAD_FRONT_MATTER = "its front matter is not readable"
    NOT_TEXT = "it is not text in UTF-8"
    TOO_LONG = "it is longer than any real article"
    OUTSIDE = "it leads out of the library's folder"


@dataclass(frozen=True, slots=True)
class SkippedArticle:
    path: str
    fault: ArticleFault
    detail: str

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.path}: {self.fault.value}{detail}"


class PartFault(Enum):
    """What was left out of an article that was read."""

    INCLUDE_MISSING = "an included file is not there"
    INCLUDE_OUTSIDE = "an included file is outside the library's folder"
    INCLUDE_CYCLE = "a file includes itself"
    INCLUDES_TOO_MUCH = "more is included than fits an article"
    LINK_OUTSIDE = "a link leads out of the library's folder"


@dataclass(frozen=True, slots=True)
class LeftOut:
    path: str
    fault: PartFault
    detail: str

    def __str__(self) -> str:
        return f"{self.path}: {self.fault.value} ({self.detail})"
