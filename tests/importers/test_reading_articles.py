"""Reading a library of Markdown articles: what is in them, what leads where, and what they may not do."""

from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from portal.core.markup.rendering import render
from portal.importers.articles.library import Library, NotALibraryError, OutsideError, Source, source_of
from portal.importers.articles.reader import ArticleTally, read_article, read_articles
from portal.importers.articles.rows import ArticleFault, ArticleRow, LeftOut, PartFault, SkippedArticle
from portal.importers.articles.subjects import main_application, tag_name, tags_of
from tests.importers.dumps import FIXTURES

LIBRARY = FIXTURES / "library"
CALENDAR = "Outlook/calendar/shared-calendar.md"


class Imported:
    """Every article but those called missing has an address with us; of the pictures, those that are there."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def article(self, path: str) -> str | None:
        return f"/knowledge/{PurePosixPath(path).stem}" if "missing" not in path else None

    def picture(self, path: str) -> str | None:
        return f"/uploads/{PurePosixPath(path).name}" if self._library.holds(PurePosixPath(path)) else None


def read(folder: Path, path: str) -> tuple[ArticleRow, list[LeftOut]]:
    library = Library(folder)
    found = read_article(library, PurePosixPath(path), Imported(library))
    assert not isinstance(found, SkippedArticle), found
    return found


def refused(folder: Path, path: str) -> SkippedArticle:
    library = Library(folder)
    found = read_article(library, PurePosixPath(path), Imported(library))
    assert isinstance(found, SkippedArticle)
    return found


def body_of(tmp_path: Path, markdown: str, **files: str) -> str:
    return article_of(tmp_path, markdown, **files)[0].body


def article_of(tmp_path: Path, markdown: str, **files: str) -> tuple[ArticleRow, list[LeftOut]]:
    for name, text in {"a": f"---\ntitle: T\n---\n{markdown}", **files}.items():
        (tmp_path / f"{name}.md").write_text(text)
    return read(tmp_path, "a.md")


def test_an_article_brings_its_front_matter() -> None:
    row, _ = read(LIBRARY, CALENDAR)
    assert row.title == 'Error when you "share" a calendar & its colours'
    assert row.description == "Fixes an issue in which nobody sees the calendar."
    assert (row.author, row.updated) == ("cloud-writer", date(2024, 2, 21))
    assert (row.application, row.applies_to[0]) == ("Outlook", "Outlook 2019")
    assert row.tags == ("delegates", "sharing", "calendar")


def test_the_first_heading_is_the_title_and_stands_no_more_in_the_body() -> None:
    row, _ = read(LIBRARY, "Teams/new-teams.md")
    assert (row.title, row.body) == ("Where the new Teams keeps its cache", "It moved.")
    assert (row.application, row.updated, row.author, row.description) == ("Teams", None, "", "")
    assert read(LIBRARY, CALENDAR)[0].body.startswith("## Symptoms")


def test_includes_are_put_in_their_places_in_the_margin_of_their_mark() -> None:
    body = read(LIBRARY, CALENDAR)[0].body
    important = "> [!IMPORTANT]\n> Back up the [registry](https://support.example/help)."
    assert f"\n{important}\n" in body
    assert "\n" + "\n".join(f"   {line}" for line in important.split("\n")) + "\n" in body


def test_links_lead_to_articles_of_ours_to_the_source_or_nowhere() -> None:
    row, left_out = read(LIBRARY, CALENDAR)
    assert "[the other article](/knowledge/new-teams)" in row.body
    assert (
        "[a missing one](https://github.com/MicrosoftDocs/ExampleDocs-Support/blob/main/Outlook/calendar/missing.md)"
        in row.body
    )
    assert "[the site](https://learn.microsoft.com/outlook/start)" in row.body
    assert "this section, not outside or there." in row.body
    assert "[1]: /knowledge/new-teams" in row.body
    assert "[new <b>Teams</b>](/knowledge/new-teams) or [reference][1]." in row.body
    assert left_out == [LeftOut(CALENDAR, PartFault.LINK_OUTSIDE, "../../../../etc/passwd")]
    assert str(left_out[0]).endswith("a link leads out of the library's folder (../../../../etc/passwd)")


def test_pictures_are_shown_where_we_have_them_and_linked_where_not() -> None:
    body = read(LIBRARY, CALENDAR)[0].body
    assert "![Screenshot of 'File' (menu)](/uploads/file.png)" in body
    assert "Select the gear, then [Picture](https://github.com/" in body
    assert "[Picture: A button](https://aka.example/button)" in body


def test_what_only_the_source_understands_is_gone_and_what_it_says_stays() -> None:
    body = read(LIBRARY, CALENDAR)[0].body
    outside_code = body.replace(body[body.index("```powershell") : body.index("   ```\n")], "")
    assert ":::" not in outside_code
    assert "#tab" not in body
    assert "[!div" not in body
    assert "Windows: use `[x](y.md)` and <https://x.example/>." in body
    assert "A Send" in body
    assert "## Mac\n\nOn a Mac." in body
    assert "[Video](https://www.example.com/embed/1)" in body
    assert "|  |  |\n| --- | --- |\n| a | b |" in body


def test_code_is_left_as_it_is() -> None:
    body = read(LIBRARY, CALENDAR)[0].body
    assert 'Get-Thing [!INCLUDE [x](../../includes/registry.md)] :::image source="x":::' in body


def test_an_article_renders_with_its_alerts() -> None:
    html = render(read(LIBRARY, CALENDAR)[0].body).html
    assert html.count("md-alert-important") == 2
    assert html.count("md-alert-note") == 1
    assert "<table" in html


def test_a_library_is_read_as_a_whole_and_says_what_was_none() -> None:
    library, tally = Library(LIBRARY), ArticleTally()
    paths = [row.path for row in read_articles(library, Imported(library), tally)]
    assert paths == [CALENDAR, "Teams/new-teams.md"]
    assert tally.read == 2
    assert {(skipped.path, skipped.fault) for skipped in tally.skipped} == {
        ("Teams/broken.md", ArticleFault.BAD_FRONT_MATTER),
        ("Teams/untitled.md", ArticleFault.NO_TITLE),
        ("includes/registry.md", ArticleFault.NO_ARTICLE),
    }
    assert len(tally.left_out) == 1


def test_the_source_has_to_be_named_with_its_licence() -> None:
    attribution = read(LIBRARY, CALENDAR)[0].attribution
    assert attribution is not None
    assert (attribution.author_name, attribution.licence_name) == ("Microsoft", "CC BY 4.0")
    assert attribution.site_url == "https://github.com/MicrosoftDocs/ExampleDocs-Support"
    assert attribution.original_url == f"{attribution.site_url}/blob/main/{CALENDAR}"


def test_the_companys_own_articles_need_no_attribution(tmp_path: Path) -> None:
    assert article_of(tmp_path, "x")[0].attribution is None
    (tmp_path / "LICENSE").write_text("MIT License")
    assert source_of(tmp_path) is None


def test_a_clone_knows_where_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("MIT License\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text('[remote "origin"]\n\turl = git@github.com:example/handbook.git\n')
    source = source_of(tmp_path)
    assert source is not None
    assert (source.owner, source.url, source.licence_name) == ("example", "https://github.com/example/handbook", "MIT")


def test_the_source_can_be_told(tmp_path: Path) -> None:
    told = Source(
        "We", "https://we.example", "Ours", "https://we.example/docs", "main", "", "CC0", "https://cc.example"
    )
    (tmp_path / "a.md").write_text("# A\n\n[b](sub/b.md)")
    library = Library(tmp_path, told)
    found = read_article(library, PurePosixPath("a.md"), Imported(library))
    assert not isinstance(found, SkippedArticle)
    assert found[0].attribution == told.attribution("a.md")


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("title: &a [x]\nother: *a", "refers back to itself"),
        ("a: &a [l, l]\nb: &b [*a, *a]\nc: [*b, *b]", "refers back to itself"),
        ("title: " + "[" * 500 + "]" * 500, "nested too deep"),
        ("title: x\n" + "# comment\n" * 4000, "longer than"),
        ("title: !!python/object/apply:os.system [id]\n  : x", ""),
        ("- a list", "not a list of names and values"),
        ("title: 'x\n", ""),
    ],
)
def test_front_matter_that_is_more_than_names_and_texts_is_refused(tmp_path: Path, front: str, problem: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n# T\n")
    skipped = refused(tmp_path, "a.md")
    assert skipped.fault is ArticleFault.BAD_FRONT_MATTER
    assert problem in skipped.detail


def test_front_matter_is_text_whatever_yaml_would_make_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: No\ndescription: 0x80070005\ndate: 2024-02-30\nauthor: !x y\n---\n")
    row, _ = read(tmp_path, "a.md")
    assert (row.title, row.description, row.updated, row.author) == ("No", "0x80070005", None, "y")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("02/21/2024", date(2024, 2, 21)),
        ("3/1/2020", date(2020, 3, 1)),
        ("2024-02-21T10:00:00Z", date(2024, 2, 21)),
        ("soon", None),
    ],
)
def test_days_are_read_in_both_spellings(tmp_path: Path, written: str, day: date | None) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: T\nms.date: {written}\n---\n")
    assert read(tmp_path, "a.md")[0].updated == day


def test_a_horizontal_rule_is_no_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# T\n\n---\n\nx: y\n\n---\n")
    assert read(tmp_path, "a.md")[0].body == "---\n\nx: y\n\n---"


def include(path: str) -> str:
    return f"[!INCLUDE [x]({path})]"


def test_a_file_that_includes_itself_is_included_once(tmp_path: Path) -> None:
    row, left_out = article_of(
        tmp_path, include("b.md"), b=f"b {include('c.md')}", c=f"c {include('b.md')} {include('a.md')}"
    )
    assert row.body == "b c"
    assert [part.fault for part in left_out] == [PartFault.INCLUDE_CYCLE] * 2


def test_includes_that_multiply_stop_at_a_limit(tmp_path: Path) -> None:
    files = {f"i{n}": "text " + include(f"i{n + 1}.md") * 10 for n in range(5)}
    row, left_out = article_of(tmp_path, include("i0.md"), **files, i5="end")
    assert row.body.count("text") <= 100
    assert {part.fault for part in left_out} == {PartFault.INCLUDES_TOO_MUCH}


@pytest.mark.parametrize(
    "path",
    [
        "../secret.md",
        "../../../../etc/passwd",
        "%2e%2e/secret.md",
        "..\\secret.md",
        "/etc/passwd",
        "~/../secret.md",
        "c:\\x",
    ],
)
def test_an_include_from_outside_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.md").write_text("SECRET")
    inside = tmp_path / "library"
    inside.mkdir()
    row, left_out = article_of(inside, f"x {include(path)}")
    assert "SECRET" not in row.body
    assert [part.fault for part in left_out] == [PartFault.INCLUDE_OUTSIDE]


def test_a_link_in_the_file_system_does_not_lead_outside_either(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("SECRET")
    inside = tmp_path / "library"
    inside.mkdir()
    (inside / "b.md").symlink_to(tmp_path / "secret.md")
    row, left_out = article_of(inside, include("b.md"))
    assert (row.body, [part.fault for part in left_out]) == ("", [PartFault.INCLUDE_OUTSIDE])
    assert refused(inside, "b.md").fault is ArticleFault.OUTSIDE
    with pytest.raises(OutsideError):
        Library(inside).read(PurePosixPath("../secret.md"))


def test_what_is_missing_leaves_a_gap_and_a_word_about_it(tmp_path: Path) -> None:
    row, left_out = article_of(tmp_path, f"before {include('none.md')} after")
    assert (row.body, left_out) == ("before  after", [LeftOut("a.md", PartFault.INCLUDE_MISSING, "none.md")])


def test_a_file_that_is_no_text_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00")
    assert refused(tmp_path, "a.md").fault is ArticleFault.NOT_TEXT
    assert refused(tmp_path, "none.md").fault is ArticleFault.NOT_TEXT
    assert str(refused(tmp_path, "none.md")) == "none.md: it is not text in UTF-8 (none.md is not there)"


def test_a_folder_that_is_not_there_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(NotALibraryError, match="There is no folder"):
        Library(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("markdown", "body"),
    [
        ("[x](b.md 'title')", "[x](/knowledge/b)"),
        ("[x](<b c.md>)", "[x](/knowledge/b c)"),
        ("[a [b] c](b.md)", "[a [b] c](/knowledge/b)"),
        ("\\[x](b.md)", "\\[x](b.md)"),
        ("[x](https://e.example/a b)", "[x](https://e.example/a b)"),
        ("[x](//e.example/a)", "[x](https://e.example/a)"),
        ("[x](/root)", "x"),
        ("[x](data:text/html,y)", "x"),
        ("[x](mailto:a@b.example)", "[x](mailto:a@b.example)"),
        ("![alt](https://e.example/a.png)", "[Picture: alt](https://e.example/a.png)"),
        ("![alt](data:image/png;base64,x)", "Picture: alt"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ('<a id="here"></a>x', "x"),
        ("[1]: javascript:alert(1)", ""),
        ("`[x](b.md)`", "`[x](b.md)`"),
        ("<https://e.example/>", "<https://e.example/>"),
    ],
)
def test_addresses_in_every_spelling(tmp_path: Path, markdown: str, body: str) -> None:
    assert body_of(tmp_path, markdown) == body


def test_html_blocks_become_markdown_and_placeholders_stay(tmp_path: Path) -> None:
    html = '<h2 id="x">Head</h2>\n\nType <username> here.\n\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n\n<div>unclosed'
    assert body_of(tmp_path, html) == "## Head\n\nType <username> here.\n\n- one\n- two\n\nunclosed"


def test_a_table_that_lays_out_a_page_leaves_its_cells_below_one_another(tmp_path: Path) -> None:
    html = '<table align="left">\n<tr>\n<td valign="top">\n\n```sh\nls\n```\n\n</td>\n</tr>\n</table>'
    body = body_of(tmp_path, html)
    assert "<t" not in body
    assert "```sh\nls\n```" in body


@pytest.mark.parametrize(
    ("applies_to", "path", "application"),
    [
        (["Excel 2019", "Word 2019"], "Office/Client/word/a.md", "Word"),
        (["Excel 2019", "Word 2019", "Excel for Mac"], "Office/Client/a.md", "Excel"),
        (["Microsoft Teams"], "Microsoft365/a.md", "Teams"),
        ([], "Microsoft365/admin/a.md", "Microsoft 365"),
        ([], "Viva/Glint/a.md", "Viva"),
        (["Our Own Tool 2019"], "tools/a.md", "Our Own Tool"),
        ([], "printers/a.md", None),
        ([], "a.md", None),
    ],
)
def test_the_application_is_what_folder_and_article_agree_on(
    applies_to: list[str], path: str, application: str | None
) -> None:
    assert main_application(applies_to, PurePosixPath(path)) == application


def test_tags_are_few_short_and_not_the_application_again() -> None:
    keywords = ["sap:Product Stability, Startup or Shutdown\\Outlook", "CI 1", "CSSTroubleshoot", "Add-ins"]
    tags = tags_of(keywords, PurePosixPath("Outlook/Client/a/b/c/d/e.md"), "Outlook")
    assert tags == ("startup-or-shutdown", "product-stability", "add-ins")
    assert tag_name("One very long category that nobody would ever type") == "one-very-long-category-that-nobody"
    assert tag_name("x" * 60) == "x" * 35
    assert tag_name("C# & .NET") == "c#-.net"
