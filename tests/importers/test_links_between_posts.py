"""Addresses on an imported site: to what was imported, else absolute, else nothing."""

from pathlib import Path

import pytest

from portal.importers.stackexchange.content import body_markdown, comment_markdown
from portal.importers.stackexchange.kinds import PostType
from portal.importers.stackexchange.licences import CC_BY_SA_3_0
from portal.importers.stackexchange.links import SiteLinks
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.site import Site, UnknownSiteError, site_of
from tests.importers.dumps import BEANS, OLD_FORMAT, answer, question, write_dump

BEANS_SITE = Site("beans.stackexchange.com", frozenset({"beans.stackexchange.com", "espresso.stackexchange.com"}))
IMPORTED = {5: "/questions/50/how", 6: "/questions/50/how#answer-60"}


@pytest.fixture
def links() -> SiteLinks:
    return SiteLinks(BEANS_SITE, IMPORTED.get)


@pytest.mark.parametrize(
    "address",
    [
        "/questions/5/how-long",
        "/questions/5",
        "/q/5",
        "/q/5/77",
        "//beans.stackexchange.com/questions/5/how",
        "http://beans.stackexchange.com/questions/5/how?rq=1",
        "https://espresso.stackexchange.com/q/5/77",
        "https://beans.stackexchange.com/questions/5/how#comment9_5",
        "https://beans.stackexchange.com/questions/5/how/999#999",
    ],
)
def test_every_form_of_address_leads_to_the_imported_question(links: SiteLinks, address: str) -> None:
    assert links(address) == "/questions/50/how"


@pytest.mark.parametrize(
    "address",
    [
        "/a/6",
        "/a/6/77",
        "https://espresso.stackexchange.com/a/6/77#6",
        "/questions/5/how/6#6",
        "/questions/5/how#answer-6",
        "/questions/5/how#6",
        "/questions/5/how#comment9_6",
        "/questions/5/how/6",
    ],
)
def test_an_address_of_an_answer_leads_to_the_answer(links: SiteLinks, address: str) -> None:
    assert links(address) == "/questions/50/how#answer-60"


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("/questions/404/gone", "https://beans.stackexchange.com/questions/404/gone"),
        ("/questions/tagged/roasting", "https://beans.stackexchange.com/questions/tagged/roasting"),
        ("/users/5/somebody", "https://beans.stackexchange.com/users/5/somebody"),
        ("//cdn.example/x.png", "https://cdn.example/x.png"),
        ("HTTP://roaster.example/", "http://roaster.example/"),
        ("https://other.stackexchange.com/q/5", "https://other.stackexchange.com/q/5"),
        ("https://meta.beans.stackexchange.com/q/5", "https://meta.beans.stackexchange.com/q/5"),
        ("mailto:rosa@roaster.example", "mailto:rosa@roaster.example"),
        (" https://x.example/ ", "https://x.example/"),
    ],
)
def test_everything_else_becomes_absolute(links: SiteLinks, address: str, absolute: str) -> None:
    assert links(address) == absolute


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://x.example/",
        "#top",
        "",
        "relative/page.html",
        "https://",
        "http://[bad",
        "https://x.example:99999/",
        "mailto:javascript",
        "https://x.example/" + "x" * 3000,
    ],
)
def test_what_is_dangerous_or_leads_nowhere_is_no_address(links: SiteLinks, address: str) -> None:
    assert links(address) is None


def test_a_body_links_to_what_was_imported(links: SiteLinks) -> None:
    body = next(post.body for post in Dump(BEANS).posts() if post.id == 2)
    assert body_markdown(body, links) == (
        "See [this](/questions/50/how) and [that](/questions/50/how#answer-60).\n\n"
        "[Picture](https://i.stack.imgur.com/bean.png)"
    )


def test_an_address_that_is_its_own_text_stays_a_link(links: SiteLinks) -> None:
    address = "https://beans.stackexchange.com/q/5"
    assert body_markdown(f'<p><a href="{address}">{address}</a></p>', links) == f"[{address}](/questions/50/how)"


def test_a_comment_keeps_its_markdown_and_its_code_and_calls_nobody(links: SiteLinks) -> None:
    first, second, third = (comment_markdown(comment.text, links) for comment in Dump(BEANS).comments())
    assert first == (
        "\\@Rosa see [this](/questions/50/how) or "
        "[https://espresso.stackexchange.com/a/6](/questions/50/how#answer-60), not `/q/5`."
    )
    assert second == "<b>Thanks</b> x"
    assert third == "Nobody wrote this."


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("see https://beans.stackexchange.com/q/5.", "see [https://beans.stackexchange.com/q/5](/questions/50/how)."),
        ("(https://x.example/a_b)", "(https://x.example/a_b)"),
        ("[a](http://x.example/a_(b)) c", "[a](http://x.example/a_(b)) c"),
        ('[a](/q/5 "titled")', "[a](/questions/50/how)"),
        ("mail me@x.example or @you", "mail me@x.example or \\@you"),
        ("`@you https://beans.stackexchange.com/q/5`", "`@you https://beans.stackexchange.com/q/5`"),
        ("a\x00b\x1f", "ab"),
    ],
)
def test_comments_change_only_where_they_must(links: SiteLinks, text: str, markdown: str) -> None:
    assert comment_markdown(text, links) == markdown


def test_the_folder_names_the_site(tmp_path: Path) -> None:
    assert site_of(Dump(BEANS)).host == "beans.stackexchange.com"
    dump = Dump(write_dump(tmp_path / "superuser.com"))
    assert (site_of(dump).host, site_of(dump).name) == ("superuser.com", "Super User")


def test_a_site_that_was_renamed_knows_itself_by_both_names(tmp_path: Path) -> None:
    body = '<a href="https://cafe.stackexchange.com/q/{}">x</a> <a href="https://other.stackexchange.com/q/1">y</a>'
    posts = [question(n, Body=body.format(n + 1)) for n in range(1, 4)]
    related = [
        {"Id": n, "PostId": n, "RelatedPostId": n + 1, "LinkTypeId": 1, "CreationDate": "2018-01-01"}
        for n in range(1, 4)
    ]
    site = site_of(Dump(write_dump(tmp_path / "beans.stackexchange.com-2020", posts=posts, postlinks=related)))
    assert (site.host, site.name) == ("beans.stackexchange.com", "Beans Stack Exchange")
    assert site.hosts == {"beans.stackexchange.com", "cafe.stackexchange.com"}


def test_without_a_name_on_the_folder_the_links_tell() -> None:
    assert site_of(Dump(OLD_FORMAT)).host == "htw.stackexchange.com"


def test_without_anything_to_tell_it_is_the_network(tmp_path: Path) -> None:
    site = site_of(Dump(write_dump(tmp_path / "unnamed", posts=[question(1)])))
    assert (site.host, site.name, site.hosts) == ("stackexchange.com", "Stack Exchange", frozenset())


def test_the_site_can_be_told(tmp_path: Path) -> None:
    dump = Dump(write_dump(tmp_path / "unnamed", posts=[question(1), answer(2, 1)]))
    assert site_of(dump, "ai.stackexchange.com").name == "AI Stack Exchange"
    with pytest.raises(UnknownSiteError, match="should look like"):
        site_of(dump, "https://ai.stackexchange.com/")


def test_attribution_names_site_original_author_and_licence() -> None:
    shown = BEANS_SITE.attribution(BEANS_SITE.post_url(6, PostType.ANSWER), "Rosa", 1, CC_BY_SA_3_0)
    assert (shown.site_name, shown.site_url) == ("Beans Stack Exchange", "https://beans.stackexchange.com/")
    assert shown.original_url == "https://beans.stackexchange.com/a/6"
    assert (shown.author_name, shown.author_url) == ("Rosa", "https://beans.stackexchange.com/users/1")
    assert (shown.licence_name, shown.licence_url) == ("CC BY-SA 3.0", CC_BY_SA_3_0.url)
    gone = BEANS_SITE.attribution(BEANS_SITE.post_url(5, PostType.QUESTION), "user99", None, CC_BY_SA_3_0)
    assert (gone.original_url, gone.author_url) == ("https://beans.stackexchange.com/questions/5", None)
