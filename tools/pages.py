"""Every page of the demo company: the route it is an example of, where it stands, and who sees it.

`make shots` pictures them, and the tests of the look walk through them; a route that is missing here fails a test.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CAST: Final = ("emma", "sam", "ana", "adam")
EVERYBODY: Final = frozenset(CAST)
STRANGER: Final = "stranger"
"""Whoever is not signed in."""
EMMA, SAM, ANA, ADAM = (
    frozenset({"emma"}),
    frozenset({"sam"}),
    frozenset({"ana"}),
    frozenset({"adam"}),
)

POST: Final = "int(max=9223372036854775807)"
SOLVED: Final = (
    "SELECT answers.question_id FROM articles JOIN answers ON answers.id = articles.answer_id "
    "WHERE articles.state = 'official' AND answers.accepted_at IS NOT NULL ORDER BY articles.reader_count DESC"
)
OWN: Final = (
    "SELECT questions.id FROM questions JOIN users ON users.id = author_id WHERE handle = 'emma' AND answer_count > 0"
)
UNANSWERED: Final = (
    "SELECT id FROM questions WHERE answer_count = 0 AND closed_at IS NULL AND deleted_at IS NULL "
    "ORDER BY (SELECT count(*) FROM revisions WHERE question_id = questions.id) DESC, id"
)
COMMENT: Final = "SELECT comments.id FROM comments JOIN users ON users.id = author_id WHERE handle = 'sam'"
ANSWER: Final = (
    "SELECT answers.id FROM answers JOIN questions ON questions.id = question_id "
    "JOIN users ON users.id = answers.author_id WHERE handle = 'sam' AND visibility = 'everyone' "
    "AND answers.deleted_at IS NULL AND answers.hidden_at IS NULL"
)
SAYS_NOTHING: Final = " AND answers.id NOT IN (SELECT answer_id FROM articles WHERE answer_id IS NOT NULL)"
REVISED: Final = "SELECT answer_id FROM revisions WHERE answer_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
ARTICLE: Final = "SELECT id FROM articles WHERE state = 'official' "


@dataclass(frozen=True)
class Shown:
    """A page. `address` has a {} where the first value that `find` selects belongs."""

    name: str
    rule: str
    address: str
    seen_by: frozenset[str] = EVERYBODY
    find: str = ""
    status: int = 200


PAGES: Final = (
    Shown("home", "/", "/"),
    Shown("search", "/search", "/search?q=vpn"),
    Shown("search-narrowed", "/search", "/search?q=printer+labels&type=question", EMMA),
    Shown("search-nothing", "/search", "/search?q=zeppelin", EMMA),
    Shown("search-wrong", "/search", "/search?q=tag:+(vpn", EMMA),
    Shown("search-empty", "/search", "/search", EMMA),
    Shown("search-help", "/search/help", "/search/help", EMMA),
    Shown("ask", "/ask", "/ask", frozenset({"emma", "ana"})),
    Shown("questions", "/questions", "/questions"),
    Shown("questions-unanswered", "/questions", "/questions?tab=unanswered", SAM),
    Shown("question", f"/questions/<{POST}:question_id>/<slug>", "/questions/{}", find=SOLVED),
    Shown("question-own", f"/questions/<{POST}:question_id>", "/questions/{}", EMMA, OWN),
    Shown("question-unanswered", f"/questions/<{POST}:question_id>", "/questions/{}", EVERYBODY, UNANSWERED),
    Shown(
        "question-private",
        f"/questions/<{POST}:question_id>",
        "/questions/{}",
        ANA,
        "SELECT id FROM questions WHERE visibility = 'it'",
    ),
    Shown(
        "question-locked",
        f"/questions/<{POST}:question_id>",
        "/questions/{}",
        frozenset({"emma", "ana"}),
        "SELECT id FROM questions WHERE locked_at IS NOT NULL",
    ),
    Shown(
        "question-duplicate",
        f"/questions/<{POST}:question_id>",
        "/questions/{}?stay=1",
        frozenset({"sam", "ana"}),
        "SELECT id FROM questions WHERE duplicate_of_id IS NOT NULL",
    ),
    Shown(
        "question-outdated",
        f"/questions/<{POST}:question_id>",
        "/questions/{}",
        EMMA,
        "SELECT id FROM questions WHERE closed_as = 'outdated'",
    ),
    Shown(
        "question-boosted",
        f"/questions/<{POST}:question_id>",
        "/questions/{}",
        EVERYBODY,
        "SELECT question_id FROM boosts WHERE state = 'open' ORDER BY points DESC",
    ),
    Shown("question-edit", f"/questions/<{POST}:question_id>/edit", "/questions/{}/edit", EMMA, OWN),
    Shown(
        "question-history",
        f"/questions/<{POST}:question_id>/history",
        "/questions/{}/history",
        EMMA,
        "SELECT question_id FROM revisions WHERE question_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1",
    ),
    Shown("question-flag", f"/questions/<{POST}:post_id>/flag", "/questions/{}/flag", SAM, OWN),
    Shown("answer-edit", f"/answers/<{POST}:answer_id>/edit", "/answers/{}/edit", SAM, ANSWER),
    Shown("answer-history", f"/answers/<{POST}:answer_id>/history", "/answers/{}/history", ANA, REVISED),
    Shown("answer-flag", f"/answers/<{POST}:post_id>/flag", "/answers/{}/flag", EMMA, ANSWER),
    Shown("comment-edit", f"/comments/<{POST}:comment_id>/edit", "/comments/{}/edit", SAM, COMMENT),
    Shown("comment-flag", f"/comments/<{POST}:post_id>/flag", "/comments/{}/flag", EMMA, COMMENT),
    Shown("tags", "/tags", "/tags", EMMA),
    Shown("tag", "/tags/<name>", "/tags/travel", frozenset({"emma", "ana"})),
    Shown("knowledge", "/knowledge", "/knowledge"),
    Shown("knowledge-due", "/knowledge", "/knowledge?state=due", ANA),
    Shown(
        "article",
        "/knowledge/<int:article_id>/<slug>",
        "/knowledge/{}",
        find=ARTICLE + "AND answer_id IS NOT NULL AND review_at > CURRENT_TIMESTAMP ORDER BY reader_count DESC",
    ),
    Shown(
        "article-due",
        "/knowledge/<int:article_id>",
        "/knowledge/{}",
        frozenset({"emma", "ana"}),
        ARTICLE + "AND review_at < CURRENT_TIMESTAMP",
    ),
    Shown(
        "article-draft",
        "/knowledge/<int:article_id>",
        "/knowledge/{}",
        ANA,
        "SELECT id FROM articles WHERE state = 'draft' ORDER BY answer_id",
    ),
    Shown(
        "article-retired",
        "/knowledge/<int:article_id>",
        "/knowledge/{}?retired=1",
        ANA,
        "SELECT id FROM articles WHERE state = 'retired'",
    ),
    Shown("article-new", "/knowledge/new", "/knowledge/new", ANA),
    Shown("article-edit", "/knowledge/<int:article_id>/edit", "/knowledge/{}/edit", ANA, ARTICLE + "ORDER BY id DESC"),
    Shown(
        "article-history",
        "/knowledge/<int:article_id>/history",
        "/knowledge/{}/history",
        ANA,
        "SELECT article_id FROM article_revisions GROUP BY 1 ORDER BY count(*) DESC",
    ),
    Shown("article-retire", "/knowledge/<int:article_id>/retire", "/knowledge/{}/retire", ANA, ARTICLE),
    Shown("promote", "/answers/<int:answer_id>/promote", "/answers/{}/promote", ANA, ANSWER + SAYS_NOTHING),
    Shown("desk", "/desk", "/desk", ANA),
    *(
        Shown(f"desk-{kind}", "/desk", f"/desk?kind={kind}", ANA)
        for kind in ("unanswered", "endorse", "promote", "flag", "review")
    ),
    Shown("desk-close", "/desk/close/<int:question_id>", "/desk/close/{}", ANA, UNANSWERED),
    Shown("desk-tags", "/desk/tags", "/desk/tags", ANA),
    Shown("desk-search", "/desk/search", "/desk/search", ANA),
    Shown("desk-synonyms", "/desk/search/synonyms", "/desk/search/synonyms", ANA),
    Shown("desk-pins", "/desk/search/pins", "/desk/search/pins", ANA),
    Shown("desk-duplicates", "/desk/search/duplicates", "/desk/search/duplicates", ANA),
    Shown("desk-fair-play", "/desk/fair-play", "/desk/fair-play", ANA),
    Shown("desk-quests", "/desk/quests", "/desk/quests", ANA),
    Shown("desk-quests-proposed", "/desk/quests", "/desk/quests?tab=proposed", ANA),
    Shown("quests", "/quests", "/quests", frozenset({"emma", "sam", "ana"})),
    Shown("quest-new", "/quests/new", "/quests/new", ANA),
    Shown("people", "/people", "/people", frozenset({"emma", "adam"})),
    Shown("person", "/people/<handle>", "/people/sam"),
    Shown("person-own", "/people/<handle>", "/people/emma", EMMA),
    Shown("kudos", "/people/<handle>/kudos", "/people/sam/kudos", frozenset({"emma", "sam", "ana"})),
    Shown("kudos-given", "/people/<handle>/kudos", "/people/emma/kudos?show=given", EMMA),
    Shown("kudos-answer", f"/answers/<{POST}:answer_id>/kudos", "/answers/{}/kudos", EMMA, ANSWER),
    Shown(
        "kudos-article",
        f"/knowledge/<{POST}:article_id>/kudos",
        "/knowledge/{}/kudos",
        EMMA,
        ARTICLE + "AND answer_id IS NOT NULL AND author_id <> credited_id",
    ),
    Shown("kudos-comment", f"/comments/<{POST}:comment_id>/kudos", "/comments/{}/kudos", EMMA, COMMENT),
    Shown("desk-kudos", "/desk/kudos", "/desk/kudos", ANA),
    Shown("person-suspend", "/people/<handle>/suspend", "/people/joost/suspend", ANA),
    Shown("points", "/people/<handle>/points", "/people/sam/points", SAM),
    Shown("points-few", "/people/<handle>/points", "/people/emma/points", EMMA),
    Shown("season", "/people/<handle>/season", "/people/sam/season", SAM),
    Shown("season-empty", "/people/<handle>/season", "/people/emma/season", EMMA),
    Shown("points-rules", "/points/rules", "/points/rules", EMMA),
    Shown("leaderboard", "/leaderboard", "/leaderboard"),
    Shown("badges", "/badges", "/badges"),
    Shown(
        "badge",
        "/badges/<badge_id>",
        "/badges/{}",
        frozenset({"emma", "sam"}),
        "SELECT badge FROM badge_awards GROUP BY 1 ORDER BY count(*) DESC",
    ),
    Shown("notifications", "/notifications", "/notifications"),
    *(
        Shown(
            f"settings{'-' * bool(part)}{part}",
            f"/settings{'/' * bool(part)}{part}",
            f"/settings/{part}".rstrip("/"),
            EMMA,
        )
        for part in ("", "look", "news", "points", "security")
    ),
    Shown("admin", "/admin", "/admin", ADAM),
    Shown("admin-person", "/admin/people/<handle>", "/admin/people/sam", ADAM),
    Shown("admin-invite", "/admin/invite", "/admin/invite", ADAM),
    Shown("admin-import", "/admin/import", "/admin/import", ADAM),
    *(
        Shown(f"admin-{kind}", "/admin/<any(departments,sites,applications):kind>", f"/admin/{kind}", ADAM)
        for kind in ("departments", "sites", "applications")
    ),
    Shown(
        "admin-site",
        "/admin/<any(departments,sites,applications):kind>/<int:part_id>",
        "/admin/sites/{}",
        ADAM,
        "SELECT id FROM sites",
    ),
    *(Shown(f"admin-{part}", f"/admin/{part}", f"/admin/{part}", ADAM) for part in ("game", "badges", "licences")),
    Shown("admin-log", "/admin/log", "/admin/log", ADAM),
    Shown("admin-mails", "/admin/mails", "/admin/mails", ADAM),
    Shown("admin-deliveries", "/admin/deliveries", "/admin/deliveries", ADAM),
    Shown("not-found", "/styleguide/errors/<int:code>", "/no/such/page", EMMA, status=404),
    Shown("refused", "/styleguide/errors/<int:code>", "/desk", EMMA, status=403),
    Shown("sign-in", "/sign-in", "/sign-in", frozenset({STRANGER})),
    Shown("reset-password", "/reset-password", "/reset-password", frozenset({STRANGER})),
    Shown("link-used", "/reset-password/<signed>", "/reset-password/no-longer", frozenset({STRANGER}), status=410),
    Shown("invitation-used", "/invitation/<signed>", "/invitation/no-longer", frozenset({STRANGER}), status=410),
)

NO_PAGES: Final = {
    "/answers/<int(max=9223372036854775807):answer_id>": "leads to its question",
    "/comments/<int(max=9223372036854775807):comment_id>": "leads to its question",
    "/notifications/<int:notification_id>": "leads to what it is about",
    "/knowledge/<int:article_id>/": "leads to its full address",
    "/suggestions/<int(max=9223372036854775807):suggestion_id>": "there only while somebody suggests a change",
    "/admin/import/<token>": "there only after a file was sent",
    "/suggestions/<int(max=9223372036854775807):suggestion_id>/kudos": "there only after an edit was taken",
    "/kudos/<int(max=9223372036854775807):kudos_id>": "leads to the page of whoever got them",
    "/desk/fair-play/<int(max=9223372036854775807):case_id>": "there only while a case is open",
    "/people/<handle>/points.csv": "a file",
    "/ask/similar": "a part of a page",
    "/search/similar": "a part of a page",
    "/search/suggest": "a part of a page",
    "/notifications/unread": "a part of a page",
    "/people/mentions": "for the script",
    "/drafts/<key>": "for the script",
    "/uploads/<name>": "a picture",
    "/static/<path:filename>": "what pages are drawn with",
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/styleguide/": "made of samples",
    "/styleguide/pages/<name>": "made of samples",
}
"""What answers to GET and is no page of the company, and why."""


def address_of(page: Shown, database: Path) -> str:
    """Where the page stands in the company whose SQLite database this is. Raises LookupError if it has none."""
    if not page.find:
        return page.address
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        row = connection.execute(page.find).fetchone()
    connection.close()
    if row is None:
        raise LookupError(f"the demo company has no example of {page.name}")
    return page.address.format(row[0])
