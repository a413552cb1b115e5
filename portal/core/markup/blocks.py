"""What we add to Markdown between paragraphs: alerts, task lists, aligned cells without styles."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

ALERTS = {
    "note": "Note",
    "tip": "Tip",
    "important": "Important",
    "warning": "Warning",
    "caution": "Caution",
}

_ALERT = re.compile(r"\s*\[!(\w{3,9})\][ ]*\n?")
_TASK = re.compile(r"\s*\[([ xX])\][ ]+(?=\S)")
_ALIGNMENT = {"center": "align-center", "right": "align-end"}


def extend(md: Markdown) -> None:
    """Teach a parser our blocks; they are found before the text inside them is parsed."""
    md.treeprocessors.register(_Blocks(md), "questboard_blocks", 30)
    md.parser.blockprocessors.register(_Quotes(md.parser), "quote", 20)


class _Quotes(BlockQuoteProcessor):
    """Two quotes with an empty line between them are two."""

    def lastChild(self, parent: Element) -> Element | None:  # noqa: N802 - Python-Markdown's
        return None


class _Blocks(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "blockquote":
                _make_alert(element)
            elif element.tag == "li":
                _make_task(element)
            elif element.tag in ("th", "td"):
                alignment = _ALIGNMENT.get(element.attrib.pop("align", ""))
                if alignment:
                    element.set("class", alignment)


def _make_alert(quote: Element) -> None:
    """`> [!NOTE]` as on GitHub: a quote whose first line names one of five kinds."""
    first = quote[0] if len(quote) else None
    if first is None or first.tag != "p" or not first.text:
        return
    found = _ALERT.match(first.text)
    if found is None or found[1].lower() not in ALERTS:
        return
    kind = found[1].lower()
    quote.tag = "div"
    quote.set("class", f"markdown-alert markdown-alert-{kind}")
    first.text = first.text[found.end() :]
    if not first.text.strip():
        quote.remove(first)
    title = Element("p", {"class": "markdown-alert-title"})
    title.text = AtomicString(ALERTS[kind])
    quote.insert(0, title)


def _make_task(item: Element) -> None:
    """`- [x] done` gets a box that is read aloud; it is no form field, as nobody can tick it here."""
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    found = _TASK.match(holder.text or "")
    if found is None:
        return
    item.set("class", "task-list-item")
    is_done = found[1] != " "
    box = Element("span", {"class": "task-box", "role": "img", "aria-label": "Done" if is_done else "To do"})
    box.text = AtomicString("☑" if is_done else "☐")
    box.tail = " " + (holder.text or "")[found.end() :]
    holder.text = ""
    holder.insert(0, box)
