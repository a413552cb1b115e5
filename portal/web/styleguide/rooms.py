"""The game, the library, the desk and the frame, as the style guide shows them."""

from datetime import UTC, date, datetime
from typing import Final

from markupsafe import Markup

from portal.web.styleguide.cast import (
    ADAM,
    ANA,
    EMMA,
    GONE,
    JO,
    LEDGERLINE,
    LONG,
    LONG_APPLICATION,
    LONG_TITLE,
    OUTLOOK,
    RTL_PERSON,
    SAM,
    SCANPRO,
)
from portal.web.styleguide.posts import QUESTION, QUESTIONS
from portal.web.styleguide.shapes import (
    Article,
    AuditEntry,
    Badge,
    Celebration,
    Column,
    DiffLine,
    Event,
    Flash,
    Kudos,
    LedgerEntry,
    Link,
    Month,
    Notification,
    Part,
    Place,
    Point,
    Quest,
    QueueItem,
    Revision,
    Year,
    at,
)

BADGES: Final = (
    Badge("First Light", "bronze", "sun", "First own answer accepted or endorsed", "12 % of colleagues have it", at(3)),
    Badge(
        "Across the Aisle",
        "silver",
        "signpost-split",
        "Accepted answers for colleagues of six other departments",
        "2 % of colleagues have it",
        at(9),
    ),
    Badge(
        "Cornerstone",
        "gold",
        "building",
        "100 accepted answers for at least 50 colleagues, hardly one reopened",
        "Fewer than 5 people have it",
        at(14),
    ),
    Badge(
        "Well Received",
        "bronze",
        "hand-thumbs-up",
        "One answer with 10 helpful votes",
        "6 % of colleagues have it",
        at(4),
        times=3,
    ),
    Badge(
        "Rescuer",
        "silver",
        "clock",
        "10 accepted answers on questions that waited two days",
        "Nobody has it yet",
        None,
        1,
        7,
        10,
    ),
)
QUESTS: Final = (
    Quest(
        "Cold cases",
        "5 accepted answers to questions that had waited for 2 business days",
        "+40 for the season",
        is_mine=True,
        have=2,
        goal=5,
        progress="2 of 5 questions rescued; 1 more within a day",
    ),
    Quest(
        "First rescue",
        "An accepted answer to a question that had waited for 2 business days",
        "10 working days from when you take it on · +10 for the season",
        "The warehouse asks a lot these weeks.",
        fits="You have done this before",
        can_take=True,
    ),
    Quest(
        "No one waits",
        "Questions of the department answered within 4 working hours: 78 of 100, and at least 12 questions",
        "20 working days · +20 for the season for everybody who joined in and helped",
        have=78,
        goal=78,
        progress="81 of 100 in time, of 16 questions so far",
        note="In the last quarter it was 65 of 100.",
        is_met=True,
    ),
    Quest(
        LONG_TITLE,
        LONG_TITLE,
        "10 working days from when you take it on · +10 for the season",
        why_not="Two at a time are enough. Finish one first, or leave it.",
    ),
)
KUDOS: Final = (
    Kudos(1, EMMA, SAM, "You saved my month-end. The second step was it, and nobody else knew.", at(18), about=OUTLOOK),
    Kudos(2, LONG, SAM, "Thank you! " * 40, at(17), "comment", Link(LONG_TITLE, "/comments/7"), can_hide=True),
    Kudos(
        3, RTL_PERSON, SAM, "شكرا جزيلا على المساعدة الرائعة", at(16), is_public=False, is_hidden=True, can_hide=True
    ),
    Kudos(4, JO, SAM, "Read your own answer before you post it next time.", at(15), is_reported=True, can_remove=True),
    Kudos(5, EMMA, LONG, "The guide you wrote is the first one that I could follow.", at(14), "article", SCANPRO),
)
CELEBRATIONS: Final = (
    Celebration(1, f"You earned {BADGES[0].name}", BADGES[0].criterion, BADGES[0]),
    Celebration(2, "You reached a new level", "You are a Guide now: level 3. Thank you for your help."),
)
YEAR: Final = Year(
    ("Answers that helped", "Colleagues who said so", "Knowledge made or mended"),
    tuple(Month(datetime(2026, n + 1, 1, tzinfo=UTC), (n % 5, n * 3 % 7, n % 3)) for n in range(12)),
)
LEDGER: Final = (
    LedgerEntry(15, "accepted by the asker", QUESTION.title, "/questions/7", is_pending=True, at=at(20)),
    LedgerEntry(20, "endorsed by IT", LONG_TITLE, "/questions/8", at=at(16)),
    LedgerEntry(
        -15,
        "acceptance taken back",
        "Scanner beeps twice and loses the pallet",
        "/questions/9",
        at(15),
        is_reversal=True,
    ),
    LedgerEntry(2, "solved it for a colleague", at=at(12)),
    LedgerEntry(1, "thanked by a colleague", QUESTION.title, "/kudos/1", at=at(11), is_of_season=True),
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
    DiffLine(
        "inserted", (Part("Choose "), Part("Sign in with the device", "inserted"), Part(" and close the window."))
    ),
    DiffLine("inserted", (Part("If it comes back, run klist purge once.", "inserted"),)),
)
REVISIONS: Final = (
    Revision(3, ANA, at(19), "Named the menu as it is called since the update", "#", is_current=True),
    Revision(2, LONG, at(12), LONG_TITLE, "#", "/restore"),
    Revision(1, SAM, at(2)),
)
NOTIFICATIONS: Final = (
    Notification(
        f"Emma Lindqvist accepted your answer to “{QUESTION.title}”: it helped",
        "check-lg",
        at(20, 14),
        "+15, accepted by the asker",
        is_unread=True,
        is_earned=True,
    ),
    Notification("You earned First Light", "award", at(19), "First own answer accepted or endorsed", is_unread=True),
    Notification(LONG_TITLE, "chat-text", at(11)),
)
QUEUE: Final = (
    QueueItem(
        1,
        QUESTIONS[2].title,
        "Unanswered",
        "question-circle",
        "nobody has answered",
        at(17),
        "2 h over",
        True,
        SCANPRO,
        JO,
    ),
    QueueItem(
        2,
        QUESTION.title,
        "To endorse",
        "patch-check",
        "accepted, 38 helpful",
        at(18),
        "due in 3 h",
        False,
        OUTLOOK,
        SAM,
    ),
    QueueItem(
        3, LONG_TITLE, "To promote", "book", "solved it for 3, 2 duplicates", at(18), "2 days left", False, LEDGERLINE
    ),
    QueueItem(
        4, "Is it fine to share my badge?", "Flag", "flag", "unsafe, said by 2", at(20), "due in 1 h", person=LONG
    ),
    QueueItem(5, "How to order toner", "Review due", "hourglass-split", "review was due on 1 Nov", at(1)),
)
EVENTS: Final = (
    Event("patch-check", "endorsed the answer", at(19), ANA),
    Event("check-lg", "accepted it", at(18, 15), EMMA),
    Event("chat-text", Markup("answered <a href='/questions/7'>the question</a>"), at(18, 10), SAM),
    Event("question-circle", "The question was asked from the warehouse in Graz", at(18)),
)
AUDIT: Final = (
    AuditEntry(
        at(20), ANA, "hid the answer", "A restart of the laptop was enough", "/answers/13", "Not safe on shared devices"
    ),
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
    Article("Print labels with accented letters", None, LONG),
)

COLUMNS: Final = (
    Column("Department"),
    Column("Covered", True),
    Column("Questions", True),
    Column("First answer", True),
)
ROWS: Final = (
    ("Finance", "82 %", "140", "38 min"),
    ("Warehouse", "64 %", "96", "2 h 10 min"),
    (LONG_TITLE, "0 %", "1", "–"),
)
POINTS: Final = tuple(Point(f"week {week}", (week * 37) % 53 + 4) for week in range(30, 48))
SPARK: Final = (3, 5, 4, 8, 6, 9, 12, 10, 14)
TABS: Final = (
    Link("Newest", "#", 10_412, is_current=True),
    Link("Active", "#"),
    Link("Unanswered", "#", 37),
    Link("Following", "#", 0),
)
CRUMBS: Final = (
    Link("Knowledge", "/knowledge"),
    Link("Mail and calendar", "/knowledge?category=mail"),
    Link(ARTICLE.title),
)
FACETS: Final = (
    Link("Official articles", "#", 12, is_on=True),
    Link("Questions", "#", 1480),
    Link(LONG_APPLICATION.name, "#", 3),
    Link("Written by me", "#"),
)
SECTIONS: Final = (
    Link("Profile", "#", icon="person", is_current=True),
    Link("Notifications", "#", icon="bell"),
    Link("Privacy", "#", icon="shield-lock"),
)
FLASHES: Final = (Flash("success", "Your question is posted. Sam and two others were asked."),)
