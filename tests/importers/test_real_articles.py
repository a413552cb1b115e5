"""The reader of articles on a real library of twelve hundred."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from portal.core.markup.rendering import render
from portal.importers.articles.library import Library
from portal.importers.articles.reader import LONGEST_BODY, ArticleTally, read_articles
from portal.importers.articles.rows import ArticleFault, ArticleRow
from tests.support.data import Archive

pytestmark = pytest.mark.needs("data")


class _AllHere:
    def __init__(self, library: Library) -> None:
        self._paths = {str(path) for path in library.files()}
        self._library = library

    def article(self, path: str) -> str | None:
        return f"/knowledge/{path.removesuffix('.md')}" if path in self._paths else None

    def picture(self, path: str) -> str | None:
        return "/uploads/picture.png" if self._library.holds(PurePosixPath(path)) else None


@pytest.fixture(scope="module")
def office(unpacked: Callable[[Archive], Path]) -> tuple[list[ArticleRow], ArticleTally]:
    library, tally = Library(unpacked(Archive.OFFICE_ARTICLES)), ArticleTally()
    return list(read_articles(library, _AllHere(library), tally)), tally


def test_every_article_is_read_and_nothing_left_out(office: tuple[list[ArticleRow], ArticleTally]) -> None:
    rows, tally = office
    assert (len(rows), tally.left_out) == (1224, [])
    assert {skipped.fault for skipped in tally.skipped} == {ArticleFault.NO_ARTICLE}
    assert len(tally.skipped) == 11


def test_every_article_has_what_the_library_shows(office: tuple[list[ArticleRow], ArticleTally]) -> None:
    rows, _ = office
    assert all(row.title and row.description and row.body and row.updated and row.tags for row in rows)
    applications = Counter(row.application for row in rows)
    assert applications[None] == 0
    assert {name for name, _ in applications.most_common(6)} == {
        *("Outlook", "Microsoft 365", "Excel", "Access", "Teams", "Office"),
    }


def test_every_article_names_its_owner_source_and_licence(office: tuple[list[ArticleRow], ArticleTally]) -> None:
    for row in office[0]:
        assert row.attribution is not None
        assert (row.attribution.author_name, row.attribution.licence_name) == ("Microsoft", "CC BY 4.0")
        assert row.attribution.site_url == "https://github.com/MicrosoftDocs/OfficeDocs-Support"
        assert row.attribution.original_url.endswith(f"/blob/main/{row.path}")


def test_almost_nothing_of_the_source_s_own_markup_is_left(office: tuple[list[ArticleRow], ArticleTally]) -> None:
    left = []
    for row in office[0]:
        prose = re.sub(r"^ *(```|~~~).*?^ *\1|`[^`\n]+`", "", row.body, flags=re.DOTALL | re.MULTILINE)
        left += [row.path for sign in (":::", "[!INCLUDE", "[!div", "](#", "](/office") if sign in prose]
    assert left == []


def test_no_article_is_shown_as_plain_text(office: tuple[list[ArticleRow], ArticleTally]) -> None:
    longest = sorted(office[0], key=lambda row: -len(row.body))[:5]
    assert len(longest[0].body) > 100_000
    assert [row.path for row in longest if render(row.body, LONGEST_BODY).is_plain] == []


def test_alerts_and_pictures_are_rendered(office: tuple[list[ArticleRow], ArticleTally]) -> None:
    html = [render(row.body).html for row in office[0][::10]]
    assert sum(page.count("markdown-alert-title") for page in html) > 80
    assert sum("Picture" in page for page in html) > 20
