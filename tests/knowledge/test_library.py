"""The library's page: its shelves, its order, and walking it to the end."""

import re

from sqlalchemy import insert, update

from community.actions.tags import merge_tags, rename_tag
from community.forms import TagNameDraft
from knowledge.actions.articles import retire_article
from knowledge.forms import RetireDraft
from knowledge.models import Article, Category
from portal.core import deliveries
from portal.core.db import session, transaction
from portal.core.models import Application
from portal.web.paging import PAGE_SIZE
from tests.knowledge.makers import TEXT, a_draft, an_official_article
from tests.support.cast import Cast
from tests.support.counting import CountQueries
from tests.support.finding import plain
from tests.support.house import SignIn


def _titles(html: str) -> list[str]:
    return [plain(title) for title in re.findall(r'c-article-card__title"><a [^>]*>(.*?)</a>', html, re.DOTALL)]


def _number(n: int) -> str:
    return f"Article number {n:03} of the library"


def test_a_shelf_a_tag_and_an_application_narrow_it(cast: Cast, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.add(Category(slug="network", name="Network"))
    shelf = session().query(Category.id).scalar()
    vpn = session().query(Application.id).filter_by(slug="vpn").scalar()
    an_official_article(cast["ana"], title=_number(1), category_id=shelf)
    an_official_article(cast["ana"], title=_number(2), application_id=vpn, tags="remote-work")
    emma = sign_in("emma")
    assert _titles(emma.get("/knowledge").text) == [_number(2), _number(1)]
    assert _titles(emma.get("/knowledge?category=network").text) == [_number(1)]
    assert _titles(emma.get("/knowledge?application=vpn").text) == [_number(2)]
    assert _titles(emma.get("/knowledge?tag=remote-work").text) == [_number(2)]
    assert "Nothing on this shelf yet" in emma.get("/knowledge?tag=no-such-tag").text


def test_drafts_and_retired_ones_are_on_their_own_shelves_and_drafts_are_its_alone(cast: Cast, sign_in: SignIn) -> None:
    a_draft(cast["ana"], title=_number(1))
    retired = an_official_article(cast["ana"], title=_number(2))
    retire_article(cast["ana"], retired, RetireDraft(note="Not needed any more"))
    ana, emma = sign_in("ana"), sign_in("emma")
    assert _titles(ana.get("/knowledge").text) == []
    assert _titles(ana.get("/knowledge?state=draft").text) == [_number(1)]
    assert _titles(ana.get("/knowledge?state=retired").text) == [_number(2)]
    assert _titles(emma.get("/knowledge?state=draft").text) == []


def test_it_is_walked_without_missing_or_repeating_anything_in_both_orders(cast: Cast, sign_in: SignIn) -> None:
    ids = [an_official_article(cast["ana"], title=_number(n)) for n in range(PAGE_SIZE + 3)]
    with transaction() as opened:
        opened.execute(update(Article).where(Article.id.in_(ids[::2])).values(solved_count=4))
    for order in ("newest", "solved"):
        address, seen = f"/knowledge?order={order}", []
        while address:
            page = sign_in("emma").get(address).text
            seen += _titles(page)
            more = re.search(r'href="(/knowledge\?[^"]*after=[^"]+)"', page)
            address = more[1].replace("&amp;", "&") if more else ""
        assert sorted(seen) == [_number(n) for n in range(PAGE_SIZE + 3)]


def test_a_cursor_somebody_made_up_is_a_first_page(cast: Cast, sign_in: SignIn) -> None:
    an_official_article(cast["ana"], title=_number(1))
    for cursor in ("x", "'--", "eyJ9", "9" * 3000):
        response = sign_in("emma").get("/knowledge", query_string={"after": cursor})
        assert response.status_code == 200
        assert _titles(response.text) == [_number(1)]


def test_a_page_costs_the_same_however_many_articles_there_are(
    cast: Cast, sign_in: SignIn, count_queries: CountQueries
) -> None:
    emma = sign_in("emma")
    article_id = an_official_article(cast["ana"], title=_number(0))
    emma.get("/knowledge")
    one = count_queries(lambda: emma.get("/knowledge"))
    for n in range(1, 8):
        an_official_article(cast["ana"], title=_number(n))
    assert count_queries(lambda: emma.get("/knowledge")) == one <= 6
    page = f"/knowledge/{article_id}/{emma.get(f'/knowledge/{article_id}').headers['Location'].rsplit('/', 1)[1]}"
    assert count_queries(lambda: emma.get(page)) <= 9


def test_a_tag_that_is_renamed_or_merged_takes_its_articles_along(cast: Cast, sign_in: SignIn) -> None:
    an_official_article(cast["ana"], title=_number(1), tags="vpn")
    an_official_article(cast["ana"], title=_number(2), tags="anyconnect")
    rename_tag(cast["ana"], "vpn", TagNameDraft(name="remote-access"))
    merge_tags(cast["ana"], "anyconnect", "remote-access")
    deliveries.deliver_all()
    assert _titles(sign_in("emma").get("/knowledge?tag=remote-access").text) == [_number(2), _number(1)]


def test_a_number_leads_to_the_address_with_the_title(cast: Cast, sign_in: SignIn) -> None:
    article_id = an_official_article(cast["ana"])
    moved = sign_in("emma").get(f"/knowledge/{article_id}/an-older-title")
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith("/reset-the-vpn-profile-after-a-password-change")
    assert TEXT["title"] in sign_in("emma").get(moved.headers["Location"]).text


def test_the_shelves_count_what_stands_on_them(cast: Cast, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.execute(insert(Category), [{"slug": "mail", "name": "Mail"}, {"slug": "network", "name": "Network"}])
    shelf = session().query(Category.id).filter_by(slug="mail").scalar()
    an_official_article(cast["ana"], category_id=shelf)
    a_draft(cast["ana"], category_id=shelf)
    page = plain(sign_in("emma").get("/knowledge").text)
    assert re.search(r"Mail\s*1\b", page)
