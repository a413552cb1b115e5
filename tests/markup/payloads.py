"""Texts that try to run a script in the reader's browser, composed by class of attack.

Every text calls `trap(n)`, or one of the functions the browser test has put traps into. The classes follow what is
publicly known of attacks on Markdown renderers and HTML sanitisers: handlers, addresses, broken quotes, text-only
elements, foreign namespaces, nesting that mutates when parsed again, a parser's own placeholders, and attributes
that a script of the page itself would obey.
"""

# ruff: noqa: E501 - a table of texts

from collections.abc import Iterator
from itertools import count, product

_CALLS = ("trap({n})", "alert({n})", "prompt`{n}`", "confirm({n})", "window.pwned={n}", "top['al'+'ert']({n})")

_HANDLERS = (
    "onerror", "onload", "onclick", "onmouseover", "onmouseenter", "onfocus", "onblur", "ontoggle", "onbegin",
    "onanimationstart", "ontransitionend", "onpointerover", "onpointerrawupdate", "onwheel", "onscroll", "onstart",
    "onbeforeinput", "onkeydown", "oncopy", "ondrag", "oncontextmenu", "oncanplay", "onloadstart", "onpageshow",
    "onhashchange", "onbeforematch", "oncontentvisibilityautostatechange", "onsecuritypolicyviolation", "OnErRoR",
)  # fmt: skip

_HOLDERS = (
    "<img src=x {}>", "<b {} tabindex=0 autofocus>x</b>", "<a href=# {}>x</a>", "<details open {}><summary>x</summary></details>",
    "<video><source {}></video>", "<svg {}></svg>", "<input autofocus {}>", "<kbd/{}>x</kbd>", "<body {}>", "<marquee {}>x</marquee>",
    "<xss {} id=x tabindex=0 style='animation:spin 1s'>x</xss>",
)  # fmt: skip

_QUOTINGS = ("{h}={c}", '{h}="{c}"', "{h}='{c}'", "{h} = {c}", "{h}\n=\n{c}", '/{h}="{c}"', "a=b {h}={c}//")

_SCHEMES = (
    "javascript:{c}", "JaVaScRiPt:{c}", "javascript&colon;{c}", "javascript&#58;{c}", "javascript&#x3A;{c}", "java&Tab;script:{c}",
    "java&NewLine;script:{c}", "java\tscript:{c}", "&#106;avascript:{c}", "&#0000106avascript:{c}", "\\x6Aavascript:{c}",
    " javascript:{c}", "\x01javascript:{c}", "\u00a0javascript:{c}", "\u2028javascript:{c}", "javascript://%0a{c}",
    "javascript:/*--></title></style>*/{c}", "data:text/html,<script>{c}</script>", "data:text/html;base64,PHNjcmlwdD50cmFwKDApPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg onload={c}>", "vbscript:{c}", "feed:javascript:{c}", "view-source:javascript:{c}",
    "jav%61script:{c}", "javascript\n:{c}", "java\\script:{c}", "javas\u200bcript:{c}", "\u202ejavascript:{c}", "blob:javascript:{c}",
    "//evil.example/%22%3E<script>{c}</script>", "http://x\" onmouseover=\"{c}", "http://x' onmouseover='{c}", "http://x/><img src=x onerror={c}>",
    "mailto:a@b\" onclick=\"{c}", "#\" onfocus=\"{c}\" autofocus=\"", "/people/ana\" onclick=\"{c}", "/uploads/x.png\" onerror=\"{c}",
)  # fmt: skip

_CARRIERS = (
    "[x]({u})", "[x](<{u}>)", '[x]({u} "t")', "[x][r]\n\n[r]: {u}", "[x][r]\n\n[r]: <{u}> 't'", "[r]\n\n[r]: {u}", "<{u}>", "![x]({u})",
    "[![x]({u})]({u})", '<a href="{u}">x</a>', "<a href='{u}'>x</a>", "<a href={u}>x</a>", '<img src="{u}" alt=x>', "{u}", "| [x]({u}) |\n|-|\n",
    "> [!NOTE]\n> [x]({u})", "[^n]\n\n[^n]: [x]({u})", "1. [x]({u})\n   - ![y]({u})", "**[x]({u})**", "<details><summary><a href='{u}'>x</a></summary></details>",
)  # fmt: skip

_BROKEN_QUOTES = (
    '[x](http://a "b" onmouseover="{c}")', "[x](http://a 'b' onmouseover='{c}')", '[x](http://a "\\" onmouseover=\\"{c}")',
    '[x](http://a "&quot; onmouseover=&quot;{c}")', "![\" onerror=\"{c}](x)", "![' onerror='{c}](http://a)", "![x](http://a \"' onerror={c} '\")",
    '![a](/uploads/"onerror="{c}.png)', "```py\" onmouseover=\"{c}\nx\n```", "```\"><img src=x onerror={c}>\nx\n```", "~~~ html onload={c}\n<script>{c}</script>\n~~~",
    "``` {{.html onload={c}}}\nx\n```", "`<img src=x onerror={c}>`", "``` `<img src=x onerror={c}>\n```", "    <script>{c}</script>", "@ana\"onmouseover={c}",
    "@<img src=x onerror={c}>", "www.x.example/\"onmouseover=\"{c}", "https://x.example/'onmouseover='{c}", "a@b.example\"onclick=\"{c}", '<a title="x" href="#" onclick="{c}">x</a>',
    "<a href=`#` onclick={c}>x</a>", '<a href="#"onclick="{c}">x</a>', "<a\x0conclick={c} href=#>x</a>", "<a/onclick={c}/href=#>x</a>", "<a href=# title='\">' onclick={c}>x</a>",
    "<img alt=\"><img src=x onerror={c}>\" src=x>", "<img src=\"x` `<script>{c}</script>\">", "<a href=\"a&quot; onclick=&quot;{c}\">x</a>", "<a href='http://a&#39; onclick=&#39;{c}'>x</a>",
    "[^\" onclick=\"{c}]\n\n[^\" onclick=\"{c}]: x", "[^<img src=x onerror={c}>]\n\n[^<img src=x onerror={c}>]: x", "[<img src=x onerror={c}>](http://a)",
    "[x](http://a/<img src=x onerror={c}>)", "[a]: http://a '\" onclick=\"{c}'\n\n[a]", "# <img src=x onerror={c}>", "| <img src=x onerror={c}> |\n|-|\n| <script>{c}</script> |",
    "- [ ] <img src=x onerror={c}>", "> [!NOTE\" onclick=\"{c}]\n> x", "> [!<img src=x onerror={c}>]\n> x", "\\\\server\\<img src=x onerror={c}>", "C:\\<img src=x onerror={c}>",
)  # fmt: skip

_ELEMENTS = (
    "<script>{c}</script>", "<SCRIPT SRC=data:,{c}></SCRIPT>", "<script\n>{c}</script\n>", "<scr<script>ipt>{c}</scr</script>ipt>", "<script/x>{c}</script>",
    "<<script>{c}//<</script>", "<script>{c}", "<iframe srcdoc='<script>parent.{c}</script>'></iframe>", "<iframe src=javascript:parent.{c}></iframe>", "<object data=javascript:{c}></object>",
    "<embed src=javascript:{c}>", "<form action=javascript:{c}><button autofocus>x</button></form>", "<button formaction=javascript:{c}>x</button>", "<base href=javascript:{c}//><a href=x>x</a>",
    "<meta http-equiv=refresh content='0;javascript:{c}'>", "<link rel=stylesheet href=javascript:{c}>", "<link rel=import href=data:text/html,<script>{c}</script>>",
    "<style>@import 'javascript:{c}';</style>", "<style>*{{x:expression({c})}}</style>", "<div style=\"background:url(javascript:{c})\">x</div>", "<b style='width:expression({c})'>x</b>",
    "<?xml version='1.0'?><script>{c}</script>", "<!--><script>{c}</script>-->", "<!-- --!><script>{c}</script>-->", "<!-- -- ><img src=x onerror={c}> -->", "<![CDATA[<script>{c}</script>]]>",
    "<!DOCTYPE x [<!ENTITY y '<script>{c}</script>'>]>&y;", "<%<script>{c}</script>%>", "<table background=javascript:{c}><tr><td>x</td></tr></table>", "<frameset onload={c}>", "<applet code=x onerror={c}></applet>",
    "<isindex type=image src=x onerror={c}>", "<keygen autofocus onfocus={c}>", "<plaintext><script>{c}</script>", "<portal src=javascript:{c}>", "<dialog open onclose={c}><form method=dialog><button autofocus>x</button></form></dialog>",
    "<template><script>{c}</script></template>", "<slot><img src=x onerror={c}></slot>", "<x-y is=script>{c}</x-y>", "<image src=x onerror={c}>", "<font onmouseover={c}>x</font>", "<bgsound src=javascript:{c}>",
    "<audio src=x onerror={c}></audio>", "<picture><source srcset=x><img src=x onerror={c}></picture>", "<img srcset=\"x 1x\" onerror={c}>", "<area href=javascript:{c}>", "<map name=m><area href=javascript:{c}></map><img usemap=#m src=x>",
    "<a href=x ping=javascript:{c} target=_self>x</a>", "<a href=# popovertarget=p>x</a><div popover id=p onbeforetoggle={c}>x</div>", "<search onclick={c}>x</search>", "\u00bcscript\u00be{c}\u00bc/script\u00be", "＜script＞{c}＜/script＞",
    "<ſcript>{c}</ſcript>", "<\x00script>{c}</script>", "<scr\x00ipt>{c}</scr\x00ipt>", "%3Cscript%3E{c}%3C/script%3E", "&lt;script&gt;{c}&lt;/script&gt;", "&#60;script&#62;{c}&#60;/script&#62;", "\\<script\\>{c}\\</script\\>",
)  # fmt: skip

_MUTATIONS = (
    "<svg><style><img src=x onerror={c}></style></svg>", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror={c}&gt;\">", "<svg></p><style><a id=\"</style><img src=x onerror={c}>\">",
    "<math><annotation-xml encoding=text/html><script>{c}</script></annotation-xml></math>", "<svg><foreignObject><iframe srcdoc='<script>{c}</script>'></foreignObject></svg>", "<noscript><p title=\"</noscript><img src=x onerror={c}>\">",
    "<svg><a xlink:href=javascript:{c}><text>x</text></a></svg>", "<svg><animate xlink:href=#y attributeName=href values=javascript:{c} /><a id=y>x</a></svg>", "<svg><a><set attributeName=href to=javascript:{c} /><text>x</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x><script>{c}</script></svg>#x\"></svg>", "<svg><script>{c}</script></svg>", "<svg><script href=data:,{c} /></svg>", "<math href=javascript:{c}>x</math>", "<math><maction actiontype=statusline xlink:href=javascript:{c}>x</maction></math>",
    "<title><a title=\"</title><img src=x onerror={c}>\">", "<textarea><a title=\"</textarea><img src=x onerror={c}>\">", "<xmp><a title=\"</xmp><img src=x onerror={c}>\">", "<iframe><a title=\"</iframe><img src=x onerror={c}>\">",
    "<noembed><a title=\"</noembed><img src=x onerror={c}>\">", "<noframes><a title=\"</noframes><img src=x onerror={c}>\">", "<style><a title=\"</style><img src=x onerror={c}>\">", "<option><style></option></select><img src=x onerror={c}></style>",
    "<select><iframe></select><img src=x onerror={c}>", "<table><td><a href=x><table><td><a title=\"</a><img src=x onerror={c}>\">", "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={c}>", "<p><svg><p><style><g title=\"</style><img src=x onerror={c}>\">",
    "<b><p><b><p><b><p><script>{c}</script>", "<ul><li><table><li><img src=x onerror={c}>", "<a href=x><a href=javascript:{c}>y", "<details><details><summary><img src=x onerror={c}>", "<kbd><kbd><kbd title=\"</kbd><script>{c}</script>\">",
    "<img title=\"a\" alt=\"<!--\"><img alt=\"--><script>{c}</script>\">", "<a title=\"`\">`<img src=x onerror={c}>`</a>", "`<a title=\"`\"><img src=x onerror={c}>", "*<a title=\"*\" onclick={c}>*", "**<img src=x **onerror={c}>", "<img src=x on_error_={c}>",
    "<a href=\"*x*\" onclick=\"{c}\">_y_</a>", "[<a href=javascript:{c}>](http://x)</a>", "[a](javascript:{c}\n)", "[a\\](javascript:{c})](javascript:{c})", "[a](javascript&#58\\;{c})", "![[x](javascript:{c})](y)", "[![x](y)](javascript:{c})", "<http://x/\"onclick={c}>",
    "<javascript:{c}>", "<a@b\"onclick={c}>", "[x](data:text/html,&lt;script&gt;{c}&lt;/script&gt;)", "[x]( \tjavascript:{c})", "[x](\x0bjavascript:{c})", "[x](j\x02avascript:{c})", "[x](java\x03script:{c})",
)  # fmt: skip

_PLACEHOLDERS = (
    "\x02klzzwxh:0000\x03 `<img src=x onerror={c}>`", "\x02wzxhzdk:0\x03<img src=x onerror={c}>", "klzzwxh:0000 <script>{c}</script>", "wzxhzdk:0 <script>{c}</script>", "\x0260\x03script\x0262\x03{c}\x0260\x03/script\x0262\x03",
    "[x](\x02106\x03avascript:{c})", "\\\x0260\x03img src=x onerror={c}\x0262\x03", "\x02amp\x03lt;script\x02amp\x03gt;{c}", "[x](\x02amp\x03#106;avascript:{c})", "```\n\x02wzxhzdk:1\x03\n```\n\n```\n<script>{c}</script>\n```",
    "\x02zz1337820767766393qq\x03<script>{c}</script>", "[^1]\x02qq3936677670287331zz\x03\n\n[^1]: <script>{c}</script>", "///Footnotes Go Here///<script>{c}</script>\n\n[^1]: x",
)  # fmt: skip

_OBEDIENT = (
    "<b hx-on:click='{c}'>x</b>", "<b hx-on--load='{c}'>x</b>", "<b data-hx-get=/x hx-trigger=load hx-on::after-request='{c}'>x</b>", "<a href=/x hx-vals='js:{{x:{c}}}' hx-trigger=load>x</a>", "<b x-init='{c}'>x</b>", "<b v-on:click='{c}'>x</b>",
    "<b ng-init='constructor.constructor(\"{c}\")()'>x</b>", "{{{{constructor.constructor('{c}')()}}}}", "${{{c}}}", "<b data-action='{c}'>x</b>", "<a id=alert name=location href=x>x</a>", "<img name=body src=x>", "<form name=getElementById><input name=attributes></form>",
    "<a id=document><a id=document name=cookie href=javascript:{c}>x</a>", "<p contenteditable autofocus onfocus={c}>x</p>", "<b accesskey=x onclick={c}>x</b>", "<b slot=x part=x is=x onfocus={c} tabindex=1>x</b>",
)  # fmt: skip


def payloads() -> Iterator[str]:
    """All of them, each with a number of its own."""
    numbers = count(1)

    def call() -> str:
        number = next(numbers)
        return _CALLS[number % len(_CALLS)].format(n=number)

    for (number, handler), holder in product(enumerate(_HANDLERS), _HOLDERS):
        quoting = _QUOTINGS[(number + len(holder)) % len(_QUOTINGS)]
        yield holder.format(quoting.format(h=handler, c=call()))
    for scheme, carrier in product(_SCHEMES, _CARRIERS):
        yield carrier.format(u=scheme.format(c=call()))
    for group in (_BROKEN_QUOTES, _ELEMENTS, _MUTATIONS, _PLACEHOLDERS, _OBEDIENT):
        for text in group:
            yield text.format(c=call())
    for text in (*_ELEMENTS, *_MUTATIONS):
        yield f"Words before {text.format(c=call())} and after"
        yield f"> - {text.format(c=call())}"
