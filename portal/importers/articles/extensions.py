"""Markdown as Microsoft's documentation writes it, in the Markdown that we render.

Alerts (`> [!NOTE]`) are the same with us. The rest has no meaning outside its site: what it says stays, and how it
was to be shown goes.
"""

import re

from portal.importers.html import Links, markdown_of
from portal.importers.markdown_text import outside_code, outside_fences

_IMAGE = re.compile(
    r":::[ \t]*image[ \t]+(?P<attributes>(?:(?!:::|\n[ \t]*\n).){1,2000}):::", re.IGNORECASE | re.DOTALL
)
_LONG_DESCRIPTION = re.compile(r"^[ \t]*:::[ \t]*image-end[ \t]*:::[ \t]*\n?", re.IGNORECASE | re.MULTILINE)
_PLAIN_ALT = str.maketrans("[]`\n", "()' ")
_NO_LOC = re.compile(r":::[ \t]*no-loc[ \t]+text=\"([^\"\n]*)\"[ \t]*:::", re.IGNORECASE)
_FRAME = re.compile(
    r"^[ \t>]*:::[ \t]*(?:zone|moniker|row|column)(?:-end)?\b[^\n]*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE
)
_ATTRIBUTE = re.compile(r"""([a-z-]+)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')""", re.IGNORECASE)
_DIV = re.compile(r"^[ \t]*>[ \t]*\[!div[^\]\n]*\][ \t]*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE)
_VIDEO = re.compile(r"\[!VIDEO[ \t]+(https?://[^\]\s]+)[ \t]*\]", re.IGNORECASE)
_ALERT = re.compile(r"^([ \t]*(?:>[ \t]*)+)\[!(note|tip|important|warning|caution)\]", re.IGNORECASE | re.MULTILINE)
_TAB = re.compile(r"^([ \t]*#{1,6})[ \t]+\[([^\]\n]+)\]\(#tab/[^)\n]*\)[ \t]*$", re.MULTILINE)
_TABS_END = re.compile(r"^[ \t]*(?:---|\*\*\*)[ \t]*(?:\n|\Z)", re.MULTILINE)
_HTML_BLOCK = re.compile(
    r"^(?P<margin>[ \t]*)<(?P<tag>table|div|h[1-6]|ul|ol|dl|p)(?=[\s>])[^>]*>", re.IGNORECASE | re.MULTILINE
)
# of tables that lay out whole pages, with code in their cells: the cells are written one below the other
_LOOSE_TAGS = re.compile(
    r"^[ \t]*(?:</?(?:table|thead|tbody|tr|td|th|div)(?:[ \t]+(?:align|valign|class|id|width|colspan|rowspan)=[^<>]*)?>"
    r"[ \t]*)+",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)")


def first_heading(body: str) -> tuple[str, str]:
    """The heading of the first level at the top of a body (empty if there is none), and the rest."""
    found = _FIRST_HEADING.match(body)
    return (found["title"], body[found.end() :]) if found else ("", body)


def plain_markdown(body: str, links: Links) -> str:
    """The body without extensions that we do not know. `links` is for the HTML in it."""
    # pictures first: their descriptions may hold code
    body = outside_fences(body, lambda text: _IMAGE.sub(_image, text))
    body = outside_code(body, _without_extensions)
    return outside_fences(body, lambda text: _html_blocks(text, links))


def _without_extensions(text: str) -> str:
    text = _FRAME.sub("", _LONG_DESCRIPTION.sub("", text))
    text = _NO_LOC.sub(r"\1", text)
    text = _VIDEO.sub(r"[Video](\1)", _DIV.sub("", text))
    text = _ALERT.sub(lambda alert: f"{alert[1]}[!{alert[2].upper()}]", text)
    if _TAB.search(text):
        text = _TABS_END.sub("", _TAB.sub(r"\1 \2", text))
    return text


def _image(found: re.Match[str]) -> str:
    written: list[tuple[str, str, str]] = _ATTRIBUTE.findall(found["attributes"])
    attributes = {name.lower(): double or single for name, double, single in written}
    source = attributes.get("source", "")
    alt = attributes.get("alt-text", "").translate(_PLAIN_ALT).strip()
    if attributes.get("type", "").lower() == "icon":
        # decoration in the middle of a sentence
        return alt
    return f"![{alt}](<{source}>)" if source and not set(source) & set("<>\\") else alt


def _html_blocks(text: str, links: Links) -> str:
    """Blocks of HTML become Markdown; what stands within a line stays, as we render it."""
    done: list[str] = []
    at = 0
    while found := _HTML_BLOCK.search(text, at):
        end = _end_of(found["tag"], text, found.end())
        if end is None:
            done.append(text[at : found.end()])
            at = found.end()
            continue
        margin = found["margin"]
        lines = markdown_of(text[found.start() : end], links).split("\n")
        done += (text[at : found.start()], "\n".join(f"{margin}{line}".rstrip() for line in lines))
        at = end
    done.append(text[at:])
    return re.sub(r"\n{3,}", "\n\n", _LOOSE_TAGS.sub("\n", "".join(done)))


def _end_of(tag: str, text: str, at: int) -> int | None:
    """Where the element that begins before `at` ends; None if it never does."""
    depth = 1
    either = re.compile(rf"<(/?){tag}(?=[\s>])[^>]*>", re.IGNORECASE)
    while found := either.search(text, at):
        depth += -1 if found[1] else 1
        at = found.end()
        if depth == 0:
            return at
    return None
