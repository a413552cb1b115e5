"""The texts of a dump in the form we store: Markdown for what is long, one clean line for names and titles.

A body is published as HTML and becomes Markdown; a comment is the site's short Markdown already and only its
addresses change. Pictures of other servers become links to them, with their description as the text: our
pages load nothing from elsewhere, and no reader is told on.
"""

import re

from portal.importers.cleaning import clean_line
from portal.importers.html import markdown_of
from portal.importers.markdown_text import outside_code
from portal.importers.stackexchange.links import SiteLinks
from portal.importers.stackexchange.rows import UserRow

LONGEST_TITLE = 150
LONGEST_NAME = 60

_MARKDOWN_LINK = re.compile(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{1,500})\]\((?P<href>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(?P<title>\s+\"[^\"\n]*\")?\)"
)
_BARE_ADDRESS = re.compile(r"(?<![\w/(\[<\"'])https?://[^\s<>\"'`\])]+")
_MENTION = re.compile(r"(?<![\w@/.&\\-])@(?=[A-Za-z0-9])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def body_markdown(html: str, links: SiteLinks) -> str:
    """The body of a question or answer, or a profile's `about`. May be empty, as tag wikis are."""
    return markdown_of(html, links)


def comment_markdown(text: str, links: SiteLinks) -> str:
    """A comment. Its addresses are made ours; `@name` calls nobody here: the name is one of the other site."""
    return outside_code(_CONTROL.sub("", text).strip(), lambda part: _remark(part, links))


def clean_title(title: str) -> str:
    """A question's title on one line, bounded; never empty."""
    return clean_line(title, LONGEST_TITLE) or "Untitled question"


def user_name(user: UserRow) -> str:
    """What to call a user; those without a visible name are called as the site calls them."""
    return clean_line(user.name, LONGEST_NAME) or f"user{user.id}"


def gone_author_name(name: str) -> str:
    """What to call an author whose account is gone, from the name that was left behind (or nothing)."""
    return clean_line(name, LONGEST_NAME) or "A former member"


def _remark(text: str, links: SiteLinks) -> str:
    parts: list[str] = []
    at = 0
    for link in _MARKDOWN_LINK.finditer(text):
        parts += (_loose(text[at : link.start()], links), _link(link, links))
        at = link.end()
    parts.append(_loose(text[at:], links))
    return "".join(parts)


def _link(link: re.Match[str], links: SiteLinks) -> str:
    target = links(link["href"])
    return f"[{link['text']}]({target})" if target else link["text"]


def _loose(text: str, links: SiteLinks) -> str:
    text = _MENTION.sub(r"\\@", text)
    return _BARE_ADDRESS.sub(lambda address: _address(address[0], links), text)


def _address(written: str, links: SiteLinks) -> str:
    address = written.rstrip(".,;:!?")
    target = links(address)
    if target is None or target == address:
        return written
    ending = written[len(address) :]
    # ours may be a path; only a link makes a path an address
    return f"{target}{ending}" if target.startswith("http") else f"[{address}]({target}){ending}"
