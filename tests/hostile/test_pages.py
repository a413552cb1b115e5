"""Every page that shows what people typed, looked at by those it is shown to: nothing runs, nothing leads astray."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.hostile.company import packed, texts
from tests.hostile.conftest import Scene
from tests.hostile.words import short_words

EVERYBODY = (
    "/",
    "/questions",
    "/questions?tab=active",
    "/questions?tag=vpn",
    "/tags",
    "/tags/vpn",
    "/knowledge",
    "/leaderboard",
)
IT = ("/desk", "/desk?kind=flag", "/desk/tags", "/knowledge?state=due", "/knowledge?state=retired", "/notifications")
OFFICE = (
    "/admin",
    "/admin/log",
    "/admin/mails",
    "/admin/deliveries",
    "/admin/sites",
    "/admin/applications",
    "/admin/departments",
)


def _walk(scene: Scene, handle: str, addresses: list[str]) -> dict[str, list[object]]:
    visit, found = scene.look(handle), {}
    for address in addresses:
        answer = visit.page.goto(address)
        assert answer is not None
        assert answer.status < 500, address
        if sprung := visit.sprung():
            found[address] = sprung
    return found


def _pages_of(scene: Scene, handle: str, first: str, most: int = 9) -> list[str]:
    """A list from its beginning to its end, as its own links lead."""
    addresses: list[str] = []
    address = first
    with scene.portal.visitor(handle) as visitor:
        while address and len(addresses) < most:
            addresses.append(address)
            page = visitor.get(address).text
            _, found, rest = page.partition('rel="next"')
            older = page[: len(page) - len(rest)].rpartition('href="')[2].partition('"')[0] if found else ""
            address = older.replace("&amp;", "&")
            address = f"{first.partition('?')[0]}{address}" if address.startswith("?") else address
    return addresses


def test_the_traps_notice_what_runs_leads_and_asks(scene: Scene) -> None:
    visit = scene.look("")
    visit.page.goto("/sign-in")
    assert visit.sprung() == []
    evil = "<img src=x onerror=trap(1)><a href='javascript:trap(2)'>x</a><img src='//evil.test/x.png'><b id=b>x</b>"
    visit.page.evaluate("(evil) => { document.body.innerHTML = evil; }", evil)
    sprung = " ".join(map(str, visit.sprung()))
    for sign in ("has onerror", "trap(1)", "leads to javascript:trap(2)", "asked http://evil.test/x.png"):
        assert sign in sprung


def test_lists_are_only_words(scene: Scene) -> None:
    addresses = [*EVERYBODY, *_pages_of(scene, "otto", "/people"), *_pages_of(scene, "otto", "/questions")]
    assert len(addresses) > len(EVERYBODY) + 4
    assert _walk(scene, "otto", addresses) == {}


@pytest.mark.parametrize("handle", ["otto", "ana"])
def test_questions_and_what_is_under_them_are_only_words(scene: Scene, handle: str) -> None:
    made = scene.made
    addresses = [f"/questions/{number}?stay" for number in made.questions]
    addresses += [f"/answers/{number}/{page}" for number in made.answers[:6] for page in ("edit", "history", "flag")]
    imported = scene.portal.ask("SELECT id FROM questions WHERE attribution_id IS NOT NULL")
    addresses += [f"/questions/{row[0]}" for row in imported]
    assert len(imported) == 7
    assert _walk(scene, handle, addresses) == {}


@pytest.mark.parametrize("handle", ["otto", "ivan"])
def test_articles_are_only_words(scene: Scene, handle: str) -> None:
    ids = scene.made.articles
    addresses = [f"/knowledge/{number}{page}" for number in ids for page in ("?retired", "/history")]
    addresses += [f"/knowledge/{ids[1]}?from={ids[0]}"]
    addresses += [f"/knowledge?category=shelf-{number}" for number in range(3)]
    if handle == "ivan":
        addresses += [f"/knowledge/{ids[2]}/edit", f"/knowledge/{ids[2]}/retire"]
        addresses += [f"/answers/{number}/promote" for number in scene.made.answers[8:12]]
    assert _walk(scene, handle, addresses) == {}


def test_people_are_only_words_to_one_another_and_to_themselves(scene: Scene) -> None:
    handles = scene.made.handles
    addresses = [f"/people/{handle}" for handle in (*handles[:20], *_imported(scene))]
    assert _walk(scene, "otto", addresses) == {}
    for handle in handles[:4]:
        own = [f"/people/{handle}/points", "/notifications", "/settings", "/settings/security", "/", "/badges", "/ask"]
        assert _walk(scene, handle, own) == {}


def _imported(scene: Scene) -> list[str]:
    return [str(row[0]) for row in scene.portal.ask("SELECT handle FROM users WHERE is_imported ORDER BY id")]


def test_the_desk_is_only_words(scene: Scene) -> None:
    suggestions = [f"/suggestions/{number}" for number in scene.made.suggestions[:8]]
    assert _walk(scene, "ana", [*IT, *suggestions, f"/desk/close/{scene.made.questions[0]}"]) == {}


def test_the_office_is_only_words(scene: Scene) -> None:
    people = [f"/admin/people/{handle}" for handle in scene.made.handles[20:26]]
    lists = [*_pages_of(scene, "adam", "/admin/log", 4), *_pages_of(scene, "adam", "/admin/mails", 4)]
    pages = [*OFFICE, *people, *lists, f"/admin/import/{scene.made.import_token}", "/admin/applications/3"]
    assert _walk(scene, "adam", pages) == {}


def test_what_stands_in_an_address_is_only_words(scene: Scene) -> None:
    words = packed(200)
    ways = (
        "/search?q=",
        "/questions?tag=",
        "/tags?q=",
        "/people?q=",
        "/ask?title=",
        "/knowledge?tag=",
        "/sign-in?next=",
    )
    addresses = [f"{way}{quote(word)}" for way in ways for word in words[:8]]
    addresses += [f"/{quote(word, safe='')}" for word in list(short_words())[::6]]
    addresses += ["/search?q=svg+onload", "/search?q=scrpt", "/search?q=trap&type=article", "/search?q=alert"]
    assert _walk(scene, "ivan", addresses) == {}


def test_what_the_script_puts_into_a_page_is_only_words(scene: Scene) -> None:
    visit = scene.look("emma")
    page = visit.page
    page.goto("/ask")
    assert visit.sprung() == []
    page.fill("[data-similar-url]", "The script onload trap img")
    expect(page.locator("#similar a").first).to_be_attached()
    page.fill("textarea[name=body]", next(texts(3_000)))
    page.get_by_role("tab", name="Preview").or_(page.get_by_role("button", name="Preview")).first.click()
    expect(page.locator(".c-editor__preview")).to_contain_text("trap")
    assert visit.sprung() == []
    page.goto("/")
    page.locator("[data-suggest-url]").first.press_sequentially("script")
    expect(page.locator("[role=option]").first).to_be_visible()
    assert visit.sprung() == []


def test_what_arrives_while_a_page_is_open_is_only_words(scene: Scene) -> None:
    portal, made = scene.portal, scene.made
    with portal.visitor("emma") as emma:
        asked = emma.post(
            "/ask", title="Which cable goes into the dock", body="I have two that look alike, grey and black."
        )
    address = asked.location
    visit = scene.look("emma")
    visit.page.goto(address)
    for number, handle in enumerate(made.handles[30:33]):
        with portal.visitor(handle) as visitor:
            body = list(texts(3_000))[number]
            assert visitor.post(f"/questions/{address.split('/')[2]}/answers", body=body).status == 303
        expect(visit.page.locator(".c-answer")).to_have_count(number + 1)
        expect(visit.page.locator("#toasts")).not_to_be_empty()
        assert visit.sprung() == []


def test_mails_are_only_words(scene: Scene) -> None:
    visit = scene.look("adam")
    mails = scene.portal.ask("SELECT body_html, subject, body_text FROM mails WHERE body_html <> '' ORDER BY id")
    assert len(mails) > 60
    for start in range(0, len(mails), 40):
        visit.page.goto("/healthz")
        together = "".join(f"<article>{row[0]}</article>" for row in mails[start : start + 40])
        visit.page.evaluate("(html) => { document.write(html); document.close(); }", together)
        assert visit.sprung() == []
    assert not any("\n" in str(row[1]) or "\r" in str(row[1]) for row in mails)
