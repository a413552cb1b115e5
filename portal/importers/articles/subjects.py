"""What an article is about: the application, and words to find it by."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

MOST_TAGS = 5
LONGEST_TAG = 35

_VERSION = re.compile(
    r"\s+(?:(?:19|20)\d\d|for (?:Microsoft 365|Office 365|Windows|Mac|iOS|Android|the web|Web)|Online|Server|Plan \d"
    r"|Standard|Professional|Home|Business|Enterprise)\b.*$",
    re.IGNORECASE,
)
_MAKER = re.compile(
    r"^(?:Microsoft|Office)\s+(?=(?:Outlook|Teams|Word|Excel|PowerPoint|Access|OneNote|Publisher|Visio|Project|Exchange|SharePoint|OneDrive|Viva)\b)"
)
_CATEGORY = re.compile(r"^sap:(.+)$", re.IGNORECASE)
_PARTS = re.compile(r"[\\/]")
_NO_TAG = {
    "troubleshoot",
    "troubleshooting",
    "client",
    "hub",
    "media",
    "docs",
    "articles",
    "content",
    "other",
    "others",
}


def applications(applies_to: Iterable[str]) -> list[str]:
    """The products without their versions, each once, the most often named first."""
    names = Counter(_MAKER.sub("", _VERSION.sub("", name.strip())).strip() for name in applies_to)
    return [name for name, _ in names.most_common() if name]


def main_application(applies_to: Iterable[str], path: PurePosixPath) -> str | None:
    """The product that a folder of the path is named after, else the one most often named, else the top folder."""
    named = applications(applies_to)
    folders = [_words(folder) for folder in reversed(path.parent.parts)]
    for folder in folders:
        for name in named:
            if _words(name) == folder or _words(name).split()[-1:] == [folder]:
                return name
    if named:
        return named[0]
    return path.parts[0] if len(path.parts) > 1 else None


def tags_of(keywords: Iterable[str], path: PurePosixPath, application: str | None) -> tuple[str, ...]:
    """A few short tags: the article's categories and keywords, then its folders, the nearest first."""
    named: list[str] = []
    for keyword in keywords:
        if category := _CATEGORY.match(keyword.strip()):
            named += [part for part in reversed(_PARTS.split(category[1])) if part.strip()]
    named += reversed(path.parent.parts[1:])
    tags = (tag_name(name) for name in named)
    own = tag_name(application or "")
    kept = [tag for tag in tags if len(tag) > 1 and tag != own and tag not in _NO_TAG]
    return tuple(dict.fromkeys(kept))[:MOST_TAGS]


def tag_name(text: str) -> str:
    """A tag's spelling: lower case, words joined by hyphens, at most `LONGEST_TAG` characters, whole words."""
    tag = re.sub(r"[^\w+#.]+", "-", text.lower()).strip("-._")
    if len(tag) <= LONGEST_TAG:
        return tag
    return tag[: LONGEST_TAG + 1].rpartition("-")[0] or tag[:LONGEST_TAG]


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
