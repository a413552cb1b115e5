"""Who and what the samples are about: people, rooms, applications, tags, and texts of every kind."""

from typing import Final

from markupsafe import Markup

from portal.core.markup.recipes import document_html
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

# rendered as everybody's texts are, so that the sample shows the elements and classes there really are
EVERYTHING: Final = Markup(  # noqa: S704 -- our own words
    document_html("""\
## A heading of the first rank

Words with **weight**, with *stress*, ~~taken back~~, [a link](/knowledge), `inline --code`, a <kbd>Key</kbd>,
<mark>a find</mark>, H<sub>2</sub>O and a @sam.
A very long address: https://intranet.example.com/very/long/path/that/does/not/break/anywhere/by/itself?and=on

### Lists

1. First
   - and under it
   - another
2. Second

- [x] Done
- [ ] To do

> Somebody else said this, and it is worth keeping.

```python
def greet(name: str) -> None:
    # a comment, and a line that is much longer than the measure so that it has to scroll by itself
    print("Hello, " + name, 42)
```

| Site      | Printer  | Queue     | Pages |
|-----------|----------|:---------:|------:|
| Rotterdam | RTM-2-07 | follow-me | 1,204 |
| Graz      | GRZ-1-01 | direct    |    96 |

> [!NOTE]
> Something worth knowing.

> [!TIP]
> Something that makes it easier.

> [!IMPORTANT]
> Something not to be missed.

> [!WARNING]
> Something to be careful with.

> [!CAUTION]
> Something that cannot be undone.

<details><summary>More, for those who want it</summary>

The long version.
</details>

A note at the foot.[^1]

[^1]: It stands here.
""")
)

RTL_BODY: Final = Markup(
    "<p>منذ تحديث يوم الاثنين تظهر نافذة تسجيل الدخول كل عشر دقائق، ولكن فقط عندما يكون <code>VPN</code> متصلاً.</p>"
)

LONG_TITLE: Final = (
    "Why does the monthly reconciliation export from Ledgerline to the group reporting template lose the leading zeros"
    " of the cost centres?"
)
