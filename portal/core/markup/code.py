"""Code blocks: coloured by Pygments with class names, never with styles."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from portal.core.markup.layout import Fence

LONGEST_COLOURED = 12_000
"""Characters; a longer piece of code is a log or a dump, and colours only slow it down."""

LANGUAGES = frozenset(
    "abap apache bash bat batch c c# c++ cfg clojure cmake cmd console cpp cs csharp css csv dart diff docker "
    "dockerfile elixir erlang excel f# fsharp go golang gradle graphql groovy haskell hcl html http ini java "
    "javascript jinja js json jsonc jsx julia kotlin latex less lua make makefile markdown matlab md mysql nginx "
    "objective-c perl php plpgsql postgres postgresql powershell properties protobuf ps ps1 psql pwsh py python "
    "python3 r rb regex registry reg rest rs rst ruby rust sass scala scss sh shell sql svg swift terraform tex tf "
    "toml ts tsql tsx typescript vb vb.net vba vbnet vbs vbscript vim xml xslt yaml yml zsh".split()
)
"""What may be coloured. A lexer is a pile of regular expressions: only those we run hostile text through."""

_SYNONYMS = {
    "cmd": "bat",
    "jsonc": "json",
    "ps": "powershell",
    "regex": "text",
    "rest": "http",
    "svg": "xml",
    "vba": "vb.net",
    "vbs": "vbscript",
    "excel": "text",
    "csv": "text",
    "gradle": "groovy",
    "reg": "registry",
    "vb": "vb.net",
}

_formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def code_html(fence: Fence) -> str:
    """The HTML of a piece of code, coloured where its language is known."""
    language = language_of(fence)
    lexer = _lexer(language) if language and len(fence.code) <= LONGEST_COLOURED else None
    if lexer is None:
        return plain_code_html(fence)
    coloured = str(highlight(fence.code, lexer, _formatter)).rstrip("\n")
    return f'<pre class="highlight" data-language="{escape(lexer.name)}"><code>{coloured}\n</code></pre>'


def plain_code_html(fence: Fence) -> str:
    """The HTML of a piece of code without colours."""
    return f"<pre><code>{escape(fence.code, quote=False)}\n</code></pre>"


def language_of(fence: Fence) -> str:
    """The language named on the fence, in lower case, or nothing where we do not colour it."""
    words = fence.language.split(maxsplit=1)
    name = words[0].strip("{}.").lower() if words else ""
    return name if name in LANGUAGES else ""


@lru_cache(maxsize=len(LANGUAGES))
def _lexer(language: str) -> Lexer | None:
    try:
        # the lexer must not take away empty lines at the start: numbers in error messages count them
        return get_lexer_by_name(_SYNONYMS.get(language, language), stripnl=False)
    except ClassNotFound:
        return None
