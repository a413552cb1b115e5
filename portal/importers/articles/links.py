"""The links and pictures of an article, made to lead somewhere from here."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import quote, urlsplit

from portal.importers.articles.library import Library, OutsideError
from portal.importers.articles.rows import LeftOut, PartFault
from portal.importers.markdown_text import outside_code

_DESTINATION = (
    r"\(\s*(?:<(?P<{0}pointed>[^<>\n]*)>|(?P<{0}plain>(?:[^\s()\\]|\\.|\([^\s()]*\))*))"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_PICTURE = re.compile(r"(?<!\\)!\[(?P<alt>[^\]\n]*)\]" + _DESTINATION.format("p"))
_LINKED_PICTURE = re.compile(
    r"(?<!\\)\[\s*!\[(?P<alt>[^\]\n]*)\]" + _DESTINATION.format("p") + r"\s*\]" + _DESTINATION.format("l")
)
_LINK = re.compile(r"(?<![\\!])\[(?P<text>(?:[^\[\]\n\\]|\\.|\[[^\[\]\n]*\]){1,1000})\]" + _DESTINATION.format("l"))
_REFERENCE = re.compile(r"^(?P<name> {0,3}\[[^\]\n^][^\]\n]*\]:)[ \t]*<?(?P<lplain>[^\s<>]+)>?", re.MULTILINE)
_HTML_LINK = re.compile(
    r"<a(?P<attributes>\s[^<>]{0,2000})>(?P<text>(?:(?!</?a[\s>]).)*)</a>", re.IGNORECASE | re.DOTALL
)
_HTML_ANCHOR = re.compile(r"<a\s[^<>]{0,2000}>|</a\s*>", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST = 2000


class Resolve(Protocol):
    """What the importer knows of the other files."""

    def article(self, path: str) -> str | None:
        """The address an article has with us, by its path; None where it was not imported."""
        ...

    def picture(self, path: str) -> str | None:
        """The address a picture has with us, by its path; None where we do not show it."""
        ...


class ArticleLinks:
    """Rewrites the addresses on the page of one article, and says what it left out."""

    def __init__(self, library: Library, article: PurePosixPath, resolve: Resolve) -> None:
        self._library, self._article, self._resolve = library, article, resolve
        self.left_out: list[LeftOut] = []

    def rewrite(self, body: str) -> str:
        """Markdown with every link made ours or absolute; a link that leads nowhere leaves its text."""
        return outside_code(body, self._rewrite)

    def __call__(self, written: str) -> str | None:
        """The address to use for a written one; None where there is none that is safe and sensible."""
        written = written.strip().replace("\\", "")
        if not written or written.startswith("#") or len(written) > _LONGEST:
            # our pages have no places to jump to within an article
            return None
        if _SCHEME.match(written):
            return _absolute(written)
        if written.startswith("//"):
            return _absolute(f"https:{written}")
        if written.startswith("/"):
            source = self._library.source
            return _absolute(f"{source.site_url}{written}") if source and source.site_url else None
        return self._within(written, self._resolve.article)

    def _rewrite(self, text: str) -> str:
        text = _LINKED_PICTURE.sub(self._linked_picture, text)
        text = _PICTURE.sub(self._picture, text)
        text = _LINK.sub(self._link, text)
        text = _REFERENCE.sub(self._reference, text)
        return _HTML_ANCHOR.sub("", _HTML_LINK.sub(self._html_link, text))

    def _link(self, found: re.Match[str]) -> str:
        target = self(_written(found, "l"))
        return f"[{found['text']}]({target})" if target else found["text"]

    def _html_link(self, found: re.Match[str]) -> str:
        written = _HREF.search(found["attributes"])
        target = self(unescape(next(filter(None, written.groups()), ""))) if written else None
        text = " ".join(found["text"].split())
        return f"[{text}]({target})" if target and text else found["text"]

    def _reference(self, found: re.Match[str]) -> str:
        target = self(found["lplain"])
        return f"{found['name']} {target}" if target else ""

    def _picture(self, found: re.Match[str]) -> str:
        """A picture of ours is shown; one elsewhere is linked, as our pages load nothing from other servers."""
        written, alt = _written(found, "p"), found["alt"].strip()
        if not _SCHEME.match(written) and not written.startswith("/"):
            ours = self._within(written, self._resolve.picture)
            if ours and ours.startswith("/"):
                return f"![{alt}]({ours})"
        else:
            ours = self(written)
        label = f"Picture: {alt}" if alt else "Picture"
        return f"[{label}]({ours})" if ours else label

    def _linked_picture(self, found: re.Match[str]) -> str:
        target = self(_written(found, "l"))
        if target is None:
            return self._picture(found)
        alt = found["alt"].strip()
        return f"[{f'Picture: {alt}' if alt else 'Picture'}]({target})"

    def _within(self, written: str, ours: Callable[[str], str | None]) -> str | None:
        """A file of the library: ours where we have it, else where its source has it."""
        path = re.split(r"[?#]", written, maxsplit=1)[0]
        if not path:
            return None
        try:
            target = str(self._library.target(self._article, path))
        except OutsideError:
            self.left_out.append(LeftOut(str(self._article), PartFault.LINK_OUTSIDE, written[:200]))
            return None
        if address := ours(target):
            return address
        source = self._library.source
        return source.file_url(quote(target)) if source and "." in PurePosixPath(target).name else None


def _written(found: re.Match[str], which: str) -> str:
    return found[f"{which}pointed"] or found[f"{which}plain"] or ""


def _absolute(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() == "mailto":
        return quote(address, safe="/:?#[]@!$&'*+,;=%~-._")
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return quote(parts.geturl(), safe="/:?#[]@!$&'()*+,;=%~-._")
