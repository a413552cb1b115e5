"""Who and what the samples are about: people, rooms, applications, tags, and texts of every kind."""

from typing import Final

from markupsafe import Markup

from portal.web.styleguide.shapes import Link, NavItem, Person

EMMA: Final = Person("emma", "Emma Lindqvist", 1, "Starter", unread=3)
SAM: Final = Person("sam", "Sam Okafor", 5, "Expert", "superuser")
ANA: Final = Person("ana", "Ana Ruiz", 4, "Adviser", "analyst", unread=12)
ADAM: Final = Person("adam", "Adam Novak", 2, "Helper", "administrator")
JO: Final = Person("jo", "Jo", 3, "Guide")
LONG: Final = Person(
    "maximiliana", "Maximiliana-Theodora von Hohenstaufen-Wittgenstein of Leiningen", 7, "Luminary", "superuser"
)
RTL_PERSON: Final = Person("yasmin", "ياسمين الحداد", 6, "Mentor")
GONE: Final = Person("gone", "Former colleague", is_active=False)
NO_GAME: Final = Person("priya", "Priya Raman")
PEOPLE: Final = (EMMA, SAM, ANA, ADAM, JO, RTL_PERSON, NO_GAME, GONE, LONG)

NAV: Final = (
    NavItem("home", "/", "Home", "house", "h"),
    NavItem("questions", "/questions", "Questions", "question-circle", "q", is_current=True),
    NavItem("knowledge", "/knowledge", "Knowledge", "book", "k"),
    NavItem("board", "/board", "Board", "compass", "b", badge=4),
    NavItem("desk", "/desk", "Desk", "inbox", "d", badge=17),
)

OUTLOOK: Final = Link("Outlook", "/applications/outlook")
LEDGERLINE: Final = Link("Ledgerline Finance", "/applications/ledgerline")
SCANPRO: Final = Link("ScanPro handheld", "/applications/scanpro")
LONG_APPLICATION: Final = Link("Transport and Warehouse Management Suite Cloud Edition 2026", "/applications/twms")

TAGS: Final = (Link("vpn", "/tags/vpn"), Link("single-sign-on", "/tags/sso"), Link("password", "/tags/password"))
MANY_TAGS: Final = tuple(Link(f"tag-number-{number}", f"/tags/{number}") for number in range(1, 15))
LONG_TAG: Final = Link("internationalisation-and-localisation-of-labels", "/tags/long")

BODY: Final = Markup("""<p>Since <strong>Monday’s update</strong> the sign-in window comes back every ten minutes, but only
while the VPN is on. On the guest Wi-Fi in Rotterdam it is quiet.</p>
<p>I have tried:</p>
<ul><li>clearing the saved credentials</li><li>restarting <code>outlook.exe</code></li></ul>""")

ANSWER_BODY: Final = Markup("""<p>The VPN client hands out a second certificate and Outlook asks for the wrong one. You can
tell it which to use:</p>
<ol><li>Open <strong>Settings → Accounts → Company</strong>.</li>
<li>Press <kbd>Ctrl</kbd> and click the tray icon, then <strong>Connection status</strong>.</li>
<li>Choose <em>Sign in with the device</em> and close the window.</li></ol>
<p>If the window still comes back, run this once:</p>
<div class="highlight"><pre><span></span><code><span class="n">klist</span><span class="w"> </span><span class="n">purge</span>
<span class="n">ipconfig</span><span class="w"> </span><span class="p">/</span><span class="n">flushdns</span>
</code></pre></div>""")

EVERYTHING: Final = Markup("""<h2>A heading of the second rank</h2>
<p>Words with <strong>weight</strong>, with <em>stress</em>, <del>taken back</del>, <a href="/knowledge">a link</a>,
<code>inline --code</code>, a <kbd>Key</kbd>, <mark>a find</mark> and a <a class="mention" href="/people/sam">@sam</a>.
A very long address: https://intranet.example.com/very/long/path/that/does/not/break/anywhere/by/itself?and=on</p>
<h3>Lists</h3>
<ol><li>First <ul><li>and under it</li><li>another</li></ul></li><li>Second</li></ol>
<ul class="task-list"><li class="task-list-item"><input type="checkbox" disabled checked aria-label="done"> Done</li>
<li class="task-list-item"><input type="checkbox" disabled aria-label="to do"> To do</li></ul>
<blockquote><p>Somebody else said this, and it is worth keeping.</p></blockquote>
<div class="highlight"><pre><span></span><code><span class="k">def</span> <span class="nf">greet</span><span class="p">(</span><span class="n">name</span><span class="p">:</span> <span class="nb">str</span><span class="p">)</span> <span class="o">-&gt;</span> <span class="kc">None</span><span class="p">:</span>
    <span class="c1"># a comment, and a line that is much longer than the measure so that it has to scroll by itself</span>
    <span class="nb">print</span><span class="p">(</span><span class="s2">&quot;Hello, &quot;</span> <span class="o">+</span> <span class="n">name</span><span class="p">,</span> <span class="mi">42</span><span class="p">)</span>
</code></pre></div>
<table><thead><tr><th>Site</th><th>Printer</th><th>Queue</th></tr></thead>
<tbody><tr><td>Rotterdam</td><td>RTM-2-07</td><td>follow-me</td></tr><tr><td>Graz</td><td>GRZ-1-01</td><td>direct</td></tr></tbody></table>
<div class="admonition note"><p class="admonition-title">Note</p><p>Something worth knowing.</p></div>
<div class="admonition tip"><p class="admonition-title">Tip</p><p>Something that makes it easier.</p></div>
<div class="admonition warning"><p class="admonition-title">Warning</p><p>Something to be careful with.</p></div>
<div class="admonition danger"><p class="admonition-title">Danger</p><p>Something that cannot be undone.</p></div>
<p>A note at the foot.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p>
<hr>
<div class="footnote"><ol><li id="fn:1">It stands here. <a class="footnote-backref" href="#fnref:1" aria-label="back to the text">↩</a></li></ol></div>""")

RTL_BODY: Final = Markup(
    "<p>منذ تحديث يوم الاثنين تظهر نافذة تسجيل الدخول كل عشر دقائق، ولكن فقط عندما يكون <code>VPN</code> متصلاً.</p>"
)

LONG_TITLE: Final = (
    "Why does the monthly reconciliation export from Ledgerline to the group reporting template lose the leading zeros"
    " of the cost centres?"
)
