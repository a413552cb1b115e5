"""What an article is about: the application, and words to find it by."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

MOST_TAGS = 5
LONGEST_TAG = 35

# Longer names before those they contain.
_PRODUCTS = (
    "Outlook",
    "Teams",
    "Excel",
    "Word",
    "PowerPoint",
    "Access",
    "OneNote",
    "OneDrive",
    "SharePoint",
    "Exchange",
    "Visio",
    "Project",
    "Publisher",
    "InfoPath",
    "Planner",
    "Forms",
    "Loop",
    "Sway",
    "Skype for Business",
    "Purview",
    "Viva Engage",
    "Viva Glint",
    "Viva Goals",
    "Viva Insights",
    "Viva Learning",
    "Viva",
    "Entra ID",
    "Azure Active Directory",
    "Microsoft 365",
    "Office",
    "Windows",
)
_VERSION = re.compile(
    r"\s+(?:(?:19|20)\d\d|\(|(?:for )?(?:Microsoft 365|Office 365|Windows|Mac|iOS|Android|the web|enterprise|business)"
    r"|Online|Server|Standard|Professional|Plan \d).*$",
    re.IGNORECASE,
)
_CATEGORY = re.compile(r"^sap:(.+)$", re.IGNORECASE)
_PARTS = re.compile(r"\s*[\\/,()]\s*(?:(?:or|and)\s+)?")
_NO_TAG = {
    *("troubleshoot", "troubleshooting", "csstroubleshoot", "client", "hub", "media", "docs", "articles", "content"),
    *("other", "others", "admin"),
}
_OWN_KEYWORDS = re.compile(r"CI \d+|CSSTroubleshoot|has-.*|.*-ref|seo.*", re.IGNORECASE)


def main_application(applies_to: Iterable[str], path: PurePosixPath) -> str | None:
    """The product a folder is named after, if the article applies to it; else the one it applies to most often.

    Where it says nothing, the folder decides alone; None where neither says anything.
    """
    named = Counter(_product(name) or _VERSION.sub("", name.strip()) for name in applies_to if name.strip())
    folders = [product for folder in reversed(path.parent.parts) if (product := _product(folder))]
    if not named:
        return folders[0] if folders else None
    return next((product for product in folders if product in named), named.most_common(1)[0][0])


def tags_of(keywords: Iterable[str], path: PurePosixPath, application: str | None) -> tuple[str, ...]:
    """A few short tags: the article's categories and keywords, then its folders, the nearest first.

    An article of which nothing more is known than its application has that for a tag.
    """
    named: list[str] = []
    for keyword in keywords:
        category = _CATEGORY.match(keyword.strip())
        if category:
            named += [part for part in reversed(_PARTS.split(category[1])) if part]
        elif not _OWN_KEYWORDS.fullmatch(keyword.strip()):
            named.append(keyword)
    named += reversed(path.parent.parts[1:])
    tags = (tag_name(name) for name in named)
    own = tag_name(application or "")
    kept = [tag for tag in tags if len(tag) > 1 and tag != own and tag not in _NO_TAG]
    return tuple(dict.fromkeys(kept))[:MOST_TAGS] or ((own,) if own else ())


def tag_name(text: str) -> str:
    """A tag's spelling: lower case, words joined by hyphens, at most `LONGEST_TAG` characters, whole words."""
    tag = re.sub(r"[^\w+#.]+", "-", text.lower()).strip("-._")
    if len(tag) <= LONGEST_TAG:
        return tag
    return tag[: LONGEST_TAG + 1].rpartition("-")[0] or tag[:LONGEST_TAG]


def _product(text: str) -> str | None:
    """The product that a name, with its version, or a folder means; None for one we do not know."""
    words = _words(text)
    for product in _PRODUCTS:
        if f" {_words(product)} " in f" {words} " or words == _words(product).replace(" ", ""):
            return product
    return None


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+|[0-9]+", text.lower()))
