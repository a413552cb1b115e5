"""Markdown to HTML that is not yet safe. One parser per thread, as parsers keep state."""

from __future__ import annotations

import threading

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from portal.core.markup import blocks, inline
from portal.core.markup.code import code_html, plain_code_html
from portal.core.markup.layout import Layout

_parsers = threading.local()


def parse(layout: Layout) -> str:
    """HTML of a whole text, its code coloured. Not safe yet."""
    return _parse(layout, [code_html(fence) for fence in layout.fences])


def parse_uncoloured(layout: Layout) -> str:
    """The same with plain code: Pygments is not called. Not safe yet."""
    return _parse(layout, [plain_code_html(fence) for fence in layout.fences])


def parse_inline(source: str) -> str:
    """HTML of a remark: links, code, emphasis, mentions and line breaks, nothing else. Not safe yet."""
    parser = _inline_parser()
    parser.reset()
    return parser.convert(source)


def _parse(layout: Layout, code: list[str]) -> str:
    parser = _block_parser()
    parser.reset()
    for html in code:
        parser.htmlStash.store(html)
    return parser.convert("\n".join(layout.lines) + "\n\n")


def _block_parser() -> Markdown:
    parser: Markdown | None = getattr(_parsers, "block", None)
    if parser is None:
        extensions = [
            TableExtension(use_align_attribute=True),
            FootnoteExtension(BACKLINK_TITLE="Back to the text of note {}"),
            SaneListExtension(),
            Nl2BrExtension(),
        ]
        parser = Markdown(extensions=extensions, output_format="html")
        _leave_out_raw_html(parser)
        for needless in ("image_reference", "short_image_ref"):
            parser.inlinePatterns.deregister(needless)
        inline.extend(parser)
        blocks.extend(parser)
        _parsers.block = parser
    return parser


def _inline_parser() -> Markdown:
    parser: Markdown | None = getattr(_parsers, "inline", None)
    if parser is None:
        parser = Markdown(extensions=[Nl2BrExtension()], output_format="html")
        _leave_out_raw_html(parser)
        for block in ("indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference"):
            parser.parser.blockprocessors.deregister(block)
        for pattern in ("reference", "image_link", "image_reference", "short_reference", "short_image_ref"):
            parser.inlinePatterns.deregister(pattern)
        inline.extend(parser)
        _parsers.inline = parser
    return parser


def _leave_out_raw_html(parser: Markdown) -> None:
    """No blocks of raw HTML: `<server>` stays readable, and a costly parser is not there to be fed."""
    parser.preprocessors.deregister("html_block")
    # our first pass has done this already, and it would take away the marks that stand for code
    parser.preprocessors.deregister("normalize_whitespace")
