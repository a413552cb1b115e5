"""What the style guide shows the components with: ordinary, very long, right-to-left, empty and huge."""

from datetime import date
from typing import Final

from markupsafe import Markup

from portal.web.styleguide.shapes import (
    Answer,
    AnswerCan,
    Article,
    Attribution,
    AuditEntry,
    Badge,
    Column,
    Comment,
    DiffLine,
    Event,
    Fact,
    Flash,
    LedgerEntry,
    Link,
    NavItem,
    Notification,
    Part,
    Person,
    Place,
    Point,
    Question,
    QueueItem,
    Result,
    Revision,
    at,
)

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

QUESTION: Final = Question(
    7,
    "Why does Outlook keep asking for my password after the VPN reconnects?",
    EMMA,
    answer_count=3,
    state="solved",
    excerpt="Since Monday’s update the sign-in window comes back every ten minutes, but only while the VPN is on. On the"
    " guest Wi-Fi in Rotterdam it is quiet.",
    trust="endorsed",
    tags=TAGS,
    application=OUTLOOK,
    asked_at=at(18),
    edited_at=at(19),
    me_too_count=12,
    view_count=1204,
)
QUESTIONS: Final = (
    QUESTION,
    Question(
        8,
        LONG_TITLE,
        LONG,
        answer_count=12,
        state="answered",
        excerpt="The codes arrive as 7041 instead of 007041, and the template refuses them. It worked in September.",
        tags=MANY_TAGS[:5],
        application=LONG_APPLICATION,
        asked_at=at(20, 13, 55),
        me_too_count=1400,
    ),
    Question(
        9,
        "Scanner beeps twice and loses the pallet",
        JO,
        tags=(Link("scanpro", "/tags/scanpro"),),
        application=SCANPRO,
        asked_at=at(20, 14, 21),
        excerpt="Bay 4, only on the new handhelds. The old ones are fine.",
    ),
    Question(10, "Who can see my sick note in the HR portal?", NO_GAME, 1, "answered", is_private=True, asked_at=at(12)),
    Question(11, "Printer on the second floor prints blank pages", ADAM, 2, "duplicate", tags=TAGS[:1], asked_at=at(3)),
    Question(12, "كيف أغيّر لغة لوحة المفاتيح على الجهاز المحمول؟", RTL_PERSON, 1, "answered", asked_at=at(11)),
)

COMMENTS: Final = (
    Comment(1, SAM, Markup("<p>Does it also happen with the network cable in?</p>")),
    Comment(
        2,
        EMMA,
        Markup("<p>No, only over Wi-Fi. I had not thought of trying that, thank you.</p>"),
        at(19, 11),
        edited_at=at(19, 12),
        can_edit=True,
        can_delete=True,
    ),
)

REASONS: Final = (
    ("outdated", "It is out of date"),
    ("wrong", "It does not work for me"),
    ("unclear", "I could not follow it"),
    ("unsafe", "It is not safe to do"),
)

ANSWER: Final = Answer(
    12,
    SAM,
    ANSWER_BODY,
    trust="endorsed",
    author_note="Finance, Rotterdam",
    posted_at=at(18, 10, 40),
    edited_at=at(19, 8),
    accepted_by=EMMA,
    endorsed_by=ANA,
    helpful_count=38,
    is_helpful=True,
    solved_count=61,
    comments=COMMENTS,
    can=AnswerCan(accept=True, solve=True),
)
PLAIN_ANSWER: Final = Answer(
    13, JO, Markup("<p>A restart of the laptop was enough for me.</p>"), author_note="Warehouse, Graz", helpful_count=2
)
ANSWERS: Final = (
    ANSWER,
    PLAIN_ANSWER,
    Answer(14, ANA, BODY, "official", article=Link("Outlook asks again and again", "/knowledge/3"), helpful_count=1204),
    Answer(15, EMMA, Markup("<p>My own answer, which I may edit.</p>"), can=AnswerCan(vote=False, edit=True, delete=True)),
    Answer(16, GONE, Markup("<p>Brought in from elsewhere.</p>"), "accepted", accepted_by=LONG, attribution=Attribution()),
    Answer(17, RTL_PERSON, RTL_BODY, is_hidden=True),
)

CONTEXT: Final = (
    Fact("Application", "Outlook 16.92", "window", "/applications/outlook"),
    Fact("Site", "Rotterdam, 2nd floor", "geo-alt"),
    Fact("Device", "Laptop, Windows 11", "laptop"),
    Fact("Language", "Svenska", "globe"),
)
SIMILAR: Final = (
    Result("article", "/knowledge/3", "Outlook asks for a password again and again", trust="official"),
    Result("question", "/questions/4", "VPN drops Outlook every hour", state="solved", answer_count=2),
    Result("question", "/questions/5", LONG_TITLE, state="open"),
)
SUGGESTIONS: Final = (
    Result("article", "/knowledge/3", Markup("Outlook asks for a <mark>passw</mark>ord again"), trust="official"),
    Result("question", "/questions/7", Markup("Why does Outlook keep asking for my <mark>passw</mark>ord?"), trust="endorsed"),
    Result("tag", "/tags/password", "password"),
)
RESULTS: Final = (
    Result(
        "article",
        "/knowledge/3",
        Markup("<mark>Outlook</mark> asks for a <mark>password</mark> again and again"),
        Markup("The window that asks for the <mark>password</mark> comes back after the VPN reconnects. Choose <em>Sign in"
        " with the device</em> …"),
        "official",
        why="title and cause",
        application=OUTLOOK,
        tags=TAGS,
        at=at(2),
    ),
    Result(
        "answer",
        "/questions/7#answer-12",
        QUESTION.title,
        Markup("… tell <mark>Outlook</mark> which certificate to use: open Settings, Accounts …"),
        "endorsed",
        application=OUTLOOK,
        author=SAM,
        at=at(18),
    ),
    Result("question", "/questions/8", LONG_TITLE, None, None, "open", tags=TAGS[:1], author=LONG, at=at(20)),
)

BADGES: Final = (
    Badge("First Light", "bronze", "sun", "First own answer accepted or endorsed", 214, at(3)),
    Badge("Across the Aisle", "silver", "signpost-split", "Accepted answers for colleagues of six other departments", 12, at(9)),
    Badge("Cornerstone", "gold", "building", "100 accepted answers for at least 50 colleagues, hardly one reopened", 2, at(14)),
    Badge("Well Received", "bronze", "hand-thumbs-up", "One answer with 10 helpful votes", 88, at(4), times=3),
    Badge("Rescuer", "silver", "clock", "10 accepted answers on questions that waited two days", 0, None, 1, 7, 10),
)
LEDGER: Final = (
    LedgerEntry(15, "accepted by the asker", QUESTION.title, "/questions/7", is_pending=True, at=at(20)),
    LedgerEntry(20, "endorsed by IT", LONG_TITLE, "/questions/8", at=at(16)),
    LedgerEntry(-15, "acceptance taken back", "Scanner beeps twice and loses the pallet", "/questions/9", at(15), is_reversal=True),
    LedgerEntry(2, "solved it for a colleague", at=at(12)),
)
PLACES: Final = (
    Place(1, SAM, "Finance, Rotterdam", 61, 1240, badges=BADGES[:3]),
    Place(2, LONG, "Transport and Logistics Coordination, Leiningen", 44, 980, badges=BADGES[3:4]),
    Place(3, EMMA, "Purchasing", 1, 15, is_me=True),
)
DIFF: Final = (
    DiffLine("gap", (Part("3 lines as before"),)),
    DiffLine("same", (Part("Open Settings, then Accounts."),)),
    DiffLine("deleted", (Part("Choose "), Part("Sign in with a password", "deleted"), Part(" and close the window."))),
    DiffLine("inserted", (Part("Choose "), Part("Sign in with the device", "inserted"), Part(" and close the window."))),
    DiffLine("inserted", (Part("If it comes back, run klist purge once.", "inserted"),)),
)
REVISIONS: Final = (
    Revision(3, ANA, at(19), "Named the menu as it is called since the update", "#", is_current=True),
    Revision(2, LONG, at(12), LONG_TITLE, "#", "/restore"),
    Revision(1, SAM, at(2)),
)
NOTIFICATIONS: Final = (
    Notification(Markup("<bdi>Emma Lindqvist</bdi> accepted your answer"), "check-lg", at(20, 14), QUESTION.title, is_unread=True, points=15),
    Notification("You earned First Light", "award", at(19), "First own answer accepted or endorsed", is_unread=True),
    Notification(LONG_TITLE, "chat-text", at(11)),
)
QUEUE: Final = (
    QueueItem(1, QUESTIONS[2].title, "Unanswered", "question-circle", "nobody has answered", at(17), "2 h over", True, SCANPRO, JO),
    QueueItem(2, QUESTION.title, "To endorse", "patch-check", "accepted, 38 helpful", at(18), "due in 3 h", False, OUTLOOK, SAM),
    QueueItem(3, LONG_TITLE, "To promote", "book", "solved it for 3, 2 duplicates", at(18), "2 days left", False, LEDGERLINE),
    QueueItem(4, "Is it fine to share my badge?", "Flag", "flag", "unsafe, said by 2", at(20), "due in 1 h", person=LONG),
    QueueItem(5, "How to order toner", "Review due", "hourglass-split", "review was due on 1 Nov", at(1)),
)
EVENTS: Final = (
    Event("patch-check", "endorsed the answer", at(19), ANA),
    Event("check-lg", "accepted it", at(18, 15), EMMA),
    Event("chat-text", Markup("answered <a href='/questions/7'>the question</a>"), at(18, 10), SAM),
    Event("question-circle", "The question was asked from the warehouse in Graz", at(18)),
)
AUDIT: Final = (
    AuditEntry(at(20), ANA, "hid the answer", "A restart of the laptop was enough", "/answers/13", "Not safe on shared devices"),
    AuditEntry(at(19), LONG, "merged the tag", "sso into single-sign-on"),
    AuditEntry(at(18), ADAM, "suspended", "Jo, until 25 Nov 2026", reason=LONG_TITLE),
)
ARTICLE: Final = Article(
    "Outlook asks for a password again and again",
    "official",
    ANA,
    summary="The window that asks for the password comes back after the VPN reconnects. The device certificate settles it.",
    category="Mail and calendar",
    application=OUTLOOK,
    verified_at=at(2),
    verified_by=ANA,
    review_due_on=date(2027, 2, 1),
    solved_count=61,
    version=3,
    credited=(SAM,),
    source=Link(QUESTION.title, "/questions/7"),
)
ARTICLES: Final = (
    ARTICLE,
    Article(LONG_TITLE, "review_due", LONG, summary=LONG_TITLE, verified_at=at(1), review_due_on=date(2026, 11, 1)),
    Article("How to order toner", "retired", GONE),
)

COLUMNS: Final = (Column("Department"), Column("Covered", True), Column("Questions", True), Column("First answer", True))
ROWS: Final = (("Finance", "82 %", "140", "38 min"), ("Warehouse", "64 %", "96", "2 h 10 min"), (LONG_TITLE, "0 %", "1", "–"))
POINTS: Final = tuple(Point(f"week {week}", (week * 37) % 53 + 4) for week in range(30, 48))
SPARK: Final = (3, 5, 4, 8, 6, 9, 12, 10, 14)
TABS: Final = (
    Link("Newest", "#", 10_412, is_current=True),
    Link("Active", "#"),
    Link("Unanswered", "#", 37),
    Link("Following", "#", 0),
)
CRUMBS: Final = (Link("Knowledge", "/knowledge"), Link("Mail and calendar", "/knowledge?category=mail"), Link(ARTICLE.title))
FACETS: Final = (
    Link("Official articles", "#", 12, is_on=True),
    Link("Questions", "#", 1480),
    Link(LONG_APPLICATION.name, "#", 3),
)
SECTIONS: Final = (
    Link("Profile", "#", icon="person", is_current=True),
    Link("Notifications", "#", icon="bell"),
    Link("Privacy", "#", icon="shield-lock"),
)
FLASHES: Final = (Flash("success", "Your question is posted. Sam and two others were asked."),)
