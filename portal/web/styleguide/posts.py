"""What people ask and answer, as the style guide shows it: ordinary, very long, right-to-left, brought in."""

from typing import Final

from markupsafe import Markup

from portal.web.styleguide.cast import (
    ADAM,
    ANA,
    ANSWER_BODY,
    BODY,
    EMMA,
    GONE,
    JO,
    LONG,
    LONG_APPLICATION,
    LONG_TITLE,
    MANY_TAGS,
    NO_GAME,
    OUTLOOK,
    RTL_BODY,
    RTL_PERSON,
    SAM,
    SCANPRO,
    TAGS,
)
from portal.web.styleguide.shapes import (
    Answer,
    AnswerCan,
    Attribution,
    Comment,
    Comments,
    Fact,
    Failure,
    Link,
    Question,
    Result,
    at,
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
    Question(
        10, "Who can see my sick note in the HR portal?", NO_GAME, 1, "answered", is_private=True, asked_at=at(12)
    ),
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
    comments=Comments(COMMENTS, earlier_count=7, earlier_href="#"),
    can=AnswerCan(accept=True, solve=True),
)
PLAIN_ANSWER: Final = Answer(
    13, JO, Markup("<p>A restart of the laptop was enough for me.</p>"), author_note="Warehouse, Graz", helpful_count=2
)
ANSWERS: Final = (
    ANSWER,
    PLAIN_ANSWER,
    Answer(14, ANA, BODY, "official", article=Link("Outlook asks again and again", "/knowledge/3"), helpful_count=1204),
    Answer(
        15, EMMA, Markup("<p>My own answer, which I may edit.</p>"), can=AnswerCan(vote=False, edit=True, delete=True)
    ),
    Answer(
        16, GONE, Markup("<p>Brought in from elsewhere.</p>"), "accepted", accepted_by=LONG, attribution=Attribution()
    ),
    Answer(17, RTL_PERSON, RTL_BODY, is_hidden=True),
    Answer(
        18,
        JO,
        Markup("<p>Removed, with what did not work about it.</p>"),
        is_deleted=True,
        is_own=True,
        failures=(Failure("outdated", "The menu is gone since October.", at(17)),),
        can=AnswerCan(vote=False, comment=False, restore=True, flag=False),
    ),
)

CONTEXT: Final = (
    Fact("Application", "Outlook 16.92", "window", "/applications/outlook"),
    Fact("Site", "Rotterdam, 2nd floor", "geo-alt"),
    Fact("Device", "Laptop, Windows 11", "laptop"),
    Fact("Language", "Svenska", "globe"),
)
SIMILAR: Final = (
    Result("article", "/knowledge/3", "Outlook asks for a password again and again", trust="official"),
    Result(
        "question",
        "/questions/4",
        "VPN drops Outlook every hour",
        state="solved",
        answer_count=2,
        mine_href="/questions/4/me-too",
    ),
    Result("question", "/questions/5", LONG_TITLE, state="open"),
)
SUGGESTIONS: Final = (
    Result(
        "article",
        "/knowledge/3",
        Markup("Outlook asks for a <mark>passw</mark>ord again"),
        trust="official",
        group="Questions and articles",
    ),
    Result(
        "question",
        "/questions/7",
        Markup("Why does Outlook keep asking for my <mark>passw</mark>ord?"),
        trust="endorsed",
        group="Questions and articles",
    ),
    Result("tag", "/tags/password", "password", group="Tags"),
    Result("application", "/search?application=Password+Safe", "Password Safe", group="Applications"),
    Result("person", "/people/pascal", "Pascal Swensson", group="People"),
    Result("search", "/search?q=password+forgotten", "password forgotten", group="Searches that helped"),
)
RESULTS: Final = (
    Result(
        "article",
        "/knowledge/3",
        Markup("<mark>Outlook</mark> asks for a <mark>password</mark> again and again"),
        Markup(
            "The window that asks for the <mark>password</mark> comes back after the VPN reconnects. Choose <em>Sign in"
            " with the device</em> …"
        ),
        "official",
        why="title and cause",
        is_pinned=True,
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
        language="Deutsch",
    ),
    Result("question", "/questions/8", LONG_TITLE, None, None, "open", tags=TAGS[:1], author=LONG, at=at(20)),
)
