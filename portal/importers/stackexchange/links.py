"""Addresses in imported texts: made absolute, and where they lead to something that was imported, to ours."""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from portal.importers.stackexchange.site import Site

Resolve = Callable[[int], str | None]
"""Gives the number a post has in the dump and gets its address with us, or None where it was not imported."""

_LONGEST = 2000
_POST_PATH = re.compile(
    r"/(?:(?P<answers>a)|questions|q)/(?P<id>\d{1,12})(?:/(?P<slug>[^/]*))?(?:/(?P<answer>\d{1,12}))?/?(?:/.*)?"
)
_ANSWER_FRAGMENT = re.compile(r"(?:answer-)?(?P<answer>\d{1,12})|comment-?\d{1,12}_(?P<commented>\d{1,12})")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?.*)?", re.IGNORECASE)


class SiteLinks:
    """Rewrites the addresses found on one site. Called with an address, gives the new one, or None."""

    def __init__(self, site: Site, resolve: Resolve) -> None:
        self._site, self._resolve = site, resolve

    def __call__(self, address: str) -> str | None:
        absolute = self._absolute(address.strip())
        if absolute is None or absolute.scheme == "mailto":
            return address.strip() if absolute else None
        if absolute.hostname in self._site.hosts:
            for post in _posts(absolute):
                if ours := self._resolve(post):
                    return ours
        return absolute.geturl()

    def _absolute(self, address: str) -> SplitResult | None:
        if not address or len(address) > _LONGEST or re.search(r"[\x00-\x20\x7f]", address.replace(" ", "")):
            return None
        if address.startswith("//"):
            address = f"https:{address}"
        elif address.startswith("/"):
            address = f"https://{self._site.host}{address}"
        elif address.startswith(("#", "?")) or not _SCHEME.match(address):
            # a place within a page we do not know, or the author's slip
            return None
        try:
            parts = urlsplit(address)
            has_host = bool(parts.hostname) and parts.port != 0
        except ValueError:
            return None
        if parts.scheme == "mailto":
            return parts if _MAIL.fullmatch(address) else None
        return parts if parts.scheme in ("http", "https") and has_host else None


def _posts(address: SplitResult) -> list[int]:
    """The posts an address of the site leads to: the answer it points at first, then its question."""
    path = _POST_PATH.fullmatch(address.path)
    if not path:
        return []
    posts = [path["answer"]] if path["answer"] and not path["answers"] else []
    if fragment := _ANSWER_FRAGMENT.fullmatch(address.fragment):
        posts.append(fragment["answer"] or fragment["commented"])
    posts.append(path["id"])
    return list(dict.fromkeys(int(post) for post in posts))
