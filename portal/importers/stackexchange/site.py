"""Which site a dump is of, and the addresses of what is on it."""

import re
from collections import Counter
from dataclasses import dataclass

from portal.importers.attribution import Attribution
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.licences import Licence
from portal.importers.stackexchange.reader import Dump

_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_HOST_AT_START = re.compile(
    r"((?:[a-z0-9-]+\.)*(?:stackexchange|stackoverflow|superuser|serverfault|askubuntu|stackapps)\.com"
    r"|mathoverflow\.net)(?![a-z0-9])"
)
_LINK_TO_POST = re.compile(r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})/(?:questions|q|a)/(\d{1,12})")
_NAMES = {
    "stackoverflow.com": "Stack Overflow",
    "superuser.com": "Super User",
    "serverfault.com": "Server Fault",
    "askubuntu.com": "Ask Ubuntu",
    "mathoverflow.net": "MathOverflow",
    "stackapps.com": "Stack Apps",
    "stackexchange.com": "Stack Exchange",
}
_NETWORK = "stackexchange.com"
_INITIALS = 3
"""Letters of a name that is read letter by letter: AI, DIY, GIS."""
_ENOUGH = 3
"""Links of the site to itself under a host before we believe that the host is one of its names."""


@dataclass(frozen=True, slots=True)
class Site:
    """The source of a dump. `hosts` are all the names under which its posts link to one another."""

    host: str
    hosts: frozenset[str]

    @property
    def name(self) -> str:
        """As people say it: `Beer Stack Exchange`."""
        if self.host in _NAMES:
            return _NAMES[self.host]
        words = self.host.removesuffix(f".{_NETWORK}").replace("-", " ").split(".")
        title = " ".join(word.upper() if len(word) <= _INITIALS else word.capitalize() for word in words)
        return f"{title} Stack Exchange" if self.host.endswith(_NETWORK) else self.host

    @property
    def url(self) -> str:
        return f"https://{self.host}/"

    def post_url(self, number: int, kind: PostType) -> str:
        return f"https://{self.host}/{'a' if kind is PostType.ANSWER else 'questions'}/{number}"

    def user_url(self, number: int) -> str:
        return f"https://{self.host}/users/{number}"

    def attribution(self, original_url: str, author: str, author_id: int | None, licence: Licence) -> Attribution:
        """What to show beside one text; `author_id` None says that the author's page is gone."""
        return Attribution(
            site_name=self.name,
            site_url=self.url,
            original_url=original_url,
            author_name=author,
            author_url=self.user_url(author_id) if author_id is not None and author_id > 0 else None,
            licence_name=licence.name,
            licence_url=licence.url,
        )


class UnknownSiteError(Exception):
    """The host given is none."""


def site_of(dump: Dump, told: str | None = None) -> Site:
    """The site of a dump: `told`, else named by the folder, else the host its posts link to one another by.

    Goes once through the posts, as a site that was renamed links to itself under both names.
    """
    if told is not None and not _HOST.fullmatch(told):
        raise UnknownSiteError(f"{told} is not the name of a site; it should look like beer.stackexchange.com")
    linked = _hosts_of_own_links(dump)
    named = _HOST_AT_START.match(dump.folder.name.lower())
    host = told or (named[1] if named else None) or next(iter(linked), _NETWORK)
    return Site(host, frozenset({host, *linked} - {_NETWORK}))


def _hosts_of_own_links(dump: Dump) -> list[str]:
    """Hosts seen in links from a post to a post that the dump says it links to; the most frequent first.

    A dump without its table of links is asked for hosts that lead to numbers it has.
    """
    related = {(link.post_id, link.related_id) for link in dump.links()}
    seen: Counter[str] = Counter()
    doubtful: Counter[str] = Counter()
    ids: set[int] = set()
    for post in dump.posts():
        ids.add(post.id)
        for host, number in _LINK_TO_POST.findall(post.body):
            if (post.id, int(number)) in related:
                seen[host] += 1
            elif int(number) in ids and not related:
                doubtful[host] += 1
    hosts = [host for host, times in seen.most_common() if times >= _ENOUGH]
    return hosts or [host for host, _ in doubtful.most_common(1)]
